"""Stamps become times in UTC, or NaT; never an exception, never a year that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.errors import UsageError
from reconstruct.parsers.clock import ANY_SHAPE, carries_zone, to_utc

EARLY, LATE = datetime(1971, 1, 1), datetime(2199, 1, 1)  # noqa: DTZ001 - wall clocks
NEW_YEAR = pd.Timestamp("2026-01-02", tz="UTC")
CLF = "%d/%b/%Y:%H:%M:%S %z"


def read(stamp: str, *shapes: str, zone: str = "UTC", latest: pd.Timestamp | None = None) -> str | None:
    time = to_utc(pd.Series([stamp], dtype="str"), shapes or ("iso",), zone, latest).iloc[0]
    return None if time is pd.NaT else time.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("2026-11-23T09:03:20Z", "2026-11-23T09:03:20Z"),
        ("2026-11-23 09:03:20,865", "2026-11-23T09:03:20.865000Z"),
        ("2026-11-23  9:03:19", "2026-11-23T09:03:19Z"),
        ("2026-11-23T09:56:47.030+0100", "2026-11-23T08:56:47.030000Z"),
        ("2026-11-23 09:00:00+01", "2026-11-23T08:00:00Z"),
        ("2026-11-23 09:00:00.5 -03:30", "2026-11-23T12:30:00.500000Z"),
        ("2026-11-23 09:56:44 CET", "2026-11-23T08:56:44Z"),
        ("2026-07-23 09:56:44 CEST", "2026-07-23T07:56:44Z"),
        ("2026-11-23 09:56:44 EST", "2026-11-23T14:56:44Z"),
        ("2026-11-23 09:56:44 Europe/Berlin", "2026-11-23T08:56:44Z"),
        ("2026-11-23 09:56 UTC", "2026-11-23T09:56:00Z"),
        ("20261123T095644Z", "2026-11-23T09:56:44Z"),
        ("2026-11-23T09:00:00.123456789Z", "2026-11-23T09:00:00.123456Z"),
        ("2026-11-23", "2026-11-23T00:00:00Z"),
    ],
)
def test_iso_is_read_in_all_its_forms(stamp: str, time: str) -> None:
    assert read(stamp) == time


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "-",
        "2026",
        "2026-02-30 01:00:00",
        "2026-11-23 25:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "1969-12-31T23:59:59Z",
        "2026-11-23 09:00:00 XXT",
        "12:00:00",
    ],
)
def test_what_cannot_be_read_or_cannot_be_is_no_time(stamp: str) -> None:
    assert read(stamp) is None


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("1795424207", "2026-11-23T08:56:47Z"),
        ("1795424207.093", "2026-11-23T08:56:47.093000Z"),
        ("1795424207093", "2026-11-23T08:56:47.093000Z"),
        ("1795424207093123", "2026-11-23T08:56:47.093123Z"),
        ("1795424207093123456", "2026-11-23T08:56:47.093123Z"),
        ("0", None),
        ("99999999999999999999", None),
        ("1e400", None),
    ],
)
def test_an_epoch_is_told_by_its_magnitude(stamp: str, time: str | None) -> None:
    assert read(stamp, "epoch") == time


@pytest.mark.parametrize(
    ("stamp", "shape", "time"),
    [
        ("23/Nov/2026:09:03:20 +0530", CLF, "2026-11-23T03:33:20Z"),
        ("31/Feb/2026:09:03:20 +0000", CLF, None),
        ("Mon Nov 23 09:13:57 2026", "%a %b %d %H:%M:%S %Y", "2026-11-23T09:13:57Z"),
        ("Mon Nov 23 09:13:57 CET 2026", "%a %b %d %H:%M:%S %Y", "2026-11-23T08:13:57Z"),
        ("Fri Sep 09 10:42:29.902022 2011", "%a %b %d %H:%M:%S.%f %Y", "2011-09-09T10:42:29.902022Z"),
        ("161123  9:03:19", "%y%m%d %H:%M:%S", "2016-11-23T09:03:19Z"),
        ("11/23/2026 01:02:03 PM", "%m/%d/%Y %I:%M:%S %p", "2026-11-23T13:02:03Z"),
        ("11/23/2026 12:02:03 AM EST", "%m/%d/%Y %I:%M:%S %p", "2026-11-23T05:02:03Z"),
        ("23-11-2026", "%d-%m-%Y", "2026-11-23T00:00:00Z"),
    ],
)
def test_strptime_shapes_are_read_with_the_zone_that_the_stamp_ends_with(
    stamp: str, shape: str, time: str | None
) -> None:
    assert read(stamp, shape) == time


def test_the_first_shape_that_reads_a_stamp_wins_and_each_stamp_has_its_own() -> None:
    stamps = pd.Series(["1795424207", "2026-11-23 09:00:00", "Mon Nov 23 09:13:57 2026", "?"])
    seconds = to_utc(stamps, ("any",)).dt.strftime("%H:%M:%S").tolist()
    assert seconds[:3] == ["08:56:47", "09:00:00", "09:13:57"]
    assert pd.isna(seconds[3])


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("Dec 31 23:59:59", "2025-12-31T23:59:59Z"),
        ("Jan  1 00:00:01", "2026-01-01T00:00:01Z"),
        ("Jan  2 12:00:00", "2026-01-02T12:00:00Z"),
        ("Jan  4 00:00:00", "2025-01-04T00:00:00Z"),
        ("Feb 29 10:00:00", "2024-02-29T10:00:00Z"),
    ],
)
def test_a_stamp_without_a_year_is_put_in_the_last_one_that_is_not_in_the_future(stamp: str, time: str) -> None:
    assert read(stamp, "%b %d %H:%M:%S", latest=NEW_YEAR) == time


def test_a_stamp_without_a_year_is_unknown_where_nothing_tells_the_year() -> None:
    assert read("Dec 31 23:59:59", "%b %d %H:%M:%S") is None


def test_in_the_hour_that_comes_twice_the_first_is_meant_and_the_one_left_out_is_shifted() -> None:
    assert read("2026-10-25 02:30:00", zone="Europe/Berlin") == "2026-10-25T00:30:00Z"
    assert read("2026-03-29 02:30:00", zone="Europe/Berlin") == "2026-03-29T01:00:00Z"


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="Mars/Olympus"):
        read("2026-11-23 09:00:00", zone="Mars/Olympus")


def test_the_index_of_the_stamps_is_kept() -> None:
    stamps = pd.Series(["2026-11-23", None, "2026-11-23"], index=[7, 8, 9])
    assert to_utc(stamps, ("iso",)).isna().to_dict() == {7: False, 8: True, 9: False}


def test_only_stamps_that_say_a_zone_carry_one() -> None:
    assert carries_zone(pd.Series(["2026-11-23 09:00:00 CET"]), ("iso",))
    assert carries_zone(pd.Series(["1795424207"]), ("epoch",))
    assert not carries_zone(pd.Series(["2026-11-23 09:00:00"]), ("iso",))
    assert not carries_zone(pd.Series([], dtype="str"), ("iso",))


@settings(deadline=None)  # the machine of a test may be slow
@given(
    st.datetimes(EARLY, LATE),
    st.integers(-12 * 60, 14 * 60),
    st.sampled_from(["T", " "]),
)
def test_every_time_in_every_offset_comes_back_as_itself(wall: datetime, minutes: int, between: str) -> None:
    aware = wall.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    found = to_utc(pd.Series([aware.isoformat(between)]), ("iso",)).iloc[0]
    assert found.to_pydatetime() == aware.astimezone(UTC)


@settings(deadline=None)  # the machine of a test may be slow
@given(st.lists(st.text(max_size=40)), st.sampled_from(["iso", "epoch", "any", CLF, "%b %d %H:%M:%S"]))
def test_any_text_gives_a_time_that_can_be_or_none(texts: list[str], shape: str) -> None:
    times = to_utc(pd.Series(texts, dtype="str"), (shape,), latest=NEW_YEAR).dropna()
    assert times.dt.year.between(1970, 2199).all()


@settings(deadline=None)  # the machine of a test may be slow
@given(st.datetimes(EARLY, LATE), st.sampled_from(ANY_SHAPE[2:-2]))
def test_what_a_shape_writes_it_reads(wall: datetime, shape: str) -> None:
    written = wall.strftime(shape)
    want = datetime.strptime(written, shape).replace(tzinfo=UTC)
    assert to_utc(pd.Series([written]), (shape,)).iloc[0].to_pydatetime() == want
