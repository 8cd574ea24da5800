"""The event frame: one row a record, its columns, dtypes and units, and the account of each source it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from reconstruct.errors import FrameError

SEVERITIES = ("debug", "info", "notice", "warning", "error", "critical")
KINDS = (
    "request",  # an answered HTTP or TCP request
    "server",  # a web server's or proxy's own records
    "database",
    "application",
    "system",  # syslog, journal, kernel
    "record",  # a line of unknown format with a readable time
    "alert",  # action: firing, resolved
    "page",  # action: triggered, notified, acknowledged, escalated, noted, resolved
    "chat",  # action: said (a person), posted (a bot)
    "ticket",  # action: opened
    "change",  # action: started, finished, failed, or empty
)
# A log is read in blocks, each of the records that begin within so many bytes of its text.
BLOCK_BYTES = 16 * 1024 * 1024
HUMAN_KINDS = ("alert", "page", "chat", "ticket", "change")

SEVERITY = pd.CategoricalDtype(list(SEVERITIES), ordered=True)
KIND = pd.CategoricalDtype(list(KINDS))

COLUMNS: Mapping[str, Any] = {
    "time": pd.DatetimeTZDtype("us", "UTC"),  # NaT where none could be read
    "source": "category",  # path, relative to the folder that was given
    "offset": "int64",  # byte at which the record's first line begins, in the decompressed text
    "line": "int64",  # that line's number, from 1; 0 where the file was sought and the lines before it not counted
    "kind": KIND,
    "severity": SEVERITY,
    "host": "str",
    "component": "str",  # logger, process, service, alert name, channel
    "status": "Int16",  # HTTP status
    "code": "str",  # SQLSTATE, errno, error number
    "duration_ms": "float64",
    "client": "str",  # address
    "method": "str",
    "route": "str",  # path of the URL, without its query
    "agent": "str",  # User-Agent
    "actor": "str",  # the person or bot who acted
    "action": "str",  # what was done; see KINDS
    "subject": "str",  # what it was done to: the page's incident, the alert's labels
    "message": "str",  # the record's text; a request's whole line
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source lies on this machine, to read lines of it again; never written into a report."""

    file: str
    member: str | None = None
    compression: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What one file gave: nothing is dropped in silence.

    `first_unread` is (line, text); `resolution_seconds` the step in which its times are written (60.0 where only
    minutes are); `stamps`: whether a request bears the time of its "start" or of its "end"; `skipped` says why a file
    gave nothing.
    """

    path: str
    format: str | None = None
    kind: str | None = None
    lines: int = 0
    events: int = 0
    unread: int = 0
    first_unread: tuple[int, str] | None = None
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None
    timezone: str | None = None
    timezone_basis: str = ""
    clock_offset_seconds: float | None = None
    resolution_seconds: float | None = None
    stamps: str = "end"
    encoding: str = "utf-8"
    skipped: str | None = None
    notes: tuple[str, ...] = ()
    place: Place | None = None


def empty() -> pd.DataFrame:
    """An event frame without rows.

    >>> list(empty().columns)[:4]
    ['time', 'source', 'offset', 'line']
    """
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS.items()})


def conform(columns: Mapping[str, Any], length: int) -> pd.DataFrame:
    """The event frame of these columns, each of `length`; what is not given is empty.

    >>> conform({"message": ["a", "b"]}, 2)["kind"].isna().all()
    np.True_
    """
    absent = {"offset": 0, "line": 0}
    index = pd.RangeIndex(length)
    return pd.DataFrame(
        {
            name: pd.Series(columns.get(name, absent.get(name)), index=index, dtype=dtype)
            for name, dtype in COLUMNS.items()
        }
    )


def join(frames: Iterable[pd.DataFrame], sources: Sequence[Source] = ()) -> pd.DataFrame:
    """All rows in the order of time (records without one last), with the account of the sources in `attrs`."""
    parts = [frame for frame in frames if len(frame)]
    if not parts:
        whole = empty()
    else:
        names = union_categoricals([part["source"] for part in parts], sort_categories=True)
        order = order_of(parts, names)
        # Column by column, so that no second copy of all of them is ever held.
        columns = {name: pd.concat([part[name] for part in parts]).array.take(order) for name in parts[0]}
        whole = pd.DataFrame(columns | {"source": names.take(order)})
    whole.attrs["sources"] = tuple(sources)
    return whole


def order_of(parts: Sequence[pd.DataFrame], names: pd.Categorical) -> npt.NDArray[np.int64]:
    """The rows of all parts in the order of time, source and offset; those without a time last."""
    times = np.concatenate([part["time"].to_numpy("datetime64[us]") for part in parts])
    offsets = np.concatenate([part["offset"].to_numpy() for part in parts])
    return np.lexsort((offsets, names.codes, times))  # numpy puts NaT last


def check(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame itself where it is an event frame.

    Raises FrameError naming every column that is missing or of another dtype.

    >>> check(empty()) is not None
    True
    """
    wrong = [f"{name}: missing, want {dtype}" for name, dtype in COLUMNS.items() if name not in frame]
    for name, dtype in COLUMNS.items():
        if name in frame and frame[name].dtype != dtype:
            wrong.append(f"{name}: {frame[name].dtype}, want {dtype}")
    if wrong:
        raise FrameError("not an event frame: " + "; ".join(wrong))
    return frame


def sources_of(frame: pd.DataFrame) -> tuple[Source, ...]:
    """The account of the frame's sources; counted from the rows where the frame carries none."""
    carried = frame.attrs.get("sources")
    if carried:
        return tuple(carried)
    groups = frame.groupby("source", observed=True)["time"]
    return tuple(
        Source(path=str(name), lines=len(times), events=len(times), first=times.min(), last=times.max())
        for name, times in groups
    )
