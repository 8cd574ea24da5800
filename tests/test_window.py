"""What a person types after --window is read as meant, or refused with help; never guessed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reconstruct.errors import UsageError
from reconstruct.window import LONGEST, Window, parse_duration, parse_window

DAY = "2023-05-15"


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def bounds(text: str, timezone: str | None = None) -> tuple[pd.Timestamp, pd.Timestamp]:
    window = parse_window(text, timezone)
    return window.start, window.end


@pytest.mark.parametrize(
    "text",
    [
        "2023-05-15T08:00/13:30",
        "2023-05-15T08:00/2023-05-15T13:30",
        "2023-05-15T08:00Z/2023-05-15T13:30Z",
        "2023-05-15T10:00+02:00/15:30",
        "2023-05-15T08:00Z/09:30-04:00",
        "2023-05-15T08:00..13:30",
        "2023-05-15 08:00 .. 2023-05-15 13:30",
        "20230515T0800/20230515T1330",
        "2023-05-15T08:00/PT5H30M",
        "PT5H30M/2023-05-15T13:30",
        "2023-05-15 08:00 for 5h30m",
        "2023-05-15 08:00 +5.5h",
        "2023-05-15 08:00/330 minutes",
        "2023-05-15 08:00, 5 hours and 30 minutes",
        "15 May 2023 8am to 1:30pm",
        "15th of May 2023 at 8 a.m. until 1:30 p.m.",
        "May 15, 2023 8:00 AM - 1:30 PM",
        "Monday, May 15, 2023, 8am to 1:30pm",
        "from 15 May 2023 8am to 1:30pm",
        "between 8am and 1:30pm on 15 May 2023",
        "15 May 2023 08:00–13:30",
        "15/05/2023 08:00/13:30",
        "05/15/2023 08:00 to 13:30",
        "2023/05/15 08:00/13:30",
        "15.5.2023 08:00 to 13:30",
        "15/May/2023:08:00:00 +0000/15/May/2023:13:30:00 +0000",
        "2023-05-15 10:00 Europe/Berlin/15:30",
        "2023-05-15 05:00 America/Argentina/Buenos_Aires/PT5H30M",
        "2023-05-15 10:00 UTC+02:00/15:30",
        "2023-05-15 04:00 EDT to 9:30am",
        "8am to 1:30pm GMT 15 May 2023",
    ],
)
def test_every_way_to_write_the_same_morning_is_the_same_window(text: str) -> None:
    assert bounds(text) == (utc(f"{DAY} 08:00"), utc(f"{DAY} 13:30"))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023-05-15", "2023-05-15", "2023-05-16"),
        ("15 May 2023", "2023-05-15", "2023-05-16"),
        ("2023-05-15/2023-05-17", "2023-05-15", "2023-05-18"),
        ("2023-05-15 22:00/2023-05-16", "2023-05-15 22:00", "2023-05-17"),
        ("2023-05-15/06:00", "2023-05-15", "2023-05-15 06:00"),
        ("2023-05-15/PT2H", "2023-05-15", "2023-05-15 02:00"),
        ("2023-05-15T22:00/02:00", "2023-05-15 22:00", "2023-05-16 02:00"),
        ("2023-12-31T22:00/02:00", "2023-12-31 22:00", "2024-01-01 02:00"),
        ("2023-05-15T08:00/P1W", "2023-05-15 08:00", "2023-05-22 08:00"),
        ("2023-05-15T08:00:00.250/PT1.5S", "2023-05-15 08:00:00.25", "2023-05-15 08:00:01.75"),
    ],
)
def test_what_the_text_leaves_out_comes_from_its_other_half(text: str, start: str, end: str) -> None:
    assert bounds(text) == (utc(start), utc(end))


def test_a_text_without_a_zone_is_read_in_the_zone_that_was_asked_for() -> None:
    assert bounds("2023-05-15T08:00/13:30", "Europe/London") == (utc(f"{DAY} 07:00"), utc(f"{DAY} 12:30"))


def test_a_zone_in_the_text_goes_before_the_one_that_was_asked_for() -> None:
    assert bounds("2023-05-15T08:00Z/13:30", "Asia/Tokyo") == (utc(f"{DAY} 08:00"), utc(f"{DAY} 13:30"))


def test_the_logs_own_zone_is_the_last_resort() -> None:
    window = parse_window("2023-05-15T08:00/13:30", logs_timezone="Asia/Kolkata")
    assert window.start == utc(f"{DAY} 02:30")
    assert "Asia/Kolkata" in window.zone_basis


@pytest.mark.parametrize(
    ("text", "timezone", "says"),
    [
        ("2023-05-15T08:00Z/13:30", None, "the window names"),
        ("2023-05-15T08:00/13:30", "Europe/London", "Europe/London, from --timezone"),
        ("2023-05-15T08:00/13:30", None, "UTC: neither"),
    ],
)
def test_a_window_says_in_which_zone_it_was_read_and_why(text: str, timezone: str | None, says: str) -> None:
    assert says in parse_window(text, timezone).zone_basis


def test_a_day_on_which_clocks_go_forward_has_23_hours() -> None:
    start, end = bounds("2023-03-26", "Europe/London")
    assert end - start == pd.Timedelta(hours=23)


def test_a_day_whose_midnight_is_skipped_begins_with_its_first_instant() -> None:
    start, end = bounds("2018-11-04", "America/Sao_Paulo")
    assert (start, end) == (utc("2018-11-04 03:00"), utc("2018-11-05 02:00"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" ", "empty"),
        ("2023-05-15 " + "9" * 300, "too long"),
        ("03/04/2023 8am to 9am", "more than one date"),
        ("03.04.2023 08:00 to 09:00", "more than one date"),
        ("15/05/23 08:00/09:00", "more than one date"),
        ("15 5 2023 8am to 9am", "whole date"),
        ("15 May 23 8am to 9am", "whole date"),
        ("15 May 8am to 9am", "whole date"),
        ("May 2023", "whole date"),
        ("Monday 8am to 9am", "whole date"),
        ("Tuesday 15 May 2023 8am to 9am", "is a Monday"),
        ("2023-15-05/PT2H", "no date"),
        ("2023-02-30", "no date"),
        ("31/31/2023", "no date"),
        ("9999-12-31", "the year 9999"),
        ("8am/9am", "needs its date"),
        ("13:30", "has no end"),
        ("2023-05-15T08:00", "has no end"),
        ("PT4H", "2023-05-15T08:00"),
        ("PT1H/PT4H", "has no end"),
        ("15 May 2023 08:00-13:30", "by a slash"),
        ("2023-05-15 1330/1400", "clear time of day"),
        ("15 May 2023 8m to 9am", "clear time of day"),
        ("2023-05-15T13:30/2023-05-15T08:00", "long"),
        ("2023-05-15T08:00/08:00", "long"),
        ("2023-05-15T08:00/PT0S", "no date"),
        ("2023-05-15T08:00/P1M", "no date"),
        ("2023-05-15T08:00/9999999h", "ten years"),
        ("2023-05-15T08:00/PT1.1.1H", "no duration"),
        ("2023-05-15 08:00 CEST/13:30", "more than one meaning"),
        ("2023-05-15 08:00 EST-5/13:30", "more than one meaning"),
        ("2023-05-15 08:00Z Europe/Berlin/13:30", "two zones"),
        ("2023-03-26 01:30 Europe/London/03:30", "is skipped in Europe/London"),
        ("2023-10-29 01:30 Europe/London/03:30", "comes twice in Europe/London"),
        ("yesterday", "no date"),
        ("2023-05-15T08:00/", "half of it is missing"),
        ("2023-05-15..", "half of it is missing"),
        ("/2023-05-15", "half of it is missing"),
        ("2023-05-15 -", "half of it is missing"),
        ("2023-05-15 08:00 4h", "clear time of day"),
        ("2023-05-15 08:00 09:00", "clear time of day"),
        ("2023‑05‑15", "give START/END"),
    ],
)
def test_a_text_that_is_not_clear_is_refused_in_one_line_with_help(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as refusal:
        parse_window(text)
    assert "\n" not in str(refusal.value)


def test_a_zone_that_does_not_exist_is_refused() -> None:
    for zone in ("Europe", "Europe/Atlantis", "../etc/passwd", ""):
        with pytest.raises(UsageError, match="no time zone"):
            parse_window("2023-05-15", logs_timezone=zone)


def test_a_window_that_ends_before_it_starts_cannot_be_made() -> None:
    with pytest.raises(UsageError, match="before it starts"):
        Window(utc("2023-05-15"), utc("2023-05-14"))


@pytest.mark.parametrize("text", ["", "4", "4 months", "h", "4h x", "P", "PT", "P1Y", "13:30"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert parse_duration(text) is None


DATES = ["2023-05-15", "15 May 2023", "03/04/2023", "2023", "99", "May", "Mon", "0x1", "1e400"]
CLOCKS = ["08:00", "8am", "1:30pm", "T", ":", "a", "m", "Z", "+02:00", "UTC", "Europe/Berlin", "EST", "(", ")"]
JOINTS = ["/", "..", " to ", " for ", " - ", "+", ",", " ", "-", ".", "and", "of", "st", "at", "PT4H", "4h", "P", "\\"]
pieces = st.sampled_from(DATES + CLOCKS + JOINTS)


@settings(deadline=None)  # how fast is for another test
@given(st.text(max_size=60) | st.lists(pieces, max_size=10).map("".join))
@example("2023-05-15T08:00/P999999999999W")
@example("1970-01-01T00:00+14:00/1s")
@example("2199-12-31")
def test_any_text_at_all_is_a_window_or_is_refused(text: str) -> None:
    try:
        window = parse_window(text)
    except UsageError:
        return
    assert window.start < window.end
    assert str(window.start.tz) == str(window.end.tz) == "UTC"


zones = st.sampled_from(["UTC", "Europe/London", "America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham"]).map(ZoneInfo)
starts = st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(2180, 1, 1), timezones=zones)  # noqa: DTZ001 - zones do it
lengths = st.timedeltas(dt.timedelta(microseconds=1), LONGEST)


@settings(deadline=None)  # how fast is for another test
@given(starts, lengths)
def test_iso_texts_come_back_as_the_instants_they_were_made_from(start: dt.datetime, length: dt.timedelta) -> None:
    start = start.astimezone(dt.UTC).astimezone(start.tzinfo)  # hypothesis also draws times that clocks skip
    end = (start.astimezone(dt.UTC) + length).astimezone(start.tzinfo)
    window = parse_window(f"{start.isoformat()}/{end.isoformat()}")
    assert (window.start, window.end) == (pd.Timestamp(start), pd.Timestamp(end))
