"""What machines witnessed -> the stretches in which they failed far more than else; times -> the share within those."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from reconstruct.parsers.witness import Witness

STEP_SECONDS = 60
LEAST_TROUBLE = 10  # seconds with a failure; fewer are no outage
# People write until half an hour after it is over.
AFTERWARDS_SECONDS = 1800
BUSIEST_SHARE = 0.8  # of the failures lie in the stretches of an outage
LONGEST_SHARE = 0.35  # of the time that the logs cover; what fails all the time dates nothing


def stretch_trouble(witnesses: Sequence[Witness]) -> npt.NDArray[np.int64]:
    """The minutes in which machines failed most, as rows of (first, last) second; none where failures are all over."""
    failed = [one.seen["trouble"] for one in witnesses if "trouble" in one.seen]
    seconds = np.unique(np.concatenate([*failed, np.empty(0, np.int64)])).astype(np.int64)
    if len(seconds) < LEAST_TROUBLE:
        return np.empty((0, 2), np.int64)
    minutes, counts = np.unique(seconds // STEP_SECONDS, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    enough = int(np.searchsorted(np.cumsum(counts[order]), BUSIEST_SHARE * len(seconds))) + 1
    busy = np.sort(minutes[order[:enough]])
    covered = len(np.unique(np.concatenate([one.every for one in witnesses]) // STEP_SECONDS))
    if len(busy) > LONGEST_SHARE * covered:
        return np.empty((0, 2), np.int64)
    return np.column_stack([(busy - 1) * STEP_SECONDS, busy * STEP_SECONDS + AFTERWARDS_SECONDS])


def share_in(times: pd.Series, stretches: npt.NDArray[np.int64]) -> float:
    """The share of times (UTC) that lie within any of the stretches.

    >>> noon = pd.Series(pd.to_datetime(["2026-11-23T12:00:00Z", "2026-11-23T13:00:00Z"])).astype("datetime64[us, UTC]")
    >>> share_in(noon, np.array([[1795435200, 1795435260]]))
    0.5
    """
    if not len(times) or not len(stretches):
        return 0.0
    seconds = (times.astype("datetime64[us, UTC]").astype("int64") // 1_000_000).to_numpy()
    within = (seconds[:, None] >= stretches[:, 0]) & (seconds[:, None] <= stretches[:, 1])
    return float(within.any(axis=1).mean())
