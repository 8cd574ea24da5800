"""Stretches that are close become one incident; what was over within seconds is a blip."""

from __future__ import annotations

import pandas as pd
import pytest

from reconstruct.timeline.groups import covered, end_of, group, onset_of
from reconstruct.timeline.signals import Sensitivity
from reconstruct.timeline.stretches import Stretch
from tests.timeline.builders import at

SENSITIVITY = Sensitivity()
HOLD = 360.0  # seconds: a tenth of an hour


def stretch(start: str, stop: str, signal: str = "failing", *, slack: int = 0, level: float = 0.5) -> Stretch:
    """A departure whose ends are known to `slack` seconds each way."""
    width = pd.Timedelta(seconds=slack)
    a, b = at(start), at(stop)
    return Stretch(signal, a, b, a - width, a + width, b - width, b + width, level, 0.0)


def test_a_stretch_counts_the_second_of_its_last_hit() -> None:
    assert stretch("08:30:00", "08:30:29").seconds == 30.0


@pytest.mark.parametrize(("gap", "incidents"), [("08:37:00", 1), ("08:37:01", 2)])
def test_stretches_that_are_closer_than_the_hold_are_one_incident(gap: str, incidents: int) -> None:
    found, _ = group([stretch("08:30:00", "08:31:00"), stretch(gap, "08:40:00")], HOLD, [], SENSITIVITY)
    assert len(found) == incidents


def test_declared_over_between_them_they_are_two_incidents() -> None:
    two = [stretch("08:30:00", "08:31:00"), stretch("08:33:00", "08:40:00")]
    assert len(group(two, HOLD, [at("08:32:00")], SENSITIVITY)[0]) == 2
    assert len(group(two, HOLD, [at("08:45:00")], SENSITIVITY)[0]) == 1
    assert len(group(two, HOLD, [at("08:30:30")], SENSITIVITY)[0]) == 1


def test_stretches_that_overlap_are_one_incident_whatever_was_declared() -> None:
    two = [stretch("08:30:00", "08:35:00"), stretch("08:33:00", "08:40:00", "slow")]
    assert len(group(two, HOLD, [at("08:32:00")], SENSITIVITY)[0]) == 1


@pytest.mark.parametrize(("stop", "incidents"), [("08:30:28", 0), ("08:30:29", 1)])
def test_an_incident_lasts_as_long_as_somebody_needs_to_meet_it(stop: str, incidents: int) -> None:
    assert len(group([stretch("08:30:00", stop)], HOLD, [], SENSITIVITY)[0]) == incidents


def test_the_order_in_which_stretches_come_changes_nothing() -> None:
    three = [stretch("08:30:00", "08:31:00"), stretch("08:33:00", "08:35:00", "slow"), stretch("08:55:00", "08:58:00")]
    assert group(three[::-1], HOLD, [], SENSITIVITY) == group(three, HOLD, [], SENSITIVITY)


def test_what_was_over_within_seconds_is_not_yet_the_onset() -> None:
    incidents, blips = group([stretch("08:30:00", "08:30:03"), stretch("08:32:00", "08:40:00")], HOLD, [], SENSITIVITY)
    assert [g[0].start for g in incidents] == [at("08:32:00")]
    assert [g[0].start for g in blips] == [at("08:30:00")]


def test_the_union_of_stretches_counts_no_second_twice() -> None:
    union = covered([stretch("08:30:00", "08:30:09"), stretch("08:30:05", "08:30:19"), stretch("08:31:00", "08:31:09")])
    assert [b - a for a, b in union] == [20.0, 10.0]


def test_the_most_exact_signal_begins_the_incident() -> None:
    slow, failing = stretch("08:30:00", "08:40:00", "slow", slack=20), stretch("08:30:05", "08:40:00")
    assert onset_of([slow, failing]) is failing


def test_a_signal_that_surely_departed_before_begins_the_incident() -> None:
    slow, failing = stretch("08:25:00", "08:40:00", "slow", slack=20), stretch("08:30:00", "08:40:00", slack=2)
    assert onset_of([slow, failing]) is slow


@pytest.mark.parametrize(("lead", "first"), [("08:29:30", "failing"), ("08:28:00", "traffic")])
def test_traffic_that_thins_out_within_a_minute_did_not_fall_first(lead: str, first: str) -> None:
    assert onset_of([stretch(lead, "08:40:00", "traffic"), stretch("08:30:00", "08:40:00")]).signal == first


def test_the_last_signal_to_recover_ends_the_incident() -> None:
    slow, failing = stretch("08:30:00", "08:45:00", "slow"), stretch("08:30:00", "08:40:00")
    assert end_of([slow, failing]) is slow


@pytest.mark.parametrize(("level", "ends"), [(0.0, "traffic"), (0.4, "failing")])
def test_only_traffic_that_stopped_outlasts_the_failures(level: float, ends: str) -> None:
    quiet = stretch("08:31:00", "08:50:00", "traffic", level=level)
    assert end_of([stretch("08:30:00", "08:40:00"), quiet]).signal == ends


def test_traffic_that_only_fell_ends_an_incident_of_its_own() -> None:
    assert end_of([stretch("08:31:00", "08:50:00", "traffic", level=0.4)]).signal == "traffic"


def test_bursts_that_come_back_and_make_a_twentieth_of_all_are_an_incident() -> None:
    starts = [pd.Timestamp("08:30:00") + pd.Timedelta(seconds=27 * turn) for turn in range(8)]
    bursts = [stretch(f"{start:%X}", f"{start + pd.Timedelta(seconds=5):%X}") for start in starts]
    assert [len(g) for g in group(bursts, HOLD, [], SENSITIVITY)[0]] == [8]


def test_a_rolling_restart_of_three_is_a_blip() -> None:
    restarts = [stretch(f"08:30:{at:02}", f"08:30:{at + 4:02}", level=0.33) for at in (0, 20, 40)]
    assert group(restarts, HOLD, [], SENSITIVITY)[0] == []
