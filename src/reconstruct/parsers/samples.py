"""A format -> the same format, where its own sample lines give what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from reconstruct.errors import FormatError
from reconstruct.parsers.complaint import Place, complain
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.parse import parse_text
from reconstruct.parsers.sources import Block, LogSource
from reconstruct.parsers.w3c import settle_header

# Sample stamps without a year are read as those of 2026.
SAMPLES_LATEST = pd.Timestamp("2026-12-31", tz="UTC")


def hold_to_samples(form: LogFormat, place: Place | None = None) -> LogFormat:
    """The format itself, where each of its samples gives what it promises (naive stamps as UTC).

    Raises FormatError with the reason, the place (the file and the sample's number) and help.

    >>> from reconstruct.parsers.formats import load_formats
    >>> hold_to_samples(load_formats()[0]).name
    'access-combined'
    """
    file = place or Place(f"{form.name}.toml")
    for number, sample in enumerate(form.samples, 1):
        where = f"{file.at('[[samples]]', number=number)}, sample {number}"
        own = settle_header(form, sample.text) if form.layout == "w3c" else form
        if own is None:
            raise complain(where, "no `#Fields:` line that has what the format requires", "begin the sample with it")
        source = LogSource(path="sample", file=Path("sample"), format=own, latest=SAMPLES_LATEST)
        frame = parse_text(Block(source), sample.text.encode()).frame
        if frame.empty:
            raise complain(where, "no record was read from it", "correct its text, or the pattern or fields")
        for trouble in compare(frame.iloc[0], sample.gives, where):
            raise trouble
    return form


def compare(row: pd.Series, gives: Mapping[str, Any], where: str) -> list[FormatError]:
    """What differs between a row of the event frame and what a sample promises."""
    wrong = []
    for name, want in gives.items():
        if name not in row.index:
            wrong.append(complain(where, f"no such column: {name!r}", f"one of {', '.join(row.index)}"))
            continue
        wanted = pd.Timestamp(want) if name == "time" and want else want
        got = None if pd.isna(row[name]) else row[name]
        if got != (None if wanted == "" else wanted):
            help_text = "correct what it `gives`, or the pattern or fields"
            wrong.append(complain(where, f"{name} is {got!r}, promised was {wanted!r}", help_text))
    return wrong
