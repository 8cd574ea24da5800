"""An entry as it was written, before its time is settled; what follows from the lines of a text."""

from __future__ import annotations

from dataclasses import dataclass

from reconstruct.stated.dates import Day
from reconstruct.stated.nouns import Line
from reconstruct.stated.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as written. `group` is shared by those that follow one another; `fresh` is the date of a heading
    since the last entry; `column_zone` is the zone of its table's heading; `kind`: list, label, prose, or span: a
    sentence that says from when to when it lasted, which is no entry."""

    line: int
    phrase: Phrase
    text: str
    group: int
    kind: str = "list"
    fresh: Day | None = None
    column_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of times: its entries, the dates that stand apart, and its lines outside of plans."""

    drafts: tuple[Draft, ...]
    lines: tuple[Line, ...]
