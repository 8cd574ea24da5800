"""What follows from an incident stands in every report, and its log text stays harmless there."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from reconstruct.report.exhibits import list_exhibits
from reconstruct.report.export import timeline_json
from reconstruct.report.findings import say_first_component, say_lead
from reconstruct.report.page import render_html, render_markdown
from reconstruct.timeline.evidence import Duration, Evidence, Statement
from reconstruct.timeline.findings import ComponentFailure, Gap, Hypothesis, SafetyNet, View
from reconstruct.timeline.nouns import Incident, Timeline
from reconstruct.window import Window
from tests.samples import HOSTILE, at, full_incident, partial_incident, sample_events, sample_signals

PROOF = (Evidence("db/error.log", 9, HOSTILE),)


def failed(component: str, rank: int, lead: float, off: float | None = None) -> ComponentFailure:
    """A component that failed so long before the onset."""
    time = at("08:47:00")
    return ComponentFailure(component, "database", rank, time, time, time, 0.0, lead, PROOF, off)


def incident(*components: ComponentFailure) -> Incident:
    """The morning's incident with a finding of each kind."""
    return replace(
        full_incident(),
        components=components,
        hypotheses=(
            Hypothesis(
                "network",
                HOSTILE,
                at("09:20:00"),
                "against",
                (),
                (Statement("against", "refused", at("09:00:00"), PROOF),),
                PROOF,
            ),
        ),
        safety_nets=(SafetyNet("backup", "good", "the last backup", at("03:00:00"), PROOF, "a trial restore"),),
        gaps=(Gap("zone", "db/error.log: no zone", ("onset", "repair_started"), PROOF),),
        views=(
            View("DORA", "time to restore service", "mitigated - onset", Duration("x", None, None, None), "?", "D"),
        ),
    )


def timeline(*incidents: Incident) -> Timeline:
    """A timeline of these incidents."""
    window = Window(at("07:30:00"), at("15:30:00"))
    return Timeline(window, "all", (), sample_signals(), 10, sample_events(), incidents)


@pytest.mark.parametrize("render", [lambda t: render_html(t, list_exhibits(t)), render_markdown])
def test_every_finding_stands_in_the_report_and_nothing_of_a_log_renders(render: object) -> None:
    assert callable(render)
    page = str(render(timeline(incident(failed("db/error.log", 1, 2.0)))))
    for said in ("the logs speak against it", "the last backup", "touches onset, repair started", "time to restore"):
        assert said in page
    assert "\x1b" not in page


def test_the_views_are_folded_away_in_the_page() -> None:
    page = render_html(timeline(incident()), list_exhibits(timeline(incident())))
    (folded,) = [part for part in page.split("<details>") if "time to restore service" in part]
    assert folded.index("time to restore service") < folded.index("</details>")
    assert "<script>alert" not in page


def test_other_programs_read_the_findings_by_their_names() -> None:
    (told,) = json.loads(timeline_json(timeline(incident(failed("db/error.log", 1, 2.0)))))["incidents"]
    assert told["components"][0]["time"] == "2023-05-15T08:47:00Z"
    assert told["components"][0]["evidence"][0]["line"] == 9
    assert told["hypotheses"][0]["speaks_against"][0]["text"] == "refused"
    assert told["gaps"][0]["touches"] == ["onset", "repair_started"]
    assert told["safety_nets"][0]["state"] == "good"
    assert told["views"][0]["duration"]["seconds"] is None


def test_who_failed_first_is_said_as_far_as_the_clocks_can_tell() -> None:
    alone = say_first_component(incident(failed("db", 1, 2.0)))
    before = say_first_component(incident(failed("db", 1, 2.0), failed("app", 2, -3.0)))
    tied = say_first_component(incident(failed("db", 1, 2.0), failed("app", 1, 2.0)))
    assert alone.startswith("db is the only one")
    assert before.startswith("db failed first")
    assert tied.startswith("db, app failed first")
    assert "cannot tell in which order" in tied


def test_where_the_onset_is_unknown_nobody_failed_first() -> None:
    unknown = replace(partial_incident(), milestones=dict.fromkeys(partial_incident().milestones))
    assert "cannot be told" in say_first_component(unknown)
    assert "No component" in say_first_component(incident())


def test_a_lead_says_its_side_and_whether_its_clock_is_to_be_trusted() -> None:
    assert say_lead(failed("db", 1, 61.0)) == "1 min 1 s before"
    assert say_lead(failed("db", 1, -0.5)) == "with it"
    assert say_lead(failed("db", 1, -95.0, off=95.0)).endswith("; its clock seems off")
