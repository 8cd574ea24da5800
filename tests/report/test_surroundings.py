"""Beside the line that proves a milestone stand those around it, where the log can still be read."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from reconstruct.parsers.read import read_logs
from reconstruct.report.surroundings import with_surroundings
from reconstruct.report.write import render
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.nouns import Timeline
from tests.report.test_page import html_of
from tests.samples import sample_timeline


def log_lines() -> list[str]:
    """Half an hour of requests, those of five minutes failing."""
    return [
        f'10.0.0.1 - - [15/May/2023:08:{second // 60:02d}:{second % 60:02d} +0000] "GET /{second} HTTP/1.1" '
        f'{500 if 600 <= second < 900 else 200} 5 "-" "-"'
        for second in range(1800)
    ]


@pytest.fixture(params=["access.log", "access.log.gz"])
def told(request: pytest.FixtureRequest, tmp_path: Path) -> Timeline:
    text = ("\n".join(log_lines()) + "\n").encode()
    (tmp_path / request.param).write_bytes(gzip.compress(text) if request.param.endswith("gz") else text)
    return build_timeline(read_logs(tmp_path), "find")


def test_two_lines_before_and_four_after_stand_as_they_are_in_the_log(told: Timeline) -> None:
    onset = told.incidents[0].milestones["onset"]
    assert onset is not None
    first = onset.evidence[0]
    assert first.line == 601
    around = with_surroundings(told).around[f"{first.path}:601"]
    assert [(item.line, item.text) for item in around] == list(enumerate(log_lines(), 1))[598:605]


def test_they_stand_in_the_page_and_nowhere_is_said_where_the_log_lies(told: Timeline, tmp_path: Path) -> None:
    files = render(told, ["html", "md", "json"])
    page = files["report.html"].decode()
    assert "The lines around it" in page
    assert "GET /598 HTTP" in page
    assert not [name for name, content in files.items() if str(tmp_path).encode() in content]


def test_a_log_that_is_gone_is_no_error(told: Timeline, tmp_path: Path) -> None:
    for path in tmp_path.iterdir():
        path.unlink()
    assert with_surroundings(told).around == {}


def test_a_timeline_from_elsewhere_has_none() -> None:
    assert with_surroundings(sample_timeline()).around == {}
    assert "The lines around it" not in html_of(sample_timeline())


def test_they_are_bounded_where_there_are_many_incidents(told: Timeline) -> None:
    assert with_surroundings(replace(told, incidents=told.incidents * 9)).around == {}
