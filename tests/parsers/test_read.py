"""A folder becomes one event frame in the order of time, with the account of each of its files."""

from __future__ import annotations

import gzip
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pytest

from reconstruct import events
from reconstruct.errors import UnreadableError
from reconstruct.parsers.read import read_logs
from reconstruct.window import Window


def access(hour: int, count: int = 60) -> bytes:
    line = '198.18.0.9 - - [23/Nov/2026:{:02}:{:02}:00 +0000] "GET / HTTP/1.1" 200 5\n'
    return "".join(line.format(hour, minute) for minute in range(count)).encode()


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "access.log").write_bytes(access(9) + b"nonsense\n")
    (folder / "access.log.1").write_bytes(access(8))
    (folder / "access.log.2.gz").write_bytes(gzip.compress(access(7)))
    (folder / "error.log.2.gz").write_bytes(gzip.compress(b""))
    (folder / "app.log").write_bytes(b"2026-11-23 09:10:00,000 ERROR shop: no\nTraceback\n  x\n")
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def test_a_folder_gives_an_event_frame_in_the_order_of_time(logs: Path) -> None:
    frame = events.check(read_logs(logs))
    assert frame["time"].is_monotonic_increasing
    assert frame["source"].astype(str).value_counts().to_dict() == {
        "access.log": 60,
        "access.log.1": 60,
        "access.log.2.gz": 60,
        "app.log": 1,
    }


def test_every_file_has_its_account(logs: Path) -> None:
    account = {source.path: source for source in events.sources_of(read_logs(logs))}
    web = account["access.log"]
    assert (web.lines, web.events, web.unread, web.first_unread) == (61, 60, 1, (61, "nonsense"))
    assert (web.first, web.last) == (pd.Timestamp("2026-11-23T09:00Z"), pd.Timestamp("2026-11-23T09:59Z"))
    assert (web.format, web.kind, web.resolution_seconds) == ("access-common", "request", 60.0)
    assert "PNG" in (account["logo.png"].skipped or "")
    assert account["error.log.2.gz"].skipped == "empty"


def test_a_window_keeps_what_lies_in_it_and_in_the_baseline_before(logs: Path) -> None:
    window = Window(pd.Timestamp("2026-11-23T09:10Z"), pd.Timestamp("2026-11-23T09:20Z"))
    frame = read_logs(logs, window=window)
    assert frame["time"].min() == pd.Timestamp("2026-11-23T08:10Z")
    assert frame["time"].max() == pd.Timestamp("2026-11-23T09:19Z")
    assert next(source.events for source in events.sources_of(frame) if source.path == "access.log") == 60


def test_a_pool_of_processes_gives_the_same_frame(logs: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        there = read_logs(logs, map=pool.map)
    here = read_logs(logs)
    pd.testing.assert_frame_equal(here, there)
    assert events.sources_of(here) == events.sources_of(there)


def test_progress_is_told_until_all_bytes_are_done(logs: Path) -> None:
    told: list[tuple[str, int, int]] = []
    read_logs(logs, progress=lambda path, done, total: told.append((path, done, total)))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1][1] == told[-1][2] > 0


def test_a_rotated_file_too_short_to_tell_takes_the_format_of_its_set(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_bytes(access(9))
    (tmp_path / "x.log.1").write_bytes(b"cut short\n")
    account = {source.path: source for source in events.sources_of(read_logs(tmp_path))}
    assert (account["x.log.1"].format, account["x.log.1"].unread) == ("access-common", 1)


def test_a_folder_without_any_log_says_so_and_why(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(UnreadableError, match=r"logo\.png.*PNG"):
        read_logs(tmp_path)


def test_people_of_a_chat_have_the_names_of_the_table_beside_it(tmp_path: Path) -> None:
    (tmp_path / "incidents").mkdir()
    message = '{"type": "message", "user": "U1", "text": "<@U2> please look", "ts": "1795424212.347656"}'
    (tmp_path / "incidents" / "2026-11-23.json").write_text(f"[{message}]")
    (tmp_path / "users.json").write_text('[{"id": "U1", "real_name": "Anna Keller"}, {"id": "U2", "name": "bob"}]')
    frame = read_logs(tmp_path)
    assert frame[["actor", "message"]].to_numpy().tolist() == [["Anna Keller", "@bob please look"]]
    table = next(source for source in events.sources_of(frame) if source.path == "users.json")
    assert table.skipped == "a table of names (id, name), no log"
