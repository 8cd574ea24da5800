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
    (
        "kind",
        "level",
        "name",
        "milestone",
        "basis",
        "timezone",
        "timezone_basis",
        "zone_basis",
        "window_basis",
        "format",
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
        "severity",
    )
)
LITERAL = frozenset({"evidence", "around"})
Reword = Callable[[str], str]
Glance = Callable[[pd.Series], pd.Series]


def retell(
    timeline: Timeline, reword: Reword, spare: frozenset[str] = frozenset(), glance: Glance | None = None
) -> Timeline:
    """The timeline with `reword` applied to every text in it but the tool's own words and the fields to `spare`.

    `glance` tells which texts of a column need rewording at all.
    """
    return _retold(timeline, reword, spare, glance)  # type: ignore[no-any-return]  # a noun comes back as what it was


def rename(timeline: Timeline, names: Mapping[str, str]) -> Timeline:
    """The timeline with the names that people gave for hosts, "app-1 (10.0.0.7)"; cited lines stay as they are.

    Longer names first, each only where it stands as a word.
    """
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])(?!\.\w)")
    return retell(timeline, lambda text: pattern.sub(lambda found: f"{names[found[0]]} ({found[0]})", text), LITERAL)


def _retold(value: Any, reword: Reword, spare: frozenset[str], glance: Glance | None) -> Any:
    if isinstance(value, str):
        return reword(value)
    if isinstance(value, pd.DataFrame):
        return _frame(value, reword, glance)
    if isinstance(value, tuple):
        return tuple(_retold(item, reword, spare, glance) for item in value)
    if isinstance(value, Mapping):
        return {
            _retold(key, reword, spare, glance): _retold(item, reword, spare, glance) for key, item in value.items()
        }
    if not is_dataclass(value) or isinstance(value, type):
        return value
    told = {part.name: getattr(value, part.name) for part in fields(value) if part.name not in OWN | spare}
    return replace(value, **{name: _retold(item, reword, spare, glance) for name, item in told.items()})


def _frame(frame: pd.DataFrame, reword: Reword, glance: Glance | None) -> pd.DataFrame:
    """The frame with each distinct text of its columns reworded; its source, a place, among them."""
    changed = {}
    for name in frame:
        column = frame[name]
        if isinstance(column.dtype, pd.StringDtype):
            texts = pd.Series(column.dropna().unique(), dtype="str")
            seen = texts[glance(texts)] if glance is not None and len(texts) else texts
            words = {was: told for was in seen if (told := reword(was)) != was}
            if words:
                changed[str(name)] = column.map(lambda text, words=words: words.get(text, text), na_action="ignore")
                changed[str(name)] = changed[str(name)].astype(column.dtype)
        elif isinstance(column.dtype, pd.CategoricalDtype) and name == "source":
            places = {place: told for place in column.cat.categories if (told := reword(place)) != place}
            if places:
                changed[str(name)] = column.astype("str").replace(places).astype("category")
    return frame.assign(**changed) if changed else frame
