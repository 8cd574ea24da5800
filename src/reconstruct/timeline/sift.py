"""Stretches of departure -> those that are more than one client's trouble, a scanner's, or what every night brings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reconstruct.timeline.condense import Digest
from reconstruct.timeline.signals import Sensitivity, Signals
from reconstruct.timeline.stretches import Stretch

# What a scheduler repeats, in seconds, and by how many of them a job may start earlier or later than the last time.
PERIODS = ((86_400.0, 600.0), (3600.0, 60.0))
LEAST_TIMES = 3  # that something came at the same time of day, or of the hour, to be usual then
ALIKE = 2.0  # times as high or as long, at most, as it was the other times
SHORT_SECONDS = 10.0  # what is shorter is alike in length


def shared(trouble: str, stretches: Sequence[Stretch], digest: Digest, sensitivity: Sensitivity) -> list[Stretch]:
    """The stretches in which several clients had this trouble; where nearly nobody else asked, one is enough."""
    troubled = digest.clients[digest.clients["trouble"] == trouble]

    def several(stretch: Stretch) -> bool:
        met = troubled[troubled["second"].between(stretch.start, stretch.stop)]["client"].nunique()
        return bool(met >= min(sensitivity.clients, _within(digest.active, stretch)["client"].nunique()))

    return [stretch for stretch in stretches if several(stretch)]


def widespread(stretches: Sequence[Stretch], digest: Digest) -> list[Stretch]:
    """The stretches of wrong answers that many clients met.

    Trouble that meets requests at random meets at least as large a share of the clients as of the requests; half of
    that is asked for. A scanner's few addresses make many requests.
    """
    troubled = digest.clients[digest.clients["trouble"] == "wrong"]

    def spread(stretch: Stretch) -> bool:
        asked, active = _within(digest.requests, stretch), _within(digest.active, stretch)["client"].nunique()
        met = _within(troubled, stretch)["client"].nunique()
        on_part = asked["route"] == stretch.part.name if stretch.part is not None else asked["wrong"] > 0
        return bool(met / max(active, 1) >= 0.5 * asked[on_part]["wrong"].sum() / max(asked["n"].sum(), 1))

    return [stretch for stretch in stretches if spread(stretch)]


def unusual(stretches: Sequence[Stretch], signals: Signals) -> list[Stretch]:
    """The stretches that do not come back at the same time of most days, or at the same minute of most hours."""
    return [
        stretch
        for stretch in stretches
        if not any(_recurs(stretch, stretches, *each, len(signals.requests)) for each in PERIODS)
    ]


def _recurs(stretch: Stretch, stretches: Sequence[Stretch], period: float, late: float, seconds: float) -> bool:
    """Whether what is alike began at this place of the period as often as not, in a log of so many seconds."""
    alike = [
        other
        for other in stretches
        if (other.signal, other.part) == (stretch.signal, stretch.part)
        and stretch.seconds <= ALIKE * max(other.seconds, SHORT_SECONDS)
        and stretch.level <= ALIKE * other.level
    ]
    away = np.array([(other.start - stretch.start).total_seconds() for other in alike])
    turn = np.round(away / period)
    times = np.unique(turn[np.abs(away - turn * period) <= late])
    return len(times) >= max(LEAST_TIMES, seconds / period / 2)


def _within(rows: pd.DataFrame, stretch: Stretch) -> pd.DataFrame:
    """The rows of the minutes that the stretch touches: who was active is known by the minute."""
    return rows[rows["second"].between(stretch.start.floor("min"), stretch.stop.ceil("min"), inclusive="left")]
