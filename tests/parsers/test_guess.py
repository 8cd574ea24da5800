"""Fields of unknown names are found by what their values look like; what is no log stays none."""

from __future__ import annotations

import json

import pytest

from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.guess import guess_format
from reconstruct.parsers.recognise_files import recognise_any
from reconstruct.parsers.records import parse_records

FORMATS = load_formats()
UNKNOWN = {"meta": {"wann": "2026-11-23T09:00:00Z", "stufe": "ERROR"}, "nr": 7, "was": "no route to host"}


def test_nested_fields_of_unknown_names_give_time_severity_and_message() -> None:
    text = "\n".join(json.dumps(UNKNOWN) for _ in range(3)).encode()
    form = recognise_any(text, "x.log", FORMATS)
    assert form is not None
    columns = parse_records(text, form, "UTC").columns
    assert columns["time"].iloc[0].isoformat() == "2026-11-23T09:00:00+00:00"
    assert (columns["severity"].iloc[0], columns["message"].iloc[0]) == ("error", "no route to host")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_with_a_header_in_any_language_is_read(separator: str) -> None:
    rows = [("Ort", "Wann", "Stufe", "Was"), ("web", "23.11.2026 09:05:00", "ERROR", "kein Weg zum Ziel")]
    text = "\n".join(separator.join(row) for row in rows).encode()
    form = recognise_any(text, "x.csv", FORMATS)
    assert form is not None
    columns = parse_records(text, form, "UTC").columns
    assert columns["time"].iloc[0].isoformat() == "2026-11-23T09:05:00+00:00"
    assert columns["message"].iloc[0] == "kein Weg zum Ziel"


@pytest.mark.parametrize(
    "text",
    [
        b'{"id": 1, "count": 20261123, "name": "anna"}',
        b"name,age,city\nanna,33,Berlin\n",
        b"Some words, with commas\nand more, of them\n",
        b"",
    ],
)
def test_what_holds_no_time_has_no_format(text: bytes) -> None:
    assert guess_format(text, "x", FORMATS) is None
