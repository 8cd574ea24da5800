"""The nouns of a text that people wrote about an incident: its lines, its entries, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Precision = Literal["day", "hour", "minute", "second"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it reads: without markup; what was wrapped is joined. `number` counts the file's lines from 1.

    `level` is a heading's depth, 0 elsewhere; `cells` are those of a table's row; `block` is shared by the lines of
    one list, table or paragraph; `wrapped` holds what followed on further lines of the file.
    """

    number: int
    text: str
    kind: Literal["heading", "bullet", "row", "text"]
    block: int
    level: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedEntry:
    """An entry of the text: `time` in UTC, None where it cannot be told; `time_text` is what was written.

    `milestone`: the foremost of those that it states, `further` the others. `precision` is the step in which it was
    written. `kind`: list, label, prose, span.
    """

    line: int
    time: pd.Timestamp | None
    time_text: str
    milestone: str | None
    text: str
    precision: Precision = "minute"
    end: pd.Timestamp | None = None
    kind: str = "list"
    further: tuple[str, ...] = ()

    @property
    def milestones(self) -> tuple[str, ...]:
        """All milestones that it states, the foremost first."""
        return (self.milestone, *self.further) if self.milestone else ()


@dataclass(frozen=True, slots=True)
class StatedFinding:
    """A defect of the text, or a point in which the logs say otherwise; `line` None: of the text as a whole.

    `kind`: impossible_time, no_time, am_pm_swapped, am_pm_missing, out_of_order, wrong_year, wrong_month, wrong_day,
    wrong_weekday, no_date, no_zone, unclear_zone, duration; against logs: contradicted, not_shown, missing.
    """

    line: int | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What the logs say of one entry or of one milestone: `verdict` agrees, contradicted, not_shown, missing.

    `written` and `measured` are times in UTC; `seconds` is by how much the written one is later. `evidence` is
    (path, line, text) of the line that proves it.
    """

    verdict: str
    milestone: str | None
    line: int | None
    written: pd.Timestamp | None
    measured: pd.Timestamp | None
    seconds: float | None
    text: str
    evidence: tuple[str, int | None, str] | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A postmortem or a timeline that people wrote, read: its entries in their order, and what was found.

    `zone_basis` says in which zone its times were read, and why. `spans` are its sentences that say from when to when
    it lasted. `measured` is empty where no logs were given.
    """

    path: str
    entries: tuple[StatedEntry, ...]
    findings: tuple[StatedFinding, ...]
    zone_basis: str = ""
    spans: tuple[StatedEntry, ...] = ()
    measured: tuple[Measured, ...] = ()
