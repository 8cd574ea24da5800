"""Counts a step in; the curves of the chart out: shares and rates in bins long enough to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

from reconstruct.report.text import say_share
from reconstruct.report.words import slow_share
from reconstruct.timeline.nouns import Incident, Timeline

MAX_BINS = 300  # about two pixels each in the narrowest place where the chart is shown
MIN_BINS = 60  # below it an incident has no shape
# The share of n requests has a standard error of up to 0.5 / sqrt(n): with 20 it is 11 points, with 5 it is 22.
MIN_REQUESTS_PER_BIN = 20
WORTH_DRAWING = 0.1  # from this share of slow requests on, a second curve is worth its ink

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "failing": "failing requests",
        "slow": "slow requests",
        "requests": "requests per second",
        "errors": "error records per minute",
    }
)
Unit = Literal["share", "per second", "per minute"]


@dataclass(frozen=True, slots=True)
class Curve:
    """A signal over time: `values` by the start of its bin, NaN where nothing was measured."""

    name: str
    unit: Unit
    values: pd.Series

    @property
    def step_seconds(self) -> float | None:
        """How long a bin is; None where there are fewer than two."""
        index = self.values.index
        return (index[1] - index[0]).total_seconds() if len(index) > 1 else None

    @property
    def title(self) -> str:
        """What it counts, in words."""
        share = ", share of all" if self.unit == "share" else ""
        return TITLES[self.name] + share

    def say(self, value: float) -> str:
        """A value of it in words; a bin without any request has no share.

        >>> Curve("failing", "share", pd.Series()).say(0.034), Curve("requests", "per second", pd.Series()).say(12.345)
        ('3.4 %', '12.3')
        """
        if pd.isna(value):
            return "no requests"
        return say_share(value) if self.unit == "share" else f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"


def bin_counts(timeline: Timeline, start: pd.Timestamp, end: pd.Timestamp, most_bins: int = MAX_BINS) -> pd.DataFrame:
    """The counts from start to end in bins long enough to be drawn, with the `seconds` that each of them covers."""
    step = timeline.step_seconds
    signals = timeline.signals
    inside = signals[(signals.index > start - pd.Timedelta(seconds=step)) & (signals.index < end)]
    counts = inside.assign(seconds=step)
    times = max(1, -(-len(inside) // most_bins))
    usual = float(inside["requests"].median()) if len(inside) else 0.0
    if 0 < usual * times < MIN_REQUESTS_PER_BIN:
        wanted = -(-MIN_REQUESTS_PER_BIN // usual)
        times = int(max(times, min(wanted, len(inside) // MIN_BINS)))
    return counts.resample(f"{times * step}s", origin="start").sum() if len(counts) else counts


def _share(counts: pd.DataFrame, name: str) -> pd.Series:
    return (counts[name] / counts["requests"].where(counts["requests"] > 0)).astype("float64")


def _rate(counts: pd.DataFrame, name: str, seconds: float) -> pd.Series:
    return (counts[name] / counts["seconds"] * seconds).astype("float64")


def plan_errors(counts: pd.DataFrame) -> Curve:
    """The error records per minute."""
    return Curve("errors", "per minute", _rate(counts, "errors", 60.0))


def plan_curves(counts: pd.DataFrame, shown: Sequence[Incident]) -> tuple[tuple[Curve, ...], tuple[Curve, ...]]:
    """The curves of the large panel, what departed first, and those of the small one."""
    signals = {incident.signal for incident in shown}
    failing = Curve("failing", "share", _share(counts, "failed"))
    slow = Curve("slow", "share", _share(counts, "slow"))
    requests = Curve("requests", "per second", _rate(counts, "requests", 1.0))
    if not counts["requests"].any():
        return (plan_errors(counts),), ()
    if signals == {"records"}:
        return (plan_errors(counts),), (requests,)
    if signals == {"traffic"}:
        return (requests,), (failing,)
    if signals == {"slow"}:
        return ((slow, failing) if any(i.impact.failed for i in shown) else (slow,)), (requests,)
    seen = any((slow_share(incident.impact) or 0) >= WORTH_DRAWING for incident in shown)
    return ((failing, slow) if seen or "slow" in signals else (failing,)), (requests,)
