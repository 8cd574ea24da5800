"""What an incident cost is counted between its ends: requests, failures, clients, routes, what did not come."""

from __future__ import annotations

import pandas as pd
import pytest

from reconstruct.timeline.condense import condense
from reconstruct.timeline.departures import find_stretches
from reconstruct.timeline.impact import measure_impact
from reconstruct.timeline.nouns import Impact
from reconstruct.timeline.signals import Sensitivity, read_signals
from tests.timeline.builders import at, spoil, traffic, without


def impact_of(frame: pd.DataFrame, start: str = "08:30:00", stop: str = "08:39:59.900") -> Impact:
    """The impact between two times of a frame."""
    digest = condense(frame)
    signals = read_signals(digest, Sensitivity())
    assert signals is not None
    return measure_impact(digest, signals, find_stretches(digest, signals, Sensitivity()), at(start), at(stop))


def test_requests_and_failures_are_counted_with_both_ends() -> None:
    told = impact_of(spoil(traffic(), "08:30:00", "08:40:00", every=4))
    assert (told.requests, told.failed, told.failed_share) == (6000, 1500, 0.25)
    assert told.lost is None
    assert told.baseline_share == pytest.approx(0.0, abs=1e-3)


def test_probes_are_left_out() -> None:
    frame = spoil(traffic(), "08:30:00", "08:40:00", every=4)
    frame = spoil(frame, "08:00:00", "09:00:00", every=2, agent="kube-probe/1.29")
    told = impact_of(frame)
    assert (told.requests, told.failed) == (3000, 0)


def test_clients_count_where_they_met_the_trouble_that_departed() -> None:
    frame = spoil(traffic(), "08:30:00", "08:40:00", every=4)  # every fourth request: ten of the forty clients
    assert impact_of(frame).clients_affected == 10
    assert impact_of(spoil(traffic(), "08:30:00", "08:40:00", every=4, duration_ms=9000.0)).clients_affected == 10


def test_clients_outside_of_the_incident_do_not_count() -> None:
    frame = spoil(traffic(), "08:30:00", "08:40:00", every=4)
    frame = spoil(frame, "08:10:00", "08:10:01", every=1)
    assert impact_of(frame).clients_affected == 10


def test_slow_requests_are_counted_beside_the_failed_ones() -> None:
    told = impact_of(spoil(traffic(), "08:30:00", "08:40:00", every=4, duration_ms=9000.0))
    assert (told.failed, told.slow, told.baseline_share) == (0, 1500, None)


def test_what_did_not_come_is_what_was_usual_less_what_came() -> None:
    assert impact_of(without(traffic(), "08:30:00", "08:40:00")).lost == pytest.approx(6000, rel=0.01)
    assert impact_of(without(traffic(), "08:30:00", "08:40:00", keep_every=10)).lost == pytest.approx(5400, rel=0.01)


def test_nothing_asked_has_no_failing_share() -> None:
    told = impact_of(without(traffic(), "08:30:00", "08:40:00"))
    assert (told.requests, told.failed_share, told.clients_affected) == (0, None, None)


def test_the_routes_that_failed_most_come_first_and_healthy_ones_not_at_all() -> None:
    frame = spoil(traffic(), "08:30:00", "08:40:00", every=5)  # every fifth request is for the front page
    extra = frame["route"].eq("/cart") & frame["time"].between(at("08:30:00"), at("08:31:00"))
    told = impact_of(frame.assign(status=frame["status"].mask(extra, 503)))
    assert [route.route for route in told.routes] == ["GET /", "GET /cart"]
    assert (told.routes[0].requests, told.routes[0].failed) == (1200, 1200)
    assert told.routes[1].failed == 120
