"""People's records come in order, with how exactly each time is known and what bots tell apart from persons."""

from __future__ import annotations

import pandas as pd
import pytest

from reconstruct.events import Source, empty
from reconstruct.timeline.people import TEXT_LIMIT, between, cite, gather, who
from tests.timeline.builders import at, error, page, people_of, say, ticket, traffic


def test_machines_records_are_no_peoples_records() -> None:
    assert people_of(error("09:00:00"), say("09:00:01", "hm"))["message"].tolist() == ["hm"]
    assert len(gather(traffic(seconds=5), ())) == 0


def test_nobody_wrote_anything_is_a_frame_with_every_column() -> None:
    assert set(gather(empty(), ()).columns) >= {"said", "repair", "latest", "bot_alert", "symptom"}


def test_records_come_in_the_order_of_time_whatever_their_source() -> None:
    people = people_of(say("09:00:05", "b"), ticket("09:00:01", "a"), page("09:00:09", "triggered", "c"))
    assert people["message"].tolist() == ["a", "b", "c"]


def test_a_time_to_the_minute_spans_that_minute_and_one_to_the_second_is_itself() -> None:
    sources = [Source("tickets.csv", resolution_seconds=60.0), Source("chat.json", resolution_seconds=1.0)]
    people = people_of(ticket("09:00:00", "site down"), say("09:00:30", "hm"), sources=sources)
    assert people["latest"].tolist() == [at("09:00:59"), at("09:00:30")]


@pytest.mark.parametrize(
    ("message", "alert"),
    [
        ("FIRING: HighErrorRate", True),
        ("CRITICAL shop is down", True),
        ("RESOLVED: HighErrorRate", False),
        ("[OK] shop recovered, was down", False),
        ("deploy 3.2 finished", False),
    ],
)
def test_a_bot_alerts_where_something_fires_and_not_where_it_is_over(message: str, alert: bool) -> None:
    assert bool(people_of(say("09:00:00", message, "bot", "posted"))["bot_alert"].iloc[0]) is alert


def test_a_person_who_writes_of_an_alert_is_no_bot() -> None:
    people = people_of(say("09:00:00", "alert is firing"))
    assert (people["said"].iloc[0], people["bot_alert"].iloc[0]) == (True, False)


def test_what_an_incident_bot_posts_a_person_did() -> None:
    people = people_of(
        say("09:00:00", "Incident #318 resolved by Marek", "bot", "posted"),
        say("09:00:01", "weekly tip", "bot", "posted"),
    )
    assert people["said"].tolist() == [True, False]
    assert people["all_clear"].tolist() == [True, False]


def test_any_kind_of_repair_is_a_repair() -> None:
    people = people_of(
        say("09:00:00", "rolling back the release"), say("09:00:01", "killed the query"), say("09:00:02", "hm")
    )
    assert people["repair"].tolist() == [True, True, False]


def test_a_citation_is_the_first_line_where_it_stands() -> None:
    (row,) = [row for _, row in people_of(say("09:00:00", "it was the index\nsecond line")).iterrows()]
    cited = cite(row)
    assert (cited.path, cited.line, cited.offset, cited.text) == ("chat.json", 1, 0, "it was the index")


def test_a_citation_is_bounded_and_a_short_remark_says_whose_it_is() -> None:
    long, short = (row for _, row in people_of(say("09:00:00", "x" * 9000), say("09:00:01", "on it")).iterrows())
    assert len(cite(long).text) == TEXT_LIMIT
    assert cite(short).text == "anna: on it"


def test_a_record_without_words_can_be_cited() -> None:
    row = people_of(page("09:00:00", "resolved", message="")).iloc[0]
    assert cite(row).text == ""
    assert who(row) == "somebody"


@pytest.mark.parametrize(
    ("low", "high", "kept"),
    [
        ("09:00:30", "09:05:00", ["a", "b"]),
        (None, "09:00:10", ["a"]),
        ("09:01:00", None, ["b", "c"]),
        (None, None, ["a", "b", "c"]),
    ],
)
def test_a_record_lies_between_where_it_may(low: str | None, high: str | None, kept: list[str]) -> None:
    sources = [Source("tickets.csv", resolution_seconds=60.0)]
    people = people_of(ticket("09:00:00", "a"), ticket("09:05:00", "b"), ticket("09:30:00", "c"), sources=sources)
    near = between(people, at(low) if low else None, at(high) if high else None)
    assert near["message"].tolist() == kept
    assert isinstance(near, pd.DataFrame)


def test_a_line_that_was_not_counted_is_cited_by_its_byte_alone() -> None:
    row = people_of(say("09:00:00", "site is down")).iloc[0].to_dict() | {"line": 0, "offset": 4711}
    assert (cite(pd.Series(row)).line, cite(pd.Series(row)).offset) == (None, 4711)
