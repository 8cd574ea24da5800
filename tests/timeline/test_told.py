"""An incident that only people tell of lies between their records; it takes a report, an act and an end."""

from __future__ import annotations

import pytest

from reconstruct.timeline.told import find_told
from tests.timeline.builders import alert, at, page, people_of, say, ticket

REPORT = ticket("09:00:00", "Cannot place my order, error 500")
MET = say("09:10:00", "looking")
ACT = say("09:30:00", "restarting the database")
BACK = say("09:45:00", "checkout works again")
OVER = say("10:00:00", "all clear")


def test_a_report_an_act_and_an_end_are_an_incident_between_them() -> None:
    told = find_told(people_of(REPORT, MET, ACT, BACK, OVER))
    assert told is not None
    span, onset, mitigated = told
    assert (onset.time, onset.latest) == (None, at("09:00:00"))
    assert (mitigated.time, mitigated.earliest, mitigated.latest) == (None, at("09:00:00"), at("10:00:00"))
    assert (onset.basis, mitigated.basis) == ("inferred", "inferred")
    assert (span.begin, span.end, span.until) == (at("09:00:00"), at("09:45:00"), at("10:00:00"))


def test_each_end_is_proved_by_the_record_that_bounds_it() -> None:
    told = find_told(people_of(REPORT, MET, ACT, OVER))
    assert told is not None
    assert told[1].evidence[0].path == "tickets.csv"
    assert told[2].evidence[0].text.endswith("all clear")


@pytest.mark.parametrize(
    "records",
    [
        [],
        [MET, ACT, OVER],
        [REPORT, OVER],
        [REPORT, MET, ACT],
        [REPORT, MET, OVER],
        [alert("09:00:00"), page("09:01:00", "acknowledged", actor="jo"), page("09:05:00", "resolved", actor="jo")],
        [say("09:00:00", "good morning"), say("09:30:00", "lunch?")],
    ],
    ids=["nothing", "no report", "nobody met it", "no end", "no act", "acknowledged and closed", "small talk"],
)
def test_where_a_part_of_the_story_is_missing_there_is_no_incident(records: list[dict[str, object]]) -> None:
    assert find_told(people_of(*records)) is None


def test_what_was_called_a_false_alarm_is_no_incident() -> None:
    assert find_told(people_of(REPORT, MET, ACT, say("09:50:00", "false alarm"), OVER)) is None
