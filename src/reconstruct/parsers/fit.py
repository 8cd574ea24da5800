"""Some lines of a file and a format -> how well the format explains them; of several formats the best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.parsers.clock import LATEST, to_utc
from reconstruct.parsers.formats import LogFormat, groups_of
from reconstruct.parsers.match import Matches, as_mask, match_lines
from reconstruct.parsers.stamps import join_stamps

# A format must explain at least half of the records that any format sees in the file.
LEAST_SHARE = 0.5
# Two shares this close are the same: a foreign line or two in a hundred speaks for nobody.
CLOSE_SHARES = 0.05


class Candidate(NamedTuple):
    """Some lines of a file, its name, and a format that may be theirs."""

    lines: pa.LargeStringArray
    name: str
    form: LogFormat


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a format explains a file: which lines are its records' first, and how much it says of them."""

    form: LogFormat
    hits: npt.NDArray[np.bool_]
    groups: float  # named groups that took part, on the mean of its records
    length: int  # characters of its patterns
    sure: bool  # not generic, and of a list of changes both its name and its lines say that it is one


def fit_each(candidates: Sequence[Candidate]) -> list[Fit | None]:
    """How well each format explains its lines; None where it reads no time in any, or they speak of other matters.

    The stamps of all are read together, those of one shape at once: to read a few takes as long as to read thousands.
    """
    signs = [signs_of(*one) for one in candidates]
    matches = [
        match_lines(one.lines, one.form) if any(sign) else None for one, sign in zip(candidates, signs, strict=True)
    ]
    timed = find_timed([(found, one.form) for one, found in zip(candidates, matches, strict=True) if found])
    return [
        weigh(one, found, next(timed), all(sign)) if found else None
        for one, found, sign in zip(candidates, matches, signs, strict=True)
    ]


def signs_of(lines: pa.LargeStringArray, name: str, form: LogFormat) -> list[bool]:
    """What speaks for a format that says what its matter is: its name, where it has any, and its lines."""
    if not form.speaks:
        return [True]
    return [*([says(name, form)] if form.names else []), speaks(lines, form)]


def find_timed(found: Sequence[tuple[Matches, LogFormat]]) -> Iterator[npt.NDArray[np.bool_]]:
    """For each of the matches, which of their records have a readable stamp."""
    stamps = [join_stamps(matches, form) for matches, form in found]
    shapes = [form.time for _, form in found]
    readable: dict[int, npt.NDArray[np.bool_]] = {}
    for shape in dict.fromkeys(shapes):
        alike = [place for place, other in enumerate(shapes) if other == shape]
        times = to_utc(pd.concat([stamps[place] for place in alike], ignore_index=True), shape, "UTC", LATEST)
        ends = np.cumsum([len(stamps[place]) for place in alike])[:-1]
        readable |= dict(zip(alike, np.split(times.notna().to_numpy(), ends), strict=True))
    return (readable[place] for place in range(len(found)))


def weigh(one: Candidate, matches: Matches, timed: npt.NDArray[np.bool_], spoken: bool) -> Fit | None:
    """What the matches of a format say of it, those that are timed."""
    lines, _, form = one
    if "none" in form.time or tells_time(lines, form):
        timed = np.ones(len(timed), bool)
    hits = np.zeros(len(lines), bool)
    hits[matches.rows[timed]] = True
    if not hits.any():
        return None
    if form.ignored:
        hits |= as_mask(pc.match_substring_regex(lines, form.ignored))
    if form.continues:
        hits |= as_mask(pc.match_substring_regex(lines, form.continues))
    took_part = sum(len(column) - column.null_count for column in matches.groups.values())
    groups, length = took_part / len(matches.rows), sum(map(len, form.patterns))
    return Fit(form, hits, groups, length, spoken and not form.generic)


def choose(fits: Sequence[Fit], name: str) -> LogFormat | None:
    """The best of the formats that read a file; the lines that none of them reads go on with a record before."""
    if not fits:
        return None
    records = np.logical_or.reduce([fit.hits for fit in fits]).sum()
    good = [fit for fit in fits if fit.hits.sum() >= LEAST_SHARE * records]
    specific = [fit for fit in good if fit.sure] or good
    if not specific:
        return None
    best = max(fit.hits.sum() for fit in specific)
    close = [fit for fit in specific if fit.hits.sum() >= (1 - CLOSE_SHARES) * best]
    return max(close, key=lambda fit: rank(fit, name)).form


def rank(fit: Fit, name: str) -> tuple[bool, bool, float, bool, int, str]:
    """What decides between formats that explain a file equally well, the weightiest first."""
    named = says(name, fit.form)
    return (fit.form.own, fit.form.speaks is not None, round(fit.groups, 1), named, -fit.length, fit.form.name)


def tells_time(lines: pa.LargeStringArray, form: LogFormat) -> bool:
    """Whether a line within a record tells its time, as the slow log of MySQL has it."""
    patterns = [pattern for pattern in form.within if "time" in groups_of(pattern)]
    return any(as_mask(pc.match_substring_regex(lines, pattern)).any() for pattern in patterns)


def says(name: str, form: LogFormat) -> bool:
    """Whether the file's name holds a word of the format.

    >>> from reconstruct.parsers.formats import load_formats
    >>> changes = next(form for form in load_formats() if form.name == "changes")
    >>> says("cms_changes.log", changes), says("exchange.log", changes)
    (True, False)
    """
    words = re.split(r"[^a-z]+", name.lower())
    return any(word in words or word + "s" in words for word in form.names)


def speaks(lines: pa.LargeStringArray, form: LogFormat) -> bool:
    """Whether at least half of the lines speak of the format's matter; where records go on, half of their first."""
    said = as_mask(pc.match_substring_regex(lines, form.speaks))
    if not form.multiline or not said.any():
        return bool(said.mean() >= LEAST_SHARE)
    first = match_lines(lines, form).rows
    return bool(len(first)) and bool(said[first].mean() >= LEAST_SHARE)
