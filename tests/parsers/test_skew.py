"""A clock that is ahead is found from events that two sources saw, and none is found where the clocks agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reconstruct.events import conform
from reconstruct.parsers.clocks import Reading
from reconstruct.parsers.correct import correct_clocks
from reconstruct.parsers.heard import Heard, hear, sum_heard
from reconstruct.parsers.skew import find_skews
from reconstruct.parsers.sources import LogSource

START = pd.Timestamp("2026-11-23T09:00:00Z")


def make_frames(ahead: float, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Orders in the access log and the application's, whose clock is ahead; a database that sees the same trouble."""
    random = np.random.default_rng(seed)
    orders = np.sort(random.uniform(0, 3600, 80))
    views = np.sort(random.uniform(0, 3600, 900))
    failed = np.sort(random.uniform(1500, 1560, 40)) + random.integers(0, 3, 40) * 500
    return {
        "access.log": make_requests(
            np.floor(np.concatenate([orders, views, failed])), [303] * 80 + [200] * 900 + [500] * 40
        ),
        "app.log": make_records(
            np.concatenate([orders - 0.2, failed]) + ahead, ["order 1 placed"] * 80 + ["no"] * 40, 80
        ),
        "db.log": make_records(failed, ["lost"] * 40, 0),
    }


def hear_all(frames: dict[str, pd.DataFrame]) -> dict[str, Heard]:
    return {path: hear(path, frame) for path, frame in frames.items()}


def make_requests(seconds: np.ndarray, status: list[int]) -> pd.DataFrame:
    times = (START + pd.to_timedelta(seconds, unit="s")).as_unit("us")
    routes = ["/order" if code == 303 else "/" for code in status]
    columns = {"time": times, "kind": "request", "method": "GET", "route": routes, "status": status}
    return conform(columns, len(status))


def make_records(seconds: np.ndarray, messages: list[str], healthy: int) -> pd.DataFrame:
    times = (START + pd.to_timedelta(seconds, unit="s")).as_unit("us")
    severity = ["info"] * healthy + ["error"] * (len(messages) - healthy)
    return conform({"time": times, "kind": "application", "severity": severity, "message": messages}, len(messages))


@pytest.mark.parametrize("ahead", [95.0, -40.0, 12.0, 600.0])
def test_a_clock_that_is_off_is_found_within_its_error(ahead: float) -> None:
    skews = find_skews(hear_all(make_frames(ahead)))
    assert list(skews) == ["app.log"]
    assert abs(skews["app.log"].seconds - ahead) <= skews["app.log"].error


@pytest.mark.parametrize("seed", range(8))
def test_clocks_that_agree_are_left_alone(seed: int) -> None:
    assert find_skews(hear_all(make_frames(0.0, seed))) == {}


def test_of_two_clocks_that_differ_nobody_knows_which_is_right() -> None:
    frames = make_frames(95.0)
    del frames["db.log"]
    assert find_skews(hear_all(frames)) == {}


def test_a_wait_for_a_time_out_is_no_clock_that_is_off() -> None:
    frames = make_frames(0.0)
    late = frames["app.log"]["severity"] == "error"
    frames["app.log"]["time"] += pd.to_timedelta(np.where(late, 30, 0), unit="s")
    assert find_skews(hear_all(frames)) == {}


def test_a_correction_that_was_asked_for_counts_before_what_the_events_tell(tmp_path: Path) -> None:
    frames = make_frames(95.0)
    readings = [Reading(LogSource(path, tmp_path / path), one) for path, one in hear_all(frames).items()]
    corrected = {source.path: source for source in correct_clocks(readings, ["app.*=-90s"])}
    assert corrected["app.log"].ahead_seconds == 90.0
    assert "asked for" in corrected["app.log"].notes[0]
    assert corrected["db.log"].ahead_seconds is None


@pytest.mark.parametrize("ahead", [0.0, 95.0])
def test_blocks_add_up_to_what_is_heard_of_the_whole(ahead: float) -> None:
    for path, frame in make_frames(ahead).items():
        parts = [hear(path, frame[at::3].reset_index(drop=True)) for at in range(3)]
        added, whole = sum_heard(parts), hear(path, frame)
        assert (added.events, added.severe, added.first, added.last) == (
            whole.events,
            whole.severe,
            whole.first,
            whole.last,
        )
        assert {name: (count, when.tolist()) for name, (count, when) in added.kinds.items()} == {
            name: (count, when.tolist()) for name, (count, when) in whole.kinds.items()
        }
