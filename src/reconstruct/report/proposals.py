"""Timeline and incident -> what people may take up: proposals for action items and lessons, each from a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reconstruct.report.text import say_duration, say_share
from reconstruct.report.words import MILESTONE_TITLES
from reconstruct.timeline.alert_rules import RULES
from reconstruct.timeline.nouns import AlertReplay, Evidence, Incident, Statement, Timeline

CLOCK_OFF_SECONDS = 1.0  # from here on the order of lines in two logs misleads their reader
BUSY_SHARE = 0.5  # of the busiest half hour: below it an outage met few of those whom it could have met
BUSY_WINDOW = "30min"
REAL_RULES = frozenset(rule.name for rule in RULES)  # the best that is achievable is no rule that one could write
UNSOUND = ("failed", "doubtful", "not_found", "behind", "stopped")
# What each record that was not found would have told, and who could keep it.
RECORDS = {
    "detected": "keep what tells that somebody noticed: alerts, pages, tickets",
    "acknowledged": "acknowledge on the pager, or say so where the log of the chat is kept",
    "identified": "write down the cause where it is found, with its time",
    "repair_started": "log each act of a repair, with its time",
    "resolved": "declare the incident over where it is recorded",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An action item to consider; `kind` is detect, prevent, repair or record, `why` the finding it comes from."""

    what: str
    kind: str
    why: str
    evidence: tuple[Evidence, ...] = ()


def propose_actions(timeline: Timeline, incident: Incident) -> tuple[Proposal, ...]:
    """What the findings of this incident suggest to do, sooner detection first; who and when is for people to say."""
    return (*_alerts(incident), *_backups(incident), *_clocks(timeline), *_zones(timeline), *_records(incident))


def best_rule(incident: Incident) -> AlertReplay | None:
    """The replayed rule that would have fired soonest before anybody knew, those that fire in vain last."""
    sooner = [rule for rule in incident.alerts if rule.name in REAL_RULES and (rule.lead_seconds or 0) > 0]
    return min(sooner, key=lambda rule: (rule.false_firings or 0, -(rule.lead_seconds or 0)), default=None)


def _alerts(incident: Incident) -> Iterator[Proposal]:
    rule = best_rule(incident)
    if rule is None:
        return
    vain = "" if rule.false_firings is None else f", and {rule.false_firings} times in the quiet part of these logs"
    why = f"it would have fired {say_duration(rule.lead_seconds)} before anybody knew{vain}"
    yield Proposal(f"alert when {rule.rule} (--format rules writes it for Prometheus)", "detect", why)


def _backups(incident: Incident) -> Iterator[Proposal]:
    for net in incident.safety_nets:
        if net.net == "backup" and net.state in UNSOUND:
            yield Proposal("see that a backup finishes and is restored on trial", "repair", net.text, net.evidence)
        elif net.net == "backup":
            yield Proposal("judge whether the backups are young enough", "repair", net.text, net.evidence)
        elif net.state in ("behind", "stopped"):
            yield Proposal("see that replication keeps up, and alert when not", "prevent", net.text, net.evidence)


def _clocks(timeline: Timeline) -> Iterator[Proposal]:
    for source in timeline.sources:
        off = source.clock_offset_seconds
        if off is not None and abs(off) >= CLOCK_OFF_SECONDS:
            side = "ahead" if off > 0 else "behind"
            why = f"it was {say_duration(abs(off))} {side} of the other logs' clocks"
            yield Proposal(f"set the clock that {source.path} is stamped by, and keep it set (NTP)", "record", why)


def _zones(timeline: Timeline) -> Iterator[Proposal]:
    for source in timeline.sources:
        if source.events and source.timezone_basis.startswith("assumed"):
            why = f"no line says it, it was read as {source.timezone}"
            yield Proposal(f"write the offset from UTC into the stamps of {source.path}", "record", why)


def _records(incident: Incident) -> Iterator[Proposal]:
    for name, what in RECORDS.items():
        if incident.milestones.get(name) is None:
            why = incident.unknown.get(name, "no record shows it")
            yield Proposal(what, "record", f"{MILESTONE_TITLES[name]} is unknown: {why}")


def propose_lessons(timeline: Timeline, incident: Incident) -> Mapping[str, tuple[Statement, ...]]:
    """Facts that people may judge, under `well`, `badly` and `lucky`."""
    return {
        "well": tuple(_went_well(incident)),
        "badly": tuple(_went_badly(incident)),
        "lucky": tuple(_was_lucky(timeline, incident)),
    }


def _went_well(incident: Incident) -> Iterator[Statement]:
    detected, taken = incident.milestones.get("detected"), incident.durations.get("time_to_detect")
    if detected is not None and detected.by == "alert" and taken is not None and taken.seconds is not None:
        yield Statement("lesson", f"An alert fired {say_duration(taken.seconds)} after onset.", None, detected.evidence)
    for net in incident.safety_nets:
        if net.net == "backup" and net.state == "good":
            yield Statement("lesson", "A backup from before the onset is recorded as finished.", net.time, net.evidence)


def _went_badly(incident: Incident) -> Iterator[Statement]:
    detected = incident.milestones.get("detected")
    if detected is not None and detected.by == "customer":
        yield Statement("lesson", "A customer noticed it before any alert or page.", None, detected.evidence)
    rule = best_rule(incident)
    if rule is not None:
        text = f"A common alert rule ({rule.rule}) would have fired {say_duration(rule.lead_seconds)} sooner."
        yield Statement("lesson", text)
    failed = [statement for statement in incident.statements if statement.kind == "failed_repair"]
    if failed:
        count = "One repair was" if len(failed) == 1 else f"{len(failed)} repairs were"
        lines = tuple(statement.evidence[0] for statement in failed if statement.evidence)
        yield Statement("lesson", f"{count} tried that did not end it.", None, lines)
    for net in incident.safety_nets:
        if net.state in ("failed", "doubtful", "behind", "stopped"):
            yield Statement("lesson", f"{net.net.capitalize()}: {net.text}.", net.time, net.evidence)


def _was_lucky(timeline: Timeline, incident: Incident) -> Iterator[Statement]:
    """Whether it met a quiet time: the usual traffic of its hours is unknown, that of these logs is not."""
    onset, mitigated = incident.milestones.get("onset"), incident.milestones.get("mitigated")
    requests = timeline.signals["requests"] if len(timeline.signals) else None
    if onset is None or mitigated is None or onset.time is None or mitigated.time is None or requests is None:
        return
    within = requests[(requests.index >= onset.time) & (requests.index < mitigated.time)]
    outside = requests[(requests.index < onset.time) | (requests.index >= mitigated.time)]
    busiest = outside.rolling(BUSY_WINDOW, min_periods=1).mean().max() if len(outside) else 0.0
    if incident.signal != "traffic" and len(within) and busiest and within.mean() < BUSY_SHARE * busiest:
        share = say_share(float(within.mean() / busiest))
        yield Statement("lesson", f"Traffic was {share} of that in the busiest half hour of these logs.")
