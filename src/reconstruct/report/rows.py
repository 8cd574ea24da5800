"""Incident -> the rows of the report's tables, in words: key times, durations, impact, statements by their kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from reconstruct.report.text import safe_text, say_count, say_duration, say_machine, say_share, say_time
from reconstruct.report.words import BY_WHOM, MILESTONE_TITLES, say_milestone, say_uncertainty
from reconstruct.timeline.nouns import DEFINITIONS, MILESTONES, SPANS, Entry, Evidence, Incident, PartImpact, Statement

UNKNOWN = "unknown"
SINCE = (
    "time_to_detect",
    "time_to_acknowledge",
    "time_to_escalate",
    "time_to_identify",
    "time_to_mitigate",
    "time_to_resolve",
)
STATEMENT_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "hypothesis": "Suspected and dropped",
        "earlier_cause": "Found earlier",
        "failed_repair": "Repairs that did not end it",
        "precursor": "Before it began",
        "finding": "Findings",
        "question": "Questions",
    }
)


@dataclass(frozen=True, slots=True)
class KeyTime:
    """A milestone in words: `time` is "unknown" where it was not found, and `reason` says why.

    `since` is how long after the milestone that the durations count from it came, `iso`
    the time for programs, where it is known.
    """

    name: str
    title: str
    definition: str
    time: str
    utc: str
    uncertainty: str
    basis: str
    rule: str
    reason: str
    evidence: tuple[Evidence, ...]
    since: str = ""
    iso: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in words, with how it came about."""

    title: str
    value: str
    rule: str
    span: str = ""


def list_key_times(incident: Incident, zone: str) -> tuple[KeyTime, ...]:
    """All eight milestones, the unknown ones too."""
    return tuple(_key_time(incident, name, zone) for name in MILESTONES)


def _key_time(incident: Incident, name: str, zone: str) -> KeyTime:
    milestone = incident.milestones.get(name)
    title, definition = MILESTONE_TITLES[name], DEFINITIONS[name]
    if milestone is None:
        reason = incident.unknown.get(name, "no record shows it")
        return KeyTime(name, title, definition, UNKNOWN, "", "", "", "", reason, ())
    time, utc = say_milestone(milestone, zone), say_milestone(milestone, "UTC")
    differs = milestone.time is None or milestone.time.tz_convert(zone).utcoffset() != pd.Timedelta(0)
    whom = f", {BY_WHOM[milestone.by]}" if milestone.by in BY_WHOM else ""
    return KeyTime(
        name,
        title,
        definition,
        time,
        utc if differs and utc != time else "",
        say_uncertainty(milestone, zone),
        milestone.basis + whom,
        milestone.rule,
        "",
        milestone.evidence,
        _since(incident, name),
        say_machine(milestone.time) if milestone.time is not None else "",
    )


def _since(incident: Incident, name: str) -> str:
    """How long after the milestone that the durations count from this one came."""
    for duration, (start, end) in SPANS.items():
        if end == name and duration in SINCE:
            found = incident.durations.get(duration)
            if found is not None and found.seconds is not None:
                side = "after" if found.seconds >= 0 else "before"
                return f"{say_duration(abs(found.seconds))} {side} {MILESTONE_TITLES[start]}"
    return ""


def list_glance(incident: Incident, zone: str) -> tuple[Figure, ...]:
    """The four figures that a reader looks for first: when it began, who noticed, how long it took, what it cost."""
    onset, detected = (incident.milestones.get(name) for name in ("onset", "detected"))
    impact = incident.impact
    began = Figure("Began", say_milestone(onset, zone) if onset else UNKNOWN, "onset")
    if onset is not None and onset.time is not None:
        local = onset.time.tz_convert(zone)
        began = Figure("Began", f"{local:%H:%M:%S %Z}", "onset", f"{local:%A} {local.day} {local:%B %Y}")
    rows = [began]
    whom = BY_WHOM.get(detected.by or "", "") if detected else ""
    for title, name, more in (("Detected after", "time_to_detect", whom), ("Mitigated after", "time_to_mitigate", "")):
        found = _duration(incident, name)
        rows.append(Figure(title, found.value, found.rule, more or found.span))
    if impact.requests:
        rows.append(
            Figure(
                "Requests failed",
                say_count(impact.failed),
                "requests from onset to mitigated",
                f"{say_share(impact.failed_share)} of {say_count(impact.requests)}",
            )
        )
    return tuple(rows)


def list_durations(incident: Incident) -> tuple[Figure, ...]:
    """All durations with their definitions and with the least and the most that they may be."""
    return tuple(_duration(incident, name) for name in SPANS)


def _duration(incident: Incident, name: str) -> Figure:
    title = name.replace("_", " ").capitalize()
    formula = DEFINITIONS[name].replace("_", " ").replace(" - ", " − ")
    duration = incident.durations.get(name)
    if duration is None or duration.seconds is None:
        missing = [MILESTONE_TITLES[end] for end in SPANS[name] if _is_unknown(incident, end)]
        reason = f"{' and '.join(missing)} unknown" if missing else ""
        return Figure(title, UNKNOWN, formula, reason)
    low, high = say_duration(duration.low), say_duration(duration.high)
    known = duration.low is not None and duration.high is not None and low != high
    return Figure(title, say_duration(duration.seconds), formula, f"{low} to {high}" if known else "")


def _is_unknown(incident: Incident, name: str) -> bool:
    milestone = incident.milestones.get(name)
    return milestone is None or milestone.time is None


def list_impact(incident: Incident) -> tuple[Figure, ...]:
    """What users suffered, each number with its rule; numbers that do not apply are left out."""
    impact = incident.impact
    failed = "requests that were answered with a server error (5xx) or given up by the client"
    rows = [
        Figure("Requests", say_count(impact.requests), "between onset and mitigated, without probes and health checks"),
        Figure("Failed", say_count(impact.failed), failed),
        Figure("Share that failed", say_share(impact.failed_share), "failed / requests"),
    ]
    if impact.baseline_share is not None:
        rows.append(Figure("Share that fails usually", say_share(impact.baseline_share), "the same, in the baseline"))
    if impact.slow:
        rows.append(Figure("Slow", say_count(impact.slow), "requests that took longer than is usual on their route"))
    if impact.wrong:
        rule = "4xx on routes that usually answer; they count as failed where they departed"
        rows.append(
            Figure(
                "Refused or not found",
                say_count(impact.wrong),
                rule,
            )
        )
    if impact.lost is not None:
        rule = "requests expected from the baseline less those that came"
        rows.append(Figure("Requests that never came", f"about {say_count(impact.lost)}", rule))
    if impact.clients_affected is not None:
        clients = say_count(impact.clients_affected)
        rows.append(
            Figure(
                "Clients affected",
                clients,
                "distinct addresses with a request that failed, was refused (4xx) or took over a second",
            )
        )
    for title, parts in (("By host", impact.hosts), ("Clients hit most", impact.clients)):
        if parts:
            rows.append(Figure(title, _say_parts(parts), "failed, refused or not found, of their requests"))
    if impact.budget_burnt:
        rule = f"failed / what may fail in 30 days at the usual rate if {say_share(impact.objective)} must succeed"
        rows.append(Figure("Error budget burnt", f"{100 * impact.budget_burnt:,.1f} %", rule))
    return tuple(rows)


def _say_parts(parts: Sequence[PartImpact]) -> str:
    """The worst hosts or clients in a few words."""
    return "; ".join(
        f"{safe_text(part.part, 60)}: {say_count(part.failed + part.wrong)} of {say_count(part.requests)}"
        for part in parts[:3]
    )


def list_intervals(incident: Incident, zone: str) -> tuple[str, ...]:
    """The stretches of impact where there are several: it flapped."""
    if len(incident.intervals) < 2:
        return ()
    return tuple(
        f"{say_time(start, zone)} to {say_time(end, zone)} ({say_duration((end - start).total_seconds())})"
        for start, end in incident.intervals
    )


def spans_days(entries: Iterable[Entry], zone: str) -> bool:
    """Whether these entries need their dates: they are not all of one day in this zone."""
    return len({entry.time.tz_convert(zone).date() for entry in entries}) > 1


def group_statements(statements: tuple[Statement, ...]) -> Mapping[str, tuple[Statement, ...]]:
    """The statements under the title of their kind, kinds in a fixed order, empty ones left out."""
    kinds = [*STATEMENT_TITLES, *sorted({s.kind for s in statements} - STATEMENT_TITLES.keys())]
    groups = {STATEMENT_TITLES.get(k, k.replace("_", " ").capitalize()): k for k in kinds}
    found = {title: tuple(s for s in statements if s.kind == kind) for title, kind in groups.items()}
    return {title: those for title, those in found.items() if those}
