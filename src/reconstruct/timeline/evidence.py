"""What every statement of a report is made of: the line that proves it, what it says, how long something took."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Evidence:
    """The line that proves a statement: `path` relative to the folder given, `line` from 1 (None: no one line)."""

    path: str
    line: int | None
    text: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """Seconds between two milestones, None where one of them is unknown; `low` and `high` from their intervals."""

    name: str
    seconds: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Something found or said that is worth a line in the report, with the lines that prove it.

    `kind`: finding, hypothesis, earlier_cause, failed_repair, precursor, question, change (since an earlier run).
    """

    kind: str
    text: str
    time: pd.Timestamp | None = None
    evidence: tuple[Evidence, ...] = ()
