"""Durations, targets, acts and the markup of a chat mean what their writers meant, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.parsers.meanings import read_act, read_chat, read_duration, read_status, read_target


@given(st.floats(0, 1e6).map(lambda number: round(number, 3)))
def test_a_duration_is_the_same_in_every_unit(seconds: float) -> None:
    wanted = pytest.approx(seconds * 1e3, abs=1e-3)
    assert read_duration(f"{seconds:.6f}", "s") == wanted
    assert read_duration(f"{seconds * 1e3:.3f}ms", "s") == wanted
    assert read_duration(f"{seconds * 1e6:.0f}µs", "s") == pytest.approx(seconds * 1e3, abs=1e-2)


def test_the_times_of_several_upstreams_add_up_and_a_dash_adds_nothing() -> None:
    assert read_duration("0.002, 0.180", "s") == 182.0
    assert read_duration("-, 0.180", "s") == 180.0


@given(st.text())
def test_text_that_is_no_duration_and_no_status_is_none(text: str) -> None:
    if not any(letter.isdigit() for letter in text):
        assert read_duration(text, "ms") is None
        assert read_status(text) is None


@given(st.text(), st.sampled_from(["ms", "s"]))
def test_no_text_breaks_a_reader(text: str, unit: str) -> None:
    read_duration(text, unit)
    read_status(text)
    read_chat(text, {})
    assert "?" not in read_target(text)[1]


@pytest.mark.parametrize("target", ["/a?b=1", "GET /a?b=1 HTTP/1.1", "https://shop.example.com/a#c", "POST /a HTTP/2"])
def test_the_route_is_free_of_method_origin_and_query(target: str) -> None:
    assert read_target(target)[1] == "/a"


def test_a_word_within_a_word_is_no_act() -> None:
    assert read_act(("restarted by hand",), {"started": "started"}) is None


def test_mentions_and_links_read_as_people_see_them() -> None:
    text = "<!here> <@U1> <#C1|general> <https://a.example/b?c=1&amp;d=2> 3 &lt; 4"
    assert read_chat(text, {"U1": "Anna"}) == "@here @Anna #general https://a.example/b?c=1&d=2 3 < 4"
