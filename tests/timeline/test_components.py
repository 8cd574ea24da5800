"""Which component failed first, within what the clocks can tell."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from reconstruct.timeline.components import log_of, order_failures
from reconstruct.timeline.condense import condense
from reconstruct.timeline.findings import ComponentFailure
from tests.timeline.builders import at, error, frame_of, record, together, traffic

BEGIN, END = at("08:40:00"), at("08:50:00")


def burst(
    start: str, stop: str, source: str, every: int = 2, kind: str = "application", **columns: Any
) -> list[dict[str, Any]]:
    """Error records of one log in even steps of seconds."""
    times = pd.date_range(at(start), at(stop), freq=f"{every}s", inclusive="left")
    return [record(f"{time:%H:%M:%S}", kind, "it broke", source, severity="error") | columns for time in times]


def alive(source: str, kind: str = "application") -> list[dict[str, Any]]:
    """A log that also tells good news, every half minute."""
    times = pd.date_range(at("08:00:00"), at("09:00:00"), freq="30s")
    return [record(f"{time:%H:%M:%S}", kind, "all well", source, severity="info") for time in times]


def order(*rows: list[dict[str, Any]]) -> tuple[ComponentFailure, ...]:
    """The failures that these records show, beside healthy traffic."""
    flat = [row for each in rows for row in each]
    return order_failures(condense(together(traffic(rate=1), frame_of(*flat))), BEGIN, END)


def test_the_component_whose_errors_began_first_is_the_first() -> None:
    found = order(
        alive("db.log", "database"),
        alive("app.log"),
        burst("08:39:50", "08:50:00", "db.log", kind="database"),
        burst("08:40:10", "08:50:00", "app.log"),
    )
    assert [(each.component, each.rank, each.lead_seconds) for each in found] == [
        ("db.log", 1, 10.0),
        ("app.log", 2, -10.0),
    ]
    assert [each.tier for each in found] == ["database", "application"]


def test_errors_within_the_clocks_error_share_a_rank() -> None:
    found = order(
        alive("db.log", "database"),
        alive("app.log"),
        burst("08:40:00", "08:50:00", "db.log", kind="database"),
        burst("08:40:01", "08:50:00", "app.log"),
    )
    assert [each.rank for each in found] == [1, 1]


def test_errors_that_are_usual_are_no_failure_of_this_incident() -> None:
    assert order(burst("08:00:00", "09:00:00", "noisy.log", every=20)) == ()


def test_a_usual_error_before_the_onset_is_not_taken_for_the_first() -> None:
    usual = burst("08:01:00", "09:00:00", "app.log", every=120)
    (found,) = order(alive("app.log"), usual, burst("08:40:20", "08:50:00", "app.log"))
    assert found.time == at("08:40:20")
    assert found.usual == pytest.approx(0.5, rel=0.3)


def test_one_record_that_never_came_before_counts_where_it_is_no_accident() -> None:
    line = "Out of memory: Killed process 51877 (postgres)"
    near = record("08:39:59", "system", line, "syslog", component="kernel")
    far = record("08:46:00", "system", line, "syslog", component="kernel")
    assert [each.tier for each in order(alive("syslog", "system"), [near])] == ["kernel"]
    assert order(alive("syslog", "system"), [far]) == ()


def test_services_of_one_log_are_told_apart() -> None:
    found = order(
        alive("all.json"),
        burst("08:40:00", "08:50:00", "all.json", component="cart"),
        burst("08:41:01", "08:50:00", "all.json", component="mail"),
    )
    assert [(each.component, each.rank) for each in found] == [("cart (all.json)", 1), ("mail (all.json)", 2)]


def test_a_log_that_only_speaks_in_trouble_was_silent_for_good_before_its_first_line() -> None:
    (found,) = order(burst("08:40:00", "08:50:00", "error.log", kind="server", component="nginx"))
    assert (found.tier, found.lead_seconds) == ("web server", 0.0)


def test_errors_that_begin_and_end_late_by_the_same_span_tell_of_a_clock() -> None:
    found = order(
        alive("db.log", "database"),
        alive("app.log"),
        burst("08:40:00", "08:50:00", "db.log", kind="database"),
        burst("08:41:35", "08:51:35", "app.log"),
    )
    assert {each.component: each.clock_off_seconds for each in found} == {"db.log": None, "app.log": 94.0}
    assert [each.rank for each in found] == [1, 1]


def test_errors_that_begin_late_and_end_with_the_incident_tell_of_no_clock() -> None:
    (found,) = order(alive("app.log"), burst("08:41:35", "08:50:00", "app.log"))
    assert found.clock_off_seconds is None


def test_the_statement_cites_the_line_with_the_error() -> None:
    (found,) = order([error("08:10:00", "started", "info")], burst("08:40:00", "08:50:00", "db.log", kind="database"))
    assert (found.evidence[0].path, found.evidence[0].line, found.evidence[0].text) == ("db.log", 2, "it broke")


@pytest.mark.parametrize(
    ("path", "log"),
    [
        ("access.log", "access.log"),
        ("access.log.1", "access.log"),
        ("access.log.2.gz", "access.log"),
        ("web/error.log-20250101.xz", "web/error.log"),
        ("app-2.log", "app-2.log"),
        ("access_log.2025-01-01", "access_log"),
    ],
)
def test_files_of_a_rotated_set_are_one_log(path: str, log: str) -> None:
    assert log_of(path) == log
