"""The digest of logs is that of their frame, whoever maps the blocks and however they are cut."""

from __future__ import annotations

from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pytest

from reconstruct.parsers.read import read_logs
from reconstruct.pipeline import digest_logs, spread
from reconstruct.report.export import events_csv, timeline_json
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.condense import Digest, condense
from reconstruct.window import parse_window

FIXTURES = Path(__file__).parents[1] / "fixtures"
TABLES = ("requests", "latency", "clients", "active", "records", "marks", "events", "edges")


def assert_same(one: Digest, two: Digest) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name), check_categorical=False)
    assert one.sources == two.sources


@pytest.mark.parametrize("name", ["ecommerce-outage", "corrupted-table", "quiet-day"])
def test_the_digest_of_logs_is_that_of_their_frame(name: str) -> None:
    logs = FIXTURES / name / "logs"
    assert_same(digest_logs(logs), condense(read_logs(logs)))


def test_frame_and_digest_give_the_same_timeline_to_the_byte() -> None:
    logs = FIXTURES / "ecommerce-outage" / "logs"
    there, here = build_timeline(digest_logs(logs), "find"), build_timeline(read_logs(logs), "find")
    assert timeline_json(there) == timeline_json(here)
    assert events_csv(there) == events_csv(here)


def test_an_incident_of_many_blocks_is_that_of_its_frame(tmp_path: Path) -> None:
    """A log of 40 MB, skimmed in three blocks on two threads; its error log tells the same in another zone."""
    start = pd.Timestamp("2026-11-23T08:00:00Z")
    requests, errors = [], []
    for second in range(3600):
        time, failing = start + pd.Timedelta(seconds=second), 1800 <= second < 2100
        stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000")
        for number in range(50):
            status = 503 if failing and number % 3 == 0 else 200
            client, route = f"198.18.{number}.{second % 250}", f"/products/{second * number % 900}?page={number}"
            requests.append(
                f'{client} - - [{stamp}] "GET {route} HTTP/1.1" {status} {number * 91} "-" "Mozilla/5.0 {"x" * 130}"'
            )
        if failing:
            there = (time - pd.Timedelta(hours=5)).strftime("%Y/%m/%d %H:%M:%S")
            errors.append(f"{there} [error] 7#7: no live upstreams, client: 198.18.0.{second % 250}, server: a")
    (tmp_path / "access.log").write_text("\n".join(requests))
    (tmp_path / "error.log").write_text("\n".join(errors))
    with spread(2) as several:
        there = digest_logs(tmp_path, map=several)
    assert_same(there, condense(read_logs(tmp_path)))
    assert [source.events for source in there.sources] == [180_000, 300]
    incident = build_timeline(there, "find").incidents[0]
    onset = incident.milestones["onset"]
    assert onset is not None
    assert (onset.time, onset.evidence[0].line) == (start + pd.Timedelta(minutes=30), 90_001)


def test_a_window_leaves_the_same_of_both() -> None:
    logs = FIXTURES / "ecommerce-outage" / "logs"
    window = parse_window("2023-05-15T09:00/09:30")
    assert_same(digest_logs(logs, window), condense(read_logs(logs, window)))


@pytest.mark.parametrize("pool", [ThreadPoolExecutor(2), ProcessPoolExecutor(2, mp_context=get_context("spawn"))])
def test_any_map_gives_the_same(pool: Executor) -> None:
    logs = FIXTURES / "corrupted-table" / "logs"
    with pool:
        assert_same(digest_logs(logs, map=pool.map), digest_logs(logs))
