"""Timeline and Incident in; the report's own sentences about them out: headline, subtitle, names of the moments."""

from __future__ import annotations

import pandas as pd

from reconstruct.report.text import DAY, safe_text, say_clock, say_count, say_duration, say_share, say_time
from reconstruct.timeline.nouns import MILESTONES, Evidence, Impact, Incident, Milestone, Statement, Timeline

MILESTONE_TITLES = {name: name.replace("_", " ") for name in MILESTONES}
BY_WHOM = {"alert": "by an alert", "engineer": "by an engineer", "customer": "by a customer"}
QUOTE_LIMIT = 120  # characters of a record within a sentence


def headline(timeline: Timeline) -> str:
    """What happened, in one line.

    >>> from reconstruct.window import Window
    >>> day = Window(pd.Timestamp("2023-05-15T00:00Z"), pd.Timestamp("2023-05-16T00:00Z"))
    >>> headline(Timeline(day, "all", (), pd.DataFrame(), 1, pd.DataFrame(), ()))
    'No incident found'
    """
    incidents = timeline.incidents
    if not incidents:
        return "What was written of the incident" if timeline.of_text_alone else "No incident found"
    if len(incidents) == 1:
        return headline_of(incidents[0])
    return f"{len(incidents)} incidents"


def headline_of(incident: Incident) -> str:
    """What departed from the baseline, how much of it and for how long."""
    return f"{_departure(incident)} {_how_long(incident)}"


def _departure(incident: Incident) -> str:
    impact = incident.impact
    if incident.signal == "failing" and impact.failed_share is not None:
        return f"{say_share(impact.failed_share)} of requests failed"
    if incident.signal == "slow":
        share = slow_share(impact)
        return f"{say_share(share)} of requests were slow" if share else "Requests were slow"
    if incident.signal == "wrong" and impact.requests:
        return f"{say_share(impact.wrong / impact.requests)} of requests were refused or not found"
    if incident.signal == "traffic":
        return "Traffic stopped" if impact.requests or impact.lost else "A log fell silent"
    if incident.signal == "failing":
        return "Requests failed"
    return "Errors were logged"


def slow_share(impact: Impact) -> float | None:
    """The share of slow requests; None where there were no requests."""
    return impact.slow / impact.requests if impact.requests else None


def _how_long(incident: Incident) -> str:
    onset, mitigated = incident.milestones.get("onset"), incident.milestones.get("mitigated")
    duration = incident.durations.get("time_to_mitigate")
    if duration is not None and duration.seconds is not None:
        return f"for {say_duration(duration.seconds)}"
    ends = [
        "from before the logs begin" if onset is not None and onset.time is None else "",
        "up to the end of the logs" if mitigated is not None and mitigated.time is None else "",
    ]
    return " ".join(end for end in ends if end) or "for an unknown time"


def subtitle(timeline: Timeline) -> str:
    """The date and the stretch of time that was looked at, with its zone."""
    return say_span(timeline.window.start, timeline.window.end, timeline.timezone)


def say_span(start: pd.Timestamp, end: pd.Timestamp, zone: str) -> str:
    """From start to end, with the date said once where it is one day.

    >>> say_span(pd.Timestamp("2023-05-15T07:30Z"), pd.Timestamp("2023-05-15T15:30Z"), "Europe/London")
    'Monday 15 May 2023, 08:30:00 to 16:30:00 BST'
    """
    first, last = start.tz_convert(zone), end.tz_convert(zone)
    weekday = f"{first:%A} {first.day} {first:%B %Y}"
    if first.date() == last.date():
        return f"{weekday}, {first:%H:%M:%S} to {last:%H:%M:%S %Z}"
    return f"{weekday}, {first:%H:%M:%S} to {last:%A} {last.day} {last:%B %Y, %H:%M:%S %Z}"


def say_milestone(milestone: Milestone, zone: str) -> str:
    """The time of the milestone, or on which side of the logs' end it lies."""
    if milestone.time is not None:
        return say_time(milestone.time, zone)
    if milestone.latest is not None:
        return f"before {say_time(milestone.latest, zone)}"
    return f"after {say_time(milestone.earliest, zone)}" if milestone.earliest is not None else "unknown"


def say_uncertainty(milestone: Milestone, zone: str) -> str:
    """Between which times the milestone lies; empty where it is known to the second."""
    early, late = milestone.earliest, milestone.latest
    if milestone.time is None or early is None or late is None or (late - early).total_seconds() <= 1:
        return ""
    dated = "" if (late - early).total_seconds() < DAY else " (more than a day apart)"
    return f"between {say_clock(early, zone)} and {say_clock(late, zone)}{dated}"


def say_place(evidence: Evidence) -> str:
    """Where the line stands: path and line, safe to show.

    >>> say_place(Evidence("web/access.log", 17, ""))
    'web/access.log:17'
    """
    path = safe_text(evidence.path, QUOTE_LIMIT)
    if evidence.line is not None:
        return f"{path}:{evidence.line}"
    return path if evidence.offset is None else f"{path} at byte {evidence.offset:,}"


def say_status(incident: Incident, zone: str) -> str:
    """Whether it is over, and what says so."""
    resolved, mitigated = incident.milestones.get("resolved"), incident.milestones.get("mitigated")
    if resolved is not None and resolved.time is not None:
        return f"Resolved: declared over at {say_milestone(resolved, zone)}"
    if mitigated is not None and mitigated.time is not None:
        return f"Mitigated at {say_milestone(mitigated, zone)}; no record declares it over"
    if mitigated is not None and mitigated.earliest is not None and mitigated.latest is None:
        return f"Not over when the logs end at {say_milestone(mitigated, zone).removeprefix('after ')}"
    return "Whether it is over is unknown"


def summarise_incident(incident: Incident, zone: str) -> tuple[Statement, ...]:
    """Three sentences: what happened, who noticed and acted, how it ended and what had changed; each with its lines."""
    return (_what_happened(incident, zone), _who_noticed(incident, zone), _how_it_ended(incident, zone))


def _at(incident: Incident, name: str, zone: str) -> str:
    """When that milestone was, in a sentence; with its date only where that is not the onset's."""
    milestone, onset = incident.milestones.get(name), incident.milestones.get("onset")
    if milestone is None:
        return "at an unknown time"
    if milestone.time is None:
        return say_milestone(milestone, zone)
    if name != "onset" and onset is not None and onset.time is not None:
        day, first = (time.tz_convert(zone).date() for time in (milestone.time, onset.time))
        if day == first:
            return f"at {say_clock(milestone.time, zone)}"
    return f"at {say_milestone(milestone, zone)}"


def _what_happened(incident: Incident, zone: str) -> Statement:
    impact = incident.impact
    numbers = f" ({say_count(impact.failed)} of {say_count(impact.requests)})" if incident.signal == "failing" else ""
    began, ended = _at(incident, "onset", zone), _at(incident, "mitigated", zone)
    text = f"{headline_of(incident)}{numbers}: it began {began} and ended {ended}."
    return Statement("summary", text, evidence=_lines(incident, "onset", "mitigated"))


def _who_noticed(incident: Incident, zone: str) -> Statement:
    evidence = _lines(incident, "detected", "acknowledged", "escalated")
    detected = incident.milestones.get("detected")
    if detected is None:
        return Statement("summary", "The records do not show who noticed it.", evidence=evidence)
    whom = f" {BY_WHOM[detected.by]}" if detected.by in BY_WHOM else ""
    parts = [f"It was detected{whom} {_at(incident, 'detected', zone)}{_after(incident, 'time_to_detect', 'onset')}"]
    if incident.milestones.get("acknowledged") is not None:
        parts.append("acknowledged" + _after(incident, "time_to_acknowledge", "detection"))
    if incident.milestones.get("escalated") is not None:
        parts.append("escalated" + _after(incident, "time_to_escalate", "detection"))
    return Statement("summary", _join(parts) + ".", evidence=evidence)


def _after(incident: Incident, name: str, start: str) -> str:
    """How long after `start` the duration of this name ended, in words."""
    duration = incident.durations.get(name)
    if duration is None or duration.seconds is None:
        return ""
    side = "before" if duration.seconds < 0 else "after"
    return f" ({say_duration(abs(duration.seconds))} {side} {start})"


def _how_it_ended(incident: Incident, zone: str) -> Statement:
    repair, resolved = "repair_started", "resolved"
    text = "The records do not show the repair"
    if incident.milestones.get(repair) is not None:
        text = f"The repair that worked began {_at(incident, repair, zone)}"
    if incident.milestones.get(resolved) is not None:
        text += f", the incident was declared over {_at(incident, resolved, zone)}"
    evidence = _lines(incident, repair, resolved)
    if not incident.suspects:
        return Statement("summary", f"{text}; the records show no change before the onset.", evidence=evidence)
    suspect = incident.suspects[0]
    quote = safe_text(suspect.text, QUOTE_LIMIT)
    text += f"; the change most closely associated with the onset is “{quote}”{_lead(incident)}."
    return Statement("summary", text, evidence=evidence + suspect.evidence[:1])


def _lead(incident: Incident) -> str:
    """How long the onset followed the first suspect, in words."""
    onset = incident.milestones.get("onset")
    if onset is None or onset.time is None:
        return ""
    return f", followed by the onset {say_duration((onset.time - incident.suspects[0].time).total_seconds())} later"


def _lines(incident: Incident, *names: str) -> tuple[Evidence, ...]:
    """The first line of evidence of each of these milestones that was found."""
    found = (incident.milestones.get(name) for name in names)
    return tuple(milestone.evidence[0] for milestone in found if milestone is not None)


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
