"""Counts become curves: every request is counted once, in bins that are few enough and full enough to be read."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.report.curves import MAX_BINS, bin_counts, plan_curves
from reconstruct.timeline.nouns import Timeline
from reconstruct.window import Window
from tests.samples import at, quiet_timeline


def timeline_of(requests: list[int], step: int) -> Timeline:
    index = pd.date_range(at("08:00"), periods=len(requests), freq=f"{step}s")
    signals = pd.DataFrame({"requests": requests, "failed": 0, "slow": 0, "errors": 0}, index=index)
    window = Window(at("08:00"), index[-1] + pd.Timedelta(seconds=step))
    return replace(quiet_timeline(), signals=signals, window=window, step_seconds=step)


@settings(max_examples=50)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=2000), st.sampled_from([1, 10, 60]))
def test_bins_keep_every_request_and_stay_few(requests: list[int], step: int) -> None:
    timeline = timeline_of(requests, step)
    counts = bin_counts(timeline, timeline.window.start, timeline.window.end)
    assert counts["requests"].sum() == sum(requests)
    assert counts["seconds"].sum() == len(requests) * step
    assert len(counts) <= MAX_BINS


def test_few_requests_a_step_are_drawn_in_wider_bins() -> None:
    timeline = timeline_of([2] * 900, 1)
    counts = bin_counts(timeline, timeline.window.start, timeline.window.end)
    assert counts["requests"].iloc[0] == 20


def test_a_last_bin_that_is_not_full_keeps_its_rate() -> None:
    timeline = timeline_of([4] * 1003, 1)
    counts = bin_counts(timeline, timeline.window.start, timeline.window.end)
    _, (rate,) = plan_curves(counts, ())
    assert rate.values.round(9).unique().tolist() == [4.0]


def test_a_share_of_no_requests_is_unknown_and_not_zero() -> None:
    timeline = timeline_of([30, 0, 30], 1)
    counts = bin_counts(timeline, timeline.window.start, timeline.window.end)
    (share,), _ = plan_curves(counts, ())
    assert share.values.isna().tolist() == [False, True, False]
