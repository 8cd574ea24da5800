"""The report's own sentences say what is known, in order, and nothing more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reconstruct.report.words import headline_of, say_place, summarise_incident
from reconstruct.timeline.nouns import Duration, Evidence, Incident
from tests.samples import sample_timeline


@pytest.fixture
def incident() -> Incident:
    return sample_timeline().incidents[0]


@pytest.mark.parametrize(
    ("signal", "said"),
    [
        ("failing", "42 % of requests failed for 4 h 13 min"),
        ("slow", "1.1 % of requests were slow for 4 h 13 min"),
        ("traffic", "Traffic stopped for 4 h 13 min"),
        ("records", "Errors were logged for 4 h 13 min"),
    ],
)
def test_the_headline_says_what_departed_and_for_how_long(incident: Incident, signal: str, said: str) -> None:
    assert headline_of(replace(incident, signal=signal)) == said


def test_an_incident_older_than_the_logs_is_said_to_be_so(incident: Incident) -> None:
    onset = incident.milestones["onset"]
    assert onset is not None
    before = replace(onset, time=None, earliest=None)
    unknown = {"time_to_mitigate": Duration("time_to_mitigate", None, None, None)}
    older = replace(incident, milestones={**incident.milestones, "onset": before}, durations=unknown)
    assert headline_of(older) == "42 % of requests failed from before the logs begin"
    assert "it began before 2023-05-15 09:47:04 BST" in summarise_incident(older, "Europe/London")[0].text


def test_detection_before_the_onset_is_said_and_not_clipped(incident: Incident) -> None:
    early = {**incident.durations, "time_to_detect": Duration("time_to_detect", -60.0, -60.0, -60.0)}
    assert "(1 min before onset)" in summarise_incident(replace(incident, durations=early), "UTC")[1].text


def test_what_the_records_do_not_show_is_not_told() -> None:
    sentences = summarise_incident(sample_timeline().incidents[1], "UTC")
    assert sentences[1].text == "The records do not show who noticed it."
    assert sentences[2].text == "The records do not show the repair; the records show no change before the onset."


def test_a_place_without_a_line_is_given_by_its_byte() -> None:
    assert say_place(Evidence("a.log", None, "", 1234)) == "a.log at byte 1,234"
    assert say_place(Evidence("a\u202e.log", 3, "")) == "a\\u202e.log:3"
