"""Counts per second and the law they follow: what a level explains better than the baseline, and by how much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
TINY = 1e-300  # stands for 0 under a logarithm


@dataclass(frozen=True, slots=True)
class Law:
    """How hits follow from sizes.

    `ratio(hits, size, base)`: log-likelihood ratio of their own level against the base, 0 on the base's other side.
    `parts(hits, size, base, level)`: each second's part in the ratio of `level` against the base.
    `variance(size, base)`: of the hits. `rising`: departures lie above the base. `bounded`: no level is above 1.
    """

    ratio: Callable[[Numbers, Numbers, float], Numbers]
    parts: Callable[[Numbers, Numbers, float, Numbers], Numbers]
    variance: Callable[[Numbers, float], Numbers]
    rising: bool
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits and their sizes, one value a second each, in order; sizes are trials, or what is expected at level 1."""

    hits: Numbers
    size: Numbers
    law: Law

    def __len__(self) -> int:
        return len(self.hits)

    def __getitem__(self, seconds: slice | Flags) -> Counts:
        return Counts(self.hits[seconds], self.size[seconds], self.law)


def gain(counts: Counts, base: float) -> float:
    """Log-likelihood ratio of all the counts together against the base.

    >>> round(gain(Counts(np.array([5.0]), np.array([10.0]), SHARES), 0.5), 3)
    0.0
    """
    return float(counts.law.ratio(counts.hits.sum(keepdims=True), counts.size.sum(keepdims=True), base)[0])


def level_of(counts: Counts) -> float:
    """Hits per size, half a hit added (Jeffreys), so that it is never 0; below 1 for shares."""
    level = float((counts.hits.sum() + 0.5) / (counts.size.sum() + 1.0))
    return min(level, 0.999) if counts.law.bounded else level


def own_level(counts: Counts, base: float) -> float | None:
    """The level of a stretch, kept off 0 and 1; None where it lies on the base's other side."""
    hits, size = float(counts.hits.sum()), float(counts.size.sum())
    if not size:
        return None
    level = (hits + 0.5) / (size + 1.0) if counts.law.bounded else (hits + 0.5) / size
    return level if (level > base) == counts.law.rising else None


def parts(counts: Counts, base: float, level: float | Numbers) -> Numbers:
    """Each second's part in the log-likelihood ratio of `level` (one for all, or one each) against the base."""
    return counts.law.parts(counts.hits, counts.size, base, np.asarray(level, dtype="float64"))


def _share_ratio(hits: Numbers, size: Numbers, base: float) -> Numbers:
    over = np.flatnonzero(hits > size * base)  # of most seconds there are none
    ratio, hits, size = np.zeros(len(hits)), hits[over], size[over]
    share = hits / size
    failed = hits * np.log(share / base)
    ratio[over] = failed + (size - hits) * np.log(np.maximum(1 - share, TINY) / (1 - base))
    return ratio


def _share_parts(hits: Numbers, size: Numbers, base: float, level: Numbers) -> Numbers:
    result: Numbers = hits * np.log(level / base) + (size - hits) * np.log((1 - level) / (1 - base))
    return result


def _count_ratio(hits: Numbers, expected: Numbers) -> Numbers:
    gained: Numbers = hits * np.log(np.maximum(hits, TINY) / np.maximum(expected, TINY))
    return gained - hits + expected


def _rise_ratio(hits: Numbers, size: Numbers, base: float) -> Numbers:
    return np.where(hits > size * base, _count_ratio(hits, size * base), 0.0)


def _fall_ratio(hits: Numbers, size: Numbers, base: float) -> Numbers:
    return np.where(hits < size * base, _count_ratio(hits, size * base), 0.0)


def _count_parts(hits: Numbers, size: Numbers, base: float, level: Numbers) -> Numbers:
    result: Numbers = hits * np.log(level / base) - size * (level - base)
    return result


def _count_variance(size: Numbers, base: float) -> Numbers:
    return size * base


# Bernoulli trials; Poisson counts.
SHARES = Law(_share_ratio, _share_parts, lambda size, base: size * base * (1 - base), rising=True, bounded=True)
RISES = Law(_rise_ratio, _count_parts, _count_variance, rising=True)
FALLS = Law(_fall_ratio, _count_parts, _count_variance, rising=False)
