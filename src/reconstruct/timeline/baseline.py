"""Counts per second -> where they leave and regain their baseline, each end with an interval. Numbers only.

A scan statistic (Kulldorff 1997, doi:10.1080/03610929708831995) over windows of doubling length finds departures: the
likelihood ratio of the window's own level against the baseline, divided by the over-dispersion that the baseline
itself shows at that length, must exceed a threshold that holds the expected number of false departures over the whole
log. The baseline leaves the departures out and is estimated again until nothing changes. Each end is then placed by
maximum likelihood (Hinkley 1970, doi:10.1093/biomet/57.1.1), and from there the first and the last hit are read, with
their intervals, from their posterior (ends.py). tests/benchmarks/accuracy.py measures all of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reconstruct.timeline.ends import place_first_hit
from reconstruct.timeline.laws import TINY, Counts, Flags, Numbers, level_of
from reconstruct.timeline.rises import half_risen
from reconstruct.timeline.scan import Baseline, Rules, Stretches, extend, find_alarms, window_lengths

PIECES = (40, 20, 10)  # of a log, for a first guess at its healthy level
ENOUGH_HITS = 10  # in a piece: its level is then known within a factor of two (95 %)
HEALTHY_SHARE = 0.25  # of a log, at least, tells its baseline
CALM_RANK = 1 / 3  # of the pieces, or windows, are calmer: half a log may fail; at ten hits a piece 14 % too low
LAWFUL_SQUARE = 0.186  # the quantile of chi-square of that rank, one degree of freedom: the squares of lawful windows
LAWFUL_WINDOWS = 8.0  # windows that obey the law, added to those seen: few windows tell little of the dispersion


@dataclass(frozen=True, slots=True)
class Departure:
    """A stretch away from the baseline, in seconds from the start of the counts, both ends included.

    `start` and `stop` are the medians of where its first and last hit lie, the intervals hold them in 95 of 100 cases;
    for a fall, they are its likeliest seconds. `level` is the share (or the ratio to what was expected) within, `base`
    the same outside of all departures. `before` and `after`: how many hits the departure's level would have given (or
    how many were expected, for a fall) in the counts before it and after it.
    `half`: where its level had half risen, None where it rose at once.
    """

    start: int
    stop: int
    start_low: int
    start_high: int
    stop_low: int
    stop_high: int
    level: float
    base: float
    before: float
    after: float
    half: int | None = None


def find_departures(counts: Counts, base: float | None = None, rules: Rules | None = None) -> list[Departure]:
    """Where the level of the counts leaves its baseline, in order.

    `base` fixes the baseline; without it, it is estimated from what lies outside of the departures.

    >>> from reconstruct.timeline.laws import SHARES
    >>> hits = np.zeros(600); hits[300:360] = 8
    >>> [(d.start, d.stop) for d in find_departures(Counts(hits, np.full(600, 10.0), SHARES))]
    [(300, 359)]
    """
    rules = rules or Rules()
    if not counts.size.sum():
        return []
    baseline = _first_guess(counts, base if base is not None else _calm_level(counts), rules)
    found: Stretches = []
    for step in (find_alarms, extend):
        for _ in range(rules.rounds):
            again = step(counts, found, baseline, rules)
            if again == found:
                break
            found = again
            baseline = _healthy(counts, found, base, baseline, rules)
    return [_measure(counts, at, found, baseline, rules) for at in range(len(found))]


def _calm_level(counts: Counts) -> float:
    """A guess at the healthy level that incidents spare, from pieces of the log of equal size.

    A calm piece tells it where it has hits enough; where hits are few, the calmer half of the pieces together.
    """
    rank = CALM_RANK if counts.law.rising else 1 - CALM_RANK
    for pieces in PIECES:
        piece = np.minimum((np.cumsum(counts.size) / counts.size.sum() * pieces).astype(int), pieces - 1)
        hits, size = np.bincount(piece, counts.hits, pieces), np.bincount(piece, counts.size, pieces)
        share = np.divide(hits, size, out=np.zeros(pieces), where=size > 0)
        if np.quantile(hits, rank) >= ENOUGH_HITS:
            whole = size.sum(keepdims=True)
            return level_of(Counts(np.quantile(share, rank) * whole, whole, counts.law))
    calm = share <= np.median(share) if counts.law.rising else share >= np.median(share)
    return level_of(Counts(hits[calm], size[calm], counts.law))


def _healthy(counts: Counts, found: Stretches, base: float | None, last: Baseline, rules: Rules) -> Baseline:
    """The baseline outside of the stretches found."""
    inside = _inside(found, len(counts), rules.guard_seconds)
    level = base if base is not None else level_of(counts[~inside]) if counts.size[~inside].any() else last.level
    return Baseline(level, dispersion(counts, inside, level, rules))


def _inside(found: Stretches, count: int, guard: int) -> Flags:
    """What is kept out of the baseline: the stretches and, if enough is left, as much on both sides of each."""
    wide, narrow = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for start, stop in found:
        length = max(guard, stop - start + 1)
        wide[max(0, start - length) : stop + 1 + length] = True
        narrow[max(0, start - guard) : stop + 1 + guard] = True
    return wide if (~wide).mean() > HEALTHY_SHARE else narrow


def _first_guess(counts: Counts, level: float, rules: Rules) -> Baseline:
    """A baseline before anything is found, its dispersion from calm windows, so that incidents hardly count.

    An incident fills most of the few long windows: for these, the dispersion over shorter ones stands.
    """
    everywhere = np.zeros(len(counts), dtype=bool)
    spread, last = {}, 1.0
    for length in window_lengths(len(counts), rules):
        squares = _squares(counts, everywhere, level, length)
        if len(squares) >= PIECES[0]:
            last = _at_least_lawful(float(np.quantile(squares, CALM_RANK)) / LAWFUL_SQUARE, len(squares))
        spread[length] = last
    return Baseline(level, spread)


def dispersion(counts: Counts, inside: Flags, level: float, rules: Rules) -> dict[int, float]:
    """For each window length the variance of healthy windows over what the law says, at least 1."""
    squares = {n: _squares(counts, inside, level, n) for n in window_lengths(len(counts), rules)}
    return {n: _at_least_lawful(float(s.mean()) if len(s) else 1.0, len(s)) for n, s in squares.items()}


def _squares(counts: Counts, inside: Flags, level: float, length: int) -> Numbers:
    """Of each healthy window, its squared distance from the level over the variance that the law gives it."""
    usable = len(counts) // length * length
    calm = ~inside[:usable].reshape(-1, length).any(axis=1)
    hits = counts.hits[:usable].reshape(-1, length).sum(axis=1)[calm]
    size = counts.size[:usable].reshape(-1, length).sum(axis=1)[calm]
    expected = counts.law.variance(size[size > 0], level)
    squares: Numbers = (hits - size * level)[size > 0] ** 2 / np.maximum(expected, TINY)
    return squares


def _at_least_lawful(spread: float, windows: int) -> float:
    return max(1.0, (spread * windows + LAWFUL_WINDOWS) / (windows + LAWFUL_WINDOWS))


def _measure(counts: Counts, at: int, found: Stretches, baseline: Baseline, rules: Rules) -> Departure:
    """A departure with the intervals of its two ends, each seen from the neighbouring departure on."""
    start, stop = found[at]
    before = found[at - 1][1] + 1 if at else 0
    after = found[at + 1][0] if at + 1 < len(found) else len(counts)
    low, first, high = _place_end(counts[before : stop + 1], start - before, baseline, rules)
    start = before + first
    near, last, far = _place_end(counts[start:after][::-1], after - 1 - stop, baseline, rules)
    stop = after - 1 - last
    inside = counts[start : stop + 1]
    half = half_risen(inside, baseline.level, baseline.spread_at(len(inside)))
    level = float(inside.hits.sum() / max(inside.size.sum(), 1e-12))
    rate = level if counts.law.rising else 1.0
    return Departure(
        start=start,
        stop=stop,
        start_low=before + low,
        start_high=before + high,
        stop_low=after - 1 - far,
        stop_high=after - 1 - near,
        level=level,
        base=baseline.level,
        before=rate * float(counts.size[:start].sum()),
        after=rate * float(counts.size[stop + 1 :].sum()),
        half=None if half is None else start + half,
    )


def _place_end(counts: Counts, at: int, baseline: Baseline, rules: Rules) -> tuple[int, int, int]:
    """The first hit of the departure that begins near second `at` and lasts to the end of the counts, and its interval.

    Where traffic falls, the interval is that of the second in which it does.
    """
    level = baseline.level
    excess = counts.hits[at:] - level * counts.size[at:] if counts.law.rising else counts.size[at:]
    reached = np.cumsum(excess) >= rules.ends_from_hits
    until = at + (int(np.argmax(reached)) if reached.any() else len(reached) - 1) + 1
    posterior = place_first_hit(counts[:until], at, level, baseline.spread_at(until - at))
    low, high = posterior.interval(rules.confidence)
    first = posterior.median if counts.law.rising else at
    return min(low, first), first, max(high, first)
