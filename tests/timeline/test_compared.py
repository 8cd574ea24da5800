"""What is otherwise than in an earlier run is said with why, and where nothing is, nothing is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconstruct.report.load import load
from reconstruct.report.page import render_markdown
from reconstruct.report.write import write_report
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.compared import compare_runs
from reconstruct.timeline.edits import parse_edits
from reconstruct.timeline.finish import apply_edits
from reconstruct.timeline.nouns import Timeline
from tests.timeline.builders import frame_of, page, say, spoil, together, traffic

REQUESTS = spoil(traffic(), "08:20:00", "08:40:00")
OVERRIDE = '[[override]]\nmilestone = "detected"\ntime = 2026-03-02T08:21:00Z\nwhy = "a call"\nby = "Beth"\n'


@pytest.fixture(scope="module")
def measured() -> Timeline:
    return build_timeline(together(REQUESTS, frame_of(page("08:23:10", "triggered"), say("08:24:00", "on it"))))


def texts(now: Timeline, then: Timeline) -> list[str]:
    return [change.text for change in compare_runs(now, then).changes]


def test_a_run_that_is_as_the_earlier_one_has_no_changes(measured: Timeline) -> None:
    assert texts(measured, measured) == []


def test_a_duration_that_follows_an_override_says_so(measured: Timeline) -> None:
    found = texts(apply_edits(measured, parse_edits(OVERRIDE)), measured)
    assert "time to detect 3 min 10 s -> 1 min because detected was overridden (a call; Beth)" in found
    assert any(text.startswith("detected 2026-03-02 08:23:10 -> 2026-03-02 08:21:00 because it was") for text in found)


def test_an_override_that_was_taken_away_says_so(measured: Timeline) -> None:
    found = texts(measured, apply_edits(measured, parse_edits(OVERRIDE)))
    assert "time to detect 1 min -> 3 min 10 s because detected is no longer overridden" in found


def test_a_source_that_came_explains_what_it_tells(measured: Timeline) -> None:
    found = texts(measured, build_timeline(REQUESTS))
    assert "pager.json is read, which was not before" in found
    assert any("because it is now proved by pager.json, which was not read before" in text for text in found)


def test_an_incident_that_came_or_went_is_named(measured: Timeline) -> None:
    quiet = build_timeline(traffic())
    assert "incident 1 was not found before" in texts(measured, quiet)
    assert "incident 1 of the earlier run is not found any more" in texts(quiet, measured)


def test_an_earlier_report_is_compared_from_its_folder_and_shown(measured: Timeline, tmp_path: Path) -> None:
    write_report(measured, tmp_path, ["json"])
    compared = compare_runs(apply_edits(measured, parse_edits(OVERRIDE)), load(tmp_path))
    assert "What changed since the earlier run" in render_markdown(compared)
