"""Other programs read timeline.json and events.csv: a fixed shape, honest numbers, nothing that runs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.events import COLUMNS, conform
from reconstruct.report.export import defuse, events_csv, iso, timeline_json
from reconstruct.timeline.nouns import MILESTONES, SPANS, Duration, Evidence, Statement
from tests.samples import HOSTILE, quiet_timeline, sample_timeline


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(timeline_json(sample_timeline()))
    return found


def test_the_document_names_its_schema_and_its_window(document: dict[str, Any]) -> None:
    assert document["schema_version"] == 1
    assert document["window"] == {"start": "2023-05-15T07:30:00Z", "end": "2023-05-15T15:30:00Z", "basis": "found"}


def test_every_incident_names_all_milestones_and_all_durations_in_their_order(document: dict[str, Any]) -> None:
    for incident in document["incidents"]:
        assert tuple(incident["milestones"]) == MILESTONES
        assert tuple(incident["durations"]) == tuple(SPANS)


def test_a_milestone_carries_its_interval_its_rule_and_its_evidence(document: dict[str, Any]) -> None:
    onset = document["incidents"][0]["milestones"]["onset"]
    assert onset["time"] == "2023-05-15T08:47:03Z"
    assert (onset["earliest"], onset["latest"]) == ("2023-05-15T08:47:02Z", "2023-05-15T08:47:04Z")
    assert (onset["basis"], onset["rule"]) == ("measured", "onset: the rule that chose it")
    assert onset["evidence"][0]["path"] == "web/access.log"
    assert (onset["evidence"][0]["line"], onset["evidence"][0]["offset"]) == (10412, 1_204_331)
    assert HOSTILE.startswith(onset["evidence"][0]["text"][:500])


def test_detected_says_by_whom_and_others_do_not(document: dict[str, Any]) -> None:
    milestones = document["incidents"][0]["milestones"]
    assert milestones["detected"]["by"] == "customer"
    assert "by" not in milestones["onset"]


def test_what_is_unknown_is_null_with_its_reason(document: dict[str, Any]) -> None:
    incident = document["incidents"][1]
    assert incident["milestones"]["detected"] is None
    assert "would settle it" in incident["unknown"]["detected"]
    assert incident["milestones"]["mitigated"]["time"] is None
    assert incident["milestones"]["mitigated"]["earliest"] == "2023-05-15T15:30:00Z"
    assert incident["durations"]["time_to_detect"] == {"seconds": None, "low": None, "high": None}


def test_durations_and_impact_are_numbers(document: dict[str, Any]) -> None:
    incident = document["incidents"][0]
    assert incident["durations"]["time_to_detect"] == {"seconds": 777, "low": 746, "high": 808}
    assert incident["impact"]["failed"] == 20_433
    checkout = {"route": "/checkout", "requests": 21_000, "failed": 20_000, "wrong": 0, "lost": None}
    assert incident["impact"]["routes"][0] == checkout


def test_a_number_that_is_none_is_null_and_never_nan() -> None:
    whole = sample_timeline()
    odd = {"time_to_detect": Duration("time_to_detect", float("nan"), float("-inf"), 2.0)}
    text = timeline_json(replace(whole, incidents=(replace(whole.incidents[0], durations=odd),)))
    found = json.loads(text)["incidents"][0]["durations"]["time_to_detect"]
    assert found == {"seconds": None, "low": None, "high": 2}


def test_no_incident_leaves_the_verdict() -> None:
    document = json.loads(timeline_json(quiet_timeline()))
    assert document["incidents"] == []
    assert document["verdict"].startswith("no incident")


def test_the_same_timeline_gives_the_same_text() -> None:
    assert timeline_json(sample_timeline()) == timeline_json(sample_timeline())
    assert events_csv(sample_timeline()) == events_csv(sample_timeline())


@given(st.text())
def test_any_evidence_survives_the_way_through_json(text: str) -> None:
    blip = Statement("precursor", "x", None, (Evidence("a.log", 1, text),))
    written = timeline_json(replace(quiet_timeline(), blips=(blip,)))
    assert written.encode("ascii")
    assert json.loads(written)["blips"][0]["evidence"][0]["text"] == text[:2000]


@pytest.mark.parametrize(
    ("time", "written"),
    [
        ("2026-11-23T09:08:05Z", "2026-11-23T09:08:05Z"),
        ("2026-11-23T09:08:05.421000Z", "2026-11-23T09:08:05.421Z"),
        ("2026-11-23T10:08:00+01:00", "2026-11-23T09:08:00Z"),
    ],
)
def test_times_are_utc_with_a_fraction_only_where_they_have_one(time: str, written: str) -> None:
    assert iso(pd.Timestamp(time)) == written


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_events_are_a_table_with_the_frames_columns() -> None:
    found = rows(events_csv(sample_timeline()))
    assert len(found) == 4
    assert tuple(found[0]) == tuple(COLUMNS)
    assert found[0]["time"] == "2023-05-15T08:40:00Z"
    assert found[3]["severity"] == "error"


def test_a_formula_is_shown_and_not_run() -> None:
    assert rows(events_csv(sample_timeline()))[2]["message"] == "'=cmd|' /C calc'!A0"


@given(st.text(min_size=1))
def test_no_cell_begins_a_formula_or_holds_a_control_character(text: str) -> None:
    cell = defuse(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "\x00" not in cell
    assert len((cell + "x").splitlines()) == 1


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_every_event_is_one_row(messages: list[str]) -> None:
    frame = conform({"message": messages}, len(messages))
    text = events_csv(replace(quiet_timeline(), events=frame))
    assert len(rows(text)) == len(messages)
    assert len(text.splitlines()) == len(messages) + 1
