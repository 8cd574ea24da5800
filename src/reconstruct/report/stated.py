"""What people stated -> the rows of the section that holds it against what the logs show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reconstruct.report.text import say_time
from reconstruct.report.words import MILESTONE_TITLES
from reconstruct.stated.nouns import Measured, StatedEntry
from reconstruct.timeline.nouns import Evidence, Timeline

VERDICTS = {
    "agrees": "agrees",
    "contradicted": "the logs contradict it",
    "not_shown": "the logs do not show it",
    "missing": "not written",
}
ORDER = ("contradicted", "missing", "not_shown", "agrees")


@dataclass(frozen=True, slots=True)
class StatedRow:
    """An entry of the text in words: `read` is the time that was taken, empty where it is as written."""

    line: int
    written: str
    read: str
    milestone: str
    text: str


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """A comparison in words, with the line of the text and the line of the logs."""

    verdict: str
    text: str
    line: int | None
    evidence: tuple[Evidence, ...]


def list_stated(timeline: Timeline) -> tuple[StatedRow, ...]:
    """The entries of the text, in the order of its lines."""
    entries = timeline.stated.entries if timeline.stated is not None else ()
    return tuple(_row(entry, timeline.timezone) for entry in entries)


def _row(entry: StatedEntry, zone: str) -> StatedRow:
    read = say_time(entry.time, zone) if entry.time is not None else "no time"
    titles = ", ".join(MILESTONE_TITLES.get(name, name) for name in entry.milestones)
    return StatedRow(entry.line, entry.time_text, read, titles, entry.text)


def list_measured(timeline: Timeline) -> tuple[MeasuredRow, ...]:
    """What the logs say of the text: contradictions first, then what is missing, not shown, and what agrees."""
    return tuple(_measured_row(each) for each in _in_order(timeline))


def _in_order(timeline: Timeline) -> Iterator[Measured]:
    measured = timeline.stated.measured if timeline.stated is not None else ()
    for verdict in ORDER:
        yield from (each for each in measured if each.verdict == verdict)


def _measured_row(each: Measured) -> MeasuredRow:
    evidence = () if each.evidence is None else (Evidence(*each.evidence),)
    return MeasuredRow(VERDICTS[each.verdict], each.text, each.line, evidence)


def say_agreement(timeline: Timeline) -> str:
    """How many of the stated milestones the logs bear out, in a sentence."""
    measured = timeline.stated.measured if timeline.stated is not None else ()
    named = [each for each in measured if each.milestone is not None]
    counts = {verdict: sum(each.verdict == verdict for each in named) for verdict in ORDER}
    parts = [
        f"{counts['agrees']} stated moments agree with the logs",
        f"{counts['contradicted']} are contradicted by them",
        f"{counts['not_shown']} are not shown by them",
        f"{counts['missing']} that the logs show are not written",
    ]
    return ", ".join(parts) + "."
