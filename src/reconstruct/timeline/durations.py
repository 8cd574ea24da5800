"""Milestones -> the durations between them, with low and high, and what their order says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from reconstruct.timeline.nouns import PHASES, SPANS, Duration, Milestone, Statement

Milestones = Mapping[str, Milestone | None]


def measure_durations(milestones: Milestones) -> dict[str, Duration]:
    """Every duration by its definition; None where one of its ends is unknown."""
    return {
        name: measure_between(name, milestones.get(start), milestones.get(end)) for name, (start, end) in SPANS.items()
    }


def order_findings(milestones: Milestones) -> Iterator[Statement]:
    """A finding for each pair of neighbouring phases that came in the wrong order, beyond their intervals."""
    known = [m for name in PHASES if (m := milestones.get(name)) is not None and m.settled[1] is not None]
    for before, after in pairwise(known):
        if (before.settled[0] or before.moment) > (after.settled[2] or after.moment):
            text = f"{after.name} came before {before.name}"
            if after.name == "mitigated" and before.name == "repair_started":
                text = "the signals recovered before the repair began: the repair cannot have caused the recovery"
            yield Statement("finding", text, after.time, (*after.evidence[:1], *before.evidence[:1]))


def measure_between(name: str, start: Milestone | None, end: Milestone | None) -> Duration:
    """The duration from `start` to `end`, with the least and the most that their intervals allow."""
    if start is None or end is None:
        return Duration(name, None, None, None)
    (start_low, begin, start_high), (end_low, finish, end_high) = start.settled, end.settled
    if begin is None or finish is None:
        return Duration(name, None, None, None)
    low = ((end_low or finish) - (start_high or begin)).total_seconds()
    high = ((end_high or finish) - (start_low or begin)).total_seconds()
    return Duration(name, (finish - begin).total_seconds(), low, high)
