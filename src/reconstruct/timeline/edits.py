"""incident.toml, the file in which people finish the report -> Edits, each with the line where it stands."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from reconstruct.errors import UsageError
from reconstruct.timeline.nouns import MILESTONES, ActionItem, Override

FILE = "incident.toml"
BLOCKS = (
    "title",
    "status",
    "summary",
    "root_cause",
    "contributing_factors",
    "went_well",
    "went_badly",
    "lucky",
)
A_TIME = "a time with its zone, as in 2023-05-15T09:00:00Z or 2023-05-15T10:00:00+01:00"
A_TEXT = 'a text in quotes, as in why = "the first call came in before the ticket"'
A_NUMBER = "a whole number from 1"
# The keys of each table: what they hold, and whether they must be there.
TABLES: Mapping[str, Mapping[str, tuple[str, bool]]] = {
    "override": {
        "incident": (A_NUMBER, False),
        "milestone": (f"one of {', '.join(MILESTONES)}", True),
        "time": (A_TIME, True),
        "why": (A_TEXT, True),
        "by": (A_TEXT, True),
    },
    "event": {
        "incident": (A_NUMBER, False),
        "time": (A_TIME, True),
        "text": (A_TEXT, True),
        "by": (A_TEXT, False),
    },
    "leave_out": {"path": (A_TEXT, True), "line": (A_NUMBER, True), "why": (A_TEXT, False)},
    "action": {"what": (A_TEXT, True), "kind": (A_TEXT, False), "owner": (A_TEXT, False), "due": (A_TEXT, False)},
}


@dataclass(frozen=True, slots=True)
class Correction:
    """A milestone of the incident of that number (from 1) that people set otherwise; `line` of incident.toml."""

    line: int
    incident: int
    milestone: str
    override: Override


@dataclass(frozen=True, slots=True)
class AddedEvent:
    """An event that people add to the timeline of the incident of that number."""

    line: int
    incident: int
    time: pd.Timestamp
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record, by the place where it stands, that people leave out of the timeline."""

    line: int
    path: str
    place: int


@dataclass(frozen=True, slots=True)
class Edits:
    """What people say about a report; `path` is the file's name, for the lines that prove it. Empty: nothing said."""

    path: str = FILE
    corrections: tuple[Correction, ...] = ()
    events: tuple[AddedEvent, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    names: Mapping[str, str] | None = None
    blocks: Mapping[str, str] | None = None
    actions: tuple[ActionItem, ...] = ()


def read_edits(path: str | Path) -> Edits:
    """What people wrote into that file; nothing where it is not there.

    Raises UsageError with the line and what was expected, where an entry is wrong.

    >>> read_edits("no-such-folder/incident.toml").corrections
    ()
    """
    file = Path(path)
    try:
        text = file.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Edits()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: it cannot be read ({error}): it must be a text in UTF-8") from error
    return parse_edits(text, file.name)


def parse_edits(text: str, name: str = FILE) -> Edits:
    """What a text in the form of incident.toml says; raises UsageError as `read_edits` does.

    >>> parse_edits('[text]\\ntitle = "Shop down"').blocks
    {'title': 'Shop down'}
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f'{name}: {error}: a value is a "text in quotes", a number, or {A_TIME}') from error
    lines = text.splitlines()
    known = (*TABLES, "text", "names")
    for key in told:
        if key not in known:
            _refuse(name, _line_of(lines, key), f"{key!r} is not known", f"one of {', '.join(known)}")
    tables = {key: list(_rows(told, key, name, lines)) for key in TABLES}
    return Edits(
        path=name,
        corrections=tuple(
            Correction(
                at, row.get("incident", 1), row["milestone"], Override(_stamp(row["time"]), row["why"], row["by"])
            )
            for at, row in tables["override"]
        ),
        events=tuple(
            AddedEvent(at, row.get("incident", 1), _stamp(row["time"]), row["text"], row.get("by", ""))
            for at, row in tables["event"]
        ),
        left_out=tuple(LeftOut(at, row["path"], row["line"]) for at, row in tables["leave_out"]),
        names=_texts(told, "names", None, name, lines),
        blocks=_texts(told, "text", BLOCKS, name, lines),
        actions=tuple(ActionItem(**row) for _, row in tables["action"]),
    )


def _rows(told: Mapping[str, Any], table: str, name: str, lines: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The entries of a table, checked, each with its line."""
    rows = told.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _refuse(name, _line_of(lines, table), f"{table!r} is no list of entries", f"each to begin with [[{table}]]")
    for number, row in enumerate(rows):
        at = _header_of(lines, table, number)
        for key in row:
            if key not in TABLES[table]:
                _refuse(name, _line_of(lines, key, at), f"{key!r} is not known", f"one of {', '.join(TABLES[table])}")
        for key, (expected, needed) in TABLES[table].items():
            if key not in row and needed:
                _refuse(name, at, f"this [[{table}]] has no {key!r}", expected)
            if key in row and not _fits(key, row[key], expected):
                _refuse(name, _line_of(lines, key, at), f"{key} = {row[key]!s} does not do", expected)
        yield at, row


def _fits(key: str, value: Any, expected: str) -> bool:
    if expected == A_TIME:
        return isinstance(value, dt.datetime) and value.tzinfo is not None
    if expected == A_NUMBER:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 1
    if key == "milestone":
        return value in MILESTONES
    return isinstance(value, str) and bool(value.strip())


def _texts(
    told: Mapping[str, Any], table: str, known: tuple[str, ...] | None, name: str, lines: list[str]
) -> dict[str, str]:
    texts = told.get(table, {})
    at = _line_of(lines, table)
    if not isinstance(texts, dict):
        _refuse(name, at, f"{table!r} is no table", f"a line [{table}] with texts below it")
    for key, value in texts.items():
        line = _line_of(lines, key, at)
        if known is not None and key not in known:
            _refuse(name, line, f"{key!r} is not known", f"one of {', '.join(known)}")
        if not isinstance(value, str):
            _refuse(name, line, f"{key} = {value!s} does not do", "a text in quotes")
    return dict(texts)


def _refuse(name: str, line: int, what: str, expected: str) -> None:
    raise UsageError(f"{name}:{line}: {what}: expected {expected}")


def _line_of(lines: list[str], key: str, after: int = 1) -> int:
    """The line, from `after` on, that speaks of a key or a table; `after` itself where none does."""
    pattern = re.compile(rf"\s*(?:\[+\s*[\"']?{re.escape(key)}[\"']?\s*\]+|[\"']?{re.escape(key)}[\"']?\s*=)")
    return next((at for at, line in enumerate(lines, 1) if at >= after and pattern.match(line)), after)


def _header_of(lines: list[str], table: str, number: int) -> int:
    headers = [at for at, line in enumerate(lines, 1) if re.match(rf"\s*\[\[\s*{table}\s*\]\]", line)]
    return headers[number] if number < len(headers) else _line_of(lines, table)


def _stamp(time: dt.datetime) -> pd.Timestamp:
    return pd.Timestamp(time).tz_convert("UTC").as_unit("us")
