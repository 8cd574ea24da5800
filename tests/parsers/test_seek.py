"""A window is found in a large sorted file without reading the rest, and gives what reading everything would give."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reconstruct.events import Source, sources_of
from reconstruct.parsers.parse import parse_block
from reconstruct.parsers.read import open_sources, read_logs
from reconstruct.parsers.seek import LEAST_BYTES, seek_window
from reconstruct.parsers.sources import Block, LogSource
from reconstruct.window import Window, with_baseline

BEGIN = pd.Timestamp("2026-11-23T00:00", tz="UTC")
DAY = 86_400


def write_access(file: Path, seconds: np.ndarray, padding: int = 60) -> Path:
    times = (BEGIN + pd.to_timedelta(seconds, unit="s")).strftime("%d/%b/%Y:%H:%M:%S +0000")
    tail = f'] "GET / HTTP/1.1" 200 5 "-" "{"x" * padding}"'
    file.write_text("".join(f"198.18.0.9 - - [{time}{tail}\n" for time in times))
    return file


def window(start: float, hours: float) -> Window:
    return Window(BEGIN + pd.Timedelta(hours=start), BEGIN + pd.Timedelta(hours=start + hours))


def seek(file: Path, wanted: Window, least: int = 0) -> LogSource:
    return seek_window(open_sources(file), wanted, None, least)[0]


@functools.cache
def jittered(seed: int) -> np.ndarray:
    """Stamps of a day, one in a hundred of them up to four minutes late."""
    random = np.random.default_rng(seed)
    seconds = np.sort(random.integers(0, DAY, 40_000))
    return seconds - (random.random(len(seconds)) < 0.01) * random.integers(0, 240, len(seconds))


@pytest.mark.parametrize("seed", range(3))
def test_all_records_of_a_window_lie_in_the_bytes_that_are_sought(seed: int, tmp_path: Path) -> None:
    file = write_access(tmp_path / "access.log", jittered(seed))
    every = parse_block(Block(open_sources(file)[0])).frame
    for start in np.random.default_rng(seed).uniform(-2, 25, 6):
        wanted = window(float(start), 1)
        source = seek(file, wanted)
        assert source.sought is not None
        held = every[(every["time"] >= wanted.start) & (every["time"] < wanted.end)]["offset"]
        assert held.between(*source.sought, inclusive="left").all()


def test_no_more_is_sought_than_the_window_its_slack_and_a_step(tmp_path: Path) -> None:
    file = write_access(tmp_path / "access.log", np.arange(0, 10 * DAY, 10), 500)
    source = seek(file, window(120, 1))
    assert source.sought is not None
    hours = 1 + 2 * (15 + 5) / 60
    assert source.sought[1] - source.sought[0] < hours / 240 * file.stat().st_size + 2 * 1024 * 1024
    assert "in the order of time" in source.notes[-1]


def test_a_file_out_of_order_is_read_whole_and_says_so(tmp_path: Path) -> None:
    halves = np.arange(0, DAY, 5).reshape(2, -1)[::-1].ravel()
    source = seek(write_access(tmp_path / "access.log", halves), window(3, 1))
    assert source.sought is None
    assert "not in the order of time" in source.notes[-1]


def test_a_file_whose_lines_mostly_have_no_time_is_read_whole_and_says_so(tmp_path: Path) -> None:
    file = write_access(tmp_path / "access.log", np.arange(0, DAY, 600))
    with file.open("a") as stream:
        stream.writelines("no time in this line at all\n" for _ in range(50_000))
    source = seek(file, window(3, 1))
    assert source.sought is None
    assert "too few" in source.notes[-1]


def test_stamps_of_a_zone_not_yet_known_are_sought_in_every_zone(tmp_path: Path) -> None:
    times = pd.date_range(BEGIN, periods=DAY, freq="3s")
    file = tmp_path / "app.log"
    file.write_text("".join(f"{time:%Y-%m-%d %H:%M:%S},000 INFO shop: {'x' * 90}\n" for time in times))
    source = seek(file, window(36, 1))
    assert source.timezone_basis == ""
    assert source.sought is not None
    line = file.stat().st_size / len(times)
    assert source.sought[0] <= (36 - 12) * 1200 * line
    assert source.sought[1] >= (37 + 14) * 1200 * line


def test_a_clock_that_is_set_by_hand_is_sought_as_it_went(tmp_path: Path) -> None:
    file = write_access(tmp_path / "access.log", np.arange(0, 4 * DAY, 10), 300)
    ahead, right = (seek_window(open_sources(file), window(48, 1), given, 0)[0].sought for given in ("-6h", "0"))
    assert ahead is not None
    assert right is not None
    assert ahead[0] == pytest.approx(right[0] + file.stat().st_size / 16, abs=2 * 1024 * 1024)


def test_small_files_are_read_whole(tmp_path: Path) -> None:
    file = write_access(tmp_path / "access.log", np.arange(0, DAY, 600))
    assert seek(file, window(3, 1), LEAST_BYTES).sought is None


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of four days that is large enough to be sought."""
    folder = tmp_path_factory.mktemp("large")
    write_access(folder / "access.log", np.arange(0, 4 * DAY, 5), 1000)
    return folder


def test_the_frame_of_a_window_is_that_of_reading_everything_and_cutting(large: Path) -> None:
    wanted = window(60, 1)
    frame = read_logs(large, wanted)
    every = read_logs(large)
    whole = with_baseline(wanted)
    cut = every[(every["time"] >= whole.start) & (every["time"] < whole.end)].reset_index(drop=True)
    pd.testing.assert_frame_equal(frame.drop(columns="line"), cut.drop(columns="line"))


def test_the_account_of_a_sought_file_says_what_was_read_and_that_lines_have_no_number(large: Path) -> None:
    frame = read_logs(large, window(60, 1))
    source: Source = sources_of(frame)[0]
    assert 0 < source.lines < 4 * DAY / 5 / 1.5
    assert "were read" in source.notes[0]
    assert (frame["line"] == 0).all()


def test_lines_keep_their_numbers_where_the_window_begins_with_the_file(large: Path) -> None:
    frame = read_logs(large, window(1, 1))
    assert frame["line"].iloc[0] == 1
    assert sources_of(frame)[0].lines < 4 * DAY / 5
