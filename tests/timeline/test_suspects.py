"""Changes before the onset are ranked by what speaks for them; what came after cannot be the cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from reconstruct.timeline.nouns import Suspect
from reconstruct.timeline.suspects import MOST, NAMED_BY_ERRORS, ROUTINE, UNLISTED, rank_suspects
from tests.timeline.builders import at, change, frame_of, people_of, record, say

ONSET = at("09:00:00")
PACKAGES = ("upgrade libssl3 3.0.1 3.0.2", "upgrade libxml2 2.9 2.10", "upgrade postgresql-15 15.4 15.5")


def ranked(
    *records: dict[str, Any],
    machine: Sequence[dict[str, Any]] = (),
    causes: Sequence[str] = (),
    failures: Sequence[str] = (),
) -> tuple[Suspect, ...]:
    """The suspects among these records for an onset at 09:00."""
    return rank_suspects(people_of(*records), frame_of(*machine), ONSET, causes, failures)


def odds(suspect: Suspect) -> float:
    """The odds that a score stands for."""
    return suspect.score / (1 - suspect.score)


def started(clock: str, message: str = "systemd[1]: Started Nightly reindex") -> dict[str, Any]:
    """A record of a process that began."""
    return record(clock, "system", message, "syslog", severity="info")


def test_nothing_changed_and_nothing_is_suspected() -> None:
    assert ranked() == ()


def test_a_change_after_the_onset_cannot_be_its_cause() -> None:
    assert ranked(change("09:00:06", "deploy shop 4.1"), change("09:30:00", "rollback shop 4.1")) == ()


def test_the_clocks_of_two_hosts_may_differ_by_seconds() -> None:
    assert len(ranked(change("09:00:04", "deploy shop 4.1"))) == 1


def test_the_later_change_is_the_likelier_one() -> None:
    first, second = ranked(change("07:00:00", "new banner on pricing"), change("08:58:00", "deploy shop 4.1"))
    assert (first.text, second.text) == ("deploy shop 4.1", "new banner on pricing")
    assert "ran for over an hour without harm" in second.speaks_against
    assert "120 s before the onset" in first.speaks_for[0] or "2 min before the onset" in first.speaks_for[0]


def test_a_change_that_the_cause_names_comes_before_a_later_one() -> None:
    changes = (change("08:50:00", "import of cms_blocks"), change("08:58:00", "deploy pricing 2.2"))
    assert ranked(*changes)[0].text == "deploy pricing 2.2"
    first = ranked(*changes, causes=["cms_blocks is marked as crashed"])[0]
    assert first.text == "import of cms_blocks"
    assert any("cms_blocks" in ground for ground in first.speaks_for)


def test_a_change_that_the_first_errors_name_gains_by_it() -> None:
    plain, named = (
        ranked(change("08:50:00", "migration of p.rating"), failures=told) for told in ([], ["no p.rating"])
    )
    assert odds(named[0]) == pytest.approx(NAMED_BY_ERRORS * odds(plain[0]), rel=0.02)
    assert any("shares no name" in ground for ground in plain[0].speaks_against)
    assert not any("shares no name" in ground for ground in named[0].speaks_against)


def test_the_start_and_the_end_of_a_change_are_one_suspect_with_both_lines() -> None:
    (suspect,) = ranked(
        change("08:50:00", "deploy shop 4.1.0", "started"), change("08:57:00", "deploy shop 4.1.0", "finished")
    )
    assert [evidence.line for evidence in suspect.evidence] == [1, 2]
    assert suspect.time == at("08:50:00")


def test_two_changes_of_different_things_stay_two() -> None:
    assert (
        len(ranked(change("08:50:00", "deploy shop 4.1.0", "started"), change("08:57:00", "index rebuild", "finished")))
        == 2
    )


def test_the_same_change_an_hour_later_is_another() -> None:
    assert (
        len(
            ranked(
                change("07:00:00", "deploy shop 4.1.0", "started"), change("08:57:00", "deploy shop 4.1.0", "finished")
            )
        )
        == 2
    )


def test_a_change_that_was_only_spoken_of_is_a_suspect_in_no_list() -> None:
    (suspect,) = ranked(say("08:55:00", "deploying 4.1.0 now"))
    assert suspect.kind == "chat"
    assert "in no list of changes" in suspect.speaks_against


@pytest.mark.parametrize(
    ("clock", "text"),
    [("07:30:00", "deploying 4.1.0 now"), ("08:55:00", "should we deploy 4.1.0?"), ("08:55:00", "morning")],
)
def test_old_talk_questions_and_greetings_are_no_suspects(clock: str, text: str) -> None:
    assert ranked(say(clock, text)) == ()


def test_a_process_that_began_within_the_hour_is_a_suspect() -> None:
    suspects = ranked(machine=[started("07:30:00"), started("08:59:00")])
    assert [suspect.time for suspect in suspects] == [at("08:59:00")]


def test_a_listed_change_is_likelier_than_a_record_at_the_same_time() -> None:
    first, second = ranked(change("08:58:00", "deploy shop 4.1"), machine=[started("08:58:00")])
    assert (first.kind, second.kind) == ("change", "system")
    assert odds(second) == pytest.approx(UNLISTED * odds(first), rel=0.02)


def test_no_more_suspects_than_a_person_reads_and_the_best_first() -> None:
    suspects = ranked(*(change(f"08:{minute}:00", f"job number {minute}") for minute in range(10, 50)))
    assert len(suspects) == MOST
    assert [suspect.score for suspect in suspects] == sorted((s.score for s in suspects), reverse=True)


def test_a_change_that_is_named_comes_before_one_that_only_came_later() -> None:
    changes = (change("08:20:00", "pgbouncer pool size 100 -> 20"), change("08:57:00", "deploy docs 88"))
    assert ranked(*changes, failures=["pgbouncer: no more connections allowed"])[0].text.startswith("pgbouncer")


def test_a_job_that_ran_before_without_harm_is_no_suspect_unless_something_names_it() -> None:
    jobs = [started(f"08:{minute}:00") for minute in range(10, 10 + 10 * (ROUTINE + 1), 10)]
    assert started("08:10:00")["message"] not in {s.text for s in ranked(machine=jobs) if s.time == at("08:40:00")}
    (named,) = (
        s for s in ranked(machine=jobs, failures=["Nightly reindex holds the lock"]) if s.time == at("08:40:00")
    )
    assert any("came 3 times before" in ground for ground in named.speaks_against)


def test_a_change_outside_of_production_comes_after_one_in_it() -> None:
    staging, production = change("08:58:00", "deploy shop 8.1 to staging"), change("08:50:00", "deploy shop 8.0")
    assert ranked(staging, production)[0].text == "deploy shop 8.0"


def test_a_change_that_was_rolled_back_before_the_onset_comes_after_one_that_stands() -> None:
    undone, back, stands = (
        change("08:50:00", "deploy cart 6.0"),
        change("08:55:00", "rollback cart 5.9"),
        change("08:30:00", "redis maxmemory 2gb -> 256mb"),
    )
    (suspect,) = (s for s in ranked(undone, back, stands) if s.text == "deploy cart 6.0")
    assert "was rolled back before the onset" in suspect.speaks_against
    assert ranked(undone, stands, back, failures=["OOM when used memory > maxmemory"])[0].text.startswith("redis")


def test_of_a_long_run_the_record_that_names_the_failure_stands_first() -> None:
    lines = [record(f"08:59:0{second}", "change", text, "dpkg.log") for second, text in enumerate(PACKAGES)]
    (suspect,) = ranked(*lines, failures=["postgresql: the database system is shutting down"])
    assert suspect.text == "upgrade postgresql-15 15.4 15.5"
    assert suspect.time == at("08:59:00")
