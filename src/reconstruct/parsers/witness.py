"""The events of a source -> when it saw what other sources may have seen too: trouble, clients, rare words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from reconstruct.events import HUMAN_KINDS

Seconds = npt.NDArray[np.int64]
FAILED_STATUS = 500
# A word that names one thing, as a session, an order or a release does: it has a digit and is no plain number of a
# few digits, which names many things.
NAMING_WORD = r"\b(?:[A-Za-z]+[-_#]?\d[\w-]{2,}|\d+[A-Za-z_-][\w-]{3,}|\d{5,}|\d+\.\d+\.\d+(?:\.\d+)?)\b"
RARE_TIMES = 5  # a word that a source says more often names no single event
WORDS_LOOKED_AT = 50_000  # records; more of them only cost time
STRETCH_GAP_SECONDS = 900  # a pause as long as the step between two zones does not part a source's presence


@dataclass(frozen=True, slots=True)
class Witness:
    """What a source saw: for each key (trouble, a client, a rare word) the seconds since 1970 at which it did.

    `every` holds the seconds of all of its records; both are sorted and without repeats.
    """

    path: str
    human: bool
    seen: Mapping[str, Seconds]
    every: Seconds


def hear(path: str, frame: pd.DataFrame) -> Witness:
    """What the events of one source witness.

    >>> from reconstruct.events import conform
    >>> times = pd.to_datetime(["2026-11-23T09:00:00Z", "2026-11-23T09:00:07Z"]).as_unit("us")
    >>> frame = conform({"time": times, "severity": ["info", "error"], "message": ["order 48211", "x"]}, 2)
    >>> {key: len(seconds) for key, seconds in hear("app.log", frame).seen.items()}
    {'trouble': 1, 'word 48211': 1}
    """
    timed = frame[frame["time"].notna()]
    seconds = pd.Series(timed["time"].astype("datetime64[us, UTC]").astype("int64") // 1_000_000, index=timed.index)
    human = bool(timed["kind"].isin(HUMAN_KINDS).mean() > 0.5) if len(timed) else False
    seen: dict[str, Seconds] = {}
    if not human:
        failed = (timed["status"] >= FAILED_STATUS).fillna(False).to_numpy(dtype=bool)
        errors = (timed["severity"] >= "error").to_numpy(dtype=bool)
        warnings = (timed["severity"] == "warning").to_numpy(dtype=bool)
        seen |= {"trouble": sort_out(seconds[failed | errors]), "warning": sort_out(seconds[warnings])}
    clients = timed["client"].dropna()
    seen |= {f"client {name}": sort_out(part) for name, part in seconds[clients.index].groupby(clients)}
    seen |= {f"word {name}": sort_out(part) for name, part in find_words(timed, seconds)}
    return Witness(path, human, {key: when for key, when in seen.items() if len(when)}, sort_out(seconds))


def find_words(frame: pd.DataFrame, seconds: pd.Series) -> Iterable[tuple[str, pd.Series]]:
    """The words of the messages that name one thing and are rare, each with the seconds at which they were said."""
    texts = frame.loc[frame["kind"] != "request", "message"].dropna().head(WORDS_LOOKED_AT)
    words = texts.str.slice(0, 2000).str.findall(NAMING_WORD).explode().dropna()
    often = words.groupby(words).transform("size")
    rare = words[often <= RARE_TIMES]
    return ((str(name), seconds[part.index]) for name, part in rare.groupby(rare))


def sort_out(seconds: pd.Series) -> Seconds:
    """The distinct seconds, in order."""
    return np.unique(seconds.to_numpy(dtype=np.int64))


def merge_seen(witnesses: Sequence[Witness]) -> dict[str, Seconds]:
    """What all of the witnesses together saw, by key."""
    keys = dict.fromkeys(key for one in witnesses for key in one.seen)
    return {key: np.unique(np.concatenate([one.seen[key] for one in witnesses if key in one.seen])) for key in keys}


def merge_stretches(witnesses: Sequence[Witness]) -> npt.NDArray[np.int64]:
    """The stretches in which any of the witnesses was there, as rows of (first, last) second."""
    every = np.unique(np.concatenate([one.every for one in witnesses] or [np.empty(0, np.int64)]))
    if not len(every):
        return np.empty((0, 2), np.int64)
    breaks = np.flatnonzero(np.diff(every) > STRETCH_GAP_SECONDS)
    return np.column_stack([every[np.append(0, breaks + 1)], every[np.append(breaks, len(every) - 1)]])
