"""Changes before the onset are ranked by what speaks for them; what came after cannot be the cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from reconstruct.timeline.nouns import Suspect
from reconstruct.timeline.suspects import CLOSENESS, MOST, NAMED_BY_CAUSE, NAMED_BY_ERRORS, RECORDED, rank_suspects
from tests.timeline.builders import at, change, frame_of, people_of, record, say

ONSET = at("09:00:00")


def ranked(
    *records: dict[str, Any],
    machine: Sequence[dict[str, Any]] = (),
    causes: Sequence[str] = (),
    failures: Sequence[str] = (),
) -> tuple[Suspect, ...]:
    """The suspects among these records for an onset at 09:00."""
    return rank_suspects(people_of(*records), frame_of(*machine), ONSET, causes, failures)


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
    assert named[0].score == pytest.approx(plain[0].score + NAMED_BY_ERRORS, abs=1e-3)
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
    assert first.score - second.score == pytest.approx(RECORDED, abs=1e-3)


def test_no_more_suspects_than_a_person_reads_and_the_best_first() -> None:
    suspects = ranked(*(change(f"08:{minute}:00", f"job number {minute}") for minute in range(10, 50)))
    assert len(suspects) == MOST
    assert [suspect.score for suspect in suspects] == sorted((s.score for s in suspects), reverse=True)


def test_the_grounds_add_up_to_one() -> None:
    assert pytest.approx(1.0) == CLOSENESS + NAMED_BY_CAUSE + NAMED_BY_ERRORS + RECORDED
    (suspect,) = ranked(change("09:00:00", "import cms_blocks"), causes=["cms_blocks"], failures=["cms_blocks"])
    assert suspect.score == 1.0
