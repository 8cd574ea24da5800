"""Requests a second -> where they fell short of what is usual at that time."""

from __future__ import annotations

import numpy as np

from reconstruct.timeline.baseline import Departure, find_departures
from reconstruct.timeline.laws import FALLS, Counts, Numbers
from reconstruct.timeline.signals import usual_traffic

STOPPED = 0.1  # of the usual traffic: fewer than one in ten still gets through


def find_falls(counts: Numbers, known: int | None = None, rounds: int = 4) -> list[Departure]:
    """Where traffic fell short of what was usual then; falls are left out of what is usual, and looked for again.

    `known`: so many seconds of the counts may tell what is usual.
    """
    inside = np.arange(len(counts)) >= (len(counts) if known is None else known)
    beyond, falls = inside.copy(), list[Departure]()
    for _ in range(rounds):
        again = find_departures(Counts(counts, usual_traffic(counts, inside), FALLS), base=1.0)
        if [(d.start, d.stop) for d in again] == [(d.start, d.stop) for d in falls]:
            break
        falls = again
        inside = beyond.copy()
        for fall in falls:
            inside[fall.start : fall.stop + 1] = True
    return falls
