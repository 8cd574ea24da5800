"""Milestones, people's records and first errors -> the rows of the report's timeline, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from reconstruct.timeline.evidence import Evidence
from reconstruct.timeline.nouns import Entry, Milestone, Suspect
from reconstruct.timeline.people import cite, who

LEAD = pd.Timedelta(minutes=30)  # people's records before the onset that belong to its story
AFTER = pd.Timedelta(minutes=15)
REPEATED = ("ticket", "alert")  # after the first few of them, more of the same tells nothing new
FIRST_FEW = 3

Place = tuple[str, int | None, int | None]


def list_entries(
    people: pd.DataFrame,
    machine: pd.DataFrame,
    milestones: Mapping[str, Milestone | None],
    suspects: Sequence[Suspect],
) -> tuple[Entry, ...]:
    """The rows of one incident from half an hour before its onset; level key, context or all."""
    moments = [milestone.moment for milestone in milestones.values() if milestone is not None]
    begin, over = min(moments), max(moments)
    context = [
        *_suspects(suspects[:3]),
        *_people(people, begin - LEAD, over + AFTER),
        *_first_errors(machine, begin, over),
    ]
    told = {_place(entry): entry.text for entry in reversed(context)}
    rows = {_place(entry): entry for entry in reversed(context)}
    key = [_key(name, milestone, told) for name, milestone in milestones.items() if milestone is not None]
    for entry in key:
        rows.pop(_place(entry), None)
    return tuple(sorted([*key, *rows.values()], key=lambda entry: (entry.time, entry.level != "key")))


def _place(entry: Entry) -> Place:
    return _place_of(entry.evidence[0])


def _place_of(evidence: Evidence) -> Place:
    return evidence.path, evidence.line, evidence.offset if evidence.line is None else None


def _key(name: str, milestone: Milestone, told: Mapping[Place, str]) -> Entry:
    """The row of a milestone, in the words of the record that proves it."""
    first = milestone.evidence[0]
    text = told.get(_place_of(first), first.text)
    return Entry(milestone.moment, "key", "milestone", text, milestone.evidence, name)


def _suspects(suspects: Sequence[Suspect]) -> Iterable[Entry]:
    for suspect in suspects:
        yield Entry(suspect.time, "context", "change", suspect.text, suspect.evidence)


def _people(people: pd.DataFrame, low: pd.Timestamp, high: pd.Timestamp) -> Iterable[Entry]:
    near = people[people["time"].between(low, high)]
    counts: dict[str, int] = {}
    for _, row in near.iterrows():
        kind = str(row["kind"])
        counts[kind] = counts.get(kind, 0) + 1
        dull = kind in REPEATED and counts[kind] > FIRST_FEW
        minor = row["action"] in ("notified", "posted") or dull
        evidence = cite(row)
        text = f"{who(row)}: {evidence.text}" if kind == "chat" else evidence.text
        yield Entry(row["time"], "all" if minor else "context", kind, text, (evidence,))


def _first_errors(machine: pd.DataFrame, begin: pd.Timestamp, over: pd.Timestamp) -> Iterable[Entry]:
    errors = machine[(machine["severity"] >= "error") & machine["time"].between(begin, over)]
    for _, row in errors.groupby("source", observed=True).head(1).iterrows():
        yield Entry(row["time"], "context", str(row["kind"]), f"first error here: {cite(row).text}", (cite(row),))
