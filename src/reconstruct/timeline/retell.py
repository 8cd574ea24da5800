"""A timeline and a way to reword text -> the timeline with all of its text reworded, numbers and times as they were."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pandas as pd

from reconstruct.timeline.nouns import Timeline

# What is a word of the tool's own, and so never reworded.
OWN = frozenset(
    {
        "kind",
        "level",
        "name",
        "milestone",
        "basis",
        "rule",
        "verdict",
        "timezone",
        "timezone_basis",
        "zone_basis",
        "format",
    }
    | {
        "window_basis",
        "encoding",
        "signal",
        "net",
        "state",
        "formula",
        "authority",
        "term",
        "source",
        "precision",
        "tier",
    }
)
LITERAL = frozenset({"evidence"})


def retell(timeline: Timeline, reword: Callable[[str], str], spare: frozenset[str] = frozenset()) -> Timeline:
    """The timeline with `reword` applied to every text in it but the tool's own words and the fields to `spare`."""
    return _retold(timeline, reword, spare)  # type: ignore[no-any-return]  # a noun comes back as what it was


def rename(timeline: Timeline, names: Mapping[str, str]) -> Timeline:
    """The timeline with the names that people gave for hosts, "app-1 (10.0.0.7)"; cited lines stay as they are.

    Longer names first, each only where it stands as a word.
    """
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, longest))})(?![\\w-])(?!\\.\\w)")
    return retell(timeline, lambda text: pattern.sub(lambda found: f"{names[found[0]]} ({found[0]})", text), LITERAL)


def _retold(value: Any, reword: Callable[[str], str], spare: frozenset[str]) -> Any:
    if isinstance(value, str):
        return reword(value)
    if isinstance(value, pd.DataFrame):
        return _frame(value, reword)
    if isinstance(value, tuple):
        return tuple(_retold(item, reword, spare) for item in value)
    if isinstance(value, Mapping):
        return {key: _retold(item, reword, spare) for key, item in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        part.name: told
        for part in fields(value)
        if part.name not in OWN and part.name not in spare
        if (told := _retold(was := getattr(value, part.name), reword, spare)) is not was
    }
    return replace(value, **changed) if changed else value


def _frame(frame: pd.DataFrame, reword: Callable[[str], str]) -> pd.DataFrame:
    """The frame with each distinct text of its columns reworded."""
    changed = {}
    for name in frame:
        column = frame[name]
        if isinstance(column.dtype, pd.StringDtype):
            words = {text: reword(text) for text in column.dropna().unique()}
            if any(was != told for was, told in words.items()):
                changed[name] = column.map(lambda text, words=words: words.get(text, text)).astype(column.dtype)
    return frame.assign(**{str(name): column for name, column in changed.items()}) if changed else frame
