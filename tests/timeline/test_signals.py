"""What failed, was wrong, slow or missing is counted by what is usual on each route and at that hour."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.events import empty
from reconstruct.timeline.condense import condense
from reconstruct.timeline.signals import Sensitivity, Signals, read_signals, usual_traffic
from tests.timeline.builders import at, error, frame_of, say, spoil, together, traffic, without


def signals_of(frame: pd.DataFrame) -> Signals:
    """The signals of an event frame that holds some."""
    signals = read_signals(condense(frame), Sensitivity())
    assert signals is not None
    return signals


def test_nothing_asked_and_no_error_gives_no_signals() -> None:
    assert read_signals(condense(empty()), Sensitivity()) is None
    assert read_signals(condense(frame_of(say("08:00:00", "site down"))), Sensitivity()) is None


def test_every_second_has_a_count_also_where_nothing_came() -> None:
    signals = signals_of(without(traffic(seconds=60, rate=5), "08:00:10", "08:00:20"))
    assert signals.requests.tolist() == [5.0] * 10 + [0.0] * 10 + [5.0] * 40
    assert signals.index[0] == at("08:00:00")
    assert signals.index[-1] == at("08:00:59")


def test_probes_count_among_the_requests_and_not_among_the_users() -> None:
    signals = signals_of(spoil(traffic(seconds=30, rate=4), "08:00:00", "08:01:00", every=2, agent="kube-probe/1.29"))
    assert (signals.requests.sum(), signals.users.sum()) == (120, 60)


def test_errors_alone_span_the_log_where_no_request_was_logged() -> None:
    signals = signals_of(frame_of(error("08:00:00"), error("08:00:04", severity="critical")))
    assert signals.errors.tolist() == [1.0, 0.0, 0.0, 0.0, 1.0]


def test_errors_from_outside_of_the_requests_are_left_out_of_the_counts() -> None:
    frame = together(traffic(seconds=30), frame_of(error("07:00:00"), error("08:00:10"), error("12:00:00")))
    assert signals_of(frame).errors.sum() == 1


def test_a_route_that_is_always_slow_is_not_slow() -> None:
    frame = traffic(seconds=600)
    frame.loc[frame["route"] == "/search", "duration_ms"] = 4000.0
    assert signals_of(frame).slow.sum() == 0


def test_a_fast_route_is_slow_from_a_second_on() -> None:
    frame = spoil(traffic(seconds=600), "08:05:00", "08:05:10", duration_ms=1500.0)
    signals = signals_of(frame)
    assert signals.slow.sum() == 100
    assert np.flatnonzero(signals.slow).tolist() == list(range(300, 310))


def test_requests_under_a_second_are_never_slow() -> None:
    assert signals_of(spoil(traffic(seconds=600), "08:05:00", "08:05:10", duration_ms=900.0)).slow.sum() == 0


def test_requests_without_a_duration_are_not_timed() -> None:
    signals = signals_of(traffic(seconds=60, rate=2, duration_ms=None))
    assert (signals.timed.sum(), signals.slow.sum(), signals.requests.sum()) == (0, 0, 120)


def test_only_routes_that_usually_answer_can_be_wrong() -> None:
    frame = spoil(traffic(seconds=600), "08:05:00", "08:05:20", status=404)
    frame = spoil(frame, "08:08:00", "08:08:20", status=404, route="/wp-login.php")
    signals = signals_of(frame)
    assert "GET /wp-login.php" not in signals.known_routes
    assert signals.wrong.sum() == 200


def test_usual_traffic_follows_the_day_and_not_the_fall() -> None:
    counts = np.full(3600, 10.0)
    inside = np.zeros(3600, dtype=bool)
    counts[1000:1600], inside[1000:1600] = 0, True
    assert usual_traffic(counts, inside) == pytest.approx(np.full(3600, 10.0))


def test_usual_traffic_of_a_long_log_swings_with_it() -> None:
    day = 20 + 15 * np.sin(np.arange(86_400) / 86_400 * 2 * np.pi)
    usual = usual_traffic(day, np.zeros(86_400, dtype=bool))
    assert np.abs(usual / day - 1)[7200:-7200].max() < 0.05


def test_usual_traffic_of_a_few_seconds_is_their_mean() -> None:
    assert usual_traffic(np.array([1.0, 3.0]), np.zeros(2, dtype=bool)).tolist() == [2.0, 2.0]


@given(counts=st.lists(st.integers(0, 50), min_size=1, max_size=300))
def test_usual_traffic_has_a_value_for_every_second(counts: list[int]) -> None:
    usual = usual_traffic(np.array(counts, float), np.ones(len(counts), dtype=bool))
    assert usual.shape == (len(counts),)
    assert np.isfinite(usual).all()
    assert (usual >= 0).all()


@pytest.mark.parametrize(("span", "hold"), [(60, 120), (3600, 360), (86_400, 600)])
def test_the_baseline_must_hold_for_a_tenth_of_the_log_within_bounds(span: float, hold: float) -> None:
    assert Sensitivity().hold_seconds(span) == hold
