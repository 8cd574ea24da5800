"""A level explains counts better than the baseline, never worse, and only on its own side of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.timeline.laws import FALLS, RISES, SHARES, Counts, Law, gain, level_of, own_level, parts

trials = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=30)
levels = st.floats(0.01, 0.9)
every_law = pytest.mark.parametrize("law", [SHARES, RISES, FALLS], ids=["shares", "rises", "falls"])


def counts_of(pairs: list[tuple[int, int]], law: Law) -> Counts:
    """Counts of hits among trials, hits never more than the trials."""
    return Counts(np.array([min(p) for p in pairs], float), np.array([max(p) for p in pairs], float), law)


@every_law
@given(pairs=trials, base=levels)
def test_a_gain_is_never_negative(law: Law, pairs: list[tuple[int, int]], base: float) -> None:
    assert gain(counts_of(pairs, law), base) >= -1e-9


@every_law
def test_counts_at_their_baseline_gain_nothing(law: Law) -> None:
    assert gain(Counts(np.full(10, 2.0), np.full(10, 10.0), law), 0.2) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("law", "above", "below"), [(SHARES, True, False), (RISES, True, False), (FALLS, False, True)])
def test_a_law_sees_departures_on_its_own_side_only(law: Law, above: bool, below: bool) -> None:
    high, low = (Counts(np.full(5, hits), np.full(5, 10.0), law) for hits in (8.0, 1.0))
    assert (gain(high, 0.4) > 0, gain(low, 0.4) > 0) == (above, below)
    assert (own_level(high, 0.4) is not None, own_level(low, 0.4) is not None) == (above, below)


def test_the_gain_of_shares_is_the_binomial_likelihood_ratio() -> None:
    told = 3 * np.log(0.3 / 0.1) + 7 * np.log(0.7 / 0.9)
    assert gain(Counts(np.array([3.0]), np.array([10.0]), SHARES), 0.1) == pytest.approx(told)


def test_the_gain_of_counts_is_the_poisson_likelihood_ratio() -> None:
    told = 9 * np.log(9 / 4) - (9 - 4)
    assert gain(Counts(np.array([9.0]), np.array([4.0]), RISES), 1.0) == pytest.approx(told)


@given(pairs=trials, base=levels)
def test_parts_at_the_counts_own_share_add_up_to_their_gain(pairs: list[tuple[int, int]], base: float) -> None:
    counts = counts_of(pairs, SHARES)
    hits, size = counts.hits.sum(), counts.size.sum()
    if size and base < hits / size < 1:
        assert parts(counts, base, hits / size).sum() == pytest.approx(gain(counts, base), abs=1e-6)


@given(pairs=trials, base=levels)
def test_no_level_explains_a_rise_better_than_its_own(pairs: list[tuple[int, int]], base: float) -> None:
    counts = counts_of(pairs, RISES)
    for level in (base * 1.01, base * 2, base * 5):
        assert parts(counts, base, level).sum() <= gain(counts, base) + 1e-6


@given(pairs=trials)
def test_a_share_is_kept_off_nothing_and_everything(pairs: list[tuple[int, int]]) -> None:
    assert 0 < level_of(counts_of(pairs, SHARES)) < 1


def test_nothing_asked_tells_no_level() -> None:
    assert own_level(Counts(np.zeros(4), np.zeros(4), SHARES), 0.1) is None


def test_a_slice_of_counts_keeps_its_law() -> None:
    cut = Counts(np.arange(4.0), np.full(4, 9.0), FALLS)[1:3]
    assert (cut.hits.tolist(), len(cut), cut.law) == ([1.0, 2.0], 2, FALLS)
