"""What is heard of a source -> the pauses longer than is usual for it, as notes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reconstruct.parsers.heard import Heard

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


def find_gaps(heard: Heard) -> tuple[str, ...]:
    """What to say of the longest pauses of a source, between seconds with an event; nothing where none is unusual.

    Silence of a source that writes of trouble is good news, and no gap; people pause when they like.

    >>> from reconstruct.events import conform
    >>> from reconstruct.parsers.heard import hear
    >>> steady = conform({"time": pd.date_range("2026-11-23T09:00", periods=300, freq="s", tz="UTC", unit="us")}, 300)
    >>> later = pd.concat([steady, steady.assign(time=steady["time"] + pd.Timedelta("1h"))])
    >>> find_gaps(hear("a", steady)), find_gaps(hear("a", later))[0]
    ((), 'nothing for 3301 s from 2026-11-23 09:04:59 UTC, where pauses are of 1 s')
    """
    every = heard.witness.every
    if heard.severe > MOSTLY * heard.events or heard.human or heard.timed < LEAST_EVENTS or len(every) <= SHOWN + 1:
        return ()
    pauses = np.diff(every)
    rest = np.sort(pauses)[:-SHOWN]
    limit = max(LEAST_SECONDS, MEANS * float(rest.mean()), LONGER * float(rest.max()))
    places = [int(place) for place in np.argsort(-pauses, kind="stable")[:SHOWN] if pauses[place] > limit]
    present = (float(pauses.sum()) - float(pauses[places].sum())) / 60
    if len(np.unique(every // 60)) < max(LEAST_MINUTES, STEADY_SHARE * present):
        return ()
    usual = float(np.quantile(pauses, 0.9))
    return tuple(
        f"nothing for {pauses[place]:.0f} s from {pd.Timestamp(every[place], unit='s'):%Y-%m-%d %H:%M:%S} UTC,"
        f" where pauses are of {usual:.3g} s"
        for place in sorted(places)
    )
