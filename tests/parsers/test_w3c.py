"""W3C extended logs are read by the `#Fields:` lines that stand in them, and by no other."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import reconstruct
from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.recognise_files import recognise_any

FORMATS = load_formats()
SHORT = "#Fields: date time cs-method cs-uri-stem s-port c-ip sc-status time-taken\n"
LONG = "#Fields: date time s-sitename cs-uri-stem cs-method s-port sc-status cs(User-Agent) c-ip\n"


def read(tmp_path: Path, text: str) -> pd.DataFrame:
    (tmp_path / "u_ex261123.log").write_text(text, encoding="utf-8")
    return reconstruct.read_logs(tmp_path, timezone="America/New_York")


def test_a_row_is_read_by_the_names_above_it(tmp_path: Path) -> None:
    frame = read(tmp_path, SHORT + "2026-11-23 09:03:20 GET /cart 443 198.18.0.7 503 30021\n")
    row = frame.iloc[0]
    assert (row["method"], row["route"], row["client"], row["status"]) == ("GET", "/cart", "198.18.0.7", 503)
    assert row["duration_ms"] == 30021.0
    assert row["time"] == pd.Timestamp("2026-11-23T09:03:20Z")  # IIS writes UTC, whatever zone is given


def test_the_fields_may_change_within_a_file(tmp_path: Path) -> None:
    rows = (
        "2026-11-23 09:03:20 GET /cart 443 198.18.0.7 503 30021\n",
        "2026-11-23 09:03:21 W3SVC1 /a GET 80 200 x ::1\n",
    )
    frame = read(tmp_path, SHORT + rows[0] + "#Software: IIS\n" + LONG + rows[1])
    assert frame["route"].tolist() == ["/cart", "/a"]
    assert frame["status"].tolist() == [503, 200]


def test_its_headers_are_not_counted_as_unread_and_a_row_of_other_fields_is(tmp_path: Path) -> None:
    text = "#Software: IIS\n" + SHORT + "2026-11-23 09:03:20 GET / 80 ::1 200 1\n2026-11-23 09:03:21 GET / 80\n"
    source = read(tmp_path, text).attrs["sources"][0]
    assert (source.events, source.unread) == (1, 1)
    assert source.first_unread == (4, "2026-11-23 09:03:21 GET / 80")


def test_a_row_without_a_status_is_no_request(tmp_path: Path) -> None:
    header = "#Fields: date time c-ip s-port cs-method cs-uri sc-status s-reason s-queuename\n"
    rows = (
        "2026-11-23 09:03:20 ::1 80 - - - Timer_ConnectionIdle -\n2026-11-23 09:03:21 ::1 80 GET /a 503 AppOffline P\n"
    )
    assert read(tmp_path, header + rows)["kind"].tolist() == ["server", "request"]


def test_rows_without_their_header_are_no_iis_log() -> None:
    found = recognise_any(b"2026-11-23 09:03:20 GET /cart 443 198.18.0.7 503 30021\n", "u_ex.log", FORMATS)
    assert found is None or found.name != "iis"
