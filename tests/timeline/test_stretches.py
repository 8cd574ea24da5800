"""Departures become stretches of time, which say where they were found."""

from __future__ import annotations

import numpy as np

from reconstruct.timeline.baseline import find_departures
from reconstruct.timeline.condense import condense
from reconstruct.timeline.laws import SHARES, Counts
from reconstruct.timeline.signals import Sensitivity, read_signals
from reconstruct.timeline.stretches import Part, place
from tests.timeline.builders import at, traffic


def test_seconds_become_times() -> None:
    signals = read_signals(condense(traffic(seconds=600)), Sensitivity())
    assert signals is not None
    hits = np.zeros(600)
    hits[300:360] = 8
    departures = find_departures(Counts(hits, np.full(600, 10.0), SHARES))
    (stretch,) = place("failing", departures, signals, Part("host", "web-2"))
    assert (stretch.start, stretch.stop, stretch.seconds) == (at("08:05:00"), at("08:05:59"), 60.0)
    assert str(stretch.part) == "host web-2"
    assert not stretch.opens
