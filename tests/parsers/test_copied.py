"""Chats of any shape are cut into who said what, and when."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.parsers.copied import cut_copied

DAY = dt.date(2026, 11, 24)
SHAPES = [
    "[{day} {clock}] {who}: {text}",
    "[{day}, {clock}] {who}: {text}",
    "{day}, {clock} - {who}: {text}",
    "{day} {clock} {who}: {text}",
    "{day} {clock} <{who}> {text}",
    "[{day} {clock}] {who}\n{text}\n",
    "{who}, [{day} {clock}]\n{text}\n",
    "{who} — {day} {clock}\n{text}\n",
    "{who}  {clock}\n{text}\n",
    "{who}  [{clock}]\n{text}\n",
]
WHO = ["Ortiz, Dana", "Amélie", "dmitri"]


def said(text: str, *days: dt.date) -> list[tuple[str, str, str] | None]:
    records = [piece.record for piece in cut_copied(text.encode(), "x", days)]
    return [(one["time"], one["who"], one["text"]) if one else None for one in records]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("day", "clock", "time"), [("2026-11-24", "2:43:01 PM", "14:43:01"), ("2026-11-24", "14:43:01", "14:43:01")]
)
def test_every_shape_gives_time_name_and_text(shape: str, day: str, clock: str, time: str) -> None:
    text = "\n".join(shape.format(day=day, clock=clock, who=who, text=f"is it down, {who}?") for who in WHO)
    assert said(text, DAY) == [(f"{DAY} {time}", who, f"is it down, {who}?") for who in WHO]


def test_a_heading_tells_the_day_and_its_year_is_that_of_the_folder() -> None:
    text = "Tuesday, November 24th\nanna 2:43 PM\nhi\n"
    assert said(text, DAY - dt.timedelta(days=1), DAY) == [("2026-11-24 14:43:00", "anna", "hi")]


def test_a_time_of_day_is_not_read_where_the_day_could_be_one_of_several() -> None:
    assert said("anna 2:43 PM\nhi\n", DAY - dt.timedelta(days=1), DAY) == [None]


def test_past_midnight_the_next_day_begins() -> None:
    text = "anna 11:59 PM\nhi\n\nben 12:01 AM\nhello\n"
    assert [one and one[0] for one in said(text, DAY)] == ["2026-11-24 23:59:00", "2026-11-25 00:01:00"]


def test_what_nobody_says_is_a_notice_of_the_program() -> None:
    text = "11/24/26, 10:15 PM - Anna joined\n11/24/26, 10:16 PM - Anna: hi\n"
    assert [one and one[1:] for one in said(text)] == [("", "Anna joined"), ("Anna", "hi")]


@given(st.binary(max_size=300))
def test_no_text_is_too_odd_to_be_cut(text: bytes) -> None:
    assert all(piece.start <= piece.stop for piece in cut_copied(text, "x", [DAY]))
