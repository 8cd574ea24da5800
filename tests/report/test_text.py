"""Text from a log is shown and never acts; durations, shares and counts read as people say them."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from reconstruct.report.text import INVISIBLE, JOINERS, safe_text, say_duration, say_share


@given(st.text(), st.integers(1, 400))
def test_safe_text_is_one_visible_line_within_its_bound(text: str, limit: int) -> None:
    shown = safe_text(text, limit)
    assert len(shown) <= limit
    assert all(c in JOINERS or unicodedata.category(c) not in INVISIBLE for c in shown)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "M"]), max_size=300))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


def test_what_reorders_or_hides_text_is_written_out() -> None:
    assert (
        safe_text("a\u202eb\u200bc\u2028d\x00\x9b\ue000\ud800") == "a\\u202eb\\u200bc\\u2028d\\x00\\x9b\\ue000\\ud800"
    )


@given(st.floats(0, 1e8))
def test_a_duration_in_words_is_near_the_seconds_that_it_says(seconds: float) -> None:
    units = {"s": 1, "min": 60, "h": 3600, "d": 86400}
    words = say_duration(seconds).removeprefix("<").split()
    said = sum(float(number) * units[unit] for number, unit in zip(words[::2], words[1::2], strict=True))
    smallest = units[words[-1]] if len(words) == 4 else 1
    assert abs(said - seconds) <= max(0.6, smallest, 0.02 * seconds)


@given(st.integers(1, 10**6), st.data())
def test_only_all_is_a_hundred_percent_and_only_none_is_zero(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    said = say_share(part / whole)
    assert (said == "100 %") == (part == whole)
    assert (said == "0 %") == (part == 0)
