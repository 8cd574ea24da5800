"""The repair that worked is told from those that did not, and is unknown where no record tells."""

from __future__ import annotations

from typing import Any

import pytest

from reconstruct.timeline.repair import REPORT, Repair, find_repair
from tests.timeline.builders import at, change, page, people_of, say

END = at("10:00:00")


def repair_of(*records: dict[str, Any]) -> Repair | None:
    """The repair by these records of an incident that people knew of from 09:00 and that ended at 10:00."""
    return find_repair(people_of(*records), at("09:00:00"), END)


def story(*records: dict[str, Any]) -> tuple[str, list[str]]:
    """The time at which the repair began, and the acts that failed before it."""
    repair = repair_of(*records)
    assert repair is not None
    return f"{repair.start:%H:%M:%S}", repair.failed["message"].tolist()


@pytest.mark.parametrize(
    "act",
    [
        say("09:50:00", "rolling back shop 3.2.0"),
        page("09:50:00", "noted", "restarting the database", actor="jo"),
        change("09:50:00", "Rollback shop 3.2.0 -> 3.1.9", "started"),
    ],
)
def test_an_act_before_the_end_is_the_repair(act: dict[str, Any]) -> None:
    assert story(act) == ("09:50:00", [])


@pytest.mark.parametrize(
    "records",
    [
        [],
        [say("09:50:00", "looking")],
        [say("09:50:00", "should we restart it?")],
        [say("08:50:00", "restarting the workers")],
        [say("10:04:00", "restarted the workers")],
        [say("09:50:00", "customers say they restarted their phones")],
        [say("09:50:00", "restarting shop", "bot", "posted")],
    ],
)
def test_without_an_act_in_its_time_the_repair_is_unknown(records: list[dict[str, Any]]) -> None:
    assert repair_of(*records) is None


def test_an_incident_without_an_end_has_no_repair_that_worked() -> None:
    assert find_repair(people_of(say("09:50:00", "restarting it")), at("09:00:00"), None) is None


def test_the_repair_begins_with_the_first_act_of_its_kind() -> None:
    assert story(
        say("09:40:00", "rolling back shop 3.2.0"),
        say("09:45:00", "killed the runaway query"),
        say("09:55:00", "rolled back on half of the hosts"),
    ) == ("09:40:00", [])


def test_what_was_named_as_no_help_failed() -> None:
    assert story(
        say("09:20:00", "restarting the app"), say("09:25:00", "restart did not help"), say("09:50:00", "rolling back")
    ) == ("09:50:00", ["restarting the app"])


def test_no_effect_without_a_name_speaks_of_all_that_was_tried_before_it() -> None:
    assert story(
        say("09:10:00", "killed the runaway query"),
        say("09:20:00", "restarting the app"),
        say("09:25:00", "no luck"),
        say("09:50:00", "restarting the database"),
    ) == ("09:50:00", ["killed the runaway query", "restarting the app"])


def test_a_verdict_on_one_kind_leaves_the_others_standing() -> None:
    assert story(
        say("09:10:00", "rolling back the config"),
        say("09:20:00", "restarting the app"),
        say("09:25:00", "restart did not help"),
        say("09:50:00", "rollback is on the last host, rolled back"),
    ) == ("09:10:00", ["restarting the app"])


def test_what_customers_report_is_no_verdict_on_the_repair() -> None:
    assert story(
        say("09:40:00", "rolling back shop 3.2.0"),
        say("09:45:00", "customers report no change"),
        say("09:55:00", "rolled back on the other half too"),
    ) == ("09:40:00", [])


def test_a_long_restore_that_is_still_down_meanwhile_has_not_failed() -> None:
    assert story(
        say("09:10:00", "restoring the table from the dump"),
        say("09:25:00", "still down, restore runs"),
        say("09:40:00", "still 500 everywhere"),
        say("09:55:00", "table restored"),
    ) == ("09:10:00", [])


def test_a_repair_of_another_kind_after_which_it_still_failed_was_in_vain() -> None:
    assert story(
        say("09:10:00", "restarting the app"),
        say("09:15:00", "still 500 everywhere"),
        say("09:50:00", "rolling back shop 3.2.0"),
    ) == ("09:50:00", ["restarting the app"])


def test_a_copy_that_is_taken_first_belongs_to_the_repair() -> None:
    assert story(say("09:30:00", "taking a file copy first"), say("09:40:00", "running REPAIR TABLE orders")) == (
        "09:30:00",
        [],
    )


def test_the_report_afterwards_tells_which_of_two_kinds_worked() -> None:
    assert story(
        say("09:40:00", "rolling back shop 3.2.0"),
        say("09:55:00", "flushing the cache"),
        say("10:01:00", "rollback done, rolled back"),
    ) == ("09:40:00", [])


def test_the_end_of_a_change_whose_start_is_listed_is_no_act_of_its_own() -> None:
    repair = repair_of(
        change("09:50:00", "Rollback shop 3.2.0 -> 3.1.9", "started"),
        change("09:59:00", "Rollback shop 3.2.0 -> 3.1.9", "finished"),
    )
    assert repair is not None
    assert repair.acts["action"].tolist() == ["started"]


def test_a_repair_known_from_its_report_alone_began_before_the_end() -> None:
    repair = repair_of(say("10:02:00", "restarted the database"))
    assert repair is not None
    assert (repair.start, repair.earliest, repair.latest) == (END, END - REPORT, at("10:02:00"))
    assert "nobody recorded when" in repair.rule


def test_an_act_still_being_typed_at_the_end_is_the_repair() -> None:
    repair = repair_of(say("10:00:04", "restarting the database"))
    assert repair is not None
    assert repair.start == at("10:00:04")


def test_a_repair_carries_the_names_that_it_touches() -> None:
    repair = repair_of(say("09:50:00", "running REPAIR TABLE cms_blocks"))
    assert repair is not None
    assert "cms_blocks" in repair.names
