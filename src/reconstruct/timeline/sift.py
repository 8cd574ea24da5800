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


def widespread(trouble: str, stretches: Sequence[Stretch], digest: Digest) -> list[Stretch]:
    """The stretches of a trouble that the clients met at large.

    Trouble that meets requests at random meets at least as large a share of the clients as of the requests; half of
    that is asked for. A scanner's few addresses, or one client's wild script, make many requests.
    """
    if not stretches:
        return []
    minutes = _by_minute(trouble, digest)
    inside = np.zeros(len(minutes), dtype=bool)
    for stretch in stretches:
        inside |= minutes.index.isin(_within(minutes.reset_index(), stretch)["second"])
    usual = _shares(minutes[~inside])

    def spread(stretch: Stretch) -> bool:
        clients, requests = _shares(_within(minutes.reset_index(), stretch).set_index("second"))
        return clients - usual[0] >= (requests - usual[1]) / 2

    return [stretch for stretch in stretches if spread(stretch)]


def _by_minute(trouble: str, digest: Digest) -> pd.DataFrame:
    """For each minute the clients who asked and who met the trouble, the requests and those that met it."""
    troubled = digest.clients[digest.clients["trouble"] == trouble]
    troubled = troubled.assign(second=troubled["second"].dt.floor("min"))
    return pd.DataFrame(
        {
            "active": digest.active.groupby("second")["client"].nunique(),
            "asked": digest.active.groupby("second")["n"].sum(),
            "met": troubled.groupby("second")["client"].nunique(),
            "hits": troubled.groupby("second")["n"].sum(),
        }
    ).fillna(0.0)


def _shares(minutes: pd.DataFrame) -> tuple[float, float]:
    """The shares of the clients and of the requests that met the trouble."""
    total = minutes.sum()
    return float(total["met"] / max(total["active"], 1)), float(total["hits"] / max(total["asked"], 1))


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
