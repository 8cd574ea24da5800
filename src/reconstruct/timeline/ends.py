"""Counts around one end of a departure -> which hit was its first, as a posterior, and the interval read from it.

Before the change the counts follow the baseline, after it an excess of unknown height that stands at once or grows in
proportion to time (a ramp). Moment, height and shape are averaged out (Carlin, Gelfand and Smith 1992,
doi:10.2307/2347570). A hit after the change is still the baseline's own with the chance base / level, so that the
first hit of the departure may come after the first hit of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reconstruct.timeline.laws import Counts, Numbers, own_level, parts

Seconds = NDArray[np.intp]

RISES = np.array([0.0, 0.25, 0.5, 1.0])  # part of the stretch in which the excess grows: a step, a foot, a ramp
HEIGHTS = np.geomspace(0.35, 2.8, 7)  # times the excess seen: 30 hits tell it within a factor of 1.5
REACH = 8  # times the stretch that shows the excess: a ramp has 1 % of its hits in the first tenth of its time
LEAST_REACH = 60  # seconds
MOST_CELLS = 120  # pieces of time, and as many hits at most that begin a piece of their own


@dataclass(frozen=True, slots=True)
class Posterior:
    """The seconds that may hold a departure's first hit, in order, and the chance of each."""

    seconds: Seconds
    chance: Numbers

    @property
    def median(self) -> int:
        """The second at which half of the chance is reached."""
        return int(self.seconds[min(int(np.searchsorted(np.cumsum(self.chance), 0.5)), len(self.seconds) - 1)])

    def interval(self, confidence: float) -> tuple[int, int]:
        """The seconds between two equal tails; one that a tail's border cuts belongs where more than half of it lies.

        >>> Posterior(np.array([3, 7, 9]), np.array([0.01, 0.9, 0.09])).interval(0.95)
        (7, 9)
        """
        middle = np.cumsum(self.chance) - self.chance / 2
        inside = self.seconds[np.abs(middle - 0.5) <= confidence / 2]
        return (int(inside[0]), int(inside[-1])) if len(inside) else (self.median, self.median)


def place_first_hit(counts: Counts, at: int, base: float, spread: float) -> Posterior:
    """Where the first hit of a departure lies that was found at second `at` and lasts to the end of the counts.

    `spread`: the variance over what the law says; over-dispersed counts tell less than independent ones, so that the
    likelihood is divided by it (McCullagh and Nelder 1989, 9.2). Where traffic falls, each second is a hit.

    >>> from reconstruct.timeline.laws import SHARES
    >>> hits = np.zeros(60); hits[30:] = 5
    >>> place_first_hit(Counts(hits, np.full(60, 10.0), SHARES), 30, 0.001, 1.0).median
    30
    """
    seen = own_level(counts[at:], base)
    if seen is None:
        return Posterior(np.array([at]), np.ones(1))
    begin = max(0, at - max(LEAST_REACH, REACH * (len(counts) - at)))
    starts = _cells(counts, begin)
    widths = np.diff(np.append(starts, len(counts)))
    cells = Counts(np.add.reduceat(counts.hits, starts), np.add.reduceat(counts.size, starts), counts.law)
    marks = cells.hits > 0 if counts.law.rising else np.ones(len(starts), dtype=bool)
    growth = _growth(starts, widths, marks, len(counts))
    level = _levels(base, seen, growth, counts)
    likelihood = parts(cells, base, level).sum(axis=-1) / spread
    weight = np.exp(likelihood - likelihood.max()) * widths
    chance = np.einsum("kht,khtc->c", weight, _first(cells, base, level)) if counts.law.rising else weight.sum((0, 1))
    return Posterior(starts[marks], chance[marks] / chance[marks].sum())


def _cells(counts: Counts, begin: int) -> Seconds:
    """The starts of the pieces in which the change is looked for: each hit begins one, quiet time is cut evenly."""
    even = np.linspace(begin, len(counts), MOST_CELLS, endpoint=False).astype(int)
    if not counts.law.rising:
        return np.unique(even)
    hits = begin + np.flatnonzero(counts.hits[begin:])
    hits = hits[:: -(-len(hits) // MOST_CELLS)]
    return np.unique(np.concatenate([even, hits, np.minimum(hits + 1, len(counts) - 1)]))


def _growth(starts: Seconds, widths: Seconds, marks: NDArray[np.bool_], end: int) -> Numbers:
    """(rise, change, cell) -> the excess there as a share of its height.

    The change lies in the middle of its cell, on average; where a hit begins the cell, before the hit.
    """
    change = starts + np.where(marks, 0.0, widths / 2)
    since = starts + widths / 2 - change[:, None]
    step = np.where(np.eye(len(starts)) > 0, np.where(marks, 1.0, 0.5), since > 0)
    rise = RISES[1:, None, None] * (end - change[:, None])
    return np.concatenate([step[None], np.clip(since / rise, 0.0, 1.0)])


def _levels(base: float, seen: float, growth: Numbers, counts: Counts) -> Numbers:
    """(rise, height, change, cell) -> the level there, of a height that gives as many hits as were seen."""
    top = (seen - base) * HEIGHTS / (1 - RISES[:, None] / 2)
    level = base + top[:, :, None, None] * growth[:, None]
    return np.clip(level, base * 1e-3, 0.999) if counts.law.bounded else np.maximum(level, base * 1e-3)


def _first(cells: Counts, base: float, level: Numbers) -> Numbers:
    """(.., change, cell) -> the chance that the departure's first hit is there: those before were the baseline's."""
    none_yet = np.exp(np.cumsum(cells.hits * np.log(base / level), axis=-1))
    before = np.concatenate([np.ones_like(none_yet[..., :1]), none_yet[..., :-1]], axis=-1)
    return before - none_yet
