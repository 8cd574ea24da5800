"""The report's timeline: milestones in the words of their records, people and first errors around them, each once."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reconstruct.timeline.entries import FIRST_FEW, list_entries
from reconstruct.timeline.nouns import Entry, Evidence, Milestone, Suspect
from tests.timeline.builders import alert, at, change, error, frame_of, people_of, say, ticket


def milestone(name: str, clock: str, path: str = "access.log", line: int = 7, text: str = "a request") -> Milestone:
    """A milestone proved by that line."""
    time = at(clock)
    return Milestone(name, time, time, time, "measured", "a rule", (Evidence(path, line, text),))


ENDS = {"onset": milestone("onset", "09:00:00", line=1), "mitigated": milestone("mitigated", "10:00:00", line=9)}


def entries(
    *records: dict[str, Any], machine: pd.DataFrame | None = None, **more: Milestone | None
) -> tuple[Entry, ...]:
    """The rows of an incident from nine to ten."""
    errors = machine if machine is not None else frame_of()
    return list_entries(people_of(*records), errors, ENDS | more, ())


def test_milestones_are_key_rows_in_order() -> None:
    rows = entries(detected=milestone("detected", "09:10:00", line=3), escalated=None)
    assert [(row.level, row.milestone) for row in rows] == [("key", "onset"), ("key", "detected"), ("key", "mitigated")]


def test_a_milestone_speaks_in_the_words_of_its_record_and_that_record_has_no_second_row() -> None:
    known = milestone("acknowledged", "09:12:00", "chat.json", 1, "taking this one over")
    rows = [
        row
        for row in entries(say("09:12:00", "taking this one over"), acknowledged=known)
        if row.time == at("09:12:00")
    ]
    assert [(row.level, row.kind) for row in rows] == [("key", "milestone")]
    assert rows[0].text == "anna: taking this one over"


def test_people_are_heard_from_half_an_hour_before_to_a_quarter_after() -> None:
    clocks = ("08:29:59", "08:30:00", "10:15:00", "10:15:01")
    rows = entries(*(say(clock, f"a remark at {clock}") for clock in clocks))
    assert [f"{row.time:%H:%M:%S}" for row in rows if row.kind == "chat"] == ["08:30:00", "10:15:00"]


def test_what_repeats_is_kept_for_those_who_want_all() -> None:
    rows = entries(*(ticket(f"09:1{number}:00", "Cannot pay") for number in range(6)))
    assert [row.level for row in rows if row.kind == "ticket"] == ["context"] * FIRST_FEW + ["all"] * (6 - FIRST_FEW)


def test_bots_chatter_is_kept_for_those_who_want_all() -> None:
    rows = entries(say("09:20:00", "FIRING: disk of the mail host", "bot", "posted"), alert("09:21:00"))
    assert [row.level for row in rows if row.kind in ("chat", "alert")] == ["all", "context"]


def test_of_the_errors_in_it_each_source_gives_its_first() -> None:
    machine = frame_of(
        error("08:59:00", "before"),
        error("09:01:00", "first of the database"),
        error("09:02:00", "second"),
        error("09:03:00", "first of the app") | {"source": "app.log"},
        error("09:04:00", "only a warning", severity="warning") | {"source": "other.log"},
    )
    texts = [row.text for row in entries(machine=machine) if row.level == "context"]
    assert texts == ["first error here: first of the database", "first error here: first of the app"]


def test_the_first_three_suspects_have_rows() -> None:
    names = ["deploy", "import", "banner", "mail"]
    suspects = [
        Suspect(at("08:5%d:00" % n), "change", name, 0.5, (Evidence("changes.log", n, name),))  # noqa: UP031
        for n, name in enumerate(names)
    ]
    rows = list_entries(people_of(change("07:00:00", "old")), frame_of(), ENDS, suspects)
    assert [row.text for row in rows if row.kind == "change"] == names[:3]


def test_rows_come_in_the_order_of_time_the_milestone_first() -> None:
    rows = entries(say("09:00:00", "something is odd here"), say("08:50:00", "good morning all"))
    assert [row.time for row in rows] == sorted(row.time for row in rows)
    assert [row.level for row in rows if row.time == at("09:00:00")] == ["key", "context"]
