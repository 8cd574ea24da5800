"""Chats whose lines say only the time of day get their day from a line before them, or from the file's name."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.recognise_records import recognise_records
from reconstruct.parsers.talk import cut_talk, day_of_name, read_day

FORMATS = load_formats()
days = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


def times(text: str, name: str = "x") -> list[str | None]:
    return [piece.record["time"] if piece.record else None for piece in cut_talk(text.encode(), name)]


def format_of(text: str, name: str) -> str | None:
    form = recognise_records(text.encode(), name, FORMATS)
    return form.name if form else None


@given(
    days,
    st.sampled_from(["--- Day changed %a %b %d %Y", "# %Y-%m-%d", "=== %d.%m.%Y ===", "%A, %B %d, %Y", "* %d %b %Y"]),
)
def test_a_line_that_tells_the_day_counts_for_those_after_it(day: dt.date, header: str) -> None:
    assert times(f"{day.strftime(header)}\n09:05 <a> hi\n") == [f"{day} 09:05:00"]


@given(days, st.sampled_from(["ops-%Y-%m-%d.log", "#ops_%Y%m%d.log", "%Y-%m-%d/ops.txt"]))
def test_the_name_of_the_file_tells_the_day(day: dt.date, name: str) -> None:
    assert day_of_name(day.strftime(name)) == day


def test_past_midnight_it_is_the_next_day_and_a_clock_set_back_by_a_minute_is_not() -> None:
    assert times("# 2026-11-23\n23:58 <a> x\n23:57 <a> y\n00:01 <a> z\n") == [
        "2026-11-23 23:58:00",
        "2026-11-23 23:57:00",
        "2026-11-24 00:01:00",
    ]


def test_without_any_day_nothing_is_read() -> None:
    assert times("09:05 <a> hi\n") == [None]
    assert format_of("09:05 <a> hi\n09:06 <b> ho\n", "irc.log") is None


def test_a_line_without_a_clock_goes_on_with_the_message_before_it() -> None:
    pieces = list(cut_talk(b"# 2026-11-23\n09:05 <a> one\n  two\n09:06 <b> three", "x"))
    assert [piece.record and piece.record["text"] for piece in pieces] == ["one\ntwo", "three"]
    assert [piece.start for piece in pieces] == [13, 33]


def test_a_word_before_a_colon_is_a_person_only_in_a_file_named_as_a_chat() -> None:
    text = "[12:34] nick: the shop is down\n[12:35] other: looking\n"
    assert format_of(text, "irc-2026-11-23.log") == "irc"
    assert format_of(text, "server-2026-11-23.log") != "irc"


@pytest.mark.parametrize("line", ["see you on 99.99.2026", "9 of 12", "", "rate 2026-13-45"])
def test_what_is_no_date_tells_no_day(line: str) -> None:
    assert read_day(line) is None


@given(st.binary(max_size=200))
def test_every_byte_of_a_message_lies_within_the_file(raw: bytes) -> None:
    pieces = list(cut_talk(b"# 2026-11-23\n09:05 <a> " + raw, "x"))
    assert all(0 <= piece.start <= piece.stop <= len(raw) + 23 for piece in pieces)
    assert len(pieces) >= 1
