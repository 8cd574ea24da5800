"""Lines and a format -> the text of each named group, for the lines that are the first of a record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.parsers.formats import LogFormat


@dataclass(frozen=True, slots=True)
class Matches:
    """`rows`: which lines matched, in order; `groups`: a text for each of them by group, null where it took no part."""

    rows: npt.NDArray[np.int64]
    groups: dict[str, pa.ChunkedArray]


def match_lines(text: pa.LargeStringArray, form: LogFormat) -> Matches:
    """The lines that begin a record of the form, each by the first pattern that it matches.

    >>> from reconstruct.parsers.complaint import Place
    >>> from reconstruct.parsers.formats import read_format
    >>> table = dict(name="n", title="t", url="u", kind="record", layout="lines", pattern="^(?P<message>[0-9]+)$",
    ...              samples=[dict(text="1", gives={})] * 2)
    >>> match_lines(pa.array(["a", "7"], pa.large_string()), read_format(table, Place("n"))).rows.tolist()
    [1]
    """
    left = np.arange(len(text), dtype=np.int64)
    if form.continues:
        left = left[~as_mask(pc.match_substring_regex(text, form.continues))]
    rows, parts = [], []
    for pattern in form.patterns:
        if not len(left):
            break
        found = pc.extract_regex(text if len(left) == len(text) else text.take(pa.array(left)), pattern)
        hit = as_mask(found.is_valid())
        rows.append(left[hit])
        parts.append(columns_of(found.filter(pa.array(hit))))
        left = left[~hit]
    return in_order(rows, parts)


def columns_of(found: pa.StructArray) -> dict[str, pa.Array]:
    """A column for each group; one that took no part gives an empty text, which becomes null."""
    columns = {field.name: pc.struct_field(found, field.name) for field in found.type}
    return {name: pc.if_else(pc.equal(column, ""), None, column) for name, column in columns.items()}


def in_order(rows: list[npt.NDArray[np.int64]], parts: list[dict[str, pa.Array]]) -> Matches:
    """What the patterns matched one after another, in the order of the lines."""
    names = dict.fromkeys(name for part in parts for name in part)
    whole = {
        name: pa.chunked_array(
            [
                part[name] if name in part else pa.nulls(len(held), pa.large_string())
                for part, held in zip(parts, rows, strict=True)
            ]
        )
        for name in names
    }
    every = np.concatenate([*rows, np.empty(0, np.int64)])
    if (np.diff(every) > 0).all():
        return Matches(every, whole)
    order = np.argsort(every, kind="stable")
    return Matches(every[order], {name: column.take(pa.array(order)) for name, column in whole.items()})


def as_mask(flags: pa.BooleanArray) -> npt.NDArray[np.bool_]:
    """An Arrow array of booleans for numpy; null counts as no."""
    mask: npt.NDArray[np.bool_] = flags.fill_null(False).to_numpy(zero_copy_only=False)
    return mask
