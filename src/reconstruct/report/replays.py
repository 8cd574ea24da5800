"""Incident -> the rows of "When it could have been detected", in words: a rule, when it fires, how often in vain."""

from __future__ import annotations

from dataclasses import dataclass

from reconstruct.report.text import DAY, say_duration, say_time
from reconstruct.timeline.nouns import AlertReplay, Incident


@dataclass(frozen=True, slots=True)
class ReplayRow:
    """A replayed alert rule in words."""

    rule: str
    would_fire: str
    lead: str
    vain: str
    assumed: str


def list_replays(incident: Incident, zone: str) -> tuple[ReplayRow, ...]:
    """The replayed rules, those that could be replayed first, in their order."""
    known = sorted(incident.alerts, key=lambda replay: bool(replay.unknown))
    return tuple(
        ReplayRow(replay.rule, _when(replay, zone), _lead(replay), _vain(replay), replay.assumed) for replay in known
    )


def say_delay(incident: Incident) -> str:
    """How much the monitoring itself adds to the times of the rules; empty where nothing is declared."""
    delay = max((replay.delay_seconds for replay in incident.alerts), default=0.0)
    if not delay:
        return ""
    return (
        "Each time is the first second in which the logs' own counts fulfil the rule while the incident lasts; "
        f"scraping and evaluating every minute add up to {say_duration(delay)}. Requests count when they are answered."
    )


def _when(replay: AlertReplay, zone: str) -> str:
    if replay.would_fire is not None:
        return say_time(replay.would_fire, zone)
    return f"unknown: {replay.unknown}" if replay.unknown else "never while it lasted"


def _lead(replay: AlertReplay) -> str:
    if replay.lead_seconds is None:
        return ""
    side = "sooner" if replay.lead_seconds >= 0 else "later"
    return f"{say_duration(abs(replay.lead_seconds))} {side}"


def _vain(replay: AlertReplay) -> str:
    """False firings: a rate where the quiet part is long enough to tell one, else the count itself."""
    if replay.false_firings is None or replay.false_per_day is None:
        return ""
    if replay.quiet_seconds < DAY:
        return f"{replay.false_firings} in {say_duration(replay.quiet_seconds)}"
    return f"{replay.false_per_day:.2g} a day"
