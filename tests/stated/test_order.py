"""Entries are placed so that their order makes sense, and one that is in order is left as it was written."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from reconstruct.stated.clocks import read_clock
from reconstruct.stated.order import Slot, place_in_order

DAY = dt.date(2023, 5, 15)
STEPS = st.lists(st.integers(0, 180), min_size=1, max_size=12)  # minutes between entries, up to three hours


def as_written(time: dt.datetime, twelve: bool) -> str:
    return f"{time:%I:%M %p}".lstrip("0") if twelve else f"{time:%H:%M}"


def course(start: int, steps: list[int]) -> list[dt.datetime]:
    times = [dt.datetime(2023, 5, 15, tzinfo=dt.UTC) + dt.timedelta(minutes=start)]
    for step in steps:
        times.append(times[-1] + dt.timedelta(minutes=step))
    return times


@given(st.integers(0, 1439), STEPS, st.booleans())
def test_a_course_in_steps_of_hours_comes_out_as_it_was_across_midnight_too(
    start: int, steps: list[int], twelve: bool
) -> None:
    times = course(start, steps)
    slots = [Slot(read_clock(as_written(time, twelve)), dt.UTC, base=DAY) for time in times]
    places = place_in_order(slots)
    assert [place.time for place in places] == times
    assert {place.slip for place in places} == {""}


@given(st.integers(0, 600), st.lists(st.integers(5, 60), min_size=4, max_size=8), st.data())
def test_one_swapped_am_and_pm_within_is_put_right_and_nothing_else(
    start: int, steps: list[int], data: st.DataObject
) -> None:
    times = course(start, steps)
    at = data.draw(st.integers(1, len(times) - 2))
    written = [as_written(time, twelve=True) for time in times]
    written[at] = as_written(times[at] + dt.timedelta(hours=12), twelve=True)
    places = place_in_order([Slot(read_clock(text), dt.UTC, base=DAY) for text in written])
    assert [place.time for place in places] == times
    assert [place.slip for place in places] == ["am_pm_swapped" if n == at else "" for n in range(len(times))]
