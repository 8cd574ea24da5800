"""The zone of a source comes back from what it and others saw, however far its clock is shifted, or is unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.parsers.offsets import QUARTER_SECONDS, compare
from reconstruct.parsers.witness import Seconds, Witness

NOON = 1_795_435_200  # 23 November 2026, 12:00 UTC
HOURS = 3 * 3600


def draw_times(random: np.random.Generator, count: int, first: int = 0, last: int = HOURS) -> Seconds:
    return np.unique(NOON + random.integers(first, last, count))


def witness(path: str, trouble: Seconds, every: Seconds) -> Witness:
    seen = {"trouble": trouble} if len(trouble) else {}
    return Witness(path, False, seen, np.unique(np.concatenate([trouble, every])))


def shift(one: Witness, quarters: int) -> Witness:
    by = quarters * QUARTER_SECONDS
    return replace(one, seen={key: when + by for key, when in one.seen.items()}, every=one.every + by)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), quarters=st.integers(-40, 48), bursts=st.integers(1, 3))
def test_trouble_that_both_saw_brings_the_offset_back(seed: int, quarters: int, bursts: int) -> None:
    random = np.random.default_rng(seed)
    starts = [int(start) for start in random.integers(0, HOURS - 1200, bursts)]
    failed = np.unique(np.concatenate([draw_times(random, 80, start, start + 1200) for start in starts]))
    access = witness("access.log", failed, draw_times(random, 3000))
    seen_too = random.random(len(failed)) < 0.8
    app = witness("app.log", np.unique(np.concatenate([failed[seen_too] + 1, draw_times(random, 10)])), access.every)
    like = compare(shift(app, quarters), [access])
    assert like.sure
    assert like.offset == timedelta(minutes=15 * quarters)


def test_trouble_of_different_things_tells_no_offset() -> None:
    random = np.random.default_rng(7)
    for _ in range(100):
        burst, other = (int(start) for start in random.integers(0, HOURS - 1200, 2))
        access = witness("access.log", draw_times(random, 80, burst, burst + 1200), draw_times(random, 3000))
        app = witness("app.log", draw_times(random, 80, other, other + 1200), draw_times(random, 3000))
        assert not compare(app, [access]).sure


def test_what_comes_at_every_full_minute_tells_no_offset() -> None:
    ticks = np.arange(NOON, NOON + HOURS, 60)
    access, app = witness("access.log", ticks, ticks), witness("app.log", ticks[40:60], ticks)
    assert not compare(app, [access]).sure


def test_a_presence_alone_tells_no_offset() -> None:
    random = np.random.default_rng(3)
    access = witness("access.log", np.empty(0, np.int64), draw_times(random, 3000))
    assert not compare(shift(access, 8), [access]).sure
