"""A bare number is a duration only where one unit alone is possible for all of them."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.recognise_records import recognise_records
from reconstruct.parsers.records import parse_records
from reconstruct.parsers.units import unit_of

FORMATS = load_formats()
SCALES = {"duration_s": 1.0, "duration_ms": 1e3, "duration_us": 1e6, "duration_ns": 1e9}
usual = st.lists(st.floats(0.002, 1.5), min_size=20, max_size=60)


@given(usual, st.sampled_from(sorted(SCALES)))
def test_a_unit_is_the_right_one_or_none(seconds: list[float], unit: str) -> None:
    assert unit_of([f"{value * SCALES[unit]:.6f}" for value in seconds]) in (unit, None)


def test_milliseconds_within_seconds_are_told_from_milliseconds() -> None:
    assert unit_of([f"0.{value:03}" for value in range(2, 60)]) == "duration_s"
    assert unit_of([str(value) for value in range(3, 60)]) == "duration_ms"


def test_few_values_tell_nothing() -> None:
    assert unit_of(["0.002"] * 19) is None


@pytest.mark.parametrize(("verb", "duration"), [("verb", 50.0), ("operation", None)])
def test_only_a_request_s_duration_is_given_a_unit(verb: str, duration: float | None) -> None:
    lines = [
        {
            "@timestamp": f"2026-11-23T09:00:{n:02}Z",
            verb: "GET",
            "path": "/a",
            "response": "201",
            "duration": f"0.{n:03}",
        }
        for n in range(2, 60)
    ]
    text = "\n".join(map(json.dumps, lines)).encode()
    form = recognise_records(text, "x", FORMATS)
    assert form is not None
    read = parse_records(text, form, "UTC").columns
    got = read["duration_ms"].iloc[48] if "duration_ms" in read else None
    assert (None if pd.isna(got) else got) == duration
