"""What people wrote is held against the logs: what agrees, what they contradict or do not show, what is missing."""

from __future__ import annotations

import pytest

from reconstruct.stated.read import Written, read_written
from reconstruct.timeline.against import check_text, hold_against
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.nouns import Timeline
from tests.timeline.builders import frame_of, page, say, spoil, together, traffic


@pytest.fixture(scope="module")
def measured() -> Timeline:
    """An hour in which every request fails from 08:20 to 08:40; a page at 08:23, taken up, repaired, closed."""
    requests = spoil(traffic(), "08:20:00", "08:40:00")
    people = frame_of(
        page("08:23:10", "triggered"),
        page("08:25:02", "acknowledged", actor="anna"),
        say("08:31:30", "root cause is the new pool size"),
        say("08:38:05", "rolling back the pool size now"),
        page("08:45:00", "resolved", actor="anna"),
    )
    return build_timeline(together(requests, people))


def written(*rows: str, head: str = "# 2 March 2026, times in UTC") -> Written:
    return read_written(head + "\n\n" + "".join(f"- {row}\n" for row in rows), "postmortem.md")


def found(timeline: Timeline) -> list[tuple[int | None, str]]:
    assert timeline.stated is not None
    return [(finding.line, finding.kind) for finding in timeline.stated.findings]


TRUE_ROWS = (
    "08:20 Outage begins",
    "08:23 PagerDuty alert fired",
    "08:25 Anna acknowledged",
    "08:31 Root cause found: the new pool size",
    "08:38 Rollback started",
    "08:40 Service restored",
    "08:45 Incident closed",
)


def test_a_true_text_agrees_throughout(measured: Timeline) -> None:
    held = hold_against(measured, written(*TRUE_ROWS))
    assert found(held) == []
    assert held.stated is not None
    assert [each.verdict for each in held.stated.measured] == ["agrees"] * 7
    assert all(each.evidence for each in held.stated.measured)


def test_a_story_that_begins_when_people_noticed_is_contradicted_by_the_first_failures(measured: Timeline) -> None:
    held = hold_against(measured, written("08:24 Issue detected", *TRUE_ROWS[2:]))
    assert found(held) == [(3, "contradicted")]
    assert held.stated is not None
    (finding,) = held.stated.findings
    assert finding.text == (
        "written: detected at 08:24, the moment at which its story begins; "
        "measured: failures since 08:20, detection 3 min 10 s late"
    )


def test_a_stated_time_that_the_logs_contradict_is_named_with_by_how_much(measured: Timeline) -> None:
    held = hold_against(measured, written(*TRUE_ROWS[:4], "08:50 Rollback started", *TRUE_ROWS[5:]))
    assert (7, "contradicted") in found(held)
    assert held.stated is not None
    texts = [finding.text for finding in held.stated.findings]
    assert "written: the repair began at 08:50; measured: 08:38:05; written 11 min 55 s later than measured" in texts


def test_what_the_logs_do_not_show_and_what_the_text_leaves_out_is_said(measured: Timeline) -> None:
    rows = (*TRUE_ROWS[:2], "08:29 Escalated to the database team", *TRUE_ROWS[3:])
    assert found(hold_against(measured, written(*rows))) == [(None, "missing"), (5, "not_shown")]


def test_a_text_without_a_zone_is_read_where_it_agrees_best_and_that_is_said(measured: Timeline) -> None:
    rows = [f"{int(row[:2]) + 2:02}{row[2:]}" for row in TRUE_ROWS]
    held = hold_against(measured, written(*rows, head="# 2 March 2026"))
    assert found(held) == [(None, "no_zone")]
    assert held.stated is not None
    assert held.stated.entries[0].time == measured.incidents[0].milestones["onset"].time  # type: ignore[union-attr]
    assert "UTC+02:00, in which it agrees best with the logs: 7 of the 7" in held.stated.findings[0].text


def test_a_zone_that_is_given_is_taken_and_not_sought(measured: Timeline) -> None:
    rows = [f"{int(row[:2]) + 1:02}{row[2:]}" for row in TRUE_ROWS]
    held = hold_against(measured, written(*rows, head="# 2 March 2026"), "Europe/Berlin")
    assert found(held) == [(None, "no_zone")]


def test_a_text_without_a_date_is_of_the_day_of_the_incident_and_that_is_said(measured: Timeline) -> None:
    held = hold_against(measured, written(*TRUE_ROWS, head="All times UTC"))
    assert found(held) == [(None, "no_date")]


def test_without_logs_only_the_text_is_checked() -> None:
    alone = check_text(written(*TRUE_ROWS))
    assert alone.of_text_alone
    assert found(alone) == []
    assert f"{alone.window.start:%H:%M}" == "08:20"
