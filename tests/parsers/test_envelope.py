"""What a container's log wraps is read as if it stood alone, with the envelope's time and place."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.parse import Parsed, parse_text
from reconstruct.parsers.recognise_files import recognise_any
from reconstruct.parsers.sources import Block, LogSource

FORMATS = load_formats()


def read(text: str, name: str = "app-0.log") -> Parsed:
    form = recognise_any(text.encode(), name, FORMATS)
    assert form is not None
    return parse_text(Block(LogSource(name, Path(name), format=form)), text.encode())


def cri(*lines: str) -> str:
    return "".join(f"2026-11-23T09:03:{number:02}.500000001Z stdout F {line}\n" for number, line in enumerate(lines))


def test_a_request_inside_a_container_s_log_is_a_request_at_the_container_s_time() -> None:
    line = 'INFO:     10.0.0.9:51223 - "GET /carts/{} HTTP/1.1" {} OK'
    frame = read(cri(line.format(1, 200), line.format(2, 503))).frame
    assert frame["kind"].tolist() == ["request", "request"]
    assert frame["status"].tolist() == [200, 503]
    assert frame["time"].iloc[1] == pd.Timestamp("2026-11-23T09:03:01.5Z")


def test_the_lines_of_a_traceback_are_one_event_at_the_line_where_it_begins() -> None:
    text = cri(
        "2026-11-23 10:03:00,377 ERROR shop: no",
        "Traceback (most recent call last):",
        "ValueError: x",
        "2026-11-23 10:03:03,377 INFO shop: yes",
    )
    parsed = read(text)
    assert parsed.frame["line"].tolist() == [1, 4]
    assert parsed.frame["message"].tolist() == ["no\nTraceback (most recent call last):\nValueError: x", "yes"]
    assert text.encode()[parsed.frame["offset"].iloc[1] :].startswith(b"2026-11-23T09:03:03")
    assert parsed.lines == 4
    assert parsed.unread == 0


def test_what_comes_before_the_first_record_within_stays_as_the_envelope_has_it() -> None:
    frame = read(cri("starting", *(f"2026-11-23 10:03:0{i},377 INFO shop: {i}" for i in range(5)))).frame
    assert frame["message"].tolist() == ["starting", "0", "1", "2", "3", "4"]
    assert frame["severity"].isna().tolist() == [True, *[False] * 5]


@pytest.mark.parametrize("inner", [{"level": "error", "msg": "a\nb"}, {"severity": "ERROR", "message": "a\nb"}])
def test_json_within_the_json_of_docker_is_read_and_swallows_no_line_after_it(inner: dict[str, str]) -> None:
    logs = [inner | {"time": f"2026-11-23T09:03:0{i}Z"} for i in range(3)]
    text = "".join(
        json.dumps({"log": json.dumps(log) + "\n", "stream": "stdout", "time": f"2026-11-23T09:04:0{i}.5Z"}) + "\n"
        for i, log in enumerate(logs)
    )
    frame = read(text).frame
    assert frame["message"].tolist() == ["a\nb"] * 3
    assert frame["severity"].tolist() == ["error"] * 3
    assert (frame["time"].dt.minute == 4).all()


def test_plain_words_in_a_container_s_log_are_kept_as_they_are() -> None:
    frame = read(cri("hello", "world")).frame
    assert frame["message"].tolist() == ["hello", "world"]
