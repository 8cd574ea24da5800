"""The zone and the year of stamps that do not say theirs come from the other sources, and the basis is told."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from reconstruct.errors import UsageError
from reconstruct.events import Source, sources_of
from reconstruct.parsers.read import read_logs


def write_access(folder: Path, hours: range = range(8, 9), zone: str = "+0100") -> None:
    lines = [
        f'198.18.0.9 - - [23/Nov/2026:{hour:02}:{minute:02}:00 {zone}] "GET / HTTP/1.1" 200 5\n'
        for hour in hours
        for minute in range(0, 60, 5)
    ]
    (folder / "access.log").write_text("".join(lines))


def write_database(folder: Path, hour: int) -> None:
    lines = [f"2026-11-23 {hour:2}:{minute:02}:00 0 [Note] up\n" for minute in range(5, 55, 5)]
    (folder / "mariadb.log").write_text("".join(lines))


def source_of(frame: pd.DataFrame, path: str) -> Source:
    return next(source for source in sources_of(frame) if source.path == path)


def test_a_wall_clock_is_taken_for_the_zone_in_which_it_lies_within_the_others(tmp_path: Path) -> None:
    write_access(tmp_path)
    write_database(tmp_path, 8)
    source = source_of(read_logs(tmp_path), "mariadb.log")
    assert source.timezone == "+01:00"
    assert source.timezone_basis.startswith("inferred")
    assert source.first == pd.Timestamp("2026-11-23T07:05:00Z")


def test_a_stray_source_years_away_does_not_hide_the_zone(tmp_path: Path) -> None:
    write_access(tmp_path)
    write_database(tmp_path, 8)
    (tmp_path / "old.log").write_text("2022-04-15T05:20:00Z created\n2026-12-15T05:20:00Z read\n")
    (tmp_path / "older.log").write_text("2022-04-15T05:20:00Z created\n")
    assert source_of(read_logs(tmp_path), "mariadb.log").timezone == "+01:00"


def test_a_wall_clock_that_lies_within_the_others_in_utc_stays_in_utc(tmp_path: Path) -> None:
    write_access(tmp_path)
    write_database(tmp_path, 7)
    assert source_of(read_logs(tmp_path), "mariadb.log").timezone == "UTC"


def test_spans_that_cannot_tell_leave_utc_and_say_that_it_is_assumed(tmp_path: Path) -> None:
    write_access(tmp_path, range(24))
    write_database(tmp_path, 8)
    source = source_of(read_logs(tmp_path), "mariadb.log")
    assert (source.timezone, source.timezone_basis.split(":")[0]) == ("UTC", "assumed")


def test_the_zone_given_counts_only_for_stamps_that_say_none(tmp_path: Path) -> None:
    write_access(tmp_path)
    write_database(tmp_path, 8)
    frame = read_logs(tmp_path, timezone="America/New_York")
    assert source_of(frame, "mariadb.log").first == pd.Timestamp("2026-11-23T13:05:00Z")
    assert source_of(frame, "access.log").first == pd.Timestamp("2026-11-23T07:00:00Z")
    assert source_of(frame, "mariadb.log").timezone_basis == "given"


def test_a_zone_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    write_access(tmp_path)
    with pytest.raises(UsageError, match="Nowhere"):
        read_logs(tmp_path, timezone="Nowhere")


def test_the_year_of_a_syslog_is_that_of_the_other_sources(tmp_path: Path) -> None:
    write_access(tmp_path)
    (tmp_path / "syslog").write_text("Nov 23 07:10:00 vm cron[1]: run\nDec 24 07:10:00 vm cron[1]: run\n")
    frame = read_logs(tmp_path)
    years = frame.loc[frame["source"] == "syslog", "time"].dt.year
    assert years.tolist() == [2025, 2026]
    assert "year" in source_of(frame, "syslog").notes[0]


def test_a_syslog_alone_has_its_year_from_its_file_and_rolls_over_at_new_year(tmp_path: Path) -> None:
    path = tmp_path / "syslog"
    path.write_text("Dec 31 23:59:59 vm cron[1]: run\nJan  1 00:00:01 vm cron[1]: run\n")
    written = pd.Timestamp("2024-01-01T00:00:02Z").timestamp()
    os.utime(path, (written, written))
    assert read_logs(tmp_path)["time"].dt.year.tolist() == [2023, 2024]
