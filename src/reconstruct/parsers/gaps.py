"""The times of a source's events -> the pauses longer than is usual for it, as notes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reconstruct.events import HUMAN_KINDS

LEAST_EVENTS = 50  # fewer tell nothing of what is usual
# Pauses between independent events are exponential: one of 30 times the mean comes once in 10^13. What comes in bursts,
# or hardly at night, has longer ones: one must be twice as long as all others, but for those that are shown with it.
MEANS = 30
LONGER = 2
LEAST_MINUTES = 4
STEADY_SHARE = 0.5  # of the minutes between its gaps has an event of a source whose silence says something
LEAST_SECONDS = 60.0
SHOWN = 3
MOSTLY = 0.5


def find_gaps(frame: pd.DataFrame) -> tuple[str, ...]:
    """What to say of the longest pauses of a source; nothing where none is longer than usual.

    Silence of a source that writes of trouble is good news, and no gap; people pause when they like.

    >>> from reconstruct.events import conform
    >>> steady = conform({"time": pd.date_range("2026-11-23T09:00", periods=300, freq="s", tz="UTC", unit="us")}, 300)
    >>> later = pd.concat([steady, steady.assign(time=steady["time"] + pd.Timedelta("1h"))])
    >>> find_gaps(steady), find_gaps(later)[0]
    ((), 'nothing for 3301 s from 2026-11-23 09:04:59 UTC, where pauses are of 1 s')
    """
    if (frame["severity"] >= "warning").mean() > MOSTLY or frame["kind"].isin(HUMAN_KINDS).any():
        return ()
    known = frame["time"].dropna().sort_values(ignore_index=True)
    if len(known) < LEAST_EVENTS:
        return ()
    pauses = known.diff().dt.total_seconds().to_numpy()[1:]
    rest = np.sort(pauses)[:-SHOWN]
    limit = max(LEAST_SECONDS, MEANS * float(rest.mean()), LONGER * float(rest.max()))
    places = [int(place) for place in np.argsort(-pauses, kind="stable")[:SHOWN] if pauses[place] > limit]
    present = (float(pauses.sum()) - float(pauses[places].sum())) / 60
    if known.dt.floor("min").nunique() < max(LEAST_MINUTES, STEADY_SHARE * present):
        return ()
    usual = float(np.quantile(pauses, 0.9))
    return tuple(
        f"nothing for {pauses[place]:.0f} s from {known[place]:%Y-%m-%d %H:%M:%S} UTC,"
        f" where pauses are of {max(usual, 0.001):.3g} s"
        for place in sorted(places)
    )
