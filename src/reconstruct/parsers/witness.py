"""What a source saw, and when, that other sources may have seen too: trouble, clients, rare words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from reconstruct.columns import Columns

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


def find_words(columns: Columns) -> Iterable[tuple[str, Seconds]]:
    """The words of the messages that name one thing, each with the seconds at which it was said."""
    texts = pd.Series(columns.message.slice(0, WORDS_LOOKED_AT).to_pandas(), dtype="str")
    words = texts.str.slice(0, 2000).str.findall(NAMING_WORD).explode().dropna()
    seconds = pd.Series(columns.seconds[~columns.asked][: len(texts)])
    often = words.groupby(words).transform("size")
    rare = words[often <= RARE_TIMES]
    return ((str(name), sort_out(seconds[part.index])) for name, part in rare.groupby(rare))


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
