"""A digest keeps what a timeline needs, adds up in any order, and is small."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.events import KINDS, SEVERITIES, conform
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.condense import Digest, add, condense, failing, is_probe, route_of, wrong
from reconstruct.timeline.counts import OTHER_ROUTES, ROUTES_KEPT, bucket_of, bucket_top
from tests.timeline.builders import at, change, error, frame_of, page, record, say, spoil, together, traffic

COUNTS = ("requests", "latency", "clients", "active", "records")


def small_frame(seed: int, rows: int = 80) -> pd.DataFrame:
    """Records of every kind within half a minute, drawn by chance, a few without a time."""
    draw = np.random.default_rng(seed)
    times = pd.Series(at("08:00:00") + pd.to_timedelta(draw.integers(0, 30_000, rows), unit="ms"))
    kinds = np.where(draw.random(rows) < 0.6, "request", draw.choice(KINDS, rows))
    return conform(
        {
            "time": times.mask(draw.random(rows) < 0.05),
            "source": draw.choice(["a.log", "b.log"], rows),
            "offset": np.arange(rows) * 10,
            "line": np.arange(rows) + 1,
            "kind": kinds,
            "severity": draw.choice(SEVERITIES, rows),
            "status": draw.choice([200, 301, 404, 499, 500, 503], rows),
            "duration_ms": draw.choice([2.0, 30.0, 900.0, 4000.0, np.nan], rows),
            "client": draw.choice(["10.0.0.1", "10.0.0.2", "10.0.0.3"], rows),
            "method": "GET",
            "route": draw.choice(["/", "/products/7", "/healthz"], rows),
            "message": [f"line {number}" for number in range(rows)],
        },
        rows,
    )


def sums(digest: Digest) -> dict[str, list[list[object]]]:
    """Every table of counts of a digest, as plain rows."""
    return {name: getattr(digest, name).to_numpy().tolist() for name in COUNTS}


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), order=st.permutations([0, 1, 2]))
def test_digests_of_blocks_add_up_to_the_whole_in_any_order(seed: int, order: list[int]) -> None:
    frame = small_frame(seed)
    block = np.random.default_rng(seed).integers(0, 3, len(frame))
    parts = [condense(frame[block == number].reset_index(drop=True)) for number in order]
    assert sums(add(parts)) == sums(condense(frame))


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(0, 80))
def test_adding_forgets_no_row_that_the_whole_would_cite(seed: int, cut: int) -> None:
    frame = small_frame(seed)
    both = add([condense(frame[cut:].reset_index(drop=True)), condense(frame[:cut])])
    whole = condense(frame)
    assert set(whole.marks["offset"]) <= set(both.marks["offset"]) <= set(frame["offset"])
    assert set(whole.events["offset"]) <= set(both.events["offset"])
    assert both.marks["time"].is_monotonic_increasing


@pytest.mark.parametrize("cuts", [(18_003,), (5_000, 18_007, 20_000), (20_995, 21_000, 21_005)])
def test_a_frame_and_the_digests_of_its_blocks_give_the_same_timeline(cuts: tuple[int, ...]) -> None:
    healthy = traffic(rate=7, seconds=3600)
    log = spoil(spoil(healthy, "08:20:00", "08:30:00", every=3), "08:22:00", "08:24:00", duration_ms=9000.0)
    people = frame_of(
        change("08:19:30", "deploy shop 4.1"), page("08:21:00", "triggered"), say("08:22:00", "rolling back 4.1")
    )
    frame = together(log, people)
    bounds = (0, *cuts, len(frame))
    parts = [condense(frame[a:b].reset_index(drop=True)) for a, b in itertools.pairwise(bounds)]
    whole, summed = build_timeline(frame), build_timeline(add(parts[::-1]))
    assert len(whole.incidents) == 1
    assert summed.incidents == whole.incidents
    pd.testing.assert_frame_equal(summed.signals, whole.signals)


def test_records_without_a_time_are_left_out() -> None:
    frame = traffic(seconds=10)
    frame.loc[3:5, "time"] = pd.NaT
    assert condense(frame).requests["n"].sum() == len(frame) - 3


@pytest.mark.parametrize("route", ["/healthz", "/health", "/api/health", "/server-status", "/metrics/", "/ping"])
def test_health_checks_are_probes_by_their_route(route: str) -> None:
    assert is_probe(traffic(seconds=1, rate=1, route=route)).all()


@pytest.mark.parametrize(
    "agent", ["kube-probe/1.29", "GoogleHC/1.0", "Prometheus/2.51", "Blackbox Exporter/0.25", "UptimeRobot/2.0"]
)
def test_health_checks_are_probes_by_their_agent(agent: str) -> None:
    assert is_probe(traffic(seconds=1, rate=1, agent=agent)).all()


@pytest.mark.parametrize("route", ["/", "/health-insurance", "/shop/health/drinks", "/metrics/2", "/upload", "/pings"])
def test_pages_whose_names_only_sound_like_it_are_no_probes(route: str) -> None:
    assert not is_probe(traffic(seconds=1, rate=1, route=route)).any()


@pytest.mark.parametrize(
    ("route", "told"),
    [
        ("/products/17", "GET /products/{n}"),
        ("/products/17/reviews/4", "GET /products/{n}/reviews/{n}"),
        ("/orders/9f1c2d3e-0a1b-4c5d-8e9f-001122334455", "GET /orders/{n}"),
        ("/blob/0123456789abcdef0123", "GET /blob/{n}"),
        ("/img/12.png", "GET /img/{n}.png"),
        ("/v2/products", "GET /v2/products"),
        ("/cart", "GET /cart"),
    ],
)
def test_numbers_and_ids_in_a_route_are_one(route: str, told: str) -> None:
    assert route_of(traffic(seconds=1, rate=1, route=route)).tolist() == [told]


def test_a_scanner_cannot_fill_the_memory_with_routes() -> None:
    paths = [f"/wp-{'abcdefghij'[number % 10]}{'x' * (number // 10)}" for number in range(600)]
    frame = traffic(seconds=60, rate=20, route=["/", *paths[1:]] * 2)
    routes = route_of(frame)
    assert routes.nunique() == ROUTES_KEPT + 1
    assert f"GET {OTHER_ROUTES}" in set(routes)


def test_what_failed_and_what_was_wrong_is_told_by_the_status() -> None:
    statuses = [200, 304, 400, 401, 403, 404, 407, 429, 499, 500, 502, 504, None]
    frame = traffic(seconds=len(statuses), rate=1, status=statuses)
    told = frame["status"]
    assert told[failing(frame)].tolist() == [499, 500, 502, 504]
    assert told[wrong(frame)].tolist() == [400, 403, 404, 429]


@given(milliseconds=st.floats(1.0, 1e7))
def test_a_duration_lies_under_the_top_of_its_bucket_and_over_that_of_the_one_below(milliseconds: float) -> None:
    bucket = int(bucket_of(np.array([milliseconds]))[0])
    assert bucket_top(bucket - 1) * (1 - 1e-9) < milliseconds <= bucket_top(bucket) * (1 + 1e-9)


def test_a_digest_follows_seconds_and_not_requests() -> None:
    few, many = (condense(spoil(traffic(seconds=60, rate=rate), "08:00:00", "08:01:00", every=2)) for rate in (40, 400))
    assert len(many.requests) == len(few.requests)
    assert len(many.marks) <= len(few.marks)
    assert len(many.clients) == len(few.clients)
    assert many.requests["failed"].sum() == 10 * few.requests["failed"].sum()


def test_each_second_keeps_its_first_and_last_failing_request() -> None:
    frame = spoil(traffic(seconds=20, rate=10), "08:00:05.200", "08:00:05.700")
    marks = condense(frame).marks
    failed = marks[marks["status"] == 500]["message"].tolist()
    assert failed == ["request 53", "request 57"]


def test_a_thousand_errors_in_a_second_are_kept_as_their_first_and_last() -> None:
    errors = [error("08:00:00", f"no connection {number}") for number in range(1000)]
    assert condense(frame_of(*errors)).events["message"].tolist() == ["no connection 0", "no connection 999"]
    assert condense(frame_of(*errors)).records["n"].sum() == 1000


def test_what_people_left_is_kept_whole() -> None:
    words = [say("08:00:00", f"remark {number}") for number in range(50)]
    assert len(condense(frame_of(*words, page("08:00:01", "triggered"))).events) == 51


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("systemd[1]: Started Nightly backup", True),
        ("mysqld: ready for connections", True),
        ("[notice] handling signal: HUP", True),
        ("(root) CMD (/usr/local/bin/reindex)", True),
        ("user 7 logged in", False),
        ("upgradeable", False),
    ],
)
def test_records_of_what_begins_or_ends_are_kept_though_they_are_no_errors(message: str, kept: bool) -> None:
    events = condense(frame_of(record("08:00:00", "system", message, "syslog", severity="info"))).events
    assert bool(len(events)) is kept


def test_warnings_are_counted_and_chatter_is_not() -> None:
    frame = frame_of(error("08:00:00", severity="warning"), error("08:00:00", severity="info"), error("08:00:01"))
    assert condense(frame).records["severity"].tolist() == ["warning", "error"]


def test_the_first_and_last_of_a_second_are_told_by_time_and_not_by_their_place_in_the_file() -> None:
    frame = spoil(traffic(seconds=20, rate=10), "08:00:05.200", "08:00:05.700")
    marks = condense(frame[::-1].reset_index(drop=True)).marks
    assert marks[marks["status"] == 500]["message"].tolist() == ["request 53", "request 57"]
