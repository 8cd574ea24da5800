"""Records -> the changes that they tell of: the records of one run together, and how often the like came before."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pandas as pd

from reconstruct.timeline.signs import holds
from reconstruct.timeline.words import telling_words

SAME_CHANGE = pd.Timedelta(hours=1)  # between the record of a change's start and that of its end
RUN = pd.Timedelta(seconds=10)  # a play, a package run or an apply writes its next line sooner than this
ACCIDENTALS = r"\d+|'[^']*'|\"[^\"]*\"|\b[0-9a-f]{7,}\b"
PROCESS = r"\[\d+\]"  # a process's number differs from run to run of the same job


@dataclass(frozen=True, slots=True)
class Telling:
    """A pattern of records, what it says, and its samples."""

    says: str
    pattern: str
    samples: tuple[tuple[str, ...], tuple[str, ...]]


@cache
def vocabulary(part: str) -> Mapping[str, Telling]:
    """The patterns of changes.toml by name: how machines tell of changes ("told"), what weighs ("weighs")."""
    told = tomllib.loads(resources.files(__package__).joinpath("changes.toml").read_text("utf-8"))
    return {
        entry["name"]: Telling(
            says=entry.get("says", entry["name"]),
            pattern="(?i)" + entry["pattern"],
            samples=(tuple(entry["is"]), tuple(entry["is_not"])),
        )
        for entry in told[part]
    }


def tells_of_change(texts: pd.Series) -> pd.Series:
    """Which texts of machines tell of a change, or of a process or a job that begins or ends.

    >>> tells_of_change(pd.Series(["feature flag new-search enabled", "checkpoint starting"])).tolist()
    [True, False]
    """
    return holds(texts, change_pattern())


@cache
def change_pattern() -> str:
    """What a text that tells of a change holds."""
    patterns = (telling.pattern.removeprefix("(?i)") for telling in vocabulary("told").values())
    return "(?i)" + "|".join(f"(?:{pattern})" for pattern in patterns)


def same_changes(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """The records of each change: those of its start and end, and those that one run writes one after another."""
    groups: list[list[pd.Series]] = []
    for _, row in rows.sort_values("time", kind="stable").iterrows():
        ends = row["action"] in ("finished", "failed")
        near = [group for group in groups[-20:] if row["time"] - group[-1]["time"] <= SAME_CHANGE]
        home = next((group for group in reversed(near) if ends and _one_change(group[-1], row)), None)
        home = home or next((group for group in reversed(near) if _one_run(group[-1], row)), None)
        if home is not None:
            home.append(row)
        else:
            groups.append([row])
    return [pd.DataFrame(group) for group in groups]


def _one_change(one: pd.Series, two: pd.Series) -> bool:
    words = telling_words(str(one["message"])), telling_words(str(two["message"]))
    return bool(one["source"] == two["source"] and 2 * len(words[0] & words[1]) >= min(len(words[0]), len(words[1]), 4))


def _one_run(one: pd.Series, two: pd.Series) -> bool:
    """Whether one run of a tool wrote both: at once, in one file, neither of them the start or end of a change."""
    apart = {"started", "finished"} & {one["action"], two["action"]} and one["kind"] == "change"
    return bool(one["source"] == two["source"] and two["time"] - one["time"] <= RUN and not apart)


def shapes_of(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """(the same, alike) of each text: what is equal for the same job run again, and for a change of the same kind.

    >>> same, alike = shapes_of(pd.Series(["CRON[7]: backup 12", "CRON[9]: backup 13"]))
    >>> same.nunique(), alike.nunique()
    (2, 1)
    """
    plain = texts.fillna("").str.slice(0, 400).str.replace(PROCESS, "[]", regex=True)
    return plain, plain.str.replace(ACCIDENTALS, "#", regex=True)
