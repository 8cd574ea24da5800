"""Traffic that falls short of what is usual at that time is found; a slow swing is usual."""

from __future__ import annotations

import numpy as np

from reconstruct.timeline.falls import find_falls


def test_a_swing_of_the_day_is_no_fall() -> None:
    clock = np.arange(86_400)
    counts = np.random.default_rng(1).poisson(5 * (1 + 0.8 * np.sin(2 * np.pi * clock / 86_400))).astype("float64")
    assert [fall for fall in find_falls(counts) if fall.level < 0.5] == []


def test_a_stop_is_found_to_the_second() -> None:
    counts = np.full(7200, 5.0)
    counts[3000:3300] = 0.0
    (fall,) = find_falls(counts)
    assert (fall.start, fall.stop, fall.level) == (3000, 3299, 0.0)


def test_seconds_that_nobody_saw_do_not_tell_what_is_usual() -> None:
    counts = np.concatenate([np.full(1000, 5.0), np.zeros(500)])
    (fall,) = find_falls(counts, known=1000)
    assert fall.start == 1000
