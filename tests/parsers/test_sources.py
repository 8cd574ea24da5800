"""Paths become sources in a fixed order; what is no log says why, and blocks cut a file into whole lines."""

from __future__ import annotations

import gzip
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.errors import UnreadableError
from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.read import read_logs
from reconstruct.parsers.sources import LogSource, cut, find_sources, read_bytes, read_head

FORMATS = {form.name: form for form in load_formats()}


def paths_of(sources: list[LogSource]) -> list[str]:
    return [source.path for source in sources]


def test_a_folder_is_walked_in_order_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    for name in ("b.log", "a.log", "db/err.log", ".hidden", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x\n")
    assert paths_of(find_sources(tmp_path)) == ["a.log", "b.log", "db/err.log"]


def test_with_several_folders_a_path_begins_with_the_name_of_its_own(tmp_path: Path) -> None:
    for name in ("web/access.log", "db/error.log"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x\n")
    assert paths_of(find_sources([tmp_path / "web", tmp_path / "db"])) == ["db/error.log", "web/access.log"]


def test_a_glob_and_a_file_are_paths_too(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("x\n")
    (tmp_path / "a.txt").write_text("x\n")
    assert paths_of(find_sources(str(tmp_path / "*.log"))) == ["a.log"]
    assert paths_of(find_sources(tmp_path / "a.txt")) == ["a.txt"]


def test_a_name_that_is_no_text_is_written_out_and_its_log_is_read(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"access\xff.log")).write_text("2026-11-23T09:00:00Z up\n")
    events = read_logs(tmp_path)
    assert list(events["source"]) == ["access\\xff.log"]


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="nowhere"):
        find_sources(tmp_path / "nowhere")


def test_an_empty_folder_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=tmp_path.name):
        find_sources(tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"SQLite format 3\x00" + bytes(100), "SQLite"),
        (bytes(range(256)) * 8, "binary"),
        (b"", "empty"),
        (gzip.compress(b""), "empty"),
        (b"\x1f\x8bbroken", "cannot be read"),
    ],
    ids=["png", "pdf", "sqlite", "binary", "empty", "empty gz", "broken gz"],
)
def test_what_is_no_log_is_skipped_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "x.log").write_bytes(content)
    assert reason in (find_sources(tmp_path)[0].skipped or "")


def test_a_run_of_nul_bytes_after_a_crash_leaves_a_log_a_log(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_bytes(b"2026-11-23 09:00:00 up\n" * 40 + bytes(900))
    assert find_sources(tmp_path)[0].skipped is None


def test_gzip_is_told_by_its_first_bytes_and_read_through(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_bytes(gzip.compress(b"one\ntwo\n"))
    source = find_sources(tmp_path)[0]
    assert source.compression == "gzip"
    assert read_head(source) == b"one\ntwo\n"
    assert read_bytes(source, 4, 8) == b"two\n"


def test_an_earlier_report_of_this_tool_is_not_read(tmp_path: Path) -> None:
    report = tmp_path / "report"
    report.mkdir()
    (report / "timeline.json").write_text('{"schema_version": 1}')
    (report / "report.html").write_text("<html>")
    (report / "events.csv").write_text("time\n")
    (tmp_path / "a.log").write_text("x\n")
    sources = find_sources(tmp_path)
    assert paths_of(sources) == ["a.log", "report/timeline.json"]
    assert "earlier report" in (sources[1].skipped or "")


def test_a_timeline_of_somebody_else_is_a_file_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "timeline.json").write_text('{"events": []}')
    (tmp_path / "report.html").write_text("<html>")
    assert paths_of(find_sources(tmp_path)) == ["report.html", "timeline.json"]


@settings(deadline=None)  # the machine of a test may be slow
@given(lines=st.lists(st.binary(max_size=30), max_size=30), size=st.integers(1, 64), ended=st.booleans())
def test_blocks_cover_a_file_in_whole_lines_each_from_the_first_behind_its_mark(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], size: int, ended: bool
) -> None:
    path = tmp_path_factory.mktemp("cut") / "x.log"
    text = b"\n".join(line.replace(b"\n", b"") for line in lines) + (b"\n" if ended else b"")
    path.write_bytes(text)
    source = replace(LogSource("x.log", path), format=FORMATS["syslog"])
    blocks = cut(source, size)
    assert b"".join(read_bytes(source, block.start, block.stop) for block in blocks) == text
    starts = [0, *(at + 1 for at, byte in enumerate(text) if byte == ord("\n")), len(text)]
    firsts = {next(start for start in starts if start >= at) for at in range(0, len(text), size)}
    assert {block.start for block in blocks} - {0} == firsts - {0, len(text)}
