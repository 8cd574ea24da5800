"""An incident's findings -> their words: which component failed first, what a gap touches, what a verdict means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reconstruct.report.text import say_duration
from reconstruct.timeline.findings import ComponentFailure, Gap
from reconstruct.timeline.nouns import Incident

VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        "for": "the logs speak for it",
        "against": "the logs speak against it",
        "both": "the logs speak for it and against it",
        "unknown": "these logs cannot say",
    }
)


def say_first_component(incident: Incident) -> str:
    """Which component logged the first error, as far as the clocks can tell; not why."""
    first = [failure.component for failure in incident.components if failure.rank == 1]
    how = "by the first error in its log that its baseline does not explain"
    onset = incident.milestones.get("onset")
    if onset is None or onset.time is None:
        return "When it began is not known: which component failed first cannot be told."
    if not first:
        return "No component's log shows errors that left their baseline with this incident."
    if len(incident.components) == 1:
        return f"{first[0]} is the only one that failed, {how}."
    if len(first) == 1:
        return f"{first[0]} failed first, {how}."
    return f"{', '.join(first)} failed first, each {how}; their clocks cannot tell in which order."


def say_lead(failure: ComponentFailure) -> str:
    """How long before or after the onset a component failed.

    >>> from reconstruct.timeline.evidence import Evidence
    >>> import pandas as pd
    >>> at = pd.Timestamp("2023-05-15T08:47Z")
    >>> say_lead(ComponentFailure("db.log", "database", 1, at, at, at, 0.0, 61.0, (Evidence("db.log", 1, "x"),)))
    '1 min 1 s before'
    """
    lead = failure.lead_seconds
    side = "before" if lead > 0 else "after"
    said = f"{say_duration(abs(lead))} {side}" if abs(lead) >= 1 else "with it"
    spread = (failure.latest - failure.earliest).total_seconds()
    said += f", known to {say_duration(spread)}" if spread > 1 else ""
    return said + ("; its clock seems off" if failure.clock_off_seconds is not None else "")


def say_touched(gap: Gap) -> str:
    """The milestones and numbers that a gap touches, in words."""
    return ", ".join(name.replace("_", " ") for name in gap.touches)
