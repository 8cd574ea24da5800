"""Timeline -> the short text that the terminal shows: what happened, when, by which line, and what stays unknown."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from reconstruct.events import Source
from reconstruct.report.mask import mask
from reconstruct.report.stated import say_agreement
from reconstruct.report.text import safe_text, say_count, say_duration, say_share, say_time
from reconstruct.report.words import headline_of, say_place
from reconstruct.timeline.nouns import (
    DEFINITIONS,
    MILESTONES,
    Duration,
    Evidence,
    Impact,
    Incident,
    Milestone,
    Suspect,
    Timeline,
)

WIDTH = 100  # columns
MOST_WRAPPED = 3  # lines that one statement may fill
FIRST_SUSPECTS = 3
FIRST_STATEMENTS = 3
FIRST_SOURCES = 5  # sources named among what was not understood; the report has them all


def summarise(timeline: Timeline, folder: str | Path | None = None, width: int = WIDTH) -> str:
    """What the timeline holds, in plain lines of at most `width` columns; `folder` is where the report lies.

    Times stand in the timeline's own zone. Text from logs is made harmless: no control and no hidden characters.
    """
    timeline = mask(timeline)
    lines = [*_heading(timeline)]
    count = len(timeline.incidents)
    for number, incident in enumerate(timeline.incidents, 1):
        lines += [
            "",
            f"Incident {number} of {count}: {headline_of(incident)}",
            *_incident(incident, timeline.timezone, width),
        ]
    lines += ["", "Since the earlier run:"] if timeline.changes else []
    lines += [f"  {change.text}" for change in timeline.changes]
    lines += _stated(timeline)
    lines += _gaps(timeline.sources)
    if folder is not None:
        lines += ["", f"Report: {folder}"]
    return "\n".join(shown for line in lines for shown in _wrap(line, width)) + "\n"


def _wrap(line: str, width: int) -> list[str]:
    """The line in pieces of that width, what follows the first set in deeper than it."""
    text = safe_text(line, MOST_WRAPPED * width)
    indent = " " * (len(text) - len(text.lstrip()) + 4)
    return textwrap.wrap(text, width, subsequent_indent=indent) or [""]


def _heading(timeline: Timeline) -> Iterator[str]:
    zone, window = timeline.timezone, timeline.window
    if timeline.of_text_alone:
        yield timeline.verdict
        return
    yield timeline.verdict or f"{len(timeline.incidents)} incidents found"
    yield f"Window: {say_time(window.start, zone)} to {say_time(window.end, zone)} ({timeline.window_basis})"
    if window.zone_basis and timeline.window_basis == "given":
        yield f"        read in {window.zone_basis}"
    yield f"Times: {zone} ({timeline.timezone_basis})"
    for blip in timeline.blips[:FIRST_STATEMENTS]:
        yield f"Blip: {_at(blip.time, zone)}{blip.text}"


def _incident(incident: Incident, zone: str, width: int) -> Iterator[str]:
    found = [milestone for name in MILESTONES if (milestone := incident.milestones.get(name))]
    for milestone in found:
        yield from _milestone(milestone, zone, width)
    yield from _not_found(incident)
    yield from _durations(incident.durations.values())
    yield from _impact(incident.impact)
    for number, suspect in enumerate(incident.suspects[:FIRST_SUSPECTS], 1):
        yield from _suspect(number, suspect, zone, width)
    if not incident.suspects:
        yield "  suspects: no change was found before the onset"
    for statement in incident.statements[:FIRST_STATEMENTS]:
        yield f"  {_words(statement.kind)}: {_at(statement.time, zone)}{statement.text}"


def _milestone(milestone: Milestone, zone: str, width: int) -> Iterator[str]:
    by = f", by {milestone.by}" if milestone.by else ""
    yield f"  {_words(milestone.name):<15} {_when(milestone, zone)}  ({milestone.basis}{by})"
    if milestone.override is not None:
        said = milestone.override
        yield f"  {'':15} people say: {say_time(said.time, zone)}, {said.why} ({said.by})"
    yield _cite(milestone.evidence, width)


def _when(milestone: Milestone, zone: str) -> str:
    """The time and how sure it is; where it lies beyond the logs, the side on which it does."""
    time, earliest, latest = milestone.time, milestone.earliest, milestone.latest
    if time is None:
        bound = latest if earliest is None else earliest
        side = "before" if earliest is None else "after"
        return "unknown" if bound is None else f"{side} {say_time(bound, zone)}"
    less = 0.0 if earliest is None else (time - earliest).total_seconds()
    more = 0.0 if latest is None else (latest - time).total_seconds()
    if less == more > 0:
        return f"{say_time(time, zone)} ± {say_duration(less)}"
    sides = [f" {sign}{say_duration(size)}" for sign, size in (("-", less), ("+", more)) if size]
    return say_time(time, zone) + "".join(sides)


def _cite(evidence: tuple[Evidence, ...], width: int) -> str:
    """The first line of the evidence, as path:line and its text, cut to the width: the report has it whole."""
    first = evidence[0]
    return safe_text(f"  {'':15} {say_place(first)}  {first.text.strip()}", width)


def _not_found(incident: Incident) -> Iterator[str]:
    """What is unknown, the names that share a reason in one line."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for name in MILESTONES:
        if incident.milestones.get(name) is None:
            reasons[incident.unknown.get(name, "no record tells")].append(_words(name))
    for reason, names in reasons.items():
        yield f"  not found: {', '.join(names)}"
        yield f"  {'':15} {reason}"


def _durations(durations: Iterable[Duration]) -> Iterator[str]:
    unknown = []
    for duration in durations:
        if duration.seconds is None:
            unknown.append(_words(duration.name))
            continue
        name = f"{_words(duration.name)} ({_words(DEFINITIONS[duration.name])})"
        yield f"  {name:<48} {say_duration(duration.seconds)}{_range(duration)}"
    if unknown:
        yield f"  unknown: {', '.join(unknown)}"


def _range(duration: Duration) -> str:
    """The least and the most that it can be, where they read differently."""
    low, high = say_duration(duration.low), say_duration(duration.high)
    return "" if duration.low is None or duration.high is None or low == high else f" ({low} to {high})"


def _impact(impact: Impact) -> Iterator[str]:
    if impact.failed_share is None:
        yield "  impact: these logs do not tell (no requests between onset and mitigated)"
    else:
        share = say_share(impact.failed_share)
        yield f"  impact: {say_count(impact.failed)} of {say_count(impact.requests)} requests failed ({share})"
    more = {
        "refused or not found": impact.wrong or None,
        "slow": impact.slow or None,
        "lost": impact.lost,
        "clients affected": impact.clients_affected,
    }
    known = [f"{say_count(number)} {name}" for name, number in more.items() if number is not None]
    if known:
        yield f"          {', '.join(known)}"


def _suspect(number: int, suspect: Suspect, zone: str, width: int) -> Iterator[str]:
    yield safe_text(f"  suspect {number}: {_at(suspect.time, zone)}{suspect.text}", width)
    if suspect.evidence:
        yield _cite(suspect.evidence, width)


def _gaps(sources: tuple[Source, ...]) -> Iterator[str]:
    """What was not understood: unread lines by source, and files that gave nothing."""
    gaps = [source for source in sources if source.skipped or source.unread]
    if gaps:
        yield ""
        yield "Not understood:"
    for source in gaps[:FIRST_SOURCES]:
        if source.skipped:
            yield f"  {source.path}: skipped, {source.skipped}"
        else:
            line, text = source.first_unread or (0, "")
            first = f", first{f' at line {line}' if line else ''}: {text}" if source.first_unread else ""
            yield f"  {source.path}: {say_count(source.unread)} of {say_count(source.lines)} lines unread{first}"
    if len(gaps) > FIRST_SOURCES:
        yield f"  and {len(gaps) - FIRST_SOURCES} more, in the report"


def _stated(timeline: Timeline) -> Iterator[str]:
    """What was found about the text that people wrote: its defects, and where the logs say otherwise."""
    stated = timeline.stated
    if stated is None:
        return
    yield ""
    timed = sum(entry.time is not None for entry in stated.entries)
    yield f"Stated in {stated.path}: {len(stated.entries)} entries, {timed} with a time; times: {stated.zone_basis}"
    if timeline.sources:
        yield f"  {say_agreement(timeline)}"
    for finding in stated.findings:
        place = f"line {finding.line}: " if finding.line is not None else ""
        yield f"  {place}{finding.text}"
    if not stated.findings:
        yield "  nothing is wrong with it"


def _at(time: pd.Timestamp | None, zone: str) -> str:
    return "" if time is None else f"{say_time(time, zone)}  "


def _words(name: str) -> str:
    """The name of a milestone or a duration as words."""
    return name.replace("_", " ")
