"""Backups and replication: what the logs say of them, and what they do not."""

from __future__ import annotations

from typing import Any

from reconstruct.timeline.condense import condense
from reconstruct.timeline.findings import SafetyNet
from reconstruct.timeline.safety import find_safety_nets
from tests.timeline.builders import at, change, error, frame_of, record, say

BEGIN, END = at("09:00:00"), at("10:00:00")


def nets(*records: dict[str, Any]) -> tuple[SafetyNet, SafetyNet]:
    """(backup, replication) as these records tell of them."""
    backup, replication = find_safety_nets(condense(frame_of(*records)), BEGIN, END)
    return backup, replication


def job(clock: str, message: str) -> dict[str, Any]:
    """A line of the backup job."""
    return record(clock, "record", message, "backup.log", component="backup-db")


def test_the_last_backup_that_finished_before_the_onset_bounds_the_loss() -> None:
    backup, _ = nets(
        job("02:00:00", "started"), job("03:00:00", "finished, exit 0"), job("09:30:00", "finished, exit 0")
    )
    assert (backup.state, backup.time) == ("good", at("03:00:00"))
    assert "6.0 h before the onset" in backup.text
    assert backup.evidence[0].line == 2


def test_a_backup_with_warnings_is_doubtful() -> None:
    backup, _ = nets(change("02:10:00", "nightly backup finished: 2 warnings"))
    assert backup.state == "doubtful"


def test_a_backup_that_failed_does_not_hide_the_one_before_it() -> None:
    backup, _ = nets(job("02:00:00", "finished, exit 0"), job("08:00:00", "dump failed, exit 2"))
    assert (backup.state, backup.time) == ("good", at("02:00:00"))
    assert "a later one failed" in backup.text
    assert [proof.line for proof in backup.evidence] == [1, 2]


def test_only_failures_are_no_backup() -> None:
    backup, _ = nets(job("02:00:00", "dump failed, exit 2"))
    assert backup.state == "failed"


def test_a_backup_without_an_end_is_not_called_finished() -> None:
    backup, _ = nets(job("08:00:00", "uploaded part 3 to s3://shop-backup/nightly"))
    assert backup.state == "doubtful"
    assert "no record says that it finished" in backup.text


def test_nothing_recorded_is_not_found_and_says_what_would_settle_it() -> None:
    backup, replication = nets(error("08:00:00", "InnoDB: Buffer pool(s) dump completed at 261123 10:01:54"))
    assert [(net.state, net.time, net.evidence) for net in (backup, replication)] == [("not_found", None, ())] * 2
    assert "would settle it" in backup.settle
    assert "would settle it" in replication.settle


def test_what_people_say_of_backups_is_no_record_of_one() -> None:
    backup, _ = nets(say("08:50:00", "last night's backup finished fine"))
    assert backup.state == "not_found"


def test_a_running_replica_that_falls_behind_puts_the_newest_data_at_risk() -> None:
    _, replication = nets(
        error("08:00:00", "Slave SQL thread initialized, starting replication in log 'mysql-bin.000412'", "info"),
        record("09:10:00", "application", "replica too far behind: lag=846 s, limit=30 s", "app.log", severity="error"),
        record("09:11:00", "application", "replica too far behind: lag=90 s, limit=30 s", "app.log", severity="error"),
    )
    assert replication.state == "behind"
    assert "behind by up to 846 s" in replication.text
    assert [proof.path for proof in replication.evidence] == ["db.log", "app.log"]


def test_replication_that_stopped_leaves_the_data_on_one_machine() -> None:
    _, replication = nets(error("08:30:00", "Slave SQL thread exiting, replication stopped in log 'mysql-bin.000413'"))
    assert replication.state == "stopped"
    assert "on one machine only" in replication.text


def test_a_replica_that_fails_after_the_incident_says_nothing_of_it() -> None:
    _, replication = nets(error("10:30:00", "Slave SQL thread exiting, replication stopped in log 'mysql-bin.000413'"))
    assert replication.state == "not_found"
