"""Requests that bear the time of their start -> the same at the time of their answer, as those of other servers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from reconstruct.columns import Columns, Ints

Pick = Callable[[Ints], pd.DataFrame]  # the rows of these numbers, as an event frame


def as_answered(columns: Columns, pick: Pick, started: Sequence[str]) -> tuple[Columns, Pick]:
    """The events with the requests of the logs `started`, which stamp when one came, at their ends.

    Monitoring counts a request when it is answered, and nginx writes that time; Apache (%t), HAProxy, Envoy and Traefik
    write when it came. Only together are their counts in step. What has no duration stays where it is.
    """
    if not started:
        return columns, pick
    late = columns.source.flag(np.isin(columns.source.texts(), list(started))) & columns.asked
    took = np.where(late, np.rint(np.nan_to_num(columns.duration_ms) * 1000), 0).astype("int64")

    def moved(rows: Ints) -> pd.DataFrame:
        frame = pick(rows)
        return frame.assign(time=frame["time"] + took[rows].astype("timedelta64[us]"))

    return replace(columns, time=columns.time + took), moved
