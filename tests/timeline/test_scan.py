"""A scan finds stretches that stand out, grows them to the foot of their ramps, and nothing else."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.timeline.laws import FALLS, SHARES, Counts
from reconstruct.timeline.scan import Baseline, Rules, Stretches, extend, find_alarms, window_lengths

LAWFUL = Baseline(level=0.01, spread={})
RULES = Rules()


def shares(*failures: tuple[int, int, float], seconds: int = 300) -> Counts:
    """Ten requests a second without failures, but for those stretches (start, stop, hits a second)."""
    hits = np.zeros(seconds)
    for start, stop, each in failures:
        hits[start : stop + 1] = each
    return Counts(hits, np.full(seconds, 10.0), SHARES)


@given(seconds=st.integers(1, 10_000))
def test_windows_double_up_to_the_length_of_the_log(seconds: int) -> None:
    lengths = window_lengths(seconds, RULES)
    assert lengths[-1] <= seconds < 2 * lengths[-1] or lengths == [seconds]
    assert all(b == 2 * a for a, b in itertools.pairwise(lengths))


def test_calm_counts_raise_no_alarm() -> None:
    assert find_alarms(shares(), [], LAWFUL, RULES) == []


@pytest.mark.parametrize("stretch", [(100, 159), (0, 30), (270, 299), (7, 12)])
def test_a_step_is_an_alarm_with_exact_ends(stretch: tuple[int, int]) -> None:
    assert find_alarms(shares((*stretch, 8.0)), [], LAWFUL, RULES) == [stretch]


def test_a_calm_between_two_steps_parts_them() -> None:
    assert find_alarms(shares((50, 90, 9.0), (140, 180, 9.0)), [], LAWFUL, RULES) == [(50, 90), (140, 180)]


def test_a_fall_to_nothing_is_an_alarm_of_missing_counts() -> None:
    hits = np.full(300, 10.0)
    hits[120:180] = 0
    assert find_alarms(Counts(hits, np.full(300, 10.0), FALLS), [], Baseline(1.0, {}), RULES) == [(120, 179)]


def test_the_wider_counts_scatter_the_more_it_takes_to_stand_out() -> None:
    counts = shares((100, 109, 2.0))
    wide = Baseline(0.01, dict.fromkeys(window_lengths(300, RULES), 50.0))
    assert find_alarms(counts, [], LAWFUL, RULES)
    assert find_alarms(counts, [], wide, RULES) == []


@settings(max_examples=40, deadline=None)
@given(hits=st.lists(st.integers(0, 10), min_size=1, max_size=200))
def test_alarms_lie_within_the_log_in_order_and_apart(hits: list[int]) -> None:
    found: Stretches = find_alarms(Counts(np.array(hits, float), np.full(len(hits), 10.0), SHARES), [], LAWFUL, RULES)
    flat = [second for stretch in found for second in stretch]
    assert flat == sorted(flat)
    assert all(0 <= a <= b < len(hits) for a, b in found)
    assert len({second for a, b in found for second in range(a, b + 1)}) == sum(b - a + 1 for a, b in found)


def test_a_stretch_grows_to_the_foot_of_its_ramp() -> None:
    counts = shares((80, 99, 1.0), (100, 159, 8.0), (160, 169, 1.0))
    ((start, stop),) = extend(counts, [(100, 159)], LAWFUL, RULES)
    assert start == 80
    assert 165 <= stop <= 169


def test_a_stretch_in_the_calm_stays_as_it_is() -> None:
    assert extend(shares((100, 159, 8.0)), [(100, 159)], LAWFUL, RULES) == [(100, 159)]


def test_stretches_that_grow_into_each_other_are_one() -> None:
    counts = shares((100, 119, 8.0), (120, 129, 3.0), (130, 150, 8.0))
    assert extend(counts, [(100, 119), (130, 150)], LAWFUL, RULES) == [(100, 150)]
