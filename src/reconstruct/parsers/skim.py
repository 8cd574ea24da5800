"""Bytes of a plain access log -> its requests as columns, by the places of the quotes; odd lines are left to parse.

A line is taken only where it is so exactly `client - - [stamp] "request" status bytes "referrer" "agent"` that the
format's own pattern can read it in no other way. All other lines are parsed by that pattern.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.columns import Coded, Columns, Flags, Ints, code, holds, same, uncoded
from reconstruct.events import KINDS
from reconstruct.parsers.fixed_stamps import ACCESS_BYTES, ACCESS_STAMP, UNREAD, read_access_stamps
from reconstruct.parsers.formats import LogFormat, expand, shared_pieces
from reconstruct.parsers.lines import LINE_LIMIT_BYTES, NEWLINE, slice_text

Bytes = npt.NDArray[np.uint8]
RETURN, QUOTE, BACKSLASH, ESCAPE, SPACE, DASH, ZERO, BRACKET = b'\r"\\\x1b -0]'
NOBODY = np.frombuffer(b" - - [", np.uint8)  # neither an identity nor a user
FRONT = len(NOBODY) + ACCESS_BYTES + len("] ")
ODD_CLIENT = r"[ ,\[]"
LONGEST_NUMBER = 12  # digits of the bytes sent
CHUNK_BYTES = 256 * 1024  # what is looked at in one step stays in the processor's cache
QUOTES = {"common": 2, "combined": 6}  # of a line of each shape


@dataclass(frozen=True, slots=True)
class Skimmed:
    """The requests of a text's plain lines; which lines these are and which are not (from 0), and where each begins."""

    columns: Columns
    plain: Ints
    odd: Ints
    starts: Ints


@cache
def shapes() -> Mapping[str, str]:
    """The patterns whose plain lines have a known shape."""
    common = "^%{access}(?: (?P<duration_s>[0-9]+[.][0-9]+))?$"
    combined = "^%{access}%{visitor} ?(?:%{quoted})?$"
    return {expand(common, shared_pieces()): "common", expand(combined, shared_pieces()): "combined"}


def shape_of(form: LogFormat) -> str | None:
    """The shape of a format's plain lines; None where their pattern is not one of those known here."""
    more = form.multiline or form.defaults or form.within or form.continues or form.ignored or form.inner
    if more or form.layout != "lines" or form.kind != "request" or form.time[0] != ACCESS_STAMP:
        return None
    return shapes().get(form.patterns[0])


def skim(raw: bytes, source: str, shape: str) -> Skimmed:
    """The requests of the plain lines of a text; their offsets count from its beginning.

    >>> line = b'198.18.0.9 - - [23/Nov/2026:09:03:20 +0000] "GET /a?b=1 HTTP/1.1" 200 5 "-" "curl/8.5.0"'
    >>> skimmed = skim(line + bytes([NEWLINE]) + b"?", "access.log", "combined")
    >>> skimmed.columns.route.texts(), skimmed.odd.tolist()
    (['/a'], [1])
    """
    whole = raw if raw.endswith(b"\n") else raw + b"\n"
    text = np.frombuffer(whole, np.uint8)
    marks = find_marks(text)
    ends = np.flatnonzero(text[marks] == NEWLINE)
    stops = marks[ends]
    starts = np.append(0, stops[:-1] + 1)
    quotes = np.diff(ends, prepend=-1) - 1
    rows = np.flatnonzero((quotes == QUOTES[shape]) & (stops - starts < LINE_LIMIT_BYTES) & ~find_odd(whole, starts))
    places = marks[ends[rows, None] - np.arange(QUOTES[shape], 0, -1)]
    fits = np.flatnonzero(fit(text, starts[rows], places, stops[rows]))
    rows, places = rows[fits], places[fits]
    times = read_access_stamps(text, places[:, 0] - ACCESS_BYTES - 2)
    fields = cut_fields(whole, starts[rows], places)
    sound = np.flatnonzero((times != UNREAD) & ~fields[0].flag(holds(fields[0].values, ODD_CLIENT)))
    columns = build(
        fields, offset=starts[rows], time=times, status=read_status(text, places), source=same(source, len(rows))
    )
    plain = rows[sound]
    odd = np.delete(np.arange(len(starts)), plain)
    return Skimmed(columns if len(plain) == len(rows) else columns.take(sound), plain, odd, starts)


def find_marks(text: Bytes) -> Ints:
    """The places of quotes and line ends."""
    chunks = (text[at : at + CHUNK_BYTES] for at in range(0, len(text), CHUNK_BYTES))
    found = [np.flatnonzero((chunk == QUOTE) | (chunk == NEWLINE)) for chunk in chunks]
    return np.concatenate([part + at * CHUNK_BYTES for at, part in enumerate(found)])


def find_odd(whole: bytes, starts: Ints) -> Flags:
    """Which lines hold an escape or a byte that is not ASCII."""
    odd = np.zeros(len(starts), bool)
    if not whole.isascii() or b"\\" in whole or b"\x1b" in whole:
        text = np.frombuffer(whole, np.uint8)
        places = np.flatnonzero((text == BACKSLASH) | (text == ESCAPE) | (text >= 128))
        odd[np.searchsorted(starts, places, side="right") - 1] = True
    return odd


def fit(text: Bytes, starts: Ints, quotes: Ints, stops: Ints) -> Flags:
    """Which lines have nothing but what the shape has between their quotes, and before and behind them."""
    first, second = quotes[:, 0], quotes[:, 1]
    bare = stops - (text[np.maximum(stops - 1, 0)] == RETURN)
    fits: Flags = (first - FRONT > starts) & (second + 7 <= bare)
    front = text[np.maximum(first - FRONT, 0)[:, None] + np.arange(len(NOBODY))]
    fits &= (front == NOBODY).all(axis=1) & (text[first - 2] == BRACKET) & (text[first - 1] == SPACE)
    behind = text[np.minimum(second[:, None] + np.arange(1, 6), len(text) - 1)]
    fits &= (behind[:, 0] == SPACE) & (behind[:, 4] == SPACE) & (behind[:, 1] > ZERO)
    fits &= (behind[:, 1:4] - ZERO <= 9).all(axis=1)
    if quotes.shape[1] == QUOTES["common"]:
        fits &= are_numbers(text, second + 6, bare)
        return fits
    third, fourth, fifth, last = quotes[:, 2:].T
    fits &= (text[third - 1] == SPACE) & (fifth == fourth + 2) & (text[fourth + 1] == SPACE) & (last + 1 == bare)
    fits &= are_numbers(text, second + 6, third - 1)
    return fits


def are_numbers(text: Bytes, starts: Ints, stops: Ints) -> Flags:
    """Which pieces of the text are a number or a dash."""
    lengths = stops - starts
    sound = (lengths >= 1) & (lengths <= LONGEST_NUMBER)
    for at in range(int(lengths.max(initial=0, where=sound))):
        sound &= (lengths <= at) | (text[np.minimum(starts + at, len(text) - 1)] - ZERO <= 9)
    dash = (lengths == 1) & (text[np.minimum(starts, len(text) - 1)] == DASH)
    flags: Flags = sound | dash
    return flags


def read_status(text: Bytes, quotes: Ints) -> npt.NDArray[np.int16]:
    """The three digits behind each request."""
    digits = text[quotes[:, 1, None] + np.arange(2, 5)] - ZERO
    status: npt.NDArray[np.int16] = digits.astype(np.int16) @ np.array([100, 10, 1], np.int16)
    return status


def cut_fields(whole: bytes, starts: Ints, quotes: Ints) -> tuple[Coded, Coded, Coded]:
    """Client, request and agent of each line, coded; where the shape has no agent there is none."""
    bounds = [starts, quotes[:, 0] - FRONT, quotes[:, 0] + 1, quotes[:, 1]]
    bounds += [quotes[:, 4] + 1, quotes[:, 5]] if quotes.shape[1] == QUOTES["combined"] else []
    pieces = slice_text(whole, np.column_stack(bounds).ravel())
    firsts = np.arange(len(starts)) * len(bounds)
    coded = [code(pieces.take(pa.array(firsts + at))) for at in range(0, len(bounds), 2)]
    return coded[0], coded[1], coded[2] if len(coded) > 2 else uncoded(len(starts))


def build(fields: tuple[Coded, Coded, Coded], **known: Any) -> Columns:
    """The columns of requests of client, request and agent; what a text means is read once for each distinct one."""
    client, request, agent = fields
    count = len(client.codes)
    asked = pc.extract_regex(request.values, "^" + expand("%{request}", shared_pieces()).strip('"') + "$")
    route = pc.replace_substring_regex(present(asked.field("route")), r"[?#].*$", "")
    return Columns(
        kind=np.full(count, KINDS.index("request"), np.int8),
        severity=np.full(count, -1, np.int8),
        duration_ms=np.full(count, np.nan),
        client=mean(client, present(client.values)),
        method=mean(request, present(asked.field("method"))),
        route=mean(request, route),
        agent=mean(agent, present(agent.values)),
        component=uncoded(count),
        host=uncoded(count),
        message=pa.array([], pa.large_string()),
        **known,
    )


def present(texts: pa.Array) -> pa.Array:
    """The texts, null where they are one of the ways to write nothing."""
    return pc.if_else(pc.is_in(texts, pa.array(["-", ""], texts.type)), None, texts)


def mean(column: Coded, meanings: pa.Array) -> Coded:
    """A column with what each of its distinct texts means."""
    meant = code(meanings)
    return Coded(np.append(meant.codes, -1).astype(np.int32)[column.codes], meant.values)
