"""What an entry says -> the milestones that it states, by the vocabulary in milestones.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

TEXT_LIMIT = 2000  # characters of an entry that are looked at
CLAUSE_ENDS = r"[.;!]\s+|\s[-–—]+\s|,\s+(?:and|but|then|which)\s|,\s"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """RE2 patterns by milestone in the order in which they are tried, what bends a clause, and the samples."""

    patterns: dict[str, str]
    bends: str
    samples: dict[str, tuple[list[str], list[str]]]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary in milestones.toml."""
    told: dict[str, Any] = tomllib.loads(resources.files(__package__).joinpath("milestones.toml").read_text("utf-8"))
    patterns = {each["name"]: "(?i)(?:" + "|".join(each["patterns"]) + ")" for each in told["milestone"]}
    samples = {each["name"]: (each["is"], each["is_not"]) for each in told["milestone"]}
    return Vocabulary(patterns, told["bends"], samples)


def read_milestones(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """The milestones that each text states, in the order of the clauses that state them.

    >>> read_milestones(["Root cause identified; escalated to the DBAs", "Lunch"])
    [('identified', 'escalated'), ()]
    """
    words = vocabulary()
    shown = [text[:TEXT_LIMIT].replace("’", "'") for text in texts]
    pieces = pc.split_pattern_regex(pa.array(shown, pa.string()), CLAUSE_ENDS)
    clauses, rows = pc.list_flatten(pieces), pc.list_parent_indices(pieces).to_pylist()
    trimmed = pc.utf8_trim_whitespace(clauses)
    bent = pc.match_substring_regex(trimmed, words.bends).to_pylist()
    holds = {name: pc.match_substring_regex(trimmed, p).to_pylist() for name, p in words.patterns.items()}
    found: list[list[str]] = [[] for _ in shown]
    for at, row in enumerate(rows):
        name = next((name for name, held in holds.items() if held[at] and not bent[at]), None)
        if name is not None and name not in found[row]:
            found[row].append(name)
    return [tuple(names) for names in found]
