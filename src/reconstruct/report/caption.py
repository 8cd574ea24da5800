"""Timeline and the incidents to show in; the words around the chart out: the lines below its title and its foot."""

from __future__ import annotations

import pandas as pd

from reconstruct.report.curves import Curve
from reconstruct.report.text import safe_text, say_clock, say_duration, say_time
from reconstruct.report.words import BY_WHOM, MILESTONE_TITLES, headline_of, say_milestone, say_span
from reconstruct.timeline.nouns import MILESTONES, Incident, Timeline

TOLD_INCIDENTS = 4  # with a line each below the title
VERDICT_LIMIT, SUSPECT_LIMIT, PATH_LIMIT = 400, 90, 60  # characters


def say_deck(timeline: Timeline, shown: tuple[Incident, ...], start: pd.Timestamp, end: pd.Timestamp) -> list[str]:
    """What stands below the title: when it was, and who noticed, what it followed, or why there is no incident."""
    when = say_span(start, end, timeline.timezone)
    if not shown:
        return [when, safe_text(timeline.verdict, VERDICT_LIMIT)]
    if len(shown) == 1:
        return [when, *_say_incident(shown[0], timeline.timezone, start, end)]
    told = [f"{number}: {headline_of(incident)}" for number, incident in enumerate(shown[:TOLD_INCIDENTS], 1)]
    return [when, *told] + ([f"and {len(shown) - TOLD_INCIDENTS} more"] if len(shown) > TOLD_INCIDENTS else [])


def _say_incident(incident: Incident, zone: str, start: pd.Timestamp, end: pd.Timestamp) -> list[str]:
    detected, duration = incident.milestones.get("detected"), incident.durations.get("time_to_detect")
    lines = []
    if detected is not None and duration is not None and duration.seconds is not None and duration.seconds >= 0:
        whom = f" {BY_WHOM[detected.by]}" if detected.by in BY_WHOM else ""
        lines.append(f"Detected{whom} {say_duration(duration.seconds)} after it began")
    if incident.suspects:
        first = incident.suspects[0]
        quote = safe_text(first.text.strip(), SUSPECT_LIMIT)
        shown = start <= first.time < end
        when = (
            f"Circled, {say_clock(first.time, zone)}"
            if shown
            else f"Before this chart begins, {say_time(first.time, zone)}"
        )
        lines.append(f"{when}: “{quote}”, the change that it followed most closely")
    return lines


def say_notes(timeline: Timeline, shown: tuple[Incident, ...], curve: Curve) -> list[str]:
    """The chart's foot: how to read it, what its curve counts, and from which logs it is drawn."""
    shaded = "Shaded: onset to mitigated, by phase. " if len(shown) == 1 else "Shaded: the incidents. "
    lines = [f"Steps of {say_duration(curve.step_seconds)}. {shaded if shown else ''}Hollow: an end, or a bot's post."]
    if curve.name == "failing" and shown:
        lines[0] += " The curve counts all requests, the title leaves out probes and health checks."
    read = [safe_text(source.path, PATH_LIMIT) for source in timeline.sources if source.events]
    if read:
        more = f" and {len(read) - 2} more" if len(read) > 2 else ""
        lines.append(f"Source: {', '.join(read[:2])}{more}; drawn from the logs by reconstruct")
    return lines


def say_alternative(timeline: Timeline, shown: tuple[Incident, ...], curves: tuple[Curve, ...]) -> str:
    """What the chart shows, for those who cannot see it: the incidents, their moments, where each curve peaks."""
    zone = timeline.timezone
    told = []
    if not timeline.incidents:
        told.append(f"No incident: {safe_text(timeline.verdict, VERDICT_LIMIT)}")
    for incident in shown[:TOLD_INCIDENTS]:
        found = [(MILESTONE_TITLES[name], incident.milestones.get(name)) for name in MILESTONES]
        times = ", ".join(f"{title} {say_milestone(m, zone)}" for title, m in found if m is not None)
        told.append(f"{headline_of(incident)}: {times}.")
    if len(shown) > TOLD_INCIDENTS:
        told.append(f"And {len(shown) - TOLD_INCIDENTS} more incidents.")
    for curve in curves:
        if curve.values.notna().any():
            peak = int(curve.values.fillna(-1.0).argmax())
            when = say_clock(curve.values.index[peak], zone)
            told.append(f"{curve.title}: at most {curve.say(float(curve.values.iloc[peak]))}, at {when}.")
    return " ".join(["Chart.", *told, "The same figures stand in the table below it."])
