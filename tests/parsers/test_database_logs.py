"""Logs of databases: entries over several lines, durations in their own units, one log in several flavours."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import reconstruct

SLOW = """# User@Host: shop[shop] @ web-1 [10.0.0.5]  Id:    12
# Query_time: {}  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 0
SET timestamp={};
SELECT 1;
"""


def read(tmp_path: Path, text: str, name: str = "db.log") -> pd.DataFrame:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return reconstruct.read_logs(tmp_path)


def test_slow_queries_of_the_same_second_are_each_an_event_with_its_own_duration(tmp_path: Path) -> None:
    banner = "mysqld, Version: 8.0.36. started with:\nTcp port: 3306  Unix socket: /x\nTime  Id Command  Argument\n"
    text = banner + "# Time: 261123  9:03:20\n" + SLOW.format("1.5", "1795424600") + SLOW.format("0.25", "1795424600")
    frame = read(tmp_path, text)
    assert frame["duration_ms"].tolist() == [1500.0, 250.0]
    assert (frame["time"] == pd.Timestamp("2026-11-23T09:03:20Z")).all()
    assert frame.attrs["sources"][0].unread == 0


@pytest.mark.parametrize(
    ("took", "milliseconds"), [("803micros", 0.803), ("4.5ms", 4.5), ("1.2s", 1200.0), ("2m", 120000.0)]
)
def test_a_duration_carries_its_unit(tmp_path: Path, took: str, milliseconds: float) -> None:
    line = (
        f"[2026-11-23T09:03:20,177][WARN ][index.search.slowlog.query] [node-1] [a][0] took[{took}], took_millis[0]\n"
    )
    assert read(tmp_path, line)["duration_ms"].tolist() == [milliseconds]


def test_a_json_record_that_goes_on_over_lines_is_one_event(tmp_path: Path) -> None:
    first = '{"type": "server", "timestamp": "2026-11-23T09:03:20,523+0000", "level": "ERROR", "component": "o.e.X",'
    first += (
        ' "node.name": "node-0", "message": "failed",\n"stacktrace": ["java.io.IOException: no space",\n"at a.B"]  }\n'
    )
    second = first.replace("ERROR", "INFO").replace(',\n"stacktrace": ["java.io.IOException: no space",\n"at a.B"]', "")
    frame = read(tmp_path, first + second * 3)
    assert frame["severity"].tolist() == ["error", "info", "info", "info"]
    assert frame["line"].tolist() == [1, 4, 5, 6]


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-23 09:03:20 UTC:10.0.0.5(51234):shop@shopdb:[4711]:ERROR:  deadlock detected",
        "Nov 23 09:03:20 db-1 postgres[812]: [5-1] 2026-11-23 10:03:20.000 CET [812] s@s ERROR:  deadlock detected",
        "2026-11-23T09:03:20+00:00 db-1 postgres[812]: [5-1] user=shop,db=shop ERROR:  deadlock detected",
        "< 2026-11-23 10:03:20 CET >ERROR:  deadlock detected",
        "1795424600.000 [812] shop@shop ERROR:  deadlock detected",
    ],
)
def test_a_line_of_postgresql_says_the_same_in_each_flavour(tmp_path: Path, line: str) -> None:
    row = read(tmp_path, line + "\n").iloc[0]
    assert row["time"] == pd.Timestamp("2026-11-23T09:03:20Z")
    assert (row["kind"], row["severity"], row["message"]) == ("database", "error", "deadlock detected")


def test_a_stamp_on_a_line_of_its_own_begins_a_record_of_oracle_s_alert_log(tmp_path: Path) -> None:
    text = "2026-11-23T09:03:20.123456+00:00\nORA-01578: block corrupted\n2026-11-23T09:03:21.000000+00:00\nOK\n"
    frame = read(tmp_path, text)
    assert frame["code"].fillna("").tolist() == ["ORA-01578", ""]
    assert frame["message"].tolist() == ["ORA-01578: block corrupted", "OK"]


def test_redis_without_a_year_and_its_signals_are_one_log(tmp_path: Path) -> None:
    text = "1:M 23 Nov 09:03:20.442 * ready\n1:signal-handler (1795424602) Received SIGTERM scheduling shutdown...\n"
    frame = read(tmp_path, text)
    assert frame["time"].dt.strftime("%d %H:%M:%S").tolist() == ["23 09:03:20", "23 09:03:22"]
