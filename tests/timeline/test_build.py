"""From an event frame to a timeline: the incidents in it, the window looked at, and a verdict where there was none."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reconstruct.events import Source, empty
from reconstruct.timeline.build import UNKNOWN, build_timeline
from reconstruct.timeline.condense import condense
from reconstruct.timeline.extent import MARGIN_LEAST, MOST_STEPS
from reconstruct.timeline.nouns import MILESTONES, SPANS
from reconstruct.window import Window
from tests.timeline.builders import alert, at, change, error, frame_of, page, say, spoil, ticket, together, traffic

STORY = (
    change("08:29:00", "deploy shop 4.1.0"),
    alert("08:31:30"),
    page("08:33:00", "acknowledged", actor="jo"),
    say("08:36:00", "found it: shop 4.1.0 is broken since the deploy", "jo"),
    say("08:38:00", "rolling back shop 4.1.0", "jo"),
    say("08:45:00", "all clear", "jo"),
)


def outage(*starts_and_stops: str) -> pd.DataFrame:
    """An hour and a half of traffic, half of which fails between each pair of times."""
    frame = traffic(seconds=5400)
    for start, stop in zip(starts_and_stops[::2], starts_and_stops[1::2], strict=True):
        frame = spoil(frame, start, stop, every=2)
    return frame


def test_an_incident_with_its_people_has_every_milestone_that_they_tell() -> None:
    timeline = build_timeline(together(outage("08:30:00", "08:40:00"), frame_of(*STORY)))
    (incident,) = timeline.incidents
    times = {name: f"{told.moment:%H:%M:%S}" for name, told in incident.milestones.items() if told is not None}
    assert times == {
        "onset": "08:30:00",
        "detected": "08:31:30",
        "acknowledged": "08:33:00",
        "identified": "08:36:00",
        "repair_started": "08:38:00",
        "mitigated": "08:39:59",
        "resolved": "08:45:00",
    }
    assert (incident.signal, incident.suspects[0].text) == ("failing", "deploy shop 4.1.0")
    assert timeline.verdict.startswith("One incident")


def test_every_milestone_has_a_name_in_the_incident_and_the_unknown_ones_say_why() -> None:
    (incident,) = build_timeline(outage("08:30:00", "08:40:00")).incidents
    assert tuple(incident.milestones) == MILESTONES
    assert set(incident.durations) == set(SPANS)
    missing = {name for name, told in incident.milestones.items() if told is None}
    assert missing == set(MILESTONES) - {"onset", "mitigated"}
    assert incident.unknown == {name: UNKNOWN[name] for name in incident.milestones if name in missing}


def test_a_healthy_log_has_no_incident_and_says_why_it_thinks_so() -> None:
    timeline = build_timeline(traffic())
    assert timeline.incidents == ()
    assert "0 of 36000 requests failed" in timeline.verdict


def test_a_blip_is_told_with_its_line_and_is_no_incident() -> None:
    timeline = build_timeline(spoil(traffic(), "08:30:00", "08:30:08"))
    assert timeline.incidents == ()
    (blip,) = timeline.blips
    assert (blip.time, blip.evidence[0].line) == (at("08:30:00"), 18_001)
    assert "1 short departure" in timeline.verdict


def test_an_empty_frame_tells_nothing_and_says_so() -> None:
    timeline = build_timeline(empty())
    assert (timeline.incidents, len(timeline.signals), len(timeline.events)) == ((), 0, 0)
    assert "cannot be told" in timeline.verdict


def test_the_digest_of_a_frame_gives_the_same_timeline() -> None:
    frame = together(outage("08:30:00", "08:40:00"), frame_of(*STORY))
    from_frame, from_digest = build_timeline(frame), build_timeline(condense(frame))
    assert from_digest.incidents == from_frame.incidents
    assert (from_digest.verdict, from_digest.window) == (from_frame.verdict, from_frame.window)


def test_the_order_of_the_rows_changes_nothing() -> None:
    frame = together(outage("08:30:00", "08:40:00"), frame_of(*STORY))
    shuffled = frame.sample(frac=1.0, random_state=4).reset_index(drop=True)
    assert build_timeline(shuffled).incidents == build_timeline(frame).incidents


def test_people_alone_tell_an_incident_without_measured_ends() -> None:
    timeline = build_timeline(
        frame_of(
            ticket("09:00:00", "Cannot place my order, error 500"),
            say("09:05:00", "looking"),
            say("09:20:00", "restarting the database"),
            say("09:40:00", "all clear"),
        )
    )
    (incident,) = timeline.incidents
    onset, mitigated = incident.milestones["onset"], incident.milestones["mitigated"]
    assert incident.signal == "records"
    assert onset is not None
    assert mitigated is not None
    assert (onset.time, onset.latest) == (None, at("09:00:00"))
    assert (mitigated.time, mitigated.latest) == (None, at("09:40:00"))
    assert incident.impact.failed_share is None


def test_error_records_alone_tell_an_incident() -> None:
    calm = [error(f"08:{minute:02}:00") for minute in range(0, 60, 7)]
    burst = [error(f"08:3{second // 60}:{second % 60:02}") for second in range(1, 240)]
    (incident,) = build_timeline(frame_of(*calm, *burst, error("09:30:00"))).incidents
    onset = incident.milestones["onset"]
    assert onset is not None
    assert (incident.signal, onset.time) == ("errors", at("08:30:01"))


def test_two_outages_with_calm_between_are_two_incidents() -> None:
    timeline = build_timeline(outage("08:20:00", "08:25:00", "09:00:00", "09:05:00"))
    assert [f"{i.intervals[0][0]:%H:%M:%S}" for i in timeline.incidents] == ["08:20:00", "09:00:00"]
    assert timeline.verdict.startswith("2 incidents")


def test_an_outage_that_flaps_is_one_incident_of_several_intervals() -> None:
    (incident,) = build_timeline(
        outage("08:20:00", "08:22:00", "08:25:00", "08:27:00", "08:30:00", "08:32:00")
    ).incidents
    assert [(f"{a:%H:%M:%S}", f"{b:%H:%M:%S}") for a, b in incident.intervals] == [
        ("08:20:00", "08:21:59"),
        ("08:25:00", "08:26:59"),
        ("08:30:00", "08:31:59"),
    ]


def test_what_the_first_incident_was_said_to_be_is_not_told_of_the_second() -> None:
    people = frame_of(alert("08:21:00"), say("08:27:00", "all clear"), alert("09:01:00"), say("09:08:00", "all clear"))
    first, second = build_timeline(together(outage("08:20:00", "08:25:00", "09:00:00", "09:05:00"), people)).incidents
    for incident, detected, resolved in ((first, "08:21", "08:27"), (second, "09:01", "09:08")):
        told = {name: f"{m.moment:%H:%M}" for name, m in incident.milestones.items() if m is not None}
        assert (told["detected"], told["resolved"]) == (detected, resolved)


def test_an_incident_that_nobody_declared_over_does_not_take_the_next_ones_all_clear() -> None:
    people = frame_of(alert("08:21:00"), alert("09:01:00"), say("09:08:00", "all clear"))
    first, second = build_timeline(together(outage("08:20:00", "08:25:00", "09:00:00", "09:05:00"), people)).incidents
    assert first.milestones["resolved"] is None
    assert second.milestones["resolved"] is not None


def test_without_a_window_all_of_the_logs_are_looked_at() -> None:
    timeline = build_timeline(outage("08:30:00", "08:40:00"))
    assert timeline.window_basis == "all"
    assert timeline.window == Window(at("08:00:00"), at("09:30:00"))


def test_a_found_window_is_the_incident_with_healthy_time_around_it() -> None:
    timeline = build_timeline(outage("08:30:00", "08:40:00"), "find")
    assert timeline.window_basis == "found"
    assert timeline.window.start == at("08:30:00") - MARGIN_LEAST
    assert at("08:40:00") < timeline.window.end <= at("08:40:00") + MARGIN_LEAST
    assert timeline.signals.index[0] == timeline.window.start


def test_where_nothing_is_found_the_found_window_is_all() -> None:
    assert build_timeline(traffic(), "find").window == Window(at("08:00:00"), at("09:00:00"))


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        ("08:15:00", "08:50:00", ["08:20:00"]),
        ("08:50:00", "09:30:00", ["09:00:00"]),
        ("08:22:00", "08:23:00", ["08:20:00"]),
        ("08:35:00", "08:50:00", []),
        ("08:00:00", "09:30:00", ["08:20:00", "09:00:00"]),
    ],
)
def test_incidents_outside_of_a_given_window_are_left_out(start: str, end: str, kept: list[str]) -> None:
    window = Window(at(start), at(end))
    timeline = build_timeline(outage("08:20:00", "08:25:00", "09:00:00", "09:05:00"), window)
    assert [f"{i.intervals[0][0]:%H:%M:%S}" for i in timeline.incidents] == kept
    assert (timeline.window, timeline.window_basis) == (window, "given")


def test_a_given_window_bounds_the_counts_and_the_events_shown_and_not_what_is_known() -> None:
    frame = together(outage("08:30:00", "08:40:00"), frame_of(*STORY))
    timeline = build_timeline(frame, Window(at("08:35:00"), at("08:37:00")))
    assert len(timeline.signals) == 120
    assert timeline.events["message"].tolist() == ["found it: shop 4.1.0 is broken since the deploy"]
    onset = timeline.incidents[0].milestones["onset"]
    assert onset is not None
    assert onset.time == at("08:30:00")


def test_the_counts_of_a_timeline_add_up_to_the_requests() -> None:
    signals = build_timeline(outage("08:30:00", "08:40:00")).signals
    assert list(signals.columns) == ["requests", "failed", "slow", "errors"]
    assert (signals["requests"].sum(), signals["failed"].sum()) == (54_000, 3000)


def test_a_long_log_is_counted_in_wider_steps_and_loses_no_request() -> None:
    timeline = build_timeline(traffic("00:00:00", seconds=3 * 3600, rate=1))
    assert timeline.step_seconds == 5
    assert len(timeline.signals) <= MOST_STEPS
    assert timeline.signals["requests"].sum() == 3 * 3600


def test_lines_that_were_not_understood_are_an_open_question() -> None:
    digest = replace(
        condense(traffic(seconds=60)),
        sources=(
            Source("odd.log", lines=9, unread=3, first_unread=(4, "???"), first=at("08:00:00"), last=at("08:01:00")),
            Source("photo.png", unread=5, first_unread=(1, "PNG"), skipped="binary"),
        ),
    )
    (question,) = build_timeline(digest).questions
    assert "odd.log: 3 lines were not understood, first line 4" in question.text
