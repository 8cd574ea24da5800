"""Departures that are felt become incidents; blips, one client's trouble and what is usual on its route do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reconstruct.timeline.condense import condense
from reconstruct.timeline.departures import find_errors, find_stretches
from reconstruct.timeline.groups import group, onset_of
from reconstruct.timeline.signals import Sensitivity, read_signals
from reconstruct.timeline.stretches import Part, Stretch
from tests.timeline.builders import at, error, frame_of, spoil, traffic, without

SENSITIVITY = Sensitivity()
HOLD = 360.0  # seconds: a tenth of an hour


def stretches_of(frame: pd.DataFrame) -> list[Stretch]:
    """The departures in the requests of an event frame."""
    digest = condense(frame)
    signals = read_signals(digest, SENSITIVITY)
    assert signals is not None
    return find_stretches(digest, signals, SENSITIVITY)


def incidents_of(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    """(signal, start, stop) of each incident in an event frame."""
    incidents, _ = group(stretches_of(frame), HOLD, [], SENSITIVITY)
    return [(onset_of(g).signal, f"{g[0].start:%H:%M:%S}", f"{max(s.stop for s in g):%H:%M:%S}") for g in incidents]


def test_healthy_traffic_departs_nowhere() -> None:
    assert stretches_of(traffic()) == []


@pytest.mark.parametrize(
    ("spoilt", "signal"),
    [
        ({"status": 500}, "failing"),
        ({"status": 499}, "failing"),
        ({"status": 404}, "wrong"),
        ({"duration_ms": 9000.0}, "slow"),
    ],
)
def test_what_half_of_the_clients_meet_is_found_to_the_second(spoilt: dict[str, object], signal: str) -> None:
    frame = spoil(traffic(), "08:30:00", "08:40:00", every=3, **spoilt)
    assert incidents_of(frame) == [(signal, "08:30:00", "08:39:59")]


def test_logins_that_are_refused_are_no_incident() -> None:
    assert stretches_of(spoil(traffic(), "08:30:00", "08:40:00", every=3, status=401)) == []


@pytest.mark.parametrize("seconds", [3, 10, 25])
def test_a_blip_is_no_incident(seconds: int) -> None:
    incidents, blips = group(stretches_of(spoil(traffic(), "08:30:00", f"08:30:{seconds}")), HOLD, [], SENSITIVITY)
    assert (len(incidents), len(blips)) == (0, 1)


def test_blips_all_over_the_hour_do_not_add_up_to_an_incident() -> None:
    frame = traffic()
    for minute in range(5, 60, 5):
        frame = spoil(frame, f"08:{minute:02}:00", f"08:{minute:02}:04")
    assert incidents_of(frame) == []


def test_one_client_that_fails_among_many_is_its_own_trouble() -> None:
    frame = traffic()
    bad = (frame["client"] == "10.0.0.7") & frame["time"].between(at("08:30:00"), at("08:40:00"))
    assert incidents_of(frame.assign(status=frame["status"].mask(bad, 500))) == []


def test_a_client_that_is_nearly_alone_tells_an_incident() -> None:
    frame = spoil(traffic(client="10.0.0.1"), "08:30:00", "08:40:00")
    assert len(incidents_of(frame)) == 1


def test_a_slow_export_every_hour_is_usual_on_its_route() -> None:
    frame = traffic("06:00:00", seconds=4 * 3600, rate=2)
    for hour in range(6, 10):
        frame = spoil(frame, f"0{hour}:15:00", f"0{hour}:17:00", every=4, route="/export", duration_ms=30_000.0)
    assert incidents_of(frame) == []


def test_a_route_that_grows_slow_is_told_from_one_that_always_was() -> None:
    frame = traffic()
    frame.loc[frame["route"] == "/search", "duration_ms"] = 4000.0
    assert incidents_of(frame) == []
    assert len(incidents_of(spoil(frame, "08:30:00", "08:40:00", duration_ms=30_000.0))) == 1


def test_usual_durations_that_fall_in_the_bucket_of_a_second_do_not_make_a_slow_stretch() -> None:
    frame = spoil(traffic(seconds=1800), "08:15:00", "08:20:00", duration_ms=900.0)
    frame.loc[frame["route"] == "/search", "duration_ms"] = 4000.0
    assert stretches_of(frame) == []


def test_a_scanner_that_asks_for_what_never_was_is_no_incident() -> None:
    frame = spoil(traffic(), "08:30:00", "08:40:00", every=2, status=404, route="/wp-login.php")
    assert incidents_of(frame) == []


def test_silence_is_found() -> None:
    assert incidents_of(without(traffic(), "08:30:00", "08:40:00")) == [("traffic", "08:30:00", "08:39:59")]


def test_a_fall_to_a_tenth_is_found() -> None:
    ((signal, start, stop),) = incidents_of(without(traffic(), "08:30:00", "08:40:00", keep_every=10))
    assert signal == "traffic"
    assert abs((at(start) - at("08:30:00")).total_seconds()) <= 2
    assert abs((at(stop) - at("08:39:59")).total_seconds()) <= 2


def test_a_fall_to_two_thirds_is_felt_by_nobody() -> None:
    frame = traffic()
    within = frame["time"].between(at("08:30:00"), at("08:40:00")) & (np.arange(len(frame)) % 3 == 0)
    assert incidents_of(frame[~within].reset_index(drop=True)) == []


def test_traffic_that_has_not_come_back_when_the_log_ends_is_no_fall() -> None:
    assert stretches_of(without(traffic(), "08:50:00", "09:00:00", keep_every=10)) == []


def test_a_route_that_fails_inside_a_healthy_whole_is_found() -> None:
    frame = traffic(rate=20)
    rare = np.arange(len(frame)) % 201 == 0  # no multiple of the number of clients: many of them ask for it
    frame.loc[rare, "route"] = "/admin/report"
    frame.loc[rare & frame["time"].between(at("08:30:00"), at("08:45:00")), "status"] = 500
    (found,) = stretches_of(frame)
    assert found.part == Part("route", "GET /admin/report")
    assert at("08:30:00") <= found.start <= at("08:30:20")
    assert at("08:44:40") <= found.stop <= at("08:45:00")


def test_a_departure_with_nothing_before_it_opens_the_log_and_one_with_nothing_after_it_runs_on() -> None:
    (opening,) = stretches_of(spoil(traffic(), "08:00:00", "08:10:00", every=2))
    (running,) = stretches_of(spoil(traffic(), "08:50:00", "09:00:00", every=2))
    (inside,) = stretches_of(spoil(traffic(), "08:30:00", "08:40:00", every=2))
    assert (opening.opens, opening.runs_on) == (True, False)
    assert (running.opens, running.runs_on) == (False, True)
    assert (inside.opens, inside.runs_on) == (False, False)


def test_errors_that_burst_are_found_where_no_request_was_logged() -> None:
    calm = [error(f"0{8 + minute // 60}:{minute % 60:02}:00") for minute in range(0, 120, 7)]
    burst = [error(f"09:0{second // 60}:{second % 60:02}") for second in range(0, 300)]
    digest = condense(frame_of(*calm, *burst))
    signals = read_signals(digest, SENSITIVITY)
    assert signals is not None
    found = find_errors(digest, signals)
    assert {(s.signal, s.start, s.stop) for s in found} == {("errors", at("09:00:00"), at("09:04:59"))}
