"""A block of a log -> its event frame and the account of its lines; pure, so that any `map` can run it anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct import events
from reconstruct.parsers.clock import to_utc
from reconstruct.parsers.envelope import unwrap, wrapped
from reconstruct.parsers.feed import read_block
from reconstruct.parsers.formats import EXTRA, LogFormat
from reconstruct.parsers.lines import Lines, slice_text, split_lines
from reconstruct.parsers.match import Matches, as_mask, columns_of, match_lines
from reconstruct.parsers.meanings import MILLISECONDS, read_duration
from reconstruct.parsers.records import parse_records
from reconstruct.parsers.settle import DURATIONS
from reconstruct.parsers.sources import Block
from reconstruct.parsers.stamps import join_stamps

# What goes on after a record's first line (a traceback, a statement) is kept up to this length.
TAIL_LIMIT_BYTES = 8 * 1024
# How the runtimes begin what they write as a program dies: Node, Python, Go, Rust, Java, Ruby, .NET, PHP.
CRASH = (
    r"^(?:[A-Za-z_][\w.$]*(?:Error|Exception)(?: \[\w+\])?(?::\s|$|\s\()|Uncaught \S"
    r"|Unhandled (?:exception|rejection|promise)|UnhandledPromiseRejection"
    r"|panic: |fatal error: |Traceback \(most recent call last\)|Exception in thread "
    r"|thread '[^']*' (?:\(\d+\) )?panicked at|PHP Fatal error: )|^(?i:unhandled exception)"
)
SEVERITY_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("debug", "trace", "verbose", "fine", "finer", "finest", "dbg", "d", "t"), "debug"),
    **{f"debug{level}": "debug" for level in range(1, 6)},
    **dict.fromkeys(("info", "information", "informational", "log", "config", "system", "inf", "i"), "info"),
    **dict.fromkeys(("notice", "note"), "notice"),
    **dict.fromkeys(("warning", "warn", "wrn", "w"), "warning"),
    **dict.fromkeys(("error", "err", "severe", "eror", "e"), "error"),
    **dict.fromkeys(("critical", "crit", "fatal", "panic", "alert", "emerg", "emergency", "c", "f"), "critical"),
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A block's event frame and its account: `lines` in all, `unread` of them, the first of those as (line, text).

    Lines are counted from 1 in each block. `broken` says why the block's text ended before the block did.
    """

    frame: pd.DataFrame
    lines: int
    unread: int
    first_unread: tuple[int, str] | None
    broken: str = ""


def parse_block(block: Block) -> Parsed:
    """The records of a block, one row each, in the order of the file."""
    form = block.source.format
    if form is None:
        return Parsed(events.empty(), 0, 0, None)
    own = read_block(block)
    return replace(parse_text(block, own.text, own.ahead), broken=own.broken)


def parse_text(block: Block, own: bytes, ahead: bytes = b"") -> Parsed:
    """The records of a block whose bytes are `own`; its last record may go on in those `ahead`."""
    form = block.source.format
    if form is None or not own:
        return Parsed(events.empty(), 0, 0, None)
    if form.layout != "lines":
        parsed = parse_records_of(own, block, form)
    else:
        parsed = parse_lines(split_lines(own + ahead, block.source.encoding), len(own), block, form)
    if form.inner is None:
        return replace(parsed, frame=grade_crashes(parsed.frame))
    inside = Block(replace(block.source, format=form.inner, encoding="utf-8"))
    said = parse_text(inside, wrapped(parsed.frame)).frame
    return replace(parsed, frame=grade_crashes(unwrap(parsed.frame, said, form.inner.multiline)))


def grade_crashes(frame: pd.DataFrame) -> pd.DataFrame:
    """The events; an application's without a severity that begins as a crash does in one of the runtimes is an error.

    >>> told = {"kind": ["application"] * 2, "message": ["TypeError: x is undefined", "no TypeError: fine"]}
    >>> grade_crashes(events.conform(told, 2))["severity"].tolist()
    ['error', nan]
    """
    open_ones = frame["severity"].isna() & frame["kind"].isin(("application", "record"))
    if not open_ones.any():
        return frame
    texts = pa.array(frame["message"].where(open_ones, ""), pa.large_string())
    crashed = as_mask(pc.match_substring_regex(texts, CRASH))
    return frame.assign(severity=frame["severity"].mask(crashed, "error")) if crashed.any() else frame


def parse_lines(lines: Lines, own_bytes: int, block: Block, form: LogFormat) -> Parsed:
    """The records that begin in the first `own_bytes` of the lines; what lies behind only goes on with the last one."""
    matches = match_lines(lines.text, form)
    mine = int(np.searchsorted(lines.starts, own_bytes))
    kept = int(np.searchsorted(matches.rows, mine))
    first = lines.text.take(pa.array(matches.rows[:kept]))
    groups = {name: column.slice(0, kept) for name, column in matches.groups.items()}
    message = groups.get("message")
    message = first if message is None or form.kind == "request" else message.combine_chunks()
    if form.multiline and kept:
        message = go_on(message, lines, matches.rows, kept)
    groups, message = read_within(groups, message, form)
    stamps = join_stamps(Matches(matches.rows[:kept], groups), form)
    columns = read_groups(groups, to_utc(stamps, form.time, block.source.timezone, block.source.latest), form)
    columns["offset"] = lines.starts[matches.rows[:kept]] + block.start
    columns["line"] = matches.rows[:kept] + 1
    columns["message"] = pd.array(message, dtype="str")
    columns["kind"] = read_kinds(columns, form, kept)
    frame = events.conform(columns | {"source": block.source.path}, kept)
    unread = find_unread(lines, matches, mine, block, form)
    at = None if not len(unread) else (int(unread[0]) + 1, lines.text[int(unread[0])].as_py())
    return Parsed(frame, mine, len(unread), at)


def go_on(message: pa.Array, lines: Lines, rows: npt.NDArray[np.int64], kept: int) -> pa.Array:
    """Each message with the lines that follow its record's first line, up to a bound."""
    firsts = lines.begins[rows]
    seconds = lines.begins[rows + 1]
    ends = np.append(firsts[1:], lines.begins[-1])
    cuts = np.column_stack([seconds, ends]).ravel()[: 2 * kept]
    tails = slice_text(lines.whole, cuts)[::2] if kept else slice_text(lines.whole, cuts)
    long = np.diff(cuts)[::2].max(initial=0) > TAIL_LIMIT_BYTES
    tails = pc.utf8_slice_codeunits(tails, 0, TAIL_LIMIT_BYTES) if long else tails
    tails = pc.utf8_rtrim_whitespace(tails)
    bare = pc.fill_null(message, "")
    joined = pc.binary_join_element_wise(bare, tails, pa.scalar("\n", pa.large_string()))
    return pc.if_else(pc.equal(tails, ""), bare, joined)


def read_within(
    groups: Mapping[str, pa.ChunkedArray], message: pa.Array, form: LogFormat
) -> tuple[dict[str, pa.ChunkedArray], pa.Array]:
    """The groups with what the format's `within` reads out of the messages where they hold nothing yet; the messages.

    A `message` read so stands for the whole of it.
    """
    filled = dict(groups)
    for pattern in form.within:
        for name, text in columns_of(pc.extract_regex(message, pattern)).items():
            if name == "message":
                message = pc.coalesce(text, message)
            else:
                held = filled.get(name)
                filled[name] = text if held is None else pc.coalesce(held, pa.chunked_array([text]))
    return filled, message


def read_kinds(columns: Mapping[str, Any], form: LogFormat, count: int) -> pd.Series:
    """The kind of each row: an application's record of one line that holds method, route and status is a request.

    What a server logs among its requests without a status or a duration is its own word.
    """
    kinds = pd.Series(form.kind, index=range(count), dtype=events.KIND)
    if form.kind == "request":
        told = [pd.Series(columns[name]).notna() for name in ("status", "duration_ms") if name in columns]
        return kinds.mask(~np.logical_or.reduce(told), "server") if told else kinds
    if form.kind != "application" or not {"method", "route", "status"} <= columns.keys():
        return kinds
    whole = ~pd.Series(columns["message"]).str.contains("\n", regex=False).fillna(False).astype(bool)
    for name in ("method", "route", "status"):
        whole &= pd.Series(columns[name]).notna()
    return kinds.mask(whole, "request")


def find_unread(lines: Lines, matches: Matches, mine: int, block: Block, form: LogFormat) -> npt.NDArray[np.int64]:
    """The numbers (from 0) of the block's own lines that no record holds; blank ones hold nothing to be read."""
    stop = mine
    if form.multiline:
        begun = block.start > 0 or (len(matches.rows) and matches.rows[0] == 0)
        stop = 0 if begun else int(matches.rows[0]) if len(matches.rows) else mine
    absent = np.ones(mine, bool)
    absent[matches.rows[matches.rows < mine]] = False
    absent[stop:] = False
    numbers = np.flatnonzero(absent)
    texts = lines.text.take(pa.array(numbers))
    nothing = as_mask(pc.match_substring_regex(texts, form.ignored or r"^\s*$"))
    return np.compress(~nothing & as_mask(pc.not_equal(pc.utf8_trim_whitespace(texts), "")), numbers)


def read_groups(groups: Mapping[str, pa.ChunkedArray], times: pd.Series, form: LogFormat) -> dict[str, Any]:
    """Event columns of the groups' texts: times, severities, durations and numbers by their meaning."""
    texts = {name: as_series(column) for name, column in groups.items() if name != "message"}
    columns: dict[str, Any] = dict(form.defaults)
    columns |= {name: text.fillna(form.defaults.get(name)) for name, text in texts.items() if name not in EXTRA}
    columns["time"] = times
    if "severity" in texts:
        columns["severity"] = read_words(texts["severity"], {**SEVERITY_WORDS, **form.severity}, events.SEVERITY)
    if "priority" in texts:
        columns["severity"] = read_priority(texts["priority"])
    if "action" in texts:
        columns["action"] = read_words(texts["action"], form.actions, "str")
    if "status" in texts:
        status = pd.to_numeric(texts["status"], errors="coerce")
        columns["status"] = status.where(status.between(100, 999)).astype("Int16")
    if "route" in texts:
        columns["route"] = texts["route"].str.replace(r"[?#].*$", "", regex=True)
    each = [read_durations(texts[name], unit) for name, unit in DURATIONS.items() if name in texts]
    if each:
        columns["duration_ms"] = pd.concat(each, axis=1).bfill(axis=1).iloc[:, 0].round(6)
    return columns


def read_durations(texts: pd.Series, unit: str) -> pd.Series:
    """Milliseconds of durations in this unit, save where a text carries its own; a negative one is none."""
    numbers = pd.to_numeric(texts, errors="coerce").astype("float64") * MILLISECONDS[unit]
    worded = texts[numbers.isna() & texts.notna()]
    if len(worded):
        meanings = {text: read_duration(text, unit) for text in worded.unique()}
        numbers = numbers.fillna(worded.map(meanings).astype("float64"))
    return numbers.where(numbers >= 0)


def read_words(words: pd.Series, meanings: Mapping[str, str], dtype: Any) -> pd.Series:
    """What each word means (case aside), missing where it means nothing."""
    codes, distinct = pd.factorize(words)
    known = pd.Series([meanings.get(str(word).lower().strip()) for word in distinct], dtype=dtype)
    meant: pd.Series = pd.Series(known.array.take(codes, allow_fill=True), index=words.index, dtype=dtype)
    return meant


def read_priority(texts: pd.Series) -> pd.Series:
    """The severities of syslog's priorities, each eight times the facility and the severity from 0, the worst.

    https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1
    """
    codes = pd.to_numeric(texts, errors="coerce") % 8
    worst_first = [*["critical"] * 3, *reversed(events.SEVERITIES[:-1])]
    return codes.map(dict(enumerate(worst_first))).astype(events.SEVERITY)


def as_series(column: pa.ChunkedArray) -> pd.Series:
    """A column of texts for pandas; the dash that logs write for nothing is nothing."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    absent = pc.is_in(whole, pa.array(["-", ""], pa.large_string()))
    return pd.Series(pd.array(pc.if_else(absent, None, whole), dtype="str"))


def parse_records_of(own: bytes, block: Block, form: LogFormat) -> Parsed:
    """The records of a block that are not lines with a pattern: JSON and CSV."""
    found = parse_records(own, form, block.source.timezone, block.source.path)
    count = len(found.offsets)
    columns = {"kind": form.kind, **found.columns, "source": block.source.path}
    columns["offset"] = np.asarray(found.offsets, np.int64) + block.start
    columns["line"] = np.asarray(found.lines, np.int64)
    return Parsed(events.conform(columns, count), found.total_lines, found.unread, found.first_unread)
