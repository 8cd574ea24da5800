"""Two records that speak of the same thing share telling words; any two records of an outage do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.timeline.words import telling_words


@pytest.mark.parametrize(
    ("one", "two", "shared"),
    [
        ("deploy shop 3.2.0", "rolling back 3.2.0", {"3.2.0"}),
        ("Unknown column 'p.rating'", "migration for p.rating was left out", {"p.rating", "rating"}),
        ("pool_size raised on pgbouncer", "PgBouncer has no connections left", {"pgbouncer"}),
        ("the server is down", "restarting the server because of errors", set()),
        ("error on page 500", "request failed with 500", set()),
    ],
)
def test_records_of_one_thing_share_its_names(one: str, two: str, shared: set[str]) -> None:
    assert telling_words(one) & telling_words(two) == shared


@given(text=st.text(max_size=200))
def test_telling_words_are_lower_case_longer_than_two_and_no_plain_numbers(text: str) -> None:
    assert all(word == word.lower() and len(word) > 2 and not word.isdigit() for word in telling_words(text))
