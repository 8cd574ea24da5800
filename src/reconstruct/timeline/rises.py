"""The counts of a departure -> whether it grew gradually, and the second at which it had half risen."""

from __future__ import annotations

import numpy as np

from reconstruct.timeline.laws import Counts, Numbers, parts

RISES = np.linspace(0.05, 1.0, 20)  # part of the departure in which its level grows
MOST_CELLS = 600  # pieces of time that are looked at
SURELY = np.log(100.0)  # a ramp must be a hundred times as likely as a step


def half_risen(counts: Counts, base: float, spread: float) -> int | None:
    """The second of these counts at which the level had half risen; None where it rose at once.

    A ramp to a level that then stands is compared with a step by their likelihoods, each with the height that gives as
    many hits as were seen. `spread`: the variance over what the law says.

    >>> from reconstruct.timeline.laws import SHARES
    >>> hits = np.minimum(np.arange(600) / 300, 1.0) * 8
    >>> half_risen(Counts(hits.round(), np.full(600, 10.0), SHARES), 0.001, 1.0)
    150
    """
    if len(counts) < len(RISES) or not counts.law.rising:
        return None
    cell = -(-len(counts) // MOST_CELLS)
    edges = np.arange(0, len(counts), cell)
    cells = Counts(np.add.reduceat(counts.hits, edges), np.add.reduceat(counts.size, edges), counts.law)
    place = (np.arange(len(cells)) + 0.5) / len(cells)
    likelihood = [_likelihood(cells, base, np.clip(place / rise, 0.0, 1.0)) / spread for rise in RISES]
    best = int(np.argmax(likelihood))
    if likelihood[best] - _likelihood(cells, base, np.ones(len(cells))) / spread < SURELY:
        return None
    return round(float(RISES[best]) / 2 * len(counts))


def _likelihood(cells: Counts, base: float, growth: Numbers) -> float:
    excess = float(cells.hits.sum() - base * cells.size.sum())
    top = excess / max(float((cells.size * growth).sum()), 1e-12)
    level = np.clip(base + top * growth, base * 1e-3, 0.999 if cells.law.bounded else np.inf)
    return float(parts(cells, base, level).sum())
