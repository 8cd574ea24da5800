"""Formats of one's own are held to their samples, come before the shipped ones, and say where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconstruct.errors import FormatError, UsageError
from reconstruct.events import sources_of
from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.own_formats import gather_formats
from reconstruct.parsers.read import read_logs

TILL = """
name = "till"
title = "the till's log"
url = "https://example.com/till"
kind = "application"
layout = "lines"
time = "%d.%m.%Y %H:%M:%S"
pattern = '^(?P<time>[0-9.]{10} [0-9:]{8}) T(?P<component>[0-9]+) (?P<severity>OK|KO) (?P<message>.*)$'
severity = { ok = "info", ko = "error" }

[[samples]]
text = "23.11.2026 09:05:00 T4 OK sold 3"
gives = { time = "2026-11-23T09:05:00Z", component = "4", severity = "info", message = "sold 3" }

[[samples]]
text = "23.11.2026 09:05:10 T4 KO no network"
gives = { severity = "error" }
"""
LINES = "23.11.2026 09:05:00 T4 OK sold 3\n23.11.2026 09:05:10 T4 KO no network\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "till.toml").write_text(TILL, encoding="utf-8")
    return tmp_path / "formats"


def refuse(own: Path, was: str, becomes: str) -> str:
    """What the format is answered with where a part of it becomes another."""
    assert was in TILL
    (own / "till.toml").write_text(TILL.replace(was, becomes), encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        gather_formats(own)
    return str(caught.value)


def test_a_log_that_a_format_of_ones_own_explains_is_read_by_it(own: Path, tmp_path: Path) -> None:
    (tmp_path / "till.log").write_text(LINES, encoding="utf-8")

    events = read_logs(tmp_path / "till.log", log_formats=own)

    assert [one.format for one in sources_of(events)] == ["till"]
    assert events["component"].tolist() == ["4", "4"]
    assert events["severity"].tolist() == ["info", "error"]


def test_a_format_of_ones_own_comes_before_a_shipped_one_that_says_more_of_a_line(own: Path, tmp_path: Path) -> None:
    plain = TILL.replace("%d.%m.%Y %H:%M:%S", "%d/%b/%Y:%H:%M:%S %z").split("pattern")[0]
    line = '198.18.0.9 - - [23/Nov/2026:09:03:20 +0000] "GET / HTTP/1.1" 200 5'
    sample = f"[[samples]]\ntext = '''{line}'''\ngives = {{}}\n"
    pattern = r"pattern = '^(?P<client>[^ ]+) - - \[(?P<time>[^\]]+)\] (?P<message>.*)$'"
    (own / "till.toml").write_text(f"{plain}{pattern}\n{sample * 2}", encoding="utf-8")
    (tmp_path / "access.log").write_text(f"{line}\n", encoding="utf-8")

    (source,) = sources_of(read_logs(tmp_path / "access.log", log_formats=own))

    assert source.format == "till"


def test_one_of_a_shipped_name_stands_for_it(own: Path) -> None:
    (own / "till.toml").write_text(TILL.replace('"till"', '"nginx-error"'), encoding="utf-8")

    (found,) = [form for form in gather_formats(own) if form.name == "nginx-error"]

    assert found.title == "the till's log"
    assert len(gather_formats(own)) == len(load_formats())


@pytest.mark.parametrize(
    ("was", "becomes", "reason", "place"),
    [
        ('"application"', '"weather"', "no such kind: 'weather'", "till.toml:5"),
        ("(?P<component>", "(?P<till>", "no such column: 'till'", "till.toml:8"),
        ("T(?P<component>", "(?=T)(?P<component>", "invalid perl operator: (?=", "till.toml:8"),
        ('"error" }\n\n', '"bad" }\n\n', "no such severity: 'bad'", "till.toml:9"),
        ('message = "sold 3"', 'message = "sold 4"', "message is 'sold 3', promised was 'sold 4'", "till.toml:11"),
        ("T4 KO no network", "T4 ?? no network", "no record was read from it", "till.toml:15"),
        ('url = "https', 'link = "https', "unknown key 'link'", "till.toml:4"),
        ('layout = "lines"', "layout =", "Invalid value (at line 6", "till.toml"),
    ],
)
def test_a_wrong_one_is_answered_with_reason_file_and_line_and_help(
    own: Path, was: str, becomes: str, reason: str, place: str
) -> None:
    said = refuse(own, was, becomes)

    assert reason in said
    assert f"(in the format {place}" in said
    assert said.rpartition("): ")[2]


def test_a_folder_without_a_format_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "gone"):
        with pytest.raises(UsageError, match="give a folder of TOML files"):
            gather_formats(folder)
