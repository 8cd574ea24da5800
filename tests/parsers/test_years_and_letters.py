"""The year that a file's name tells, the letters of Latin-1, shared abbreviations, and the zone of neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconstruct.events import sources_of
from reconstruct.parsers.lines import encoding_of
from reconstruct.parsers.read import read_logs


def test_a_dated_file_s_name_tells_the_year_of_its_stamps_before_the_others_do(tmp_path: Path) -> None:
    (tmp_path / "messages-20251007").write_text("Oct  5 09:00:00 vm app[1]: up\n", encoding="utf-8")
    (tmp_path / "app.log").write_text("2026-11-23T09:00:00Z ERROR x\n", encoding="utf-8")

    events = read_logs(tmp_path)

    assert events["time"].dt.year.tolist() == [2025, 2026]
    (source,) = [one for one in sources_of(events) if one.path == "messages-20251007"]
    assert "its year is that in the file's name" in source.notes


def test_the_turn_of_the_year_within_a_dated_file_is_no_jump_into_the_future(tmp_path: Path) -> None:
    (tmp_path / "syslog-20260101").write_text(
        "Dec 31 23:59:59 vm app[1]: old\nJan  1 00:00:01 vm app[1]: new\n", encoding="utf-8"
    )
    times = read_logs(tmp_path)["time"]

    assert [f"{time:%Y-%m-%d}" for time in times] == ["2025-12-31", "2026-01-01"]


def test_a_log_in_latin_1_keeps_its_letters_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_bytes("2026-11-23 09:00:00 ERROR Störung in Köln\n".encode("latin-1") * 3)
    events = read_logs(tmp_path)

    assert events["message"].str.contains("Störung in Köln").all()
    assert events["offset"].tolist() == [0, 42, 84]
    assert [one.encoding for one in sources_of(events)] == ["cp1252"]


def test_a_bad_byte_among_good_letters_is_damage_and_no_other_encoding() -> None:
    assert encoding_of("Störung".encode() + b"\xff" + "Köln".encode()) == "utf-8"
    assert encoding_of("Stör".encode()[:-2]) == "utf-8"


def test_a_stamp_with_an_abbreviation_that_countries_share_leaves_only_its_zone_open(tmp_path: Path) -> None:
    row = (
        '2026-11-25 01:05:{:02}.754 IST,"app","shop",812,"10.0.0.3:5432",656e.32c,3,"idle",2026-11-'
        '25 01:00:00 IST,3/45,0,FATAL,53300,"remaining connection slots are reserved",,,,,,,,,"",,,'
        "0\n"
    )
    (tmp_path / "postgresql.csv").write_text("".join(map(row.format, range(20))), encoding="utf-8")

    (source,) = sources_of(read_logs(tmp_path))
    (given,) = sources_of(read_logs(tmp_path, timezone="Asia/Kolkata"))

    assert source.format == given.format == "postgresql-csv"
    assert source.timezone_basis.startswith("assumed")
    assert f"{given.first:%d %H:%M}" == "24 19:35"


@pytest.mark.parametrize(("front", "hour"), [("-05:00", 19), ("+00:00", 14)])
def test_the_offset_in_a_syslog_front_tells_the_zone_of_haproxy_s_own_clock(
    tmp_path: Path, front: str, hour: int
) -> None:
    line = (
        "2026-11-24T14:43:14{} lb haproxy[1]: 10.0.1.2:33317 [24/Nov/2026:14:43:08.220] in app/s 0/"
        '0/0/1/6009 200 5 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1"\n'
    )
    (tmp_path / "haproxy.log").write_text(line.format(front) * 3, encoding="utf-8")

    events = read_logs(tmp_path)

    assert events["time"].dt.hour.tolist() == [hour] * 3
    assert [one.timezone_basis for one in sources_of(events)] == ["stated in its lines"]


def test_requests_under_names_that_no_format_knows_are_told_by_their_values(tmp_path: Path) -> None:
    line = (
        '{{"@when":"2026-11-24T21:23:{:02}+02:00","peer":"198.18.14.2","verb":"GET","what":"/quote/'
        '1","rsp":502,"took_s":0.25}}\n'
    )
    (tmp_path / "edge.json").write_text("".join(map(line.format, range(10))), encoding="utf-8")

    first = read_logs(tmp_path).iloc[0]

    assert [first[name] for name in ("kind", "status", "route", "method", "duration_ms", "client")] == [
        "request",
        502,
        "/quote/1",
        "GET",
        250.0,
        "198.18.14.2",
    ]
