"""Alerts and pages around an onset -> those that may tell of it, apart from those that fire all the time anyway."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reconstruct.timeline.changes import shapes_of

FLAPPED = 2  # firings before the onset: one of them may have been an incident of its own
CHANCE = 0.05  # above it, that an alert fires by its own habit is no wonder


def tells_of_it(people: pd.DataFrame, begin: pd.Timestamp) -> pd.Series:
    """Which rows are an alert, a page or a bot's post of one that may tell of what began at `begin`.

    What fired k times in the time T before it fires again within t by chance with 1 - exp(-k t / T) (Poisson); beyond
    5 % such an alert tells nothing. Nor does one whose own severity is below a warning.
    """
    alert = (people["kind"] == "alert") & (people["action"] == "firing")
    page = (people["kind"] == "page") & (people["action"] == "triggered")
    firing = alert | page | people["bot_alert"]
    return firing & ~_mild(people) & ~_habitual(people, firing, begin)


def _mild(people: pd.DataFrame) -> pd.Series:
    return (people["severity"] < "warning").fillna(value=False).astype(bool)


def _habitual(people: pd.DataFrame, firing: pd.Series, begin: pd.Timestamp) -> pd.Series:
    """Which firings are no wonder after the firings of the same alert before `begin`."""
    named = people["component"].fillna("") + "|" + people["host"].fillna("") + "|" + shapes_of(people["message"])[1]
    before = firing & (people["time"] < begin)
    times = named.map(named[before].value_counts().to_dict()).astype("float64").fillna(0.0)
    known = max((begin - people["time"].min()).total_seconds(), 1.0) if len(people) else 1.0
    since = (people["time"] - begin).dt.total_seconds().clip(lower=0.0)
    return (times >= FLAPPED) & (1.0 - np.exp(-times * since / known) > CHANCE)
