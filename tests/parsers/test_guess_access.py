"""Access logs in columns without a header, and requests in records of unknown names, are requests; talk is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.parse import parse_text
from reconstruct.parsers.recognise_files import recognise_any
from reconstruct.parsers.sources import Block, LogSource

FORMATS = load_formats()


def read(text: str, name: str = "x.log") -> pd.DataFrame:
    form = recognise_any(text.encode(), name, FORMATS)
    assert form is not None
    return parse_text(Block(LogSource(name, Path(name), format=form)), text.encode()).frame


ROWS = [
    ("2026-11-23T09:00:00Z\t192.0.2.7\tGET\thttp://shop.example/a?b=1\t502\t0.180\tcurl/8.5.0", 180.0),
    ('1795424400.000|192.0.2.7|GET /a HTTP/1.1|502|0.180|512|"Mozilla/5.0 (X11; Linux)"', 180.0),
    ("[23/Nov/2026:10:00:00 +0100];192.0.2.7;GET;/a;502;-;0.180", 180.0),
    ('2026-11-23 09:00:00,"192.0.2.7",GET,"/a",502,180ms,"Mozilla/5.0 (a, b)"', 180.0),
    ("443\t2026-11-23T09:00:00Z\t192.0.2.7\tGET\t/a\t502\t0.180\t0.010", 180.0),
    ("2026-11-23 09:00:00 | 192.0.2.7 | GET | /a | 502 | 812", None),
]


@pytest.mark.parametrize(("row", "duration"), ROWS)
def test_a_row_in_columns_without_a_header_is_a_request(row: str, duration: float | None) -> None:
    frame = read(f"{row}\n" * 3)
    first = frame.iloc[0]
    assert (first["kind"], first["status"], first["method"], first["route"]) == ("request", 502, "GET", "/a")
    assert (first["client"], first["time"].isoformat()) == ("192.0.2.7", "2026-11-23T09:00:00+00:00")
    assert first["duration_ms"] == duration if duration else pd.isna(first["duration_ms"])


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T09:00:00Z\tanna\tsee /a please\t200\n",
        "2026-11-23 09:00:00 ; jobs ; /var/lib/jobs ; 576 ; done\n",
        "2026-11-23 09:00:00 | worker | started | 200 items\n",
    ],
)
def test_columns_that_make_no_request_are_none(text: str) -> None:
    assert not (read(text * 3)["kind"] == "request").any()


REQUESTS: list[dict[str, Any]] = [
    {"zeit": 1795424400, "rsp": 502, "what": "/a", "peer": "192.0.2.7", "elapsedMs": 180},
    {"t": "2026-11-23T09:00:00Z", "http": {"s": 502, "u": "https://a.example/a?y=1", "m": "GET"}, "lat_us": 9},
]


@pytest.mark.parametrize("record", REQUESTS)
def test_a_record_of_unknown_names_is_a_request_by_its_values(record: dict[str, Any]) -> None:
    first = read(f"{json.dumps(record)}\n" * 3).iloc[0]
    assert (first["kind"], first["status"], first["route"]) == ("request", 502, "/a")


def test_a_port_is_no_status() -> None:
    record = {"t": "2026-11-23T09:00:00Z", "port": 443, "u": "https://a.example/x", "verb": "GET", "msg": "crawl done"}
    assert read(f"{json.dumps(record)}\n" * 3)["status"].isna().all()


CRASHES = [
    "TypeError: Cannot read properties of undefined (reading 'name')",
    "panic: runtime error: index out of range [5] with length 3",
    "Uncaught Error: boom",
    'Exception in thread "main" java.lang.IllegalStateException: closed',
    "thread 'main' panicked at src/main.rs:4:5:",
    "fatal error: all goroutines are asleep - deadlock!",
]


@pytest.mark.parametrize("crash", CRASHES)
def test_a_crash_on_stderr_in_an_envelope_is_an_error(crash: str) -> None:
    lines = [
        {"log": f"{said}\n", "stream": "stderr", "time": "2026-11-23T09:00:00.1Z"}
        for said in ("listening on 3000", crash, "    at Object.<anonymous> (/app/a.js:5:9)")
    ]
    frame = read("\n".join(map(json.dumps, lines)) + "\n")
    assert frame["severity"].tolist()[1] == "error"
    assert frame["severity"].isna().tolist() == [True, False, True]


def test_a_sentence_about_an_error_is_none() -> None:
    line = {"log": "no TypeError: all fine\n", "stream": "stdout", "time": "2026-11-23T09:00:00.1Z"}
    assert read(json.dumps(line) + "\n")["severity"].isna().all()
