"""Departures of a signal's counts -> the same as stretches of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reconstruct.timeline.baseline import Departure
from reconstruct.timeline.signals import Signals

SIGNALS = ("failing", "wrong", "slow", "traffic", "errors")  # in the order in which their ends are exact
SECOND = pd.Timedelta(seconds=1)
# Where a departure's level would have given fewer than three hits, their absence proves no healthy time (95 %).
RULE_OF_THREE = 3.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole that was looked at alone: `by` route, host, log, network or message, and its name."""

    by: str
    name: str

    def __str__(self) -> str:
        return f"{self.by} {self.name}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A departure of one signal in time; `opens`: it ran when the log began; `runs_on`: it runs when the log ends.

    `part`: the only part of the whole that it was found on; None for all of it.
    `half`: when its level had half risen, None where it rose at once.
    """

    signal: str
    start: pd.Timestamp
    stop: pd.Timestamp
    start_low: pd.Timestamp
    start_high: pd.Timestamp
    stop_low: pd.Timestamp
    stop_high: pd.Timestamp
    level: float
    base: float
    opens: bool = False
    runs_on: bool = False
    part: Part | None = None
    half: pd.Timestamp | None = None

    @property
    def seconds(self) -> float:
        """How long it lasted, the second of its last hit included."""
        return float((self.stop - self.start).total_seconds()) + 1.0


def place(signal: str, departures: Sequence[Departure], signals: Signals, part: Part | None = None) -> list[Stretch]:
    """The departures as stretches of time."""

    def at(second: int) -> pd.Timestamp:
        return signals.begin + second * SECOND

    return [
        Stretch(
            signal=signal,
            start=at(d.start),
            stop=at(d.stop),
            start_low=at(d.start_low),
            start_high=at(d.start_high),
            stop_low=at(d.stop_low),
            stop_high=at(d.stop_high),
            level=d.level,
            base=d.base,
            opens=d.before < RULE_OF_THREE,
            runs_on=d.after < RULE_OF_THREE,
            part=part,
            half=None if d.half is None else at(d.half),
        )
        for d in departures
    ]
