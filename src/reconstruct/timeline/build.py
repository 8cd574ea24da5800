"""Event frame or digest -> Timeline: the incidents, their milestones, durations, impact and suspects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from reconstruct.events import HUMAN_KINDS
from reconstruct.timeline.alerts import replay_alerts
from reconstruct.timeline.components import order_failures
from reconstruct.timeline.condense import Digest, begins_or_ends, condense
from reconstruct.timeline.departures import find_errors, find_stretches
from reconstruct.timeline.durations import measure_durations, order_findings
from reconstruct.timeline.edges import find_half_rise, find_mitigated, find_onset, first_failure
from reconstruct.timeline.entries import list_entries
from reconstruct.timeline.extent import found_window, tabulate, whole_window
from reconstruct.timeline.gaps import find_gaps
from reconstruct.timeline.groups import covered, group
from reconstruct.timeline.hypotheses import check_hypotheses
from reconstruct.timeline.impact import measure_impact
from reconstruct.timeline.milestones import AFTERGLOW, Span
from reconstruct.timeline.nouns import MILESTONES, Impact, Incident, Milestone, Statement, Timeline
from reconstruct.timeline.people import gather
from reconstruct.timeline.response import causes_named, find_response, list_statements
from reconstruct.timeline.safety import find_safety_nets
from reconstruct.timeline.signals import Sensitivity, Signals, read_signals
from reconstruct.timeline.silence import find_silence, find_silent_logs
from reconstruct.timeline.stretches import Stretch
from reconstruct.timeline.suspects import rank_suspects
from reconstruct.timeline.told import find_told
from reconstruct.timeline.views import compare_views
from reconstruct.window import Window

BEFORE_TOLD = pd.Timedelta(hours=1)  # errors may run for so long before somebody reports them
FIRST_MINUTES = pd.Timedelta(minutes=2)  # the errors that tell what failed, before they cascade
UNKNOWN = {
    "onset": "the logs hold no request or error record; the web server's access log would settle it",
    "detected": "no alert, page, remark or complaint about it; the pager's export or the chat would settle it",
    "acknowledged": "no acknowledgement and no responder's act; the pager's export or the chat would settle it",
    "escalated": "no record that a further team or person was called in",
    "identified": "nobody wrote what the cause was before the repair; the chat or a ticket would settle it",
    "repair_started": "no record of a repair before the end; the chat or the change list would settle it",
    "mitigated": "the logs hold no request or error record; the web server's access log would settle it",
    "resolved": "no record declares it over; the pager's export or the chat would settle it",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the logs themselves show of an incident."""

    signal: str
    span: Span
    onset: Milestone
    mitigated: Milestone
    impact: Impact
    intervals: tuple[tuple[pd.Timestamp, pd.Timestamp], ...]
    rise: Statement | None = None


def build_timeline(
    events: pd.DataFrame | Digest,
    window: Window | Literal["find"] | None = None,
    timezone: str | None = None,
    sensitivity: Sensitivity | None = None,
) -> Timeline:
    """The timeline of an event frame (or of its digest).

    `window`: what to look at; "find" for the incidents with a margin of healthy time around them; None for all.
    `timezone`: IANA name of the zone in which people read the report, UTC without.

    >>> from reconstruct.events import empty
    >>> build_timeline(empty()).incidents
    ()
    """
    digest = events if isinstance(events, Digest) else condense(events)
    sensitivity = sensitivity or Sensitivity()
    signals = read_signals(digest, sensitivity)
    people = gather(digest.events, digest.sources)
    silence = find_silence(digest, signals, people) if signals is not None else None
    groups, brief = _departures(digest, signals, people, sensitivity, silence)
    if isinstance(window, Window):
        groups = [g for g in groups if g[0].start < window.end and max(s.stop for s in g) >= window.start]
    incidents = tuple(
        _measured(g, _next_onset(groups, at), digest, signals, people)
        for at, g in enumerate(groups)
        if signals is not None
    )
    incidents = incidents or _told(digest, people)
    if signals is not None:
        replays = replay_alerts(digest, signals, incidents)
        incidents = tuple(replace(i, alerts=alerts) for i, alerts in zip(incidents, replays, strict=True))
    blips = tuple(_blip(g, digest, signals) for g in brief if signals is not None)
    whole = whole_window(digest)
    looked_at = window if isinstance(window, Window) else found_window(incidents, whole) if window == "find" else whole
    step, counts = tabulate(signals, looked_at)
    shown = digest.events[digest.events["time"].between(looked_at.start, looked_at.end, inclusive="left")]
    return Timeline(
        window=looked_at,
        window_basis="given" if isinstance(window, Window) else "found" if window == "find" else "all",
        sources=digest.sources,
        signals=counts,
        step_seconds=step,
        events=shown.reset_index(drop=True),
        incidents=incidents,
        blips=blips,
        verdict=_verdict(incidents, blips, signals),
        timezone=timezone or "UTC",
        timezone_basis="as asked for" if timezone else "no zone was asked for",
        questions=(*_questions(digest), *([silence] if isinstance(silence, Statement) else [])),
    )


def _departures(
    digest: Digest,
    signals: Signals | None,
    people: pd.DataFrame,
    sensitivity: Sensitivity,
    silence: Stretch | Statement | None,
) -> tuple[list[list[Stretch]], list[list[Stretch]]]:
    """(incidents, blips), each as its stretches of departure."""
    if signals is None:
        return [], []
    hold = sensitivity.hold_seconds(len(signals.requests))
    over = _declared_over(people)
    if not len(digest.requests):
        return group([*find_errors(digest, signals), *find_silent_logs(digest, people)], hold, over, sensitivity)
    found = find_stretches(digest, signals, sensitivity) + ([silence] if isinstance(silence, Stretch) else [])
    incidents, blips = group(found, hold, over, sensitivity)
    told = None if incidents else find_told(people)
    if told is not None:
        # The requests show nothing, but people met an incident: its onset is where error records began to rise.
        rises, _ = group(find_errors(digest, signals), hold, over, sensitivity)
        begin, end = told[0].begin - BEFORE_TOLD, told[0].until
        incidents = [rise for rise in rises if rise[0].start <= end and max(s.stop for s in rise) >= begin][:1]
    return incidents, blips


def _measured(
    stretches: list[Stretch], next_onset: pd.Timestamp | None, digest: Digest, signals: Signals, people: pd.DataFrame
) -> Incident:
    """The incident of a group of stretches."""
    onset, mitigated = find_onset(stretches, digest, signals), find_mitigated(stretches, digest, signals)
    until = next_onset if next_onset is not None else mitigated.moment + AFTERGLOW
    span = Span(begin=onset.earliest or onset.moment, onset=onset.time, end=mitigated.time, until=until)
    seen = Seen(
        signal=main_signal(stretches),
        span=span,
        onset=onset,
        mitigated=mitigated,
        impact=measure_impact(digest, signals, stretches, onset.moment, mitigated.moment),
        intervals=tuple(_interval(a, b) for a, b in covered(stretches)),
        rise=find_half_rise(stretches, digest, signals),
    )
    return _incident(seen, digest, people)


def _told(digest: Digest, people: pd.DataFrame) -> tuple[Incident, ...]:
    """The incident that only people's records tell of."""
    told = find_told(people)
    if told is None:
        return ()
    span, onset, mitigated = told
    nothing = Impact(requests=0, failed=0, failed_share=None)
    return (_incident(Seen("records", span, onset, mitigated, nothing, ()), digest, people),)


def _incident(seen: Seen, digest: Digest, people: pd.DataFrame) -> Incident:
    """An incident whole: what the logs show of it, and how people met it."""
    response = find_response(people, seen.span)
    found = response.milestones | {"onset": seen.onset, "mitigated": seen.mitigated}
    milestones = {name: found[name] for name in MILESTONES}
    machine = digest.events[~digest.events["kind"].isin(HUMAN_KINDS)]
    calm = machine[begins_or_ends(machine) & ~(machine["severity"] >= "error")]
    begin, end = seen.onset.moment, seen.mitigated.moment
    suspects = rank_suspects(people, calm, begin, causes_named(response), _failures(machine, begin, seen.impact))
    rise = () if seen.rise is None else (seen.rise,)
    statements = (*rise, *order_findings(milestones), *list_statements(people, seen.span, response))
    components = order_failures(digest, begin, end) if seen.onset.time is not None else ()
    return Incident(
        signal=seen.signal,
        milestones=milestones,
        unknown={name: UNKNOWN[name] for name, milestone in milestones.items() if milestone is None},
        durations=measure_durations(milestones),
        impact=seen.impact,
        suspects=suspects,
        alerts=(),
        intervals=seen.intervals,
        statements=statements,
        entries=list_entries(people, machine, milestones, suspects),
        views=compare_views(milestones, people, seen.span),
        components=components,
        safety_nets=find_safety_nets(digest, begin, end),
        gaps=find_gaps(digest, begin, end, milestones, components),
        hypotheses=check_hypotheses(statements, digest, suspects, begin, end),
    )


def main_signal(stretches: Sequence[Stretch]) -> str:
    """The signal that departed for the longest time."""
    seconds: dict[str, float] = {}
    for stretch in stretches:
        seconds[stretch.signal] = seconds.get(stretch.signal, 0.0) + stretch.seconds
    return max(seconds, key=lambda name: (name == "failing", seconds[name]))


def _interval(start: float, end: float) -> tuple[pd.Timestamp, pd.Timestamp]:
    return pd.Timestamp(start, unit="s", tz="UTC"), pd.Timestamp(end - 1.0, unit="s", tz="UTC")


def _declared_over(people: pd.DataFrame) -> list[pd.Timestamp]:
    closed = (people["kind"] == "page") & (people["action"] == "resolved") & (people["actor"].fillna("") != "")
    return list(people[closed | (people["said"] & (people["all_clear"] | people["calm"]))]["time"])


def _next_onset(groups: Sequence[Sequence[Stretch]], at: int) -> pd.Timestamp | None:
    return groups[at + 1][0].start_low if at + 1 < len(groups) else None


def _failures(machine: pd.DataFrame, begin: pd.Timestamp, impact: Impact) -> list[str]:
    first = machine[machine["time"].between(begin - pd.Timedelta(seconds=5), begin + FIRST_MINUTES)]
    errors = first[first["severity"] >= "error"]["message"].astype("str").str.slice(0, 4000).drop_duplicates().head(200)
    share = {route.route: route.failed / max(route.requests, 1) for route in impact.routes}
    return [*errors, *(route for route, failed in share.items() if failed > 0.5)]


def _blip(stretches: Sequence[Stretch], digest: Digest, signals: Signals) -> Statement:
    first = stretches[0]
    seconds = sum(b - a for a, b in covered(stretches))
    text = f"a departure of {seconds:.0f} s ({first.signal}), over before anyone could act: no incident"
    return Statement("precursor", text, first.start, (first_failure(first, digest, signals),))


def _verdict(incidents: Sequence[Incident], blips: Sequence[Statement], signals: Signals | None) -> str:
    if signals is None:
        return "The logs hold neither requests nor errors: whether there was an incident cannot be told from them."
    if incidents:
        count = "One incident" if len(incidents) == 1 else f"{len(incidents)} incidents"
        return f"{count}: the signals left their baseline and stayed away for longer than chance allows."
    total, failed = int(signals.requests.sum()), int(signals.failed.sum())
    if not total:
        return f"No incident: {int(signals.errors.sum())} error records, spread as their own baseline allows."
    share = f"{failed} of {total} requests failed ({100 * failed / total:.2g} %)"
    short = f"; {len(blips)} short departure(s), over within seconds" if blips else ""
    return f"No incident: {share}, spread as their own baseline allows{short}."


def _questions(digest: Digest) -> Iterable[Statement]:
    for source in digest.sources:
        if source.skipped is None and source.unread and source.first_unread is not None:
            line, text = source.first_unread
            first = f"first line {line}: {text[:200]}" if line else f"first: {text[:200]}"
            yield Statement("question", f"{source.path}: {source.unread} lines were not understood, {first}")
