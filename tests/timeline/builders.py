"""Small event frames for tests: even traffic that can be spoilt, and what people and their tools wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from reconstruct.events import Source, conform, join
from reconstruct.timeline.people import gather

CLIENTS = 40
ROUTES = ("/", "/products/17", "/cart", "/search", "/products/4")


def at(clock: str) -> pd.Timestamp:
    """That time of 2 March 2026, UTC.

    >>> at("08:00:30")
    Timestamp('2026-03-02 08:00:30+0000', tz='UTC')
    """
    return pd.Timestamp(f"2026-03-02T{clock}Z")


def traffic(begin: str = "08:00:00", seconds: int = 3600, rate: int = 10, **columns: Any) -> pd.DataFrame:
    """Healthy requests in even steps, `rate` a second, of forty clients for four routes; all answered in 20 ms.

    >>> len(traffic(seconds=2, rate=3))
    6
    """
    place = np.arange(seconds * rate)
    times = at(begin) + pd.to_timedelta(place / rate, unit="s").floor("ms")
    rows = {
        "time": times,
        "source": "access.log",
        "offset": place * 100,
        "line": place + 1,
        "kind": "request",
        "status": 200,
        "duration_ms": 20.0,
        "client": [f"10.0.0.{number % CLIENTS}" for number in place],
        "method": "GET",
        "route": [ROUTES[number % len(ROUTES)] for number in place],
        "agent": "Mozilla/5.0",
        "message": [f"request {number + 1}" for number in place],
    }
    return conform(rows | columns, len(place))


def spoil(frame: pd.DataFrame, start: str, stop: str, every: int = 1, **columns: Any) -> pd.DataFrame:
    """The traffic with those columns in every n-th request from `start` up to, not including, `stop`."""
    within = frame["time"].between(at(start), at(stop), inclusive="left") & (np.arange(len(frame)) % every == 0)
    spoilt = frame.copy()
    for name, value in (columns or {"status": 500}).items():
        spoilt.loc[within, name] = value
    return spoilt


def without(frame: pd.DataFrame, start: str, stop: str, keep_every: int = 0) -> pd.DataFrame:
    """The traffic with its requests from `start` up to `stop` left out, or all but every n-th of them."""
    within = frame["time"].between(at(start), at(stop), inclusive="left")
    kept = (np.arange(len(frame)) % keep_every == 0) if keep_every else False
    return frame[~within | kept].reset_index(drop=True)


def record(clock: str, kind: str, message: str, source: str, **columns: Any) -> dict[str, Any]:
    """A record of any kind as a row of an event frame."""
    return {"time": at(clock), "kind": kind, "message": message, "source": source} | columns


def say(clock: str, message: str, actor: str = "anna", action: str = "said") -> dict[str, Any]:
    """What somebody said in the chat."""
    return record(clock, "chat", message, "chat.json", actor=actor, action=action)


def page(clock: str, action: str, message: str = "Shop: error rate", actor: str | None = None) -> dict[str, Any]:
    """An entry of the pager's log."""
    return record(clock, "page", message, "pager.json", actor=actor, action=action)


def alert(clock: str, action: str = "firing", message: str = "HighErrorRate") -> dict[str, Any]:
    """An alert."""
    return record(clock, "alert", message, "alerts.json", action=action)


def ticket(clock: str, message: str) -> dict[str, Any]:
    """A customer's ticket."""
    return record(clock, "ticket", message, "tickets.csv", actor="a customer", action="opened")


def change(clock: str, message: str, action: str | None = None) -> dict[str, Any]:
    """An entry of the list of changes."""
    return record(clock, "change", message, "changes.log", action=action)


def error(clock: str, message: str = "lost connection", severity: str = "error") -> dict[str, Any]:
    """An error record of the database."""
    return record(clock, "database", message, "db.log", severity=severity)


def frame_of(*records: dict[str, Any]) -> pd.DataFrame:
    """The event frame of these records, in order, each source's lines counted from 1.

    >>> frame_of(say("09:00:00", "on it"), say("09:00:05", "hm"))["line"].tolist()
    [1, 2]
    """
    lines: dict[str, int] = {}
    rows = []
    for each in records:
        lines[each["source"]] = lines.get(each["source"], 0) + 1
        rows.append({"line": lines[each["source"]], "offset": 100 * lines[each["source"]] - 100} | each)
    names = {name for row in rows for name in row}
    return (
        join([conform({name: [row.get(name) for row in rows] for name in names}, len(rows))])
        if rows
        else conform({}, 0)
    )


def people_of(*records: dict[str, Any], sources: Iterable[Source] = ()) -> pd.DataFrame:
    """These records as the rooms of milestones and repair take them: gathered, with the acts in them."""
    return gather(frame_of(*records), tuple(sources))


def together(*frames: pd.DataFrame) -> pd.DataFrame:
    """Frames as one, in the order of time."""
    return join(frames)
