"""Positions and widths of labels to the right of their lines in; the row of each out, so that none overlap."""

from __future__ import annotations

from collections.abc import Sequence


def place_in_rows(positions: Sequence[float], widths: Sequence[float]) -> tuple[int, ...]:
    """The row (0: the lowest) of each label, for positions in ascending order, in the same unit as the widths.

    A label reaches from its line to the right; the lines of later labels that begin beneath it must end below it.
    So each takes the lowest row above all that begin within its width, from the last to the first.

    >>> place_in_rows([0, 10, 50], [30, 15, 20])
    (1, 0, 0)
    >>> place_in_rows([5, 5, 5], [9, 9, 9])
    (2, 1, 0)
    """
    rows = [0] * len(positions)
    for i in range(len(positions) - 1, -1, -1):
        beneath = [rows[j] for j in range(i + 1, len(positions)) if positions[j] <= positions[i] + widths[i]]
        rows[i] = max(beneath, default=-1) + 1
    return tuple(rows)
