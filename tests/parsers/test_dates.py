"""Dates that people write are turned by the evidence of their whole column."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.parsers.dates import settle_dates

days = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@given(st.lists(days, min_size=1), st.sampled_from("./-"))
def test_a_day_over_twelve_settles_the_whole_column(dates: list[dt.date], separator: str) -> None:
    dates = [*dates, dt.date(2026, 11, 23)]
    wanted = [date.isoformat() for date in dates]
    for order in ("%d{0}%m{0}%Y", "%m{0}%d{0}%Y"):
        stamps = pd.Series([date.strftime(order.format(separator)) for date in dates])
        assert settle_dates(stamps).tolist() == wanted


@given(days, st.times())
def test_a_twelve_hour_clock_becomes_that_of_24_hours(day: dt.date, time: dt.time) -> None:
    stamps = pd.Series([f"{day} {time:%I:%M:%S %p}"])
    assert settle_dates(stamps).tolist() == [f"{day} {time:%H:%M:%S}"]


def test_where_nothing_settles_the_order_a_twelve_hour_clock_speaks_for_the_month() -> None:
    assert settle_dates(pd.Series(["03/04/2026 9:05 AM"])).tolist() == ["2026-03-04 09:05"]
    assert settle_dates(pd.Series(["03/04/2026 09:05"])).tolist() == ["2026-04-03 09:05"]


@given(st.lists(st.text(max_size=20)))
def test_any_text_is_given_back_one_for_one(texts: list[str]) -> None:
    stamps = pd.Series(texts, dtype="object")
    assert len(settle_dates(stamps)) == len(texts)


@given(
    days,
    st.times(),
    st.sampled_from(
        [
            "%a %d %b %Y %H:%M:%S",
            "%d. %B %Y %H:%M:%S",
            "%b %d, %Y, %I:%M:%S %p",
            "%A, %B %d, %Y at %I:%M:%S %p",
            "%b %d %H:%M:%S %Y",
            "%H:%M:%S %d-%b-%Y",
            "%H:%M:%S, %Y-%m-%d",
            "%Y.%m.%d %H:%M:%S",
            "%Y-%m-%d-%H.%M.%S",
            "%Y%m%d-%H:%M:%S",
            "%Y%m%d%H%M%S",
            "%Y%m%d %H%M%S",
        ]
    ),
)
def test_each_usual_shape_becomes_iso_8601(day: dt.date, time: dt.time, shape: str) -> None:
    moment = dt.datetime.combine(day, time.replace(microsecond=0))
    assert settle_dates(pd.Series([moment.strftime(shape)])).tolist() == [f"{moment:%Y-%m-%d %H:%M:%S}"]


def test_the_zone_stays_behind_the_clock() -> None:
    stamps = pd.Series(["Wed 25 Mar 2026 10:20:05 GMT", "22:12:09Z 2026-12-03", "23/11/2026 9:05 PM +0100"])
    assert settle_dates(stamps).tolist() == [
        "2026-03-25 10:20:05 GMT",
        "2026-12-03 22:12:09Z",
        "2026-11-23 21:05 +0100",
    ]


@pytest.mark.parametrize(
    "stamp", ["1795424207", "1795424207.093", "1795424207093", "Nov 23 09:08:17", "12:00 abc 5", ""]
)
def test_a_stamp_of_another_shape_stays_as_it_is(stamp: str) -> None:
    assert settle_dates(pd.Series([stamp])).tolist() == [stamp]


def test_an_order_that_was_settled_for_the_file_holds_for_a_part_of_it() -> None:
    assert settle_dates(pd.Series(["03/04/2026 09:05"]), month_first=True).tolist() == ["2026-03-04 09:05"]
