"""What people supposed, held against the logs: nothing is concluded that they cannot say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from reconstruct.timeline.condense import condense
from reconstruct.timeline.evidence import Evidence, Statement
from reconstruct.timeline.findings import Hypothesis
from reconstruct.timeline.hypotheses import check_hypotheses
from reconstruct.timeline.nouns import Suspect
from tests.timeline.builders import at, change, error, frame_of, record, together, traffic

BEGIN, END = at("08:30:00"), at("08:40:00")


def supposed(text: str) -> Statement:
    """What somebody supposed."""
    return Statement("hypothesis", text, at("08:35:00"), (Evidence("chat.json", 3, text),))


def check(text: str, frame: pd.DataFrame, suspects: tuple[Suspect, ...] = ()) -> tuple[Hypothesis, ...]:
    """Each supposition of a text, checked."""
    kinds = frame.groupby("source", observed=True)["kind"].first()
    digest = condense(frame)
    accounts = tuple(replace(source, kind=str(kinds[source.path])) for source in digest.sources)
    return check_hypotheses([supposed(text)], replace(digest, sources=accounts), suspects, BEGIN, END)


def proxy(clock: str, message: str) -> dict[str, Any]:
    """A line of the proxy's error log."""
    return record(clock, "server", message, "error.log", severity="error")


def quiet(kind: str, source: str) -> list[dict[str, Any]]:
    """A log that reaches over the whole hour and says nothing of note."""
    return [record(clock, kind, "all well", source, severity="info") for clock in ("08:00:00", "08:59:00")]


UNREACHABLE = "upstream timed out (110: Connection timed out) while connecting to upstream"
REFUSED = "connect() failed (111: Connection refused) while connecting to upstream"


def test_timeouts_to_connect_that_came_with_the_incident_speak_for_the_network() -> None:
    (found,) = check(
        "looks like a network problem", frame_of(*quiet("server", "error.log"), proxy("08:31:00", UNREACHABLE))
    )
    assert (found.subject, found.verdict) == ("network", "for")
    assert found.speaks_for[0].evidence[0].text == UNREACHABLE


def test_a_refused_connection_speaks_against_the_network() -> None:
    (found,) = check("is it the network?", frame_of(proxy("08:31:00", REFUSED)))
    assert found.verdict == "against"
    assert found.speaks_against[0].evidence[0].text == REFUSED


def test_a_sign_that_came_as_often_before_speaks_against() -> None:
    often = [proxy(f"08:{minute:02}:30", UNREACHABLE) for minute in range(60)]
    (found,) = check("is it the network?", frame_of(*often))
    assert found.verdict == "against"
    assert "as often before" in found.speaks_against[0].text


def test_a_log_that_would_show_it_and_does_not_speaks_against() -> None:
    (found,) = check("disk?", frame_of(*quiet("database", "db.log")))
    assert found.verdict == "against"
    assert found.speaks_against[0].text.startswith("db.log: over the whole incident")


def test_a_log_that_does_not_reach_over_the_incident_says_nothing_by_its_silence() -> None:
    (found,) = check("disk?", frame_of(error("08:35:00", "all well", "info")))
    assert found.verdict == "unknown"


def test_any_error_of_the_database_speaks_for_the_database() -> None:
    (found,) = check(
        "smells like db-1", frame_of(*quiet("database", "db.log"), error("08:30:10", "page checksum wrong"))
    )
    assert (found.subject, found.verdict) == ("database", "for")


@pytest.mark.parametrize("text", ["maybe stale connections", "could be the clock change?"])
def test_what_names_nothing_that_can_be_looked_up_stays_unknown(text: str) -> None:
    (found,) = check(text, frame_of(*quiet("database", "db.log")))
    assert (found.subject, found.verdict, found.speaks_for, found.speaks_against) == ("not named", "unknown", (), ())


def test_what_is_said_to_be_fine_is_not_what_is_supposed() -> None:
    found = check("disk? db-1 has 60 % free. Network between app and db? ping is fine", frame_of())
    assert [(each.subject, each.text) for each in found] == [
        ("disk", "disk?"),
        ("network", "Network between app and db?"),
    ]


def test_a_third_party_cannot_be_judged_by_ones_own_logs() -> None:
    (found,) = check("could be the payment provider again", frame_of(*quiet("server", "error.log")))
    assert (found.subject, found.verdict) == ("third party", "unknown")


@pytest.mark.parametrize(("rate", "verdict"), [(3, "for"), (1, "against")])
def test_traffic_is_measured_before_the_onset(rate: int, verdict: str) -> None:
    usual = traffic("08:00:00", 25 * 60, rate=1)
    ahead = traffic("08:25:00", 15 * 60, rate=rate)
    (found,) = check("maybe the new bot traffic?", together(usual, ahead))
    assert (found.subject, found.verdict) == ("traffic", verdict)


def test_too_few_requests_tell_no_rate() -> None:
    (found,) = check("maybe the new bot traffic?", traffic("08:25:00", 300, rate=1)[::10])
    assert found.verdict == "unknown"


def test_a_change_before_the_onset_speaks_for_a_change() -> None:
    suspect = Suspect(
        at("08:26:00"), "change", "deploy cms 4.2.1", 0.9, (Evidence("changes.log", 1, "deploy cms 4.2.1"),)
    )
    (found,) = check("could it be the cms deploy?", frame_of(change("08:26:00", "deploy cms 4.2.1")), (suspect,))
    assert found.verdict == "for"
    assert "4 min before the onset" in found.speaks_for[0].text


def test_a_list_without_a_change_speaks_against_a_change() -> None:
    (found,) = check("could it be the deploy?", frame_of(change("08:50:00", "deploy cms 4.2.1")))
    assert found.verdict == "against"


def test_other_statements_are_not_hypotheses() -> None:
    assert check_hypotheses([Statement("finding", "disk?")], condense(frame_of()), (), BEGIN, END) == ()
