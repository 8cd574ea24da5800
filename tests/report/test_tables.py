"""Events, signals and milestones come out as tables that pandas, Arrow and SQLite read back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from reconstruct.report.tables import arrow_files, parquet_files, sqlite_file, tables_of
from reconstruct.timeline.nouns import Timeline
from tests.samples import quiet_timeline, sample_timeline


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return sample_timeline()


def test_a_milestone_is_a_row_with_its_time_and_its_proof(timeline: Timeline) -> None:
    milestones = tables_of(timeline)["milestones"]
    onset = milestones[(milestones["incident"] == 1) & (milestones["name"] == "onset")].iloc[0]
    assert onset["time"] == pd.Timestamp("2023-05-15T08:47:03Z")
    assert (onset["path"], onset["line"]) == ("web/access.log", 10412)
    assert set(milestones["incident"]) == {1, 2}


def test_parquet_gives_the_same_frames_back(timeline: Timeline) -> None:
    for name, content in parquet_files(timeline).items():
        read = pd.read_parquet(BytesIO(content))
        assert len(read) == len(tables_of(timeline)[name.removesuffix(".parquet")])
        assert str(read["time"].dtype) == "datetime64[us, UTC]"


def test_arrow_files_are_read_by_arrow(timeline: Timeline) -> None:
    events = pa.ipc.open_file(BytesIO(arrow_files(timeline)["events.arrow"])).read_all()
    assert events.num_rows == len(timeline.events)


@pytest.mark.parametrize("make", [sample_timeline, quiet_timeline])
def test_sqlite_answers_a_query_over_its_three_tables(tmp_path: Path, make: type) -> None:
    (name, content), *_ = sqlite_file(make()).items()
    (tmp_path / name).write_bytes(content)
    with closing(sqlite3.connect(tmp_path / name)) as base:
        count = {
            table: base.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608 - names of this test
            for table in ("events", "signals", "milestones")
        }
        times = base.execute("select time from milestones where name = 'onset' and incident = 1").fetchall()
    assert count == {table: len(frame) for table, frame in tables_of(make()).items()}
    assert times == ([("2023-05-15T08:47:03Z",)] if make is sample_timeline else [])


def test_the_same_timeline_gives_the_same_bytes(timeline: Timeline) -> None:
    for make in (parquet_files, arrow_files, sqlite_file):
        assert make(timeline) == make(timeline)
