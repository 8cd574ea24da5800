"""The terminal's summary says what is known with its proof, says what is not, and cannot be abused by log text."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.report.summary import summarise
from reconstruct.timeline.nouns import Evidence, Milestone
from reconstruct.window import Window
from tests.samples import at, quiet_timeline, sample_timeline


@pytest.fixture(scope="module")
def text() -> str:
    return summarise(sample_timeline(), "report")


def test_each_milestone_stands_with_its_time_in_the_reports_zone_and_how_sure_it_is(text: str) -> None:
    assert "detected        2023-05-15 10:00:00 BST ± 30 s  (recorded, by customer)" in text
    assert "Times: Europe/London" in text


def test_each_milestone_is_followed_by_the_line_that_proves_it(text: str) -> None:
    lines = text.splitlines()
    identified = next(n for n, line in enumerate(lines) if line.startswith("  identified"))
    assert lines[identified + 1].split() == ["chat/ops/2023-05-15.json:88", "ana:", "orders_items.MYI", "is", "corrupt"]


def test_an_unequal_interval_is_shown_on_both_sides() -> None:
    proof = (Evidence("a.log", 1, "x"),)
    onset = Milestone("onset", at("08:47:03"), at("08:47:01"), at("08:48:03"), "measured", "rule", proof)
    incident = sample_timeline().incidents[0]
    milestones = {**incident.milestones, "onset": onset}
    timeline = replace(sample_timeline(), incidents=(replace(incident, milestones=milestones),))
    assert "09:47:03 BST -2 s +1 min" in summarise(timeline)


def test_an_end_that_is_known_exactly_has_no_interval_on_that_side(text: str) -> None:
    onset = Milestone(
        "onset", at("08:47:03"), at("08:47:03"), at("08:47:08"), "measured", "r", (Evidence("a", 1, "x"),)
    )
    incident = sample_timeline().incidents[0]
    milestones = {**incident.milestones, "onset": onset}
    shown = summarise(replace(sample_timeline(), incidents=(replace(incident, milestones=milestones),)))
    assert "09:47:03 BST +5 s  (measured)" in shown
    assert "escalated       2023-05-15 11:00:11 BST  (recorded)" in text


def test_what_began_before_the_logs_is_given_its_bound_and_no_time() -> None:
    proof = (Evidence("a.log", None, "x"),)
    onset = Milestone("onset", None, None, at("07:30:00"), "measured", "rule", proof)
    incident = sample_timeline().incidents[1]
    milestones = {**incident.milestones, "onset": onset}
    shown = summarise(replace(sample_timeline(), incidents=(replace(incident, milestones=milestones),)))
    assert "onset           before 2023-05-15 08:30:00 BST" in shown
    assert "a.log  x" in shown


def test_what_still_runs_when_the_logs_end_is_given_its_bound(text: str) -> None:
    assert "mitigated       after 2023-05-15 16:30:00 BST" in text


def test_milestones_that_were_not_found_are_named_with_what_would_settle_them(text: str) -> None:
    assert "not found: detected, acknowledged, escalated, identified, repair started, resolved" in text
    assert "an export of the pager would settle" in text


def test_a_duration_says_between_which_milestones_it_lies(text: str) -> None:
    assert "time to mitigate (mitigated - onset)             4 h 13 min" in text
    assert "MTTR" not in text


def test_durations_with_an_unknown_end_are_named_and_not_invented(text: str) -> None:
    second = text.partition("Incident 2 of 2")[2]
    assert "unknown: time to detect" in second
    assert "time to detect (" not in second


def test_impact_and_first_suspects_are_shown(text: str) -> None:
    assert "20,433 of 48,211 requests failed (42 %)" in text
    assert "512 slow, 1,900 lost, 3,120 clients affected" in text
    assert "suspect 1: 2023-05-15 09:40:00 BST  deploy cms 4.2.1" in text
    assert "no change was found before the onset" in text


def test_what_was_not_understood_is_counted_by_source(text: str) -> None:
    assert "db/error.log: 3 of 900 lines unread, first at line 17" in text
    assert "logo.png: skipped, no log: a binary file" in text


def test_the_place_of_the_report_is_the_last_line(text: str) -> None:
    assert text.endswith("\nReport: report\n")


def test_a_quiet_day_says_that_there_was_no_incident_and_why() -> None:
    text = summarise(quiet_timeline(), "report")
    assert text.startswith("no incident: the share of failing requests never left its baseline")
    assert "Not understood" not in text


def test_a_given_window_says_in_which_zone_it_was_read() -> None:
    window = Window(at("07:30:00"), at("15:30:00"), "Europe/London, from --timezone")
    text = summarise(replace(sample_timeline(), window=window, window_basis="given"))
    assert "read in Europe/London, from --timezone" in text


def test_an_incident_takes_at_most_forty_lines(text: str) -> None:
    first = text.partition("Incident 1 of 2")[2].partition("Incident 2 of 2")[0]
    assert len(first.splitlines()) <= 40


@settings(deadline=None)  # how fast is for another test
@given(st.text(min_size=1, max_size=400), st.integers(60, 160))
def test_no_log_text_can_control_the_terminal_or_overflow_its_lines(hostile: str, width: int) -> None:
    timeline = sample_timeline()
    proof = (Evidence(hostile, 1, hostile),)
    onset = Milestone("onset", at("08:47:00"), None, None, "measured", "rule", proof)
    incident = replace(timeline.incidents[1], milestones={**timeline.incidents[1].milestones, "onset": onset})
    sources = (replace(timeline.sources[1], path=hostile, first_unread=(1, hostile)),)
    shown = summarise(replace(timeline, verdict=hostile, incidents=(incident,), sources=sources), hostile, width)
    lines = shown.split("\n")
    assert max(map(len, lines)) <= width
    hidden = {"Cc", "Cs", "Zl", "Zp"}
    assert not [letter for letter in "".join(lines) if unicodedata.category(letter) in hidden]
    assert not set("".join(lines)) & set("\u202e\u2066\u200b\ufeff")
