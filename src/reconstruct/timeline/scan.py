"""Counts and their baseline -> the stretches that the baseline does not explain, as (start, stop) seconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reconstruct.timeline.laws import Counts, Flags, Numbers, gain, own_level, parts

Stretches = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts as a departure; each with its unit and its reason.

    `false_alarms`: expected number in a whole log of healthy counts; `near_alarms`: the same next to a departure that
    stands already. `guard_seconds` or the departure's own length on both sides are kept out of the baseline, so that
    a ramp's foot does not pass for healthy. `shortest_seconds`: the narrowest window scanned. `ends_from_hits`: how
    many hits over the baseline's own at a departure's end tell its level there (a ramp's foot is lower than its top).
    `wander`: times by which a healthy level may stray for hours, so that it is no foot of a departure.
    `confidence`: of intervals. `rounds`: of estimating the baseline again.
    """

    false_alarms: float = 1e-3
    near_alarms: float = 1e-2
    guard_seconds: int = 60
    shortest_seconds: int = 4
    ends_from_hits: int = 30
    wander: float = 1.5
    confidence: float = 0.95
    rounds: int = 8


@dataclass(frozen=True, slots=True)
class Baseline:
    """The level outside of departures, and for each window length the variance there over what the law says."""

    level: float
    spread: dict[int, float]

    def spread_at(self, seconds: int) -> float:
        """The over-dispersion of counts over that many seconds, from the next shorter window."""
        shorter = [length for length in self.spread if length <= seconds]
        return self.spread[max(shorter)] if shorter else next(iter(self.spread.values()), 1.0)


def find_alarms(counts: Counts, _found: Stretches, baseline: Baseline, rules: Rules) -> Stretches:
    """The stretches that stand out by themselves: a scan over windows of doubling length (Kulldorff 1997)."""
    lengths = window_lengths(len(counts), rules)
    threshold = float(np.log(len(counts) * len(lengths) / rules.false_alarms))
    edges = np.zeros(len(counts) + 1)
    hits, size = _totals(counts.hits), _totals(counts.size)
    for length in lengths:
        ratio = counts.law.ratio(hits[length:] - hits[:-length], size[length:] - size[:-length], baseline.level)
        starts = np.flatnonzero(ratio > threshold * baseline.spread_at(length))
        np.add.at(edges, starts, 1)
        np.add.at(edges, starts + length, -1)
    return [
        (start + a, start + b)
        for start, stop in _runs(np.cumsum(edges[:-1]) > 0)
        for a, b in _split(counts[start : stop + 1], baseline, threshold, rules)
    ]


def extend(counts: Counts, found: Stretches, baseline: Baseline, rules: Rules) -> Stretches:
    """The stretches grown to the foot of their ramps, and joined where they touch."""
    grown: Stretches = []
    for place, (start, stop) in enumerate(found):
        floor = found[place - 1][1] + 1 if place else 0
        ceiling = found[place + 1][0] if place + 1 < len(found) else len(counts)
        begin = start - _foot(counts[floor:start][::-1], baseline, rules)
        end = stop + _foot(counts[stop + 1 : ceiling], baseline, rules)
        if grown and begin <= grown[-1][1] + 1:
            grown[-1] = (grown[-1][0], end)
        else:
            grown.append((begin, end))
    return grown


def window_lengths(seconds: int, rules: Rules) -> list[int]:
    """The window lengths of the scan.

    >>> window_lengths(20, Rules())
    [4, 8, 16]
    """
    lengths, length = [], rules.shortest_seconds
    while length <= seconds:
        lengths.append(length)
        length *= 2
    return lengths or [seconds]


def _totals(values: Numbers) -> Numbers:
    """The sums of the values before each second, and of all: a window's sum is the difference of two."""
    return np.concatenate([[0.0], np.cumsum(values)])


def _runs(flags: Flags) -> Stretches:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _split(counts: Counts, baseline: Baseline, threshold: float, rules: Rules) -> Stretches:
    """The likeliest stretches within a run of alarms: the best one, cut where it is calm, and what lies beside it.

    It is cut where both sides stand out by themselves: short bursts with calm between are no long departure.
    """
    best = _best_stretch(counts, baseline)
    if best is None or _standing(counts, baseline, best) < threshold:
        return []
    calm = _calm_within(counts[best[0] : best[1] + 1], baseline, rules)
    if calm is not None:
        first, last = best[0] + calm[0], best[0] + calm[1]
        apart = _beside(counts, first, last, baseline, threshold, rules)
        if any(stop < first for _, stop in apart) and any(start > last for start, _ in apart):
            return apart
    return sorted([best, *_beside(counts, *best, baseline, threshold, rules)])


def _beside(  # noqa: PLR0913, PLR0917 - a cut, and what the pieces are held to
    counts: Counts, first: int, last: int, baseline: Baseline, threshold: float, rules: Rules
) -> Stretches:
    """The stretches before a cut and after it."""
    left = _split(counts[:first], baseline, threshold, rules)
    right = _split(counts[last + 1 :], baseline, threshold, rules)
    return [*left, *((last + 1 + start, last + 1 + stop) for start, stop in right)]


def _standing(counts: Counts, baseline: Baseline, ends: tuple[int, int]) -> float:
    """By how much a stretch stands out, its over-dispersion taken out."""
    start, stop = ends
    return gain(counts[start : stop + 1], baseline.level) / baseline.spread_at(stop - start + 1)


def _best_stretch(counts: Counts, baseline: Baseline) -> tuple[int, int] | None:
    """Start and stop of the likeliest stretch, sought from all of it and from the likeliest window.

    From all of it alone, a few seconds of failures would be drawn out over the calm around them.
    """
    seeds = [(0, len(counts) - 1), _best_window(counts, baseline)]
    found = [better for seed in seeds if (better := _climb(counts, baseline.level, *seed)) is not None]
    return max(found, key=lambda ends: _standing(counts, baseline, ends), default=None)


def _best_window(counts: Counts, baseline: Baseline) -> tuple[int, int]:
    """Start and stop of the likeliest of the windows of doubling length."""
    best, ends = 0.0, (0, len(counts) - 1)
    hits, size = _totals(counts.hits), _totals(counts.size)
    length = 1
    while length <= len(counts):
        ratio = counts.law.ratio(hits[length:] - hits[:-length], size[length:] - size[:-length], baseline.level)
        ratio = ratio / baseline.spread_at(length)
        at = int(np.argmax(ratio))
        if ratio[at] > best:
            best, ends = float(ratio[at]), (at, at + length - 1)
        length *= 2
    return ends


def _climb(counts: Counts, base: float, start: int, stop: int) -> tuple[int, int] | None:
    """The likeliest stretch that is reached from this one; its level and its ends are found in turns."""
    for _ in range(20):
        level = own_level(counts[start : stop + 1], base)
        if level is None:
            return None
        begin, end, _ = _largest_sum(parts(counts, base, level))
        if (begin, end) == (start, stop):
            break
        start, stop = begin, end
    return start, stop


def _calm_within(counts: Counts, baseline: Baseline, rules: Rules) -> tuple[int, int] | None:
    """The part of a stretch that the baseline explains better than chance would let it; None without one."""
    level = own_level(counts, baseline.level)
    if level is None:
        return None
    begin, end, sum_there = _largest_sum(-parts(counts, baseline.level, level))
    threshold = float(np.log(len(counts) / rules.near_alarms))
    return (begin, end) if sum_there > threshold * baseline.spread_at(end - begin + 1) else None


def _largest_sum(values: Numbers) -> tuple[int, int, float]:
    """Start, stop and sum of the run with the largest sum (Kadane's algorithm), the shortest of equals."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    lowest = np.minimum.accumulate(total[:-1])
    stop = int(np.argmax(total[1:] - lowest))
    start = int(np.flatnonzero(total[: stop + 1] == lowest[stop])[-1])
    return start, stop, float(total[stop + 1] - lowest[stop])


def _foot(counts: Counts, baseline: Baseline, rules: Rules) -> int:
    """How many seconds next to a departure, counted away from it, are out of the baseline themselves."""
    if len(counts) < rules.shortest_seconds:
        return 0
    lengths, reach = window_lengths(len(counts), rules), 0
    threshold = float(np.log(len(lengths) / rules.near_alarms))
    wander = baseline.level * (rules.wander if counts.law.rising else 1 / rules.wander)
    for length in lengths:
        window = counts[reach : reach + length]
        if gain(window, wander) > threshold * baseline.spread_at(length):
            touched = np.flatnonzero(window.hits > 0) if counts.law.rising else np.arange(len(window))
            reach += int(touched[-1]) + 1
    return reach
