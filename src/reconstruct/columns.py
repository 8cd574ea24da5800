"""Events as arrays: the numbers and coded texts that are counted of them, without a text of its own for each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.events import KIND, KINDS, SEVERITIES, SEVERITY, conform

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
ABSENT = -1
CODED = ("client", "method", "route", "agent", "component", "host")
MOST_KEYS = 2**62  # what a number of 64 bits holds, with room for the sign
LEAST_TABLE = 1024  # a table of this length costs less than sorting does


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts of which few are distinct: row i holds `values[codes[i]]`, nothing where the code is -1."""

    codes: Codes
    values: pa.LargeStringArray

    def take(self, rows: Ints | Flags) -> Coded:
        """The same for some of the rows."""
        return Coded(self.codes[rows], self.values)

    def texts(self) -> list[str]:
        """The distinct texts; of these those of the rows are a part."""
        return list(self.values.to_pylist())

    def plain(self, absent: str | None) -> pa.LargeStringArray:
        """The text of each row, `absent` where there is none."""
        texts = self.values.take(pa.array(self.codes, mask=self.codes == ABSENT))
        return texts if absent is None else pc.fill_null(texts, absent)

    def flag(self, flags: Flags) -> Flags:
        """A flag of each row, from those of the distinct texts; a row without a text has none."""
        return np.append(flags, False)[self.codes]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is counted of events, an entry each: `time` in microseconds since 1970, `duration_ms` NaN where unknown.

    `kind` and `severity` are the places in events.KINDS and SEVERITIES (-1: none), `status` is 0 where there is none.
    `message` holds the texts of those rows that are no requests (`rows_told`), in their order.
    """

    time: Ints
    offset: Ints
    source: Coded
    kind: npt.NDArray[np.int8]
    severity: npt.NDArray[np.int8]
    status: npt.NDArray[np.int16]
    duration_ms: npt.NDArray[np.float64]
    client: Coded
    method: Coded
    route: Coded
    agent: Coded
    component: Coded
    host: Coded
    message: pa.LargeStringArray = field(repr=False)

    def __len__(self) -> int:
        return len(self.time)

    @property
    def asked(self) -> Flags:
        """Which rows are requests."""
        asked: Flags = self.kind == KINDS.index("request")
        return asked

    @property
    def seconds(self) -> Ints:
        """The whole seconds since 1970."""
        return self.time // 1_000_000

    def take(self, rows: Ints) -> Columns:
        """The same of some of the rows."""
        told = np.cumsum(~self.asked) - 1
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "message"}
        taken: dict[str, Any] = {
            name: part.take(rows) if isinstance(part, Coded) else part[rows] for name, part in parts.items()
        }
        return Columns(message=self.message.take(pa.array(told[rows][~self.asked[rows]])), **taken)


def code(texts: pa.Array | pa.ChunkedArray) -> Coded:
    """A column of texts, coded.

    >>> code(pa.array(["a", None, "a"])).codes.tolist()
    [0, -1, 0]
    """
    found = unchunked(texts).dictionary_encode()
    codes = found.indices.fill_null(ABSENT).to_numpy(zero_copy_only=False)
    return Coded(codes.astype(np.int32, copy=False), found.dictionary.cast(pa.large_string()))


def unchunked(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column of texts in one piece."""
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts


def uncoded(count: int) -> Coded:
    """A column without a text in any row."""
    return Coded(np.full(count, ABSENT, np.int32), pa.array([], pa.large_string()))


def same(text: str, count: int) -> Coded:
    """A column that holds one text in every row."""
    return Coded(np.zeros(count, np.int32), pa.array([text], pa.large_string()))


def columns_of(frame: pd.DataFrame) -> Columns:
    """The columns of an event frame whose times are all known.

    >>> from reconstruct.events import conform
    >>> frame = conform({"time": [pd.Timestamp("2026-11-23T09:00:00Z")], "source": "a", "status": [503]}, 1)
    >>> columns_of(frame).status.tolist()
    [503]
    """
    coded = {name: code(pa.array(frame[name])) for name in CODED}
    told = frame["message"][(frame["kind"] != "request").to_numpy(dtype=bool)]
    return Columns(
        time=micros_of(frame["time"]),
        offset=frame["offset"].to_numpy(),
        source=code_categories(frame["source"]),
        kind=places(frame["kind"], KINDS),
        severity=places(frame["severity"], SEVERITIES),
        status=frame["status"].fillna(0).to_numpy(dtype=np.int16),
        duration_ms=frame["duration_ms"].to_numpy(),
        message=unchunked(pa.array(told.fillna(""), pa.large_string())),
        **coded,
    )


def frame_of(columns: Columns, message: pa.LargeStringArray, line: Ints) -> pd.DataFrame:
    """The event frame of columns, with each row's message and line."""
    coded = {name: pd.array(getattr(columns, name).plain(None), dtype="str") for name in CODED}
    severity = pd.Categorical.from_codes(columns.severity, dtype=SEVERITY)
    told: dict[str, Any] = {
        "time": pd.to_datetime(columns.time, unit="us", utc=True),
        "source": pd.Categorical.from_codes(columns.source.codes, pd.Index(columns.source.texts(), dtype="str")),
        "offset": columns.offset,
        "line": line,
        "kind": pd.Categorical.from_codes(columns.kind, dtype=KIND),
        "severity": severity,
        "status": pd.array(columns.status, "Int16").astype("Int16"),
        "duration_ms": columns.duration_ms,
        "message": pd.array(message, dtype="str"),
    }
    told["status"][columns.status == 0] = pd.NA
    return conform(told | coded, len(columns))


def join_columns(parts: Sequence[Columns]) -> Columns:
    """The rows of several columns, one after another."""
    full = [part for part in parts if len(part)] or list(parts[:1])
    if len(full) == 1:
        return full[0]
    joined: dict[str, Any] = {"message": pa.concat_arrays([part.message for part in full])}
    for name in full[0].__dataclass_fields__:
        each = [getattr(part, name) for part in full]
        if isinstance(each[0], Coded):
            joined[name] = join_coded(each)
        elif name != "message":
            joined[name] = np.concatenate(each)
    return Columns(**joined)


def join_coded(parts: Sequence[Coded]) -> Coded:
    """The rows of several coded columns, one after another."""
    values = code(pa.concat_arrays([part.values for part in parts]))
    before = np.cumsum([0, *(len(part.values) for part in parts)])
    own = [values.codes[at : at + len(part.values)] for at, part in zip(before, parts, strict=False)]
    codes = [np.append(of_part, ABSENT)[part.codes] for of_part, part in zip(own, parts, strict=True)]
    return Coded(np.concatenate(codes).astype(np.int32), values.values)


def micros_of(times: pd.Series) -> Ints:
    """The microseconds since 1970 of aware times, all of them known."""
    micros: Ints = times.to_numpy("datetime64[us]").astype(np.int64)
    return micros


def code_categories(column: pd.Series) -> Coded:
    """A categorical column, coded."""
    held = column.astype("category").cat
    return Coded(
        held.codes.to_numpy().astype(np.int32), pa.array([str(name) for name in held.categories], pa.large_string())
    )


def places(column: pd.Series, names: Sequence[str]) -> npt.NDArray[np.int8]:
    """The place of each of a column's categories among the names."""
    if list(column.cat.categories) == list(names):
        return column.cat.codes.to_numpy().astype(np.int8)
    return pd.Categorical(column, list(names)).codes.astype(np.int8)


def combine(*parts: npt.NDArray[np.integer]) -> Ints:
    """One number for each row, the same for the same row of parts, in the order of the parts.

    >>> combine(np.array([5, 5, 4]), np.array([-1, 3, 0])).tolist()
    [5, 9, 1]
    """
    key, room = np.zeros(len(parts[0]), np.int64), 1
    for part in parts if len(key) else ():
        low, size = int(part.min()), int(part.max()) - int(part.min()) + 1
        if room * size > MOST_KEYS:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            room = int(key.max()) + 1
        key *= size
        key += part
        key -= low
        room *= size
    return key


def firsts(keys: Ints) -> Ints:
    """The row at which each key comes first, in the order of the rows.

    >>> firsts(np.array([7, 7, 8, 7])).tolist()
    [0, 2]
    """
    if (keys[1:] >= keys[:-1]).all() or (keys[1:] <= keys[:-1]).all():
        return np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    return np.sort(np.unique(keys, return_index=True)[1])


def lasts(keys: Ints) -> Ints:
    """The row at which each key comes last, in the order of the rows."""
    return len(keys) - 1 - firsts(keys[::-1])[::-1]


def rank(keys: Ints) -> tuple[Ints, Ints]:
    """The distinct keys (none below 0), in order, and the place of each row's key among them.

    >>> [part.tolist() for part in rank(np.array([7, 0, 7]))]
    [[0, 7], [1, 0, 1]]
    """
    if not len(keys) or int(keys.max()) > 4 * len(keys) + LEAST_TABLE:
        distinct, placed = np.unique(keys, return_inverse=True)
        return distinct, placed
    there = np.bincount(keys) > 0
    return np.flatnonzero(there), (np.cumsum(there) - 1)[keys]


def write_together(*texts: pa.Array | str, joint: str = "") -> pa.LargeStringArray:
    """The texts of each row written one behind the other.

    >>> write_together(pa.array(["GET"], pa.large_string()), "/", joint=" ").to_pylist()
    ['GET /']
    """
    large = [pa.scalar(text, pa.large_string()) if isinstance(text, str) else text for text in (*texts, joint)]
    return pc.binary_join_element_wise(*large)


def holds(texts: pa.Array | pa.ChunkedArray, pattern: str) -> Flags:
    """Which texts hold a pattern (RE2); a missing text holds none."""
    found = pc.match_substring_regex(texts, pattern).fill_null(False)
    flags: Flags = found.to_numpy(zero_copy_only=False) if isinstance(found, pa.Array) else found.to_numpy()
    return flags.astype(bool, copy=False)
