"""The table of replayed alert rules says when, how much sooner or later, how often in vain, and what is unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reconstruct.report.export import timeline_json
from reconstruct.report.replays import ReplayRow, list_replays, say_delay
from reconstruct.timeline.nouns import AlertReplay
from tests.samples import at, full_incident, sample_timeline

FIRED = AlertReplay("5xx", at("08:48:10"), 710.0, "High", 120.0, false_firings=2, quiet_seconds=3600.0)
UNKNOWN = AlertReplay("p99", None, None, "Slow", unknown="the logs hold no durations")


def rows(*replays: AlertReplay) -> tuple[ReplayRow, ...]:
    return list_replays(replace(full_incident(), alerts=replays), "Europe/London")


def test_a_rule_that_fires_says_when_and_how_much_sooner() -> None:
    assert rows(FIRED) == (ReplayRow("5xx", "2023-05-15 09:48:10 BST", "11 min 50 s sooner", "2 in 1 h", ""),)
    assert rows(replace(FIRED, lead_seconds=-44.0))[0].lead == "44 s later"


def test_false_alarms_are_a_rate_only_where_the_quiet_part_lasts_a_day() -> None:
    assert rows(replace(FIRED, quiet_seconds=4 * 86400.0))[0].vain == "0.5 a day"
    assert rows(UNKNOWN)[0].vain == ""


def test_unknown_is_no_never_and_stands_last() -> None:
    found = rows(UNKNOWN, replace(FIRED, would_fire=None, lead_seconds=None))
    assert [row.would_fire for row in found] == ["never while it lasted", "unknown: the logs hold no durations"]


def test_what_monitoring_adds_is_declared() -> None:
    assert "up to 2 min" in say_delay(replace(full_incident(), alerts=(UNKNOWN, FIRED)))
    assert say_delay(replace(full_incident(), alerts=(UNKNOWN,))) == ""


@pytest.mark.parametrize("written", ['"false_per_day": 48', '"delay_seconds": 120', '"name": "High"'])
def test_other_programs_can_read_it(written: str) -> None:
    timeline = sample_timeline()
    changed = replace(timeline, incidents=(replace(timeline.incidents[0], alerts=(FIRED,)),))
    assert written in timeline_json(changed)
