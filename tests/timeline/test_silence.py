"""A log that falls silent while others go on is an incident where something bears it out, and a question otherwise."""

from __future__ import annotations

import pandas as pd

from reconstruct.timeline.build import build_timeline
from tests.timeline.builders import alert, at, error, frame_of, record, together, traffic


def log(begin: str, seconds: int, every: int = 10, source: str = "app.log") -> pd.DataFrame:
    """An application's log that says something every ten seconds."""
    start = at(begin)
    times = [start + pd.Timedelta(seconds=second) for second in range(0, seconds, every)]
    return frame_of(*(record(f"{time:%H:%M:%S}", "application", "tick", source, severity="info") for time in times))


def test_requests_that_end_before_the_other_logs_raise_a_question_and_no_incident() -> None:
    timeline = build_timeline(together(traffic(seconds=3600), log("08:00:00", 5400)))
    assert timeline.incidents == ()
    assert "traffic may have stopped, or the log was cut" in timeline.questions[-1].text


def test_an_alert_bears_out_that_traffic_stopped_and_has_not_come_back() -> None:
    timeline = build_timeline(together(traffic(seconds=3600), log("08:00:00", 5400), frame_of(alert("09:03:00"))))
    (incident,) = timeline.incidents
    onset, mitigated = incident.milestones["onset"], incident.milestones["mitigated"]
    assert incident.signal == "traffic"
    assert onset is not None
    assert mitigated is not None
    assert onset.time == at("08:59:59.900")
    assert mitigated.time is None
    assert mitigated.earliest is not None
    assert mitigated.earliest > at("09:25:00")


def test_a_new_error_as_it_stopped_bears_it_out_too_and_one_that_was_always_there_does_not() -> None:
    frame = together(traffic(seconds=3600), log("08:00:00", 5400))
    known = [error(f"08:{minute}:30", "cache miss") for minute in range(10, 60)]
    assert build_timeline(together(frame, frame_of(*known, error("09:00:05", "cache miss")))).incidents == ()
    assert (
        len(build_timeline(together(frame, frame_of(*known, error("09:00:05", "certificate expired")))).incidents) == 1
    )


def test_logs_that_end_within_minutes_of_each_other_were_only_copied_one_by_one() -> None:
    timeline = build_timeline(together(traffic(seconds=3600), log("08:00:00", 3800)))
    assert timeline.incidents == ()
    assert timeline.questions == ()


def test_a_worker_that_dies_with_an_error_is_silent_until_it_comes_back() -> None:
    parts = [log("08:00:00", 1800), log("08:40:00", 1200), log("08:00:00", 3600, source="other.log")]
    died = frame_of(record("08:29:55", "application", "worker died", "app.log", severity="error"))
    (incident,) = build_timeline(together(*parts, died)).incidents
    onset, mitigated = incident.milestones["onset"], incident.milestones["mitigated"]
    assert onset is not None
    assert mitigated is not None
    assert at("08:29:50") <= onset.moment <= at("08:29:55")
    assert mitigated.time == at("08:40:00")


def test_a_pause_that_nothing_bears_out_is_no_incident() -> None:
    parts = [log("08:00:00", 1800), log("08:40:00", 1200), log("08:00:00", 3600, source="other.log")]
    assert build_timeline(together(*parts, frame_of(error("08:05:00")))).incidents == ()
