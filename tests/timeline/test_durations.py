"""Durations are differences of milestones, with what their intervals allow; a wrong order is a finding."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.timeline.durations import measure_durations, order_findings
from reconstruct.timeline.nouns import MILESTONES, PHASES, SPANS, Evidence, Milestone
from tests.timeline.builders import at

LINE = (Evidence("chat.json", 1, "a line"),)
TIMES = {
    "onset": "08:47:00",
    "detected": "09:00:00",
    "acknowledged": "09:15:00",
    "escalated": "10:00:00",
    "identified": "10:30:00",
    "repair_started": "11:15:00",
    "mitigated": "13:00:00",
    "resolved": "13:05:00",
}


def milestone(name: str, clock: str, spread: float = 0.0) -> Milestone:
    """A milestone at that time, known to `spread` seconds each way."""
    time, width = at(clock), pd.Timedelta(seconds=spread)
    return Milestone(name, time, time - width, time + width, "recorded", "a rule", LINE)


def milestones(spread: float = 0.0, **other: str) -> dict[str, Milestone | None]:
    """All eight of them, some at another time than usual."""
    return {name: milestone(name, clock, spread) for name, clock in (TIMES | other).items()}


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("time_to_detect", 13),
        ("time_to_acknowledge", 15),
        ("time_to_escalate", 60),
        ("time_to_identify", 90),
        ("time_to_repair", 105),
        ("time_to_mitigate", 253),
        ("time_to_resolve", 258),
    ],
)
def test_a_duration_is_the_difference_of_its_two_milestones(name: str, minutes: float) -> None:
    assert measure_durations(milestones())[name].seconds == minutes * 60


def test_low_and_high_come_from_the_intervals_of_both_ends() -> None:
    told = measure_durations(milestones(spread=5.0))["time_to_detect"]
    assert (told.low, told.seconds, told.high) == (770.0, 780.0, 790.0)


@pytest.mark.parametrize("missing", MILESTONES)
def test_a_duration_with_an_unknown_end_is_unknown(missing: str) -> None:
    durations = measure_durations(milestones() | {missing: None})
    unknown = {name for name, told in durations.items() if told.seconds is None}
    assert unknown == {name for name, ends in SPANS.items() if missing in ends}


def test_an_onset_before_the_logs_leaves_the_durations_from_it_unknown() -> None:
    before = Milestone("onset", None, None, at("08:47:00"), "measured", "ran when the logs began", LINE)
    durations = measure_durations(milestones() | {"onset": before})
    assert durations["time_to_mitigate"].seconds is None
    assert durations["time_to_repair"].seconds == 105 * 60


def test_the_phases_add_up_to_the_time_to_mitigate() -> None:
    known = milestones()
    lengths = [
        (b.moment - a.moment).total_seconds()
        for one, two in itertools.pairwise(PHASES)
        if (a := known[one]) is not None and (b := known[two]) is not None
    ]
    assert sum(lengths) == measure_durations(known)["time_to_mitigate"].seconds


def test_the_right_order_is_no_finding() -> None:
    assert list(order_findings(milestones())) == []


def test_a_recovery_before_the_repair_is_said_to_have_another_cause() -> None:
    (finding,) = order_findings(milestones(mitigated="11:00:00"))
    assert "recovered before the repair" in finding.text
    assert finding.time == at("11:00:00")
    assert len(finding.evidence) == 2


def test_a_wrong_order_of_others_is_named() -> None:
    (finding,) = order_findings(milestones(acknowledged="08:55:00"))
    assert finding.text == "acknowledged came before detected"


def test_what_may_be_in_order_within_its_intervals_is_no_finding() -> None:
    assert list(order_findings(milestones(spread=31.0, acknowledged="08:59:00"))) == []
    assert len(list(order_findings(milestones(spread=29.0, acknowledged="08:59:00")))) == 1


def test_a_phase_that_is_unknown_is_passed_over() -> None:
    known = milestones(identified="08:30:00") | {"acknowledged": None}
    assert [finding.text for finding in order_findings(known)] == ["identified came before detected"]


@given(spread=st.floats(0, 3600), name=st.sampled_from(sorted(SPANS)))
def test_a_duration_lies_between_its_low_and_its_high(spread: float, name: str) -> None:
    told = measure_durations(milestones(spread=spread))[name]
    assert told.low is not None
    assert told.seconds is not None
    assert told.high is not None
    assert told.low <= told.seconds <= told.high
