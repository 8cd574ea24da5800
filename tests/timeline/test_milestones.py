"""Detection, acknowledgement, escalation, cause and resolution stand on the records that prove them, or not at all."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from reconstruct.events import Source
from reconstruct.timeline.milestones import (
    Span,
    find_acknowledged,
    find_detected,
    find_escalated,
    find_identified,
    find_repair_started,
    find_resolved,
)
from reconstruct.timeline.nouns import Evidence, Milestone
from reconstruct.timeline.repair import find_repair
from tests.timeline.builders import alert, at, page, people_of, say, ticket

SPAN = Span(begin=at("09:00:00"), onset=at("09:00:00"), end=at("10:00:00"), until=at("14:00:00"))
LINE = (Evidence("alerts.json", 1, "HighErrorRate"),)
DETECTED = Milestone("detected", at("09:05:00"), at("09:05:00"), at("09:05:00"), "recorded", "a rule", LINE)


def clock(milestone: Milestone | None) -> str | None:
    """The milestone's time of day, None where there is no milestone."""
    return None if milestone is None else f"{milestone.moment:%H:%M:%S}"


def detected(*records: dict[str, Any], span: Span = SPAN) -> Milestone | None:
    """Detection by these records."""
    return find_detected(people_of(*records), span)


def identified(*records: dict[str, Any]) -> tuple[str | None, list[str]]:
    """The time of the cause that the repair acts on, and the causes stated before it."""
    people = people_of(*records)
    repair = find_repair(people, at("09:05:00"), SPAN.end)
    found, before = find_identified(people, DETECTED, repair)
    return clock(found), before["message"].tolist()


@pytest.mark.parametrize(
    ("first", "by"),
    [
        (alert("09:04:00"), "alert"),
        (page("09:04:00", "triggered"), "alert"),
        (say("09:04:00", "FIRING: HighErrorRate", "bot", "posted"), "alert"),
        (say("09:04:00", "I get a 500 on every page"), "engineer"),
        (say("09:04:00", "customers say they cannot pay"), "customer"),
        (ticket("09:04:00", "Cannot place my order"), "customer"),
    ],
)
def test_whoever_notices_first_detects(first: dict[str, Any], by: str) -> None:
    found = detected(first, alert("09:06:30"), ticket("09:07:00", "Site down"), say("09:08:00", "site is down"))
    assert found is not None
    assert (clock(found), found.by, found.evidence[0].text.endswith(first["message"])) == ("09:04:00", by, True)


@pytest.mark.parametrize(
    "noise",
    [
        alert("08:30:00"),
        ticket("08:59:59", "Site down"),
        say("08:10:00", "site is down"),
        alert("09:02:00", "resolved"),
        page("09:02:00", "acknowledged"),
        ticket("09:02:00", "Where is my parcel?"),
        say("09:02:00", "good morning all"),
        say("09:02:00", "RESOLVED: HighErrorRate", "bot", "posted"),
        alert("14:00:01"),
    ],
)
def test_what_comes_before_the_onset_or_tells_of_no_trouble_detects_nothing(noise: dict[str, Any]) -> None:
    assert detected(noise) is None


def test_nobody_wrote_and_nothing_is_detected() -> None:
    assert detected() is None


def test_an_alert_and_its_page_are_one_detection_known_between_the_two() -> None:
    found = detected(alert("09:04:00"), page("09:05:10", "triggered"))
    assert found is not None
    assert (found.time, found.latest) == (at("09:04:00"), at("09:05:10"))
    assert {evidence.path for evidence in found.evidence} == {"alerts.json", "pager.json"}


def test_an_alert_that_flapped_all_morning_does_not_detect_it() -> None:
    morning = [alert(f"08:{minute}:00", message="DiskLatency") for minute in range(10, 58, 4)]
    found = detected(*morning, alert("09:01:30", message="DiskLatency"), alert("09:03:00", message="ShopDown"))
    assert clock(found) == "09:03:00"


def test_an_alert_that_fired_once_before_may_detect_it() -> None:
    found = detected(alert("07:00:00", message="ShopDown"), alert("09:01:30", message="ShopDown"))
    assert clock(found) == "09:01:30"


def test_an_alert_that_only_informs_does_not_detect_it() -> None:
    mild = alert("09:01:00", message="NewVersionAvailable") | {"severity": "info"}
    assert clock(detected(mild, alert("09:03:00", message="ShopDown"))) == "09:03:00"


def test_a_page_long_after_the_alert_is_not_the_same_notice() -> None:
    found = detected(alert("09:04:00"), page("09:07:00", "triggered"))
    assert found is not None
    assert found.latest == at("09:04:00")


def test_a_ticket_to_the_minute_that_may_follow_the_onset_does_not_come_before_it() -> None:
    span = Span(at("09:00:20"), at("09:00:20"), SPAN.end, SPAN.until)
    people = people_of(ticket("09:00:00", "Site down"), sources=[Source("tickets.csv", resolution_seconds=60.0)])
    found = find_detected(people, span)
    assert found is not None
    assert (found.time, found.latest) == (at("09:00:20"), at("09:00:59"))


def test_an_incident_that_ran_when_the_logs_began_may_have_been_known_before() -> None:
    found = detected(alert("09:04:00"), span=Span(SPAN.begin, None, SPAN.end, SPAN.until))
    assert found is not None
    assert (found.time, found.latest) == (None, at("09:04:00"))


@pytest.mark.parametrize(
    ("record", "time"),
    [
        (page("09:07:00", "acknowledged", actor="jo"), "09:07:00"),
        (page("09:07:00", "noted", "restarting it", actor="jo"), "09:07:00"),
        (say("09:07:00", "on it"), "09:07:00"),
        (say("09:07:00", "rolling back the release"), "09:07:00"),
        (say("09:07:00", "looks like the database"), "09:07:00"),
        (page("09:07:00", "acknowledged"), None),
        (page("09:07:00", "notified", actor="jo"), None),
        (say("09:07:00", "customers say they are restarting their phones"), None),
        (say("09:07:00", "customers report that it is still failing"), None),
        (say("09:04:59", "on it"), None),
        (say("09:07:00", "me too"), None),
        (say("09:07:00", "on it", "bot", "posted"), None),
    ],
)
def test_the_first_act_of_a_responder_acknowledges(record: dict[str, Any], time: str | None) -> None:
    assert clock(find_acknowledged(people_of(record), SPAN, DETECTED)) == time


def test_the_remark_that_reports_it_does_not_acknowledge_it() -> None:
    people = people_of(say("09:05:00", "site is down, maybe the database?"), say("09:09:00", "looking"))
    assert clock(find_acknowledged(people, SPAN, DETECTED)) == "09:09:00"


def test_nothing_is_acknowledged_or_escalated_before_it_is_detected() -> None:
    people = people_of(say("09:07:00", "on it"), say("09:08:00", "paging the DBA on-call"))
    assert find_acknowledged(people, SPAN, None) is None
    assert find_escalated(people, SPAN, None, None) is None


@pytest.mark.parametrize(
    ("record", "time"),
    [
        (page("09:20:00", "escalated"), "09:20:00"),
        (say("09:20:00", "paging the DBA on-call"), "09:20:00"),
        (page("09:20:00", "noted", "pulling in @marta from platform", actor="jo"), "09:20:00"),
        (say("09:01:00", "paging the DBA on-call"), None),
        (say("09:20:00", "should we escalate?"), None),
        (page("09:20:00", "triggered", "escalation policy: shop"), None),
    ],
)
def test_calling_others_in_escalates(record: dict[str, Any], time: str | None) -> None:
    assert clock(find_escalated(people_of(record), SPAN, DETECTED, None)) == time


def test_what_is_escalated_after_the_end_is_another_matter() -> None:
    resolved = Milestone("resolved", at("10:05:00"), None, None, "stated", "a rule", LINE)
    people = people_of(say("10:30:00", "escalating to the database team"))
    assert find_escalated(people, SPAN, DETECTED, resolved) is None
    assert find_escalated(people, SPAN, DETECTED, None) is not None


def test_a_person_who_declares_it_over_is_believed_before_the_pager_itself() -> None:
    people = people_of(page("10:02:00", "resolved"), say("10:10:00", "all clear"))
    assert clock(find_resolved(people, SPAN)) == "10:10:00"


def test_the_pagers_own_resolution_is_what_is_left_where_nobody_declared_it_over() -> None:
    found = find_resolved(people_of(page("10:02:00", "resolved")), SPAN)
    assert found is not None
    assert "nobody declared it over" in found.rule


@pytest.mark.parametrize(
    "remark", ["are we good?", "front page is back", "back to normal, monitoring", "not resolved yet"]
)
def test_what_is_not_declared_over_is_not_resolved(remark: str) -> None:
    assert find_resolved(people_of(say("10:10:00", remark)), SPAN) is None


def test_an_all_clear_in_the_middle_or_while_it_runs_resolves_nothing() -> None:
    people = people_of(say("09:30:00", "all clear"))
    assert find_resolved(people, SPAN) is None
    assert find_resolved(people, Span(SPAN.begin, SPAN.onset, None, SPAN.until)) is None


def test_an_all_clear_may_come_while_the_last_failing_request_is_under_way() -> None:
    assert clock(find_resolved(people_of(say("09:59:30", "all clear")), SPAN)) == "09:59:30"


def test_the_cause_is_the_one_that_the_repair_acts_on() -> None:
    time, before = identified(
        say("09:20:00", "found it: the firewall drops packets"),
        say("09:40:00", "root cause is the corrupted table cms_blocks"),
        say("09:50:00", "running REPAIR TABLE cms_blocks"),
    )
    assert (time, before) == ("09:40:00", ["found it: the firewall drops packets"])


def test_the_only_cause_stated_is_taken_where_none_shares_a_name_with_the_repair() -> None:
    assert identified(say("09:40:00", "found it, got it"), say("09:50:00", "rolling back shop-api"))[0] == "09:40:00"


def test_of_several_causes_that_share_no_name_with_the_repair_none_is_chosen() -> None:
    time, before = identified(
        say("09:20:00", "found it: the firewall drops packets"),
        say("09:30:00", "root cause is broken DNS"),
        say("09:50:00", "restarted shop-api"),
    )
    assert (time, len(before)) == (None, 2)


@pytest.mark.parametrize(
    "remark",
    ["is it because of cms_blocks?", "customers say cms_blocks is corrupt", "it is not because of cms_blocks"],
)
def test_a_cause_that_is_asked_relayed_or_denied_is_not_stated(remark: str) -> None:
    assert identified(say("09:40:00", remark), say("09:50:00", "running REPAIR TABLE cms_blocks"))[0] is None


def test_a_cause_that_was_acted_on_in_vain_is_an_earlier_one() -> None:
    time, before = identified(
        say("09:20:00", "found it: the pool of shop-api is exhausted"),
        say("09:25:00", "restarting shop-api"),
        say("09:30:00", "restart did not help"),
        say("09:40:00", "root cause is shop-api 4.2.0"),
        say("09:50:00", "rolling back shop-api 4.2.0"),
    )
    assert time == "09:40:00"
    assert before[0].startswith("found it: the pool")


def test_a_fault_told_just_before_the_repair_that_names_it_is_the_cause() -> None:
    time, _ = identified(
        say("09:20:00", "all the backends look red", "anna"),
        say("09:45:00", "conntrack table full on edge-1", "bo"),
        say("09:47:00", "bumping nf_conntrack_max on edge-1", "bo"),
    )
    assert time == "09:45:00"


def test_no_repair_leaves_the_cause_and_its_start_unknown() -> None:
    found, before = find_identified(people_of(say("09:40:00", "root cause is DNS")), DETECTED, None)
    assert (found, len(before)) == (None, 0)
    assert find_repair_started(None) is None


def test_the_repair_starts_with_its_first_act_and_cites_it() -> None:
    people = people_of(
        say("09:50:00", "rolling back shop-api"), say("09:55:00", "rollback is half way, rolled back 3 of 6")
    )
    found = find_repair_started(find_repair(people, at("09:05:00"), SPAN.end))
    assert found is not None
    assert (clock(found), found.evidence[0].text, found.basis) == ("09:50:00", "rolling back shop-api", "stated")
    assert isinstance(found.time, pd.Timestamp)
