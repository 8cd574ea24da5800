"""The events of a log whose messages are the lines of another log, and the events of those lines -> one event each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

OUTER = ("time", "source", "offset", "line", "host")  # what the envelope knows better than what lies in it


def wrapped(frame: pd.DataFrame) -> bytes:
    """The text that an envelope's messages make up, in their order.

    >>> wrapped(pd.DataFrame({"message": ["INFO one", None]}))
    b'INFO one\\n\\n'
    """
    return "".join(message + "\n" for message in frame["message"].fillna("")).encode()


def unwrap(outer: pd.DataFrame, inner: pd.DataFrame, goes_on: bool) -> pd.DataFrame:
    """The outer events, each with what the inner event that begins in it says; `inner.line` counts lines of `wrapped`.

    Where inner events go on over several lines, the outer events that hold the further ones are part of them.
    """
    begins = np.cumsum(outer["message"].fillna("").str.count("\n").to_numpy() + 1)
    rows = np.searchsorted(begins, inner["line"].to_numpy())
    first = ~pd.Series(rows).duplicated().to_numpy()
    rows, said = rows[first], inner[first]
    held = outer.iloc[rows].reset_index(drop=True)
    said = said.reset_index(drop=True)
    merged = {name: held[name].fillna(said[name]) if name in OUTER else said[name].fillna(held[name]) for name in outer}
    gone = np.concatenate([rows, going_on(outer, said, rows)]) if goes_on else rows
    kept = outer.drop(index=outer.index[gone])
    whole = pd.concat([kept, pd.DataFrame(merged)]) if len(kept) else pd.DataFrame(merged)
    return whole.astype(outer.dtypes).sort_values("offset", kind="stable", ignore_index=True)


def going_on(outer: pd.DataFrame, said: pd.DataFrame, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The outer rows whose lines the inner event before them holds, told by the length of its message in lines."""
    lines = outer["message"].fillna("").str.count("\n").to_numpy() + 1
    begins = np.concatenate([[0], np.cumsum(lines)])
    ends = begins[rows] + said["message"].fillna("").str.count("\n").to_numpy()
    lasts = np.searchsorted(begins, ends, side="right") - 1
    parts = [np.arange(row + 1, last + 1) for row, last in zip(rows, lasts, strict=True)]
    return np.concatenate([*parts, np.empty(0, np.int64)]).astype(np.int64)
