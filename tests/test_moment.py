"""A moment holds what was written and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest

from reconstruct.errors import UsageError
from reconstruct.moment import Moment, find_zone, hide_slashes, read_moment

DATE = dt.date(2023, 5, 15)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-05-15", Moment(DATE, None, None)),
        ("15 May 2023", Moment(DATE, None, None)),
        ("8am", Moment(None, dt.time(8), None)),
        ("12am", Moment(None, dt.time(0), None)),
        ("12:30 p.m.", Moment(None, dt.time(12, 30), None)),
        ("08:00:01.5", Moment(None, dt.time(8, 0, 1, 500_000), None)),
        ("08:00Z", Moment(None, dt.time(8), dt.UTC)),
        ("2000-01-01 00:00", Moment(dt.date(2000, 1, 1), dt.time(0), None)),
        ("2005-02-03 01:00", Moment(dt.date(2005, 2, 3), dt.time(1), None)),
        ("08:00 GMT+2", Moment(None, dt.time(8), dt.timezone(dt.timedelta(hours=2)))),
        ("08:00 PST", Moment(None, dt.time(8), dt.timezone(dt.timedelta(hours=-8)))),
        ("08:00 Europe\\London", Moment(None, dt.time(8), find_zone("Europe/London"))),
    ],
)
def test_a_part_that_is_not_written_is_not_filled_in(text: str, moment: Moment) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["", "May", "Monday", "2023", "15", "May 2023", "15 May", "1330", "13.30", "25:00", "noon"]
)
def test_half_a_date_or_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_moment(text)


def test_slashes_of_dates_and_zones_are_hidden_and_others_left() -> None:
    assert hide_slashes("2023/5/1 08:00 Europe/Berlin/PT4H") == "2023-05-01 08:00 Europe\\Berlin/PT4H"
    assert hide_slashes("08:00 America/Argentina/Ushuaia") == "08:00 America\\Argentina\\Ushuaia"
    assert hide_slashes("8am/noon/later") == "8am/noon/later"
