"""What people say stands beside what was measured, durations follow it, and nothing measured is lost."""

from __future__ import annotations

import pytest

from reconstruct.errors import UsageError
from reconstruct.report.chart import draw
from reconstruct.report.exhibits import list_exhibits
from reconstruct.report.page import render_html, render_markdown
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.edits import parse_edits
from reconstruct.timeline.finish import apply_edits
from reconstruct.timeline.nouns import Timeline
from tests.timeline.builders import at, frame_of, page, say, spoil, together, traffic


@pytest.fixture(scope="module")
def measured() -> Timeline:
    """An hour in which every request fails from 08:20 to 08:40, with a page and a chat."""
    people = frame_of(page("08:23:10", "triggered"), say("08:24:00", "app-1 looks odd"), say("08:26:00", "lunch?"))
    return build_timeline(together(spoil(traffic(), "08:20:00", "08:40:00"), people))


def override(name: str, time: str) -> str:
    return f'[[override]]\nmilestone = "{name}"\ntime = 2026-03-02T{time}Z\nwhy = "a call"\nby = "Beth"\n'


def test_an_override_stands_beside_the_measured_time_and_the_durations_follow_it(measured: Timeline) -> None:
    incident = apply_edits(measured, parse_edits(override("detected", "08:21:00"))).incidents[0]
    detected = incident.milestones["detected"]
    assert detected is not None
    assert detected.time == at("08:23:10")
    assert detected.override is not None
    assert detected.override.time == at("08:21:00")
    assert incident.durations["time_to_detect"].seconds == 60.0


def test_a_milestone_that_no_record_shows_can_be_set_by_people_alone(measured: Timeline) -> None:
    finished = apply_edits(measured, parse_edits(override("resolved", "08:50:00")))
    resolved = finished.incidents[0].milestones["resolved"]
    assert resolved is not None
    assert (resolved.time, resolved.basis, resolved.evidence[0].path) == (None, "override", "incident.toml")
    assert "resolved" not in finished.incidents[0].unknown
    assert finished.incidents[0].durations["time_to_resolve"].seconds == 1800.0
    assert draw(finished).axes
    for text in (render_html(finished, list_exhibits(finished)), render_markdown(finished)):
        assert "2026-03-02 08:50:00 UTC" in text


def test_events_are_added_and_left_out_and_hosts_get_their_names(measured: Timeline) -> None:
    text = '[[event]]\ntime = 2026-03-02T08:30:00Z\ntext = "a call to the hosting company"\n'
    text += '[[leave_out]]\npath = "chat.json"\nline = 2\n[names]\n"app-1" = "the first host"\n'
    rows = [row.text for row in apply_edits(measured, parse_edits(text)).incidents[0].entries]
    assert "a call to the hosting company" in rows
    assert not any("lunch" in row for row in rows)
    assert any("the first host (app-1) looks odd" in row for row in rows)


def test_a_name_is_put_only_where_the_hosts_name_stands_whole(measured: Timeline) -> None:
    remark = '[[event]]\ntime = 2026-03-02T08:30:00Z\ntext = "app-1, not app-10, app-1-b or app-1.lan"\n'
    text = remark + '[names]\n"app-1" = "the first host"\n'
    rows = [row.text for row in apply_edits(measured, parse_edits(text)).incidents[0].entries]
    assert "the first host (app-1), not app-10, app-1-b or app-1.lan" in rows


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            override("detected", "08:21:00").replace("]]\n", "]]\nincident = 2\n"),
            "incident.toml:1: there is no incident 2",
        ),
        ('[[leave_out]]\npath = "chat.json"\nline = 9\n', "incident.toml:1: no event stands at chat.json:9"),
        (
            '[[leave_out]]\npath = "pager.json"\nline = 1\n',
            r"pager.json:1 proves detected: expected an \[\[override\]\]",
        ),
    ],
)
def test_what_is_not_there_cannot_be_changed(measured: Timeline, text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        apply_edits(measured, parse_edits(text))
