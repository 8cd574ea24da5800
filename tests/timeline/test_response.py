"""How people met an incident, whole: its milestones, the causes named, what was supposed and what was tried."""

from __future__ import annotations

from reconstruct.timeline.milestones import Span
from reconstruct.timeline.response import causes_named, find_response, list_statements
from tests.timeline.builders import alert, at, page, people_of, say

SPAN = Span(begin=at("09:00:00"), onset=at("09:00:00"), end=at("10:00:00"), until=at("14:00:00"))
STORY = (
    alert("09:02:00"),
    page("09:04:00", "acknowledged", actor="jo"),
    say("09:10:00", "I suspect the network", "jo"),
    say("09:12:00", "restarting the app", "jo"),
    say("09:20:00", "restart did not help", "jo"),
    say("09:22:00", "paging the DBA on-call", "jo"),
    say("09:35:00", "found it: cms_blocks is marked as crashed", "ida"),
    say("09:40:00", "running REPAIR TABLE cms_blocks", "ida"),
    say("10:01:00", "front page is back", "jo"),
    say("10:10:00", "all clear", "jo"),
)


def test_a_whole_story_gives_every_milestone_of_the_response() -> None:
    response = find_response(people_of(*STORY), SPAN)
    times = {name: f"{told.moment:%H:%M}" for name, told in response.milestones.items() if told is not None}
    assert times == {
        "detected": "09:02",
        "acknowledged": "09:04",
        "escalated": "09:22",
        "identified": "09:35",
        "repair_started": "09:40",
        "resolved": "10:10",
    }


def test_no_records_leave_every_milestone_unknown() -> None:
    response = find_response(people_of(), SPAN)
    assert set(response.milestones.values()) == {None}
    assert (response.repair, causes_named(response)) == (None, [])


def test_the_causes_named_are_those_of_the_cause_and_of_the_repair() -> None:
    named = causes_named(find_response(people_of(*STORY), SPAN))
    assert named == ["found it: cms_blocks is marked as crashed", "running REPAIR TABLE cms_blocks"]


def test_suppositions_and_failed_repairs_are_listed_with_their_lines() -> None:
    people = people_of(*STORY)
    statements = list(list_statements(people, SPAN, find_response(people, SPAN)))
    assert [(told.kind, told.text) for told in statements] == [
        ("hypothesis", "I suspect the network"),
        ("failed_repair", "restarting the app"),
    ]
    assert all(told.evidence[0].path == "chat.json" for told in statements)


def test_a_cause_that_was_stated_before_is_listed_as_an_earlier_one() -> None:
    people = people_of(say("09:08:00", "found it: the firewall drops packets"), *STORY)
    statements = list(list_statements(people, SPAN, find_response(people, SPAN)))
    assert ("earlier_cause", "found it: the firewall drops packets") in [(told.kind, told.text) for told in statements]


def test_suppositions_from_before_the_onset_belong_to_another_story() -> None:
    people = people_of(say("08:00:00", "I suspect the moon"), *STORY)
    texts = [told.text for told in list_statements(people, SPAN, find_response(people, SPAN))]
    assert "I suspect the moon" not in texts
