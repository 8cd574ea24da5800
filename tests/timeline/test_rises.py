"""A departure that grows is told from one that stands at once, and half of its rise is placed."""

from __future__ import annotations

import numpy as np
import pytest

from reconstruct.timeline.laws import SHARES, Counts
from reconstruct.timeline.rises import half_risen

SECONDS = 900


def counts(rise: int, seed: int, share: float = 0.4) -> Counts:
    """Ten requests a second, of which a share fails that grows for `rise` seconds."""
    growth = np.minimum((np.arange(SECONDS) + 0.5) / max(rise, 1), 1.0)
    hits = np.random.default_rng(seed).binomial(10, share * growth).astype("float64")
    return Counts(hits, np.full(SECONDS, 10.0), SHARES)


@pytest.mark.parametrize("rise", [180, 450, 900])
@pytest.mark.parametrize("seed", range(3))
def test_half_of_a_ramp_is_placed(rise: int, seed: int) -> None:
    half = half_risen(counts(rise, seed), 0.001, 1.0)
    assert half is not None
    assert abs(half - rise / 2) <= 0.05 * SECONDS


@pytest.mark.parametrize("seed", range(8))
def test_a_step_did_not_rise_gradually(seed: int) -> None:
    assert half_risen(counts(0, seed), 0.001, 1.0) is None


def test_what_is_too_short_to_tell_rose_at_once() -> None:
    assert half_risen(counts(900, 1)[:10], 0.001, 1.0) is None
