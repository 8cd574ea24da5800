"""The first bytes of a file and its name -> the format of its records (JSON, CSV, stanzas, a chat), or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.parsers.fields import Record, as_text
from reconstruct.parsers.fit import says
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.records import Layout, cut, layout_of, parse_records
from reconstruct.parsers.requires import may_satisfy, satisfies
from reconstruct.parsers.units import settle_units

RECORDS_LOOKED_AT = 25  # so many records tell a format; more of them only cost time
CLOCK_IN_FRONT = re.compile(rb"^\[?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp][Mm])?\]?\s", re.MULTILINE)
FRONT_BYTES = 4096  # they hold a few rows of a CSV, and of a chat a line that begins with the time of day
SAMPLE_BYTES = 16 * 1024  # they hold some dozens of records, which tell the kind of most of them
# What says that a record is a request's: only their durations have bounds that hold everywhere.
REQUEST = ("method|verb|request_method|http_method|request|req.method|request.method|httpRequest.requestMethod",)
Look = Callable[[LogFormat], Sequence[Record]]
Rank = tuple[bool, bool, bool, int, str]


def recognise_records(head: bytes, name: str, formats: Sequence[LogFormat]) -> LogFormat | None:
    """The format of a file of records by its first bytes (which may end within a record); None where it has none.

    The layout of the format is that of the file, be it lines or a document, and its kind is that of most records. A
    format fits where half of the records hold what it requires; a specific one comes before a generic one, a file's
    name that speaks for it before one that does not, then the one that requires more.
    """
    look, layout = look_once(head, name), layout_of(head)
    fits = [
        (rank(shape, name), shape)
        for form in formats
        if form.layout not in ("lines", "w3c", "copied")
        for shape in shapes_of(head, layout, form)
        if fits_records(look(shape), name, shape)
    ]
    ordered = (shape for _, shape in sorted(fits, key=lambda fit: fit[0], reverse=True))
    return next((found for shape in ordered if (found := try_format(head, name, shape))), None)


def look_once(head: bytes, name: str) -> Look:
    """What gives the first records of the file in the shape of a format, cut once for the formats that cut alike."""

    by_shape: dict[tuple[str, str | None, tuple[str, ...]], Sequence[Record]] = {}

    def look(form: LogFormat) -> Sequence[Record]:
        if form.layout not in ("json-lines", "json-document", "csv"):
            return first_records(head, name, form)
        shape = form.layout, form.explode, form.columns
        if shape not in by_shape:
            by_shape[shape] = first_records(head, name, form)
        return by_shape[shape]

    return look


def first_records(head: bytes, name: str, form: LogFormat) -> Sequence[Record]:
    """The first records of a file in the shape of a format."""
    long = form.layout == "csv" and len(head) > FRONT_BYTES
    rows = head[: head.rfind(b"\n", 0, FRONT_BYTES) + 1] if long else b""
    return list(islice(records_of(rows or head, name, form), RECORDS_LOOKED_AT))


def records_of(head: bytes, name: str, form: LogFormat) -> Iterator[Record]:
    """The records of a file in the shape of a format."""
    return (piece.record for piece in cut(head, form, name) if piece.record is not None)


def fits_records(records: Sequence[Record], name: str, form: LogFormat) -> bool:
    """Whether half of the records hold what the format requires, and they or the file's name speak of its matter."""
    if not may_satisfy(records, form.requires):
        return False
    good = sum(satisfies(record, form.requires) for record in records)
    return bool(good) and good * 2 >= len(records) and (says(name, form) or speaks(records, form))


def rank(form: LogFormat, name: str) -> Rank:
    """What decides between formats that fit, the weightiest first."""
    return (form.own, not form.generic, says(name, form), len(form.requires), form.name)


def try_format(head: bytes, name: str, form: LogFormat) -> LogFormat | None:
    """The format with the kind of most of its records, where they are read by it; None where they are not."""
    return try_bytes(head[:SAMPLE_BYTES], name, form) or (
        try_bytes(head, name, form) if len(head) > SAMPLE_BYTES else None
    )


def try_bytes(head: bytes, name: str, form: LogFormat) -> LogFormat | None:
    """The same of so many bytes."""
    records = [record for record in records_of(head, name, form) if satisfies(record, REQUEST)]
    form = settle_units(form, records) if records else form
    sample = parse_records(head, form, "UTC", name)
    if not len(sample.offsets) or (form.columns and sample.columns["severity"].isna().mean() * 2 > 1):
        return None
    return replace(form, kind=str(sample.columns["kind"].mode().iloc[0]))


def speaks(records: Sequence[Record], form: LogFormat) -> bool:
    """Whether at least half of the records speak of the format's matter, where it says which."""
    if not form.speaks:
        return True
    texts = pa.array([" ".join(map(as_text, record.values())) for record in records], pa.large_string())
    return bool(pc.mean(pc.match_substring_regex(texts, form.speaks)).as_py() * 2 >= 1)


def shapes_of(head: bytes, layout: Layout, form: LogFormat) -> list[LogFormat]:
    """The format in the layouts that the text may have: its records themselves, and those within a list of them."""
    if form.layout == "blocks":
        return [form] if re.match(rb"[A-Z_]+=", head) else []
    if form.layout == "talk":
        return [form] if CLOCK_IN_FRONT.search(head, 0, FRONT_BYTES) else []
    if form.layout == "stanzas":
        return [form]
    laid = replace(form, layout=layout)
    if layout == "csv":
        return [replace(laid, explode=None)]
    if form.columns:
        return []
    # A list beside the record leaves the record what it is; one that stands for it makes another shape.
    return [replace(laid, explode=None), laid] if form.explode and "+" not in form.explode else [laid]
