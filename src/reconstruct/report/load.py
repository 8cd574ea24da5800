"""timeline.json of an earlier run -> the Timeline that it was made from, without its events."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pandas as pd

from reconstruct.errors import UnreadableError
from reconstruct.events import empty
from reconstruct.report.export import SCHEMA_VERSION
from reconstruct.timeline.nouns import Timeline


def _time(text: str) -> pd.Timestamp:
    return pd.Timestamp(text).as_unit("us")


SCALARS: Mapping[Any, Callable[[Any], Any]] = {pd.Timestamp: _time, float: float}


def load(path: str | Path) -> Timeline:
    """The timeline that `path` (a timeline.json, or the folder of a report) holds; its `events` are empty.

    Log lines are not in that file beyond those cited (so that a chart lacks what people did), nor are the alerts'
    traces; all else is as it was, so that writing the timeline again gives the same timeline.json. Raises
    UnreadableError where the file is none of ours.

    >>> load("no-such-report")
    Traceback (most recent call last):
    reconstruct.errors.UnreadableError: no-such-report: no such file: give a timeline.json or a report's folder
    """
    file = Path(path) / "timeline.json" if Path(path).is_dir() else Path(path)
    try:
        document = json.loads(file.read_bytes())
    except OSError as error:
        reason = (error.strerror or str(error)).lower().replace(" or directory", "")
        raise UnreadableError(f"{file}: {reason}: give a timeline.json or a report's folder") from error
    except ValueError as error:
        raise UnreadableError(f"{file}: it is no JSON ({error}): give a timeline.json of this tool") from error
    version = document.get("schema_version") if isinstance(document, dict) else None
    if version != SCHEMA_VERSION:
        raise UnreadableError(f"{file}: its schema_version is {version}, not {SCHEMA_VERSION}: write it anew")
    try:
        return _timeline(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        told = f"{type(error).__name__}: {error}"
        raise UnreadableError(f"{file}: it is no whole timeline ({told}): write it anew") from error


def _timeline(document: Mapping[str, Any]) -> Timeline:
    told = {
        **document,
        "window_basis": document["window"]["basis"],
        "timezone": document["timezone"]["name"],
        "timezone_basis": document["timezone"]["basis"],
        "step_seconds": document["signals"]["step_seconds"],
    }
    known: dict[str, Any] = {
        name: revive(hint, told[name])
        for name, hint in get_type_hints(Timeline).items()
        if name in told and name != "signals"
    }
    return Timeline(**known, signals=_signals(document["signals"]), events=empty())


def _signals(told: Mapping[str, Any]) -> pd.DataFrame:
    """The counts of each step as a frame, `time` its index."""
    counts = told["counts"]
    begin = revive(pd.Timestamp, told["start"]) or pd.Timestamp(0, tz="UTC")
    steps = len(next(iter(counts.values()), []))
    index = pd.date_range(begin, periods=steps, freq=f"{told['step_seconds']}s", unit="us", name="time")
    return pd.DataFrame({name: pd.Series(values, index, "int64") for name, values in counts.items()}, index)


def revive(hint: Any, value: Any) -> Any:
    """What a value of JSON stands for, where a noun's field is annotated so: nouns by their fields, times aware.

    >>> revive(tuple[pd.Timestamp, ...], ["2026-11-23T09:00:00Z"])
    (Timestamp('2026-11-23 09:00:00+0000', tz='UTC'),)
    """
    if value is None:
        return None
    if get_origin(hint) in (Union, types.UnionType):
        return revive(next(kind for kind in get_args(hint) if kind is not types.NoneType), value)
    if is_dataclass(hint):
        return _noun(hint, value)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), value)
    if isinstance(value, dict):
        return {name: revive(get_args(hint)[1], _named(name, item)) for name, item in value.items()}
    read = SCALARS.get(hint)
    return read(value) if read else value


def _noun(kind: Any, value: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    names = [part.name for part in fields(kind) if part.name in value]
    return kind(**{name: revive(hints[name], value[name]) for name in names})


def _tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    """The items of a list; those of a tuple of fixed length stand in JSON by their names."""
    if kinds[-1] is Ellipsis:
        return tuple(revive(kinds[0], item) for item in value)
    return tuple(revive(kind, item) for kind, item in zip(kinds, value.values(), strict=True))


def _named(name: str, item: Any) -> Any:
    """What stands under its name in JSON carries it as a noun."""
    return {"name": name, **item} if isinstance(item, dict) else item
