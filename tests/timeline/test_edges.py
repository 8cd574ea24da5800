"""The two ends of a departure are milestones with the request that proves each."""

from __future__ import annotations

import pandas as pd
import pytest

from reconstruct.timeline.condense import condense
from reconstruct.timeline.departures import find_errors, find_stretches
from reconstruct.timeline.edges import find_mitigated, find_onset
from reconstruct.timeline.nouns import Milestone
from reconstruct.timeline.signals import Sensitivity, read_signals
from tests.timeline.builders import at, error, frame_of, spoil, traffic, without


def ends_of(frame: pd.DataFrame) -> tuple[Milestone, Milestone]:
    """Onset and mitigated of all the departures in a frame."""
    digest = condense(frame)
    signals = read_signals(digest, Sensitivity())
    assert signals is not None
    found = find_stretches(digest, signals, Sensitivity()) if len(digest.requests) else find_errors(digest, signals)
    return find_onset(found, digest, signals), find_mitigated(found, digest, signals)


@pytest.mark.parametrize("spoilt", [{"status": 500}, {"status": 404}, {"duration_ms": 9000.0}])
def test_the_ends_are_the_first_and_last_such_request_with_their_lines(spoilt: dict[str, object]) -> None:
    onset, mitigated = ends_of(spoil(traffic(), "08:30:00.300", "08:40:00.300", every=3, **spoilt))
    assert onset.time == at("08:30:00.300")
    assert mitigated.time == at("08:40:00")
    assert (onset.evidence[0].line, mitigated.evidence[0].line) == (18_004, 24_001)


def test_each_milestone_names_its_rule_and_lies_within_its_interval() -> None:
    for milestone in ends_of(spoil(traffic(), "08:30:00", "08:40:00", every=3)):
        assert milestone.rule
        assert milestone.time is not None
        assert milestone.earliest is not None
        assert milestone.latest is not None
        assert milestone.earliest <= milestone.time <= milestone.latest


def test_silence_begins_with_the_last_request_before_it_and_ends_with_the_first_after_it() -> None:
    onset, mitigated = ends_of(without(traffic(), "08:30:00", "08:40:00"))
    assert onset.time == at("08:29:59.900")
    assert mitigated.time == at("08:40:00")


def test_what_ran_when_the_log_began_has_no_time_of_onset() -> None:
    onset, mitigated = ends_of(spoil(traffic(), "08:00:00", "08:10:00", every=2))
    assert (onset.time, onset.latest, onset.earliest) == (None, at("08:00:00"), None)
    assert mitigated.time is not None


def test_a_first_failure_that_was_asked_before_the_log_began_tells_of_no_onset() -> None:
    frame = spoil(traffic(), "08:00:09", "08:10:00", every=2, status=504, duration_ms=9000.0)
    onset, _ = ends_of(frame)
    assert (onset.time, onset.latest) == (None, at("08:00:09"))


def test_what_runs_when_the_log_ends_has_no_time_of_its_end() -> None:
    onset, mitigated = ends_of(spoil(traffic(), "08:50:00", "09:00:00", every=2))
    assert onset.time == at("08:50:00")
    assert (mitigated.time, mitigated.latest) == (None, None)
    assert mitigated.earliest == at("08:59:59.800")


def test_errors_alone_give_ends_that_are_error_records() -> None:
    calm = [error(f"08:{minute:02}:00", "calm") for minute in range(0, 60, 7)]
    burst = [error(f"08:3{second // 60}:{second % 60:02}", "burst") for second in range(1, 240)]
    onset, mitigated = ends_of(frame_of(*calm, *burst, error("09:30:00", "calm")))
    assert (onset.time, mitigated.time) == (at("08:30:01"), at("08:33:59"))
    assert onset.evidence[0].text == "burst"
