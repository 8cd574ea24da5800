"""Timeline -> what customers may read of it: the same times and numbers, and nothing that a log or a person said."""

from __future__ import annotations

from dataclasses import replace

from reconstruct.errors import UsageError
from reconstruct.events import conform
from reconstruct.report.words import say_milestone, summarise_incident
from reconstruct.timeline.nouns import Evidence, Incident, Milestone, Timeline

AUDIENCES = ("internal", "customer")
FOR_CUSTOMERS = ("html", "md", "svg", "png")  # the other files are made of log lines
KEPT_BACK = "stands in the internal report"


def check_audience(name: str) -> str:
    """The name itself where it is one of `AUDIENCES`.

    Raises UsageError where it is not.

    >>> check_audience("customer")
    'customer'
    """
    if name not in AUDIENCES:
        raise UsageError(f"no such audience: {name!r}: choose from {','.join(AUDIENCES)}")
    return name


def for_customers(timeline: Timeline) -> Timeline:
    """The timeline without hosts, names, queries, addresses, paths and words: built from what is known to be harmless.

    Of the records only kind, action and time are kept, for the marks of the chart.
    """
    marks = {name: list(timeline.events[name]) for name in ("time", "kind", "action")}
    return Timeline(
        window=timeline.window,
        window_basis=timeline.window_basis,
        sources=(),
        signals=timeline.signals,
        step_seconds=timeline.step_seconds,
        events=conform(marks, len(timeline.events)),
        incidents=tuple(_bare(incident) for incident in timeline.incidents),
        timezone=timeline.timezone,
    )


def _bare(incident: Incident) -> Incident:
    return Incident(
        signal=incident.signal,
        milestones={name: found and _without_proof(found) for name, found in incident.milestones.items()},
        unknown={},
        durations=incident.durations,
        impact=replace(incident.impact, routes=(), hosts=(), clients=()),
        suspects=(),
        alerts=(),
        intervals=incident.intervals,
        statements=(),
        entries=(),
    )


def _without_proof(milestone: Milestone) -> Milestone:
    bare = replace(milestone, rule=KEPT_BACK, evidence=(Evidence(KEPT_BACK, None, ""),))
    return replace(bare, override=replace(bare.override, why="", by="")) if bare.override else bare


def summarise_for_customers(incident: Incident, zone: str) -> tuple[str, ...]:
    """What happened, who noticed, how it ended: three sentences without a word from a log."""
    happened, noticed, _ = (sentence.text for sentence in summarise_incident(incident, zone))
    repair, resolved = (incident.milestones.get(name) for name in ("repair_started", "resolved"))
    began = f"The repair that worked began at {say_milestone(repair, zone)}" if repair else ""
    over = f"the incident was declared over at {say_milestone(resolved, zone)}" if resolved else ""
    told = ", and ".join(part for part in (began, over) if part) or "the records do not show how it ended"
    return happened, noticed, told[0].upper() + told[1:] + "."
