"""The same moments under the definitions of others."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.timeline.evidence import Evidence
from reconstruct.timeline.findings import View
from reconstruct.timeline.milestones import Span
from reconstruct.timeline.nouns import Milestone
from reconstruct.timeline.views import DEFINED, compare_views
from tests.timeline.builders import at, page, people_of, say

SPAN = Span(at("08:47:00"), at("08:47:00"), at("13:00:00"), at("15:00:00"))
CLOCKS = {
    "onset": "08:47:00",
    "detected": "09:00:00",
    "acknowledged": "09:15:00",
    "identified": "10:30:00",
    "mitigated": "13:00:00",
    "resolved": "13:05:00",
}


def moments(**clocks: str) -> dict[str, Milestone | None]:
    """Milestones at these times."""
    times = {name: at(clock) for name, clock in clocks.items()}
    proof = (Evidence("a.log", 1, "x"),)
    return {name: Milestone(name, t, t, t, "recorded", "a rule", proof) for name, t in times.items()}


def seconds(views: tuple[View, ...], authority: str, term: str) -> float | None:
    """What one authority's term gives."""
    (found,) = [view for view in views if (view.authority, view.term) == (authority, term)]
    return found.duration.seconds


@pytest.mark.parametrize(
    ("authority", "term", "minutes"),
    [
        ("Google SRE", "time to mitigate", 253),
        ("Datadog", "Time to Detect", 13),
        ("Datadog", "Time to Repair", 240),
        ("Rootly", "time to acknowledge", 28),
        ("Rootly", "time to resolution", 258),
        ("FireHydrant", "time to identified", 103),
        ("GitLab", "time to fixed", 253),
        ("DORA", "time to restore service", 253),
        ("ITIL", "time to repair", 240),
    ],
)
def test_each_authority_measures_between_its_own_moments(authority: str, term: str, minutes: float) -> None:
    assert seconds(compare_views(moments(**CLOCKS), people_of(), SPAN), authority, term) == 60 * minutes


def test_the_pagers_view_begins_when_it_was_triggered_and_not_at_the_onset() -> None:
    people = people_of(
        page("09:02:00", "triggered"),
        page("09:03:30", "acknowledged", actor="anna"),
        page("09:20:00", "acknowledged", actor="ben"),
        page("13:05:00", "resolved", actor="anna"),
    )
    views = compare_views(moments(**CLOCKS), people, SPAN)
    assert seconds(views, "PagerDuty", "seconds_to_first_ack") == 90
    assert seconds(views, "PagerDuty", "seconds_to_mobilize") == 18 * 60
    assert seconds(views, "PagerDuty", "seconds_to_resolve") == 243 * 60


def test_one_responder_mobilised_nobody_further() -> None:
    people = people_of(page("09:02:00", "triggered"), page("09:03:30", "acknowledged", actor="anna"))
    assert seconds(compare_views(moments(**CLOCKS), people, SPAN), "PagerDuty", "seconds_to_mobilize") is None


def test_the_declaration_is_the_record_that_declares() -> None:
    people = people_of(say("09:01:00", "site is down"), say("09:10:00", "declaring an incident, SEV1"))
    views = compare_views(moments(**CLOCKS), people, SPAN)
    assert seconds(views, "incident.io", "declared to fixed") == 230 * 60


def test_an_unknown_end_makes_the_duration_unknown_and_is_named() -> None:
    views = compare_views(moments(onset="08:47:00"), people_of(), SPAN)
    assert {view.duration.seconds for view in views} == {None}
    (resolve,) = [view for view in views if view.term == "Time to Resolve"]
    assert resolve.why == "declared and resolved unknown"


def test_no_term_is_a_bare_mttr() -> None:
    assert not [term for _, term, *_ in DEFINED if "MTT" in term]


@given(st.integers(-3600, 7200), st.integers(0, 30))
def test_a_wider_interval_of_an_end_never_narrows_the_duration(offset: int, width: int) -> None:
    known = moments(onset="08:47:00", detected="09:00:00")
    time = at("09:00:00") + pd.Timedelta(seconds=offset)
    spread = pd.Timedelta(seconds=width)
    proof = (Evidence("a.log", 1, "x"),)
    known["detected"] = Milestone("detected", time, time - spread, time + spread, "recorded", "a rule", proof)
    view = compare_views(known, people_of(), SPAN)[0].duration
    assert view.seconds is not None
    assert view.low is not None
    assert view.high is not None
    assert view.high - view.low == 2 * width
    assert view.low <= view.seconds <= view.high
