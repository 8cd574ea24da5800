"""Departures are found where they are, to the second, and none where counts follow their own law."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.timeline.baseline import Departure, find_departures
from reconstruct.timeline.laws import FALLS, RISES, SHARES, Counts, Law

HOUR = 3600


def noisy(*steps: tuple[int, int, float], base: float = 0.002, rate: float = 10.0, seed: int = 1) -> Counts:
    """An hour of Poisson traffic whose requests fail by chance at `base`, and at the share of each (start, stop)."""
    draw = np.random.default_rng(seed)
    share = np.full(HOUR, base)
    for start, stop, level in steps:
        share[start : stop + 1] = level
    size = draw.poisson(rate, HOUR)
    return Counts(draw.binomial(size, share).astype(float), size.astype(float), SHARES)


def ends(departures: list[Departure]) -> list[tuple[int, int]]:
    return [(found.start, found.stop) for found in departures]


def held(found: Departure, counts: Counts, start: int, stop: int) -> bool:
    """Whether its intervals hold the first and the last hit of the true stretch."""
    hits = start + np.flatnonzero(counts.hits[start : stop + 1])
    return bool(found.start_low <= hits[0] <= found.start_high and found.stop_low <= hits[-1] <= found.stop_high)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("level", [0.5, 0.9, 1.0])
def test_a_step_is_placed_to_the_second(level: float, seed: int) -> None:
    (found,) = find_departures(noisy((1500, 2099, level), seed=seed))
    assert abs(found.start - 1500) <= 1
    assert abs(found.stop - 2099) <= 1
    assert found.level == pytest.approx(level, abs=0.05)
    assert found.base == pytest.approx(0.002, abs=0.001)


@pytest.mark.parametrize("seed", range(5))
def test_a_step_of_a_tenth_is_placed_within_its_interval(seed: int) -> None:
    counts = noisy((1500, 2099, 0.1), seed=seed)
    (found,) = find_departures(counts)
    assert held(found, counts, 1500, 2099)
    assert max(found.start_high - found.start_low, found.stop_high - found.stop_low) <= 30


def test_intervals_hold_the_true_ends_as_often_as_they_claim() -> None:
    kept = []
    for seed in range(40):
        counts = noisy((1500, 2099, 0.15), rate=4.0, seed=seed)
        (found,) = find_departures(counts)
        kept.append(held(found, counts, 1500, 2099))
    assert np.mean(kept) >= 0.85


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("base", "rate"), [(0.0, 10), (0.0005, 50), (0.002, 3), (0.02, 10), (0.2, 1), (0.02, 0.05)])
def test_healthy_failures_by_chance_are_no_departure(base: float, rate: float, seed: int) -> None:
    assert find_departures(noisy(base=base, rate=rate, seed=seed)) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rate", [2.0, 10.0])
@pytest.mark.parametrize(("shape", "seconds"), [(0.5, 1), (1.0, 5), (1.0, 20), (2.0, 20)])
def test_failures_that_scatter_wider_than_chance_are_no_departure(
    shape: float, seconds: int, rate: float, seed: int
) -> None:
    draw = np.random.default_rng(seed)
    size = draw.poisson(rate, HOUR)
    share = np.repeat(draw.gamma(shape, 0.02 / shape, HOUR // seconds), seconds)
    hits = draw.binomial(size, np.minimum(share, 0.9))
    assert find_departures(Counts(hits.astype(float), size.astype(float), SHARES)) == []


@pytest.mark.parametrize("seed", range(6))
def test_error_records_that_scatter_by_chance_are_no_departure(seed: int) -> None:
    hits = np.random.default_rng(seed).poisson(0.3, HOUR).astype(float)
    assert find_departures(Counts(hits, np.ones(HOUR), RISES)) == []


@pytest.mark.parametrize(("law", "level"), [(RISES, 8.0), (FALLS, 0.0), (FALLS, 0.1)])
def test_counts_that_rise_or_fall_are_placed_to_seconds(law: Law, level: float) -> None:
    draw = np.random.default_rng(3)
    rate = np.full(HOUR, 20.0)
    rate[1200:1800] *= level
    (found,) = find_departures(Counts(draw.poisson(rate).astype(float), np.full(HOUR, 20.0), law), base=1.0)
    assert (found.start, found.stop) == pytest.approx((1200, 1799), abs=2)


@pytest.mark.parametrize("seed", range(4))
def test_a_ramp_begins_at_its_foot_and_not_at_its_top(seed: int) -> None:
    draw = np.random.default_rng(seed)
    share = np.full(HOUR, 0.001)
    share[1500:1800] = np.linspace(0.001, 0.6, 300)
    share[1800:2100] = 0.6
    size = draw.poisson(20, HOUR)
    found = find_departures(Counts(draw.binomial(size, share).astype(float), size.astype(float), SHARES))
    assert 1495 <= found[0].start <= 1520
    assert abs(found[-1].stop - 2099) <= 1
    assert all(after.start - before.stop < 10 for before, after in pairwise(found))


def test_two_departures_with_calm_between_stay_two() -> None:
    found = find_departures(noisy((1000, 1299, 0.6), (2000, 2299, 0.6)))
    assert ends(found) == [(1000, 1299), (2000, 2299)]


def test_a_signal_that_flaps_is_split_where_it_is_calm() -> None:
    flaps = [(start, start + 59, 0.8) for start in range(1000, 1600, 180)]
    found = find_departures(noisy(*flaps))
    assert [d.start for d in found] == pytest.approx([start for start, _, _ in flaps], abs=1)
    assert [d.stop for d in found] == pytest.approx([stop for _, stop, _ in flaps], abs=1)


def test_a_burst_of_a_few_seconds_is_found_and_kept_short() -> None:
    (found,) = find_departures(noisy((1800, 1803, 1.0)))
    assert (found.start, found.stop) == (1800, 1803)


def test_a_log_that_fails_for_half_of_its_time_still_knows_its_health() -> None:
    (found,) = find_departures(noisy((1200, 2999, 0.4)))
    assert (found.start, found.stop) == pytest.approx((1200, 2999), abs=2)
    assert found.base < 0.01


def test_a_departure_at_the_very_start_has_nothing_before_it() -> None:
    (found,) = find_departures(noisy((0, 299, 0.7)))
    assert (found.start, found.before) == (0, 0.0)
    assert found.after > 1000


def test_a_departure_to_the_very_end_has_nothing_after_it() -> None:
    (found,) = find_departures(noisy((3300, 3599, 0.7)))
    assert found.after < 10
    assert found.before > 1000


def test_a_baseline_that_is_given_is_kept() -> None:
    counts = noisy((1500, 2099, 0.5))
    assert {found.base for found in find_departures(counts, base=0.01)} == {0.01}


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("law", [SHARES, RISES, FALLS], ids=["shares", "rises", "falls"])
def test_a_log_of_a_few_seconds_tells_no_departure(law: Law, size: int) -> None:
    assert find_departures(Counts(np.zeros(size), np.zeros(size), law)) == []
    assert find_departures(Counts(np.ones(size), np.ones(size), law)) == []


@settings(max_examples=30, deadline=None)
@given(
    steps=st.lists(st.tuples(st.integers(0, 3599), st.integers(1, 900), st.floats(0.02, 1.0)), max_size=3),
    rate=st.sampled_from([0.2, 2.0, 20.0]),
    seed=st.integers(0, 1000),
)
def test_a_departure_lies_in_the_log_and_its_intervals_hold_its_ends(
    steps: list[tuple[int, int, float]], rate: float, seed: int
) -> None:
    counts = noisy(*((start, start + length, level) for start, length, level in steps), rate=rate, seed=seed)
    last = -1
    for found in find_departures(counts):
        assert last <= found.start <= found.stop < len(counts)
        assert found.start_low <= found.start <= found.start_high
        assert found.stop_low <= found.stop <= found.stop_high
        assert found.level > found.base
        last = found.stop


@settings(max_examples=15, deadline=None)
@given(start=st.integers(600, 2400), length=st.integers(120, 600), seed=st.integers(0, 100))
def test_a_log_read_backwards_gives_the_same_departure_mirrored(start: int, length: int, seed: int) -> None:
    counts = noisy((start, start + length - 1, 0.5), seed=seed)
    back = Counts(counts.hits[::-1], counts.size[::-1], counts.law)
    (found,), (mirrored,) = find_departures(counts), find_departures(back)
    assert (HOUR - 1 - mirrored.stop, HOUR - 1 - mirrored.start) == pytest.approx((found.start, found.stop), abs=2)
