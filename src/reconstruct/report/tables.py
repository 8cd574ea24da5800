"""Timeline -> its tables (events, signals, milestones) as Parquet, Arrow and SQLite, for other programs."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from io import BytesIO
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from reconstruct.report.export import TEXT_LIMIT, iso
from reconstruct.timeline.nouns import Timeline

SQLITE_FILE = "timeline.sqlite"


def tables_of(timeline: Timeline) -> Mapping[str, pd.DataFrame]:
    """The notable events, the counts of each step, and a row for each milestone that was found.

    `incident` counts from 1; times are aware, UTC; `path`, `line` and `text` are the milestone's first evidence.

    >>> from reconstruct import build_timeline
    >>> from reconstruct.events import empty
    >>> list(tables_of(build_timeline(empty())))
    ['events', 'signals', 'milestones']
    """
    return {
        "events": timeline.events,
        "signals": timeline.signals.rename_axis("time").reset_index(),
        "milestones": _milestones(timeline),
    }


def _milestones(timeline: Timeline) -> pd.DataFrame:
    times = pd.DatetimeTZDtype("us", "UTC")
    columns: dict[str, Any] = {
        "incident": "int64",
        "name": "str",
        "time": times,
        "earliest": times,
        "latest": times,
        "basis": "str",
    }
    columns |= {"rule": "str", "by": "str", "path": "str", "line": "Int64", "text": "str"}
    rows = [
        (number, m.name, m.time, m.earliest, m.latest, m.basis, m.rule, m.by, first.path, first.line, first.text)
        for number, incident in enumerate(timeline.incidents, 1)
        for m in incident.milestones.values()
        if m is not None
        for first in m.evidence[:1]
    ]
    frame = pd.DataFrame(rows, columns=list(columns)).astype(columns)
    return frame.assign(text=frame["text"].str.slice(0, TEXT_LIMIT))


def parquet_files(timeline: Timeline) -> dict[str, bytes]:
    """The events and the signals as Parquet, by their files' names."""
    return {f"{name}.parquet": _parquet(table) for name, table in _arrow(timeline).items()}


def arrow_files(timeline: Timeline) -> dict[str, bytes]:
    """The events and the signals as Arrow IPC files, which map into memory as they are."""
    return {f"{name}.arrow": _ipc(table) for name, table in _arrow(timeline).items()}


def sqlite_file(timeline: Timeline) -> dict[str, bytes]:
    """One SQLite data base with the tables events, signals and milestones; times are text, ISO 8601 in UTC."""
    with closing(sqlite3.connect(":memory:")) as base:
        for name, frame in tables_of(timeline).items():
            told = {column: _for_sqlite(frame[column]) for column in frame}
            pd.DataFrame(told, columns=frame.columns).to_sql(name, base, index=False)
        return {SQLITE_FILE: base.serialize()}


def _for_sqlite(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.map(iso).astype("object")
    return column.astype("str") if isinstance(column.dtype, pd.CategoricalDtype) else column


def _arrow(timeline: Timeline) -> dict[str, pa.Table]:
    return {
        name: pa.Table.from_pandas(frame, preserve_index=False)
        for name, frame in tables_of(timeline).items()
        if name != "milestones"
    }


def _parquet(table: pa.Table) -> bytes:
    stream = BytesIO()
    pyarrow.parquet.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def _ipc(table: pa.Table) -> bytes:
    stream = BytesIO()
    with pa.ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)
    return stream.getvalue()
