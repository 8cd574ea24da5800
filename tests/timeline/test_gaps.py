"""Gaps in what the logs cover are findings, with the numbers that they touch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from reconstruct.events import Source, join, sources_of
from reconstruct.timeline.condense import condense
from reconstruct.timeline.evidence import Evidence
from reconstruct.timeline.findings import Gap
from reconstruct.timeline.gaps import find_gaps
from reconstruct.timeline.nouns import Milestone
from tests.timeline.builders import at, frame_of, record, traffic, without

BEGIN, END = at("08:30:00"), at("08:40:00")


def gaps_of(frame: pd.DataFrame, **account: Any) -> dict[str, Gap]:
    """The gaps by kind; `account`: what the source of the requests says of itself."""
    kinds = frame.groupby("source", observed=True)["kind"].first()
    sources = [replace(source, kind=str(kinds[source.path])) for source in sources_of(frame)]
    changed = [replace(source, **account) if source.kind == "request" else source for source in sources]
    onset = Milestone("onset", BEGIN, BEGIN, BEGIN, "measured", "a rule", (Evidence("access.log", 1, "x"),))
    found = find_gaps(condense(join([frame], changed)), BEGIN, END, {"onset": onset}, ())
    return {gap.kind: gap for gap in found if gap.kind != "missing"}


def test_even_traffic_has_no_gaps() -> None:
    assert gaps_of(traffic(rate=1)) == {}


def test_a_silence_within_the_incident_that_is_longer_than_any_other_is_a_gap() -> None:
    silence = gaps_of(without(traffic(rate=1), "08:32:00", "08:36:00"))["silence"]
    assert "silent for 241 s" in silence.text
    assert silence.touches == ("onset", "impact")
    assert [proof.text for proof in silence.evidence] == ["request 1920", "request 2161"]


def test_a_silence_before_the_incident_is_none_of_its_gaps() -> None:
    assert gaps_of(without(traffic(rate=1), "08:10:00", "08:14:00")) == {}


def test_a_log_that_is_often_silent_has_no_gap() -> None:
    frame = traffic(rate=1)
    for minute in (2, 10, 50):
        frame = without(frame, f"08:{minute:02}:00", f"08:{minute + 4:02}:00")
    assert gaps_of(without(frame, "08:32:00", "08:36:00")) == {}


def test_a_log_that_ends_within_the_incident_stops_early() -> None:
    assert set(gaps_of(without(traffic(rate=1), "08:35:00", "09:01:00"))) == {"stops_early"}


def test_a_log_that_begins_within_the_incident_starts_late() -> None:
    assert set(gaps_of(without(traffic(rate=1), "07:59:00", "08:35:00"))) == {"starts_late"}


def test_an_error_log_is_silent_while_all_is_well() -> None:
    errors = [record(f"08:3{n}:00", "server", "it broke", "error.log", severity="error") for n in (1, 2, 3, 9)]
    assert gaps_of(join([traffic(rate=1), frame_of(*errors)])) == {}


def test_a_zone_that_was_assumed_names_the_milestones_it_touches() -> None:
    zone = gaps_of(traffic(rate=1), timezone="UTC", timezone_basis="assumed: nothing says otherwise")["zone"]
    assert zone.touches == ("onset", "impact")


def test_a_clock_that_is_off_is_a_gap() -> None:
    assert "+95 s" in gaps_of(traffic(rate=1), clock_offset_seconds=95.0)["clock"].text


def test_times_to_the_minute_are_a_gap() -> None:
    assert "steps of 60 s" in gaps_of(traffic(rate=1), resolution_seconds=60.0)["resolution"].text


def test_lines_that_were_not_understood_are_cited_unless_all_stand_after_the_incident() -> None:
    within = gaps_of(traffic(rate=1), unread=3, first_unread=(2000, "???"))["unread"]
    assert (within.evidence[0].line, within.evidence[0].text) == (2000, "???")
    assert gaps_of(traffic(rate=1), unread=3, first_unread=(3000, "???")) == {}


def test_a_rotated_set_is_one_log_without_a_gap_at_its_seam() -> None:
    frame = traffic(rate=1)
    older = frame["time"] < at("08:35:00")
    names = frame["source"].astype("str").mask(older, "access.log.1").astype("category")
    assert gaps_of(frame.assign(source=names)) == {}


def test_every_kind_of_log_that_was_not_read_is_named_with_what_it_touches() -> None:
    found = find_gaps(
        condense(join([traffic(rate=1)], [Source("access.log", kind="request", events=1)])), BEGIN, END, {}, ()
    )
    missing = {gap.text: gap.touches for gap in found if gap.kind == "missing"}
    assert missing["no list of changes was read"] == ("suspects",)
    assert missing["no alert or page was read"][0] == "detected"
    assert "no access log of requests was read" not in missing
