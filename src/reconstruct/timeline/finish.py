"""Timeline and what people say about it -> the timeline finished: their word beside the measured, never instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reconstruct.errors import UsageError
from reconstruct.timeline.durations import measure_durations, order_findings
from reconstruct.timeline.edits import AddedEvent, Correction, Edits, LeftOut
from reconstruct.timeline.nouns import Entry, Evidence, Incident, Milestone, Timeline
from reconstruct.timeline.retell import rename

RULE = "as people say; the records do not show it"


def apply_edits(timeline: Timeline, edits: Edits) -> Timeline:
    """The timeline with the overrides, events, names, texts and action items that people gave.

    Durations follow the overrides. Raises UsageError with the line of incident.toml where it speaks of an incident or
    of a record that is not there.
    """
    corrected = [(each.line, each.incident) for each in edits.corrections]
    added = [(each.line, each.incident) for each in edits.events]
    for line, number in (*corrected, *added):
        if number > len(timeline.incidents):
            found = len(timeline.incidents)
            raise UsageError(f"{edits.path}:{line}: there is no incident {number}: expected one up to {found}")
    for left in edits.left_out:
        _check_place(timeline, left, edits.path)
    incidents = tuple(_finish(incident, number, edits) for number, incident in enumerate(timeline.incidents, 1))
    finished = replace(timeline, incidents=incidents, blocks=dict(edits.blocks or {}), actions=edits.actions)
    return rename(finished, edits.names) if edits.names else finished


def _finish(incident: Incident, number: int, edits: Edits) -> Incident:
    corrections = [each for each in edits.corrections if each.incident == number]
    events = [each for each in edits.events if each.incident == number]
    milestones = {**incident.milestones, **_overridden(incident, corrections, edits.path)}
    gone = {(left.path, left.place) for left in edits.left_out}
    statements = incident.statements
    if corrections:
        kept = tuple(each for each in statements if each.kind != "finding")
        statements = (*order_findings(milestones), *kept)
    return replace(
        incident,
        milestones=milestones,
        unknown={name: why for name, why in incident.unknown.items() if milestones.get(name) is None},
        durations=measure_durations(milestones) if corrections else incident.durations,
        entries=_entries(incident.entries, events, gone, edits.path),
        suspects=tuple(each for each in incident.suspects if not _is_gone(each.evidence, gone)),
        statements=tuple(each for each in statements if not _is_gone(each.evidence, gone)),
    )


def _overridden(incident: Incident, corrections: Sequence[Correction], path: str) -> Mapping[str, Milestone]:
    """The milestones that people set, the measured ones kept beside."""
    changed = {}
    for each in corrections:
        measured = incident.milestones.get(each.milestone)
        if measured is None:
            text = f"{each.override.time.isoformat()}: {each.override.why} ({each.override.by})"
            line = Evidence(path, each.line, text)
            measured = Milestone(each.milestone, None, None, None, "override", RULE, (line,), override=each.override)
        changed[each.milestone] = replace(measured, override=each.override)
    return changed


def _entries(
    entries: Sequence[Entry], events: Sequence[AddedEvent], gone: set[tuple[str, int]], path: str
) -> tuple[Entry, ...]:
    kept = [each for each in entries if each.level == "key" or not _is_gone(each.evidence, gone)]
    added = [
        Entry(each.time, "context", "added", each.text, (Evidence(path, each.line, f"added by {each.by or 'people'}"),))
        for each in events
    ]
    return tuple(sorted([*kept, *added], key=lambda each: (each.time, each.level != "key")))


def _is_gone(evidence: Sequence[Evidence], gone: set[tuple[str, int]]) -> bool:
    return bool(evidence) and (evidence[0].path, evidence[0].line) in gone


def _check_place(timeline: Timeline, left: LeftOut, path: str) -> None:
    """That a record to be left out is there, and is none that a milestone rests on."""
    rows = [row for incident in timeline.incidents for row in incident.entries]
    there = [row for row in rows if _is_gone(row.evidence, {(left.path, left.place)})]
    if any(row.level == "key" for row in there):
        name = next(row.milestone for row in there if row.level == "key")
        place = f"{left.path}:{left.place}"
        raise UsageError(f"{path}:{left.line}: {place} proves {name}: expected an [[override]] of it instead")
    if not there:
        expected = "expected the path and line of one in the report"
        raise UsageError(f"{path}:{left.line}: no event stands at {left.path}:{left.place}: {expected}")
