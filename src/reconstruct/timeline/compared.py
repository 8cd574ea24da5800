"""Timeline and that of an earlier run -> what is otherwise now, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from reconstruct.spoken import say_duration
from reconstruct.timeline.nouns import MILESTONES, SPANS, Evidence, Incident, Milestone, Statement, Timeline

SAME = 0.5  # seconds: what differs by less reads the same
KIND = "change"


def compare_runs(timeline: Timeline, earlier: Timeline) -> Timeline:
    """The timeline with `changes`: what is otherwise than in an earlier run, each with why; none if all is as it was.

    Incidents are the same where they overlap, or where each run has but one.
    """
    return replace(timeline, changes=tuple(_changes(timeline, earlier)))


def _changes(now: Timeline, then: Timeline) -> Iterator[Statement]:
    yield from _sources(now, then)
    pairs = _pairs(now, then)
    found = {at for _, at in pairs}
    for number, incident in enumerate(now.incidents):
        before = next((then.incidents[at] for here, at in pairs if here == number), None)
        if before is None:
            yield Statement(KIND, f"incident {number + 1} was not found before", _onset(incident))
        else:
            name = f"incident {number + 1}: " if len(now.incidents) > 1 else ""
            yield from _incident(incident, before, (now, then), name)
    for at, lost in enumerate(then.incidents):
        if at not in found:
            yield Statement(KIND, f"incident {at + 1} of the earlier run is not found any more", _onset(lost))


def _sources(now: Timeline, then: Timeline) -> Iterator[Statement]:
    here = {source.path: source for source in now.sources if not source.skipped}
    there = {source.path: source for source in then.sources if not source.skipped}
    for path in sorted(here.keys() - there.keys()):
        yield Statement(KIND, f"{path} is read, which was not before")
    for path in sorted(there.keys() - here.keys()):
        yield Statement(KIND, f"{path} is no longer read")
    for path in sorted(here.keys() & there.keys()):
        if here[path].timezone != there[path].timezone:
            text = f"{path}: zone {there[path].timezone} -> {here[path].timezone} ({here[path].timezone_basis})"
            yield Statement(KIND, text)


def _pairs(now: Timeline, then: Timeline) -> list[tuple[int, int]]:
    """The incidents that are the same in both runs, by their places."""
    if len(now.incidents) == len(then.incidents) == 1:
        return [(0, 0)]
    pairs: list[tuple[int, int]] = []
    for number, incident in enumerate(now.incidents):
        begin, end = _span(incident)
        for at, other in enumerate(then.incidents):
            first, last = _span(other)
            if begin <= last and first <= end and at not in {taken for _, taken in pairs}:
                pairs.append((number, at))
                break
    return pairs


def _incident(now: Incident, then: Incident, runs: tuple[Timeline, Timeline], name: str) -> Iterator[Statement]:
    why: dict[str, str] = {}
    for milestone in MILESTONES:
        here, there = now.milestones.get(milestone), then.milestones.get(milestone)
        if _differs(_time(here), _time(there)):
            why[milestone] = _why(here, there, runs)
            moved = f"{_say(there, runs[1].timezone)} -> {_say(here, runs[0].timezone)}"
            proof: tuple[Evidence, ...] = here.evidence[:1] if here is not None else ()
            text = f"{name}{_words(milestone)} {moved} because it {why[milestone]}"
            yield Statement(KIND, text, None, proof)
    for span, ends in SPANS.items():
        seconds, before = (_seconds(each, span) for each in (now, then))
        if _differs(seconds, before):
            reasons = [f"{_words(end)} {why[end]}" if end in why else "" for end in ends]
            told = " and ".join(reason for reason in reasons if reason) or "its ends are known otherwise"
            moved = f"{say_duration(before)} -> {say_duration(seconds)}"
            yield Statement(KIND, f"{name}{_words(span)} {moved} because {told}")
    if now.impact.failed != then.impact.failed or now.impact.requests != then.impact.requests:
        before_words = f"{then.impact.failed:,} of {then.impact.requests:,}"
        now_words = f"{now.impact.failed:,} of {now.impact.requests:,}"
        yield Statement(KIND, f"{name}failed requests {before_words} -> {now_words}")


def _why(now: Milestone | None, then: Milestone | None, runs: tuple[Timeline, Timeline]) -> str:
    """Why a milestone is elsewhere: people said so, a source came or went, or another rule or line decided."""
    said, said_before = (None if each is None else each.override for each in (now, then))
    if said is not None and said != said_before:
        return f"was overridden ({said.why}; {said.by})"
    if said_before is not None and said is None:
        return "is no longer overridden"
    return _why_measured(now, then, runs)


def _why_measured(now: Milestone | None, then: Milestone | None, runs: tuple[Timeline, Timeline]) -> str:
    read, was_read = ({source.path for source in run.sources} for run in runs)
    here, there = (None if each is None else each.evidence[0] for each in (now, then))
    told = "stands in a log whose clock or zone is read otherwise"
    if now is not None and then is not None and now.rule != then.rule:
        told = f"is now told by another rule ({now.rule})"
    elif here is not None and there is not None and (here.path, here.line) != (there.path, there.line):
        told = f"is now proved by {here.path}:{here.line}"
    if here is None:
        told = "is not found any more"
    elif there is None:
        told = f"is now found in {here.path}"
    if here is not None and here.path not in was_read:
        told = f"is now proved by {here.path}, which was not read before"
    elif there is not None and there.path not in read:
        told = f"was proved by {there.path}, which is no longer read"
    return told


def _differs(now: float | None, then: float | None) -> bool:
    return now is not then if now is None or then is None else abs(now - then) >= SAME


def _time(milestone: Milestone | None) -> float | None:
    time = None if milestone is None else milestone.settled[1]
    return None if time is None else float(time.timestamp())


def _say(milestone: Milestone | None, zone: str) -> str:
    time = None if milestone is None else milestone.settled[1]
    return "not found" if time is None else f"{time.tz_convert(zone):%Y-%m-%d %H:%M:%S}"


def _seconds(incident: Incident, span: str) -> float | None:
    duration = incident.durations.get(span)
    return None if duration is None else duration.seconds


def _span(incident: Incident) -> tuple[pd.Timestamp, pd.Timestamp]:
    moments = [milestone.moment for milestone in incident.milestones.values() if milestone is not None]
    return min(moments), max(moments)


def _onset(incident: Incident) -> pd.Timestamp | None:
    onset = incident.milestones.get("onset")
    return None if onset is None else onset.moment


def _words(name: str) -> str:
    return name.replace("_", " ")
