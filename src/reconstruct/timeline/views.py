"""Milestones and people's records -> the same durations under the definitions of nine authorities, side by side."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reconstruct.timeline.durations import Milestones, measure_between
from reconstruct.timeline.findings import View
from reconstruct.timeline.milestones import Span
from reconstruct.timeline.nouns import Milestone
from reconstruct.timeline.people import between, cite
from reconstruct.timeline.signs import holds

DECLARES = (
    r"(?i)\bdeclar(?:e|es|ed|ing) (?:this |it )?(?:as )?(?:an? )?(?:major )?(?:incident|outage|sev|p[0-3])"
    r"|^\W*(?:incident|inc|sev)[ #:-]*\d*\b.*\bdeclared\b"
)
# Moments that only some authorities know, beside the milestones.
MOMENTS: Mapping[str, str] = {
    "triggered": "the pager's incident was triggered",
    "pager_acknowledged": "somebody acknowledged on the pager",
    "pager_joined": "the last further responder acknowledged on the pager",
    "pager_resolved": "the pager's incident was resolved",
    "declared": "somebody declared the incident",
}
SRE = "Incident Metrics in SRE (2021), sre.google/resources/practices-and-processes/incident-metrics-in-sre"
DATADOG = "docs.datadoghq.com/incident_response/incident_management/analytics_and_reporting"
PAGERDUTY = "PagerDuty's analytics API"
INCIDENT_IO = "incident.io's default timestamps (impact started is set by hand there)"
ROOTLY = "docs.rootly.com/incidents/incident-lifecycle"
FIREHYDRANT = "FireHydrant's milestones, all from Started"
GITLAB = "GitLab's handbook, Incident Metrics"
DORA = "DORA's software delivery metrics"
ITIL = "ITIL's expanded incident lifecycle"
# (authority, its term, from, to, where it says so)
DEFINED = (
    ("Google SRE", "time to detect", "onset", "detected", SRE),
    ("Google SRE", "time to engage", "detected", "acknowledged", SRE),
    ("Google SRE", "time to mitigate", "onset", "mitigated", SRE),
    ("Google SRE", "time to recover", "onset", "resolved", SRE),
    ("Datadog", "Time to Detect", "onset", "detected", DATADOG),
    ("Datadog", "Time to Repair", "detected", "mitigated", DATADOG),
    ("Datadog", "Time to Resolve", "declared", "resolved", DATADOG),
    ("PagerDuty", "seconds_to_first_ack", "triggered", "pager_acknowledged", PAGERDUTY),
    ("PagerDuty", "seconds_to_mobilize", "triggered", "pager_joined", PAGERDUTY),
    ("PagerDuty", "seconds_to_resolve", "triggered", "pager_resolved", PAGERDUTY),
    ("incident.io", "declared to fixed", "declared", "mitigated", INCIDENT_IO),
    ("incident.io", "declared to closed", "declared", "resolved", INCIDENT_IO),
    ("Rootly", "time to detection", "onset", "detected", ROOTLY),
    ("Rootly", "time to acknowledge", "onset", "acknowledged", ROOTLY),
    ("Rootly", "time to mitigation (its duration)", "onset", "mitigated", ROOTLY),
    ("Rootly", "time to resolution", "onset", "resolved", ROOTLY),
    ("FireHydrant", "time to detected", "onset", "detected", FIREHYDRANT),
    ("FireHydrant", "time to acknowledged", "onset", "acknowledged", FIREHYDRANT),
    ("FireHydrant", "time to identified", "onset", "identified", FIREHYDRANT),
    ("FireHydrant", "time to mitigated", "onset", "mitigated", FIREHYDRANT),
    ("FireHydrant", "time to resolved", "onset", "resolved", FIREHYDRANT),
    ("GitLab", "time to fixed", "onset", "mitigated", GITLAB),
    ("DORA", "time to restore service", "onset", "mitigated", DORA),
    ("ITIL", "time to repair", "detected", "mitigated", ITIL),
    ("ITIL", "time to restore service", "onset", "mitigated", ITIL),
)


def compare_views(milestones: Milestones, people: pd.DataFrame, span: Span) -> tuple[View, ...]:
    """Every duration of every authority; `people` as gathered. Where an end is unknown, so is the duration.

    >>> from reconstruct.events import empty
    >>> from reconstruct.timeline.people import gather
    >>> moment = pd.Timestamp("2023-05-15T09:00Z")
    >>> views = compare_views({}, gather(empty(), ()), Span(moment, moment, moment, moment))
    >>> views[0].authority, views[0].duration.seconds, views[0].why
    ('Google SRE', None, 'onset and detected unknown')
    """
    known = dict(milestones) | _recorded(between(people, span.begin, span.until))
    return tuple(
        View(
            authority=authority,
            term=term,
            formula=f"{_plain(end)} - {_plain(start)}",
            duration=measure_between(term, known.get(start), known.get(end)),
            why=_why(known, start, end),
            source=source,
        )
        for authority, term, start, end, source in DEFINED
    )


def _recorded(near: pd.DataFrame) -> dict[str, Milestone | None]:
    """The moments that stand in the pager's records, and the declaration of the incident."""
    page, action = near["kind"] == "page", near["action"]
    triggered = _first("triggered", near[page & (action == "triggered")])
    if triggered is None:
        pager: dict[str, Milestone | None] = {}
    else:
        later = near[page & (near["time"] >= triggered.moment)]
        acks = later[(later["action"] == "acknowledged") & (later["actor"].fillna("") != "")]
        joined = acks.drop_duplicates("actor").iloc[1:]
        pager = {
            "triggered": triggered,
            "pager_acknowledged": _first("pager_acknowledged", acks),
            "pager_joined": _first("pager_joined", joined.tail(1)),
            "pager_resolved": _first("pager_resolved", later[later["action"] == "resolved"].tail(1)),
        }
    told = (near["kind"] == "chat") | (action == "noted")
    return pager | {"declared": _first("declared", near[told & holds(near["message"], DECLARES)])}


def _first(name: str, rows: pd.DataFrame) -> Milestone | None:
    if not len(rows):
        return None
    row = rows.iloc[0]
    return Milestone(name, row["time"], row["time"], row["latest"], "recorded", MOMENTS[name], (cite(row),))


def _plain(name: str) -> str:
    return {
        "triggered": "triggered on the pager",
        "pager_acknowledged": "acknowledged on the pager",
        "pager_joined": "last further responder's acknowledgement",
        "pager_resolved": "resolved on the pager",
    }.get(name, name)


def _why(known: Milestones, start: str, end: str) -> str:
    missing = [_plain(name) for name in (start, end) if (m := known.get(name)) is None or m.time is None]
    return f"{' and '.join(missing)} unknown" if missing else ""
