"""Some lines of a file and a format -> how well the format explains them; of several formats the best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.parsers.clock import LATEST, to_utc
from reconstruct.parsers.formats import LogFormat, groups_of
from reconstruct.parsers.match import as_mask, match_lines
from reconstruct.parsers.stamps import join_stamps

# A format must explain at least half of the records that any format sees in the file.
LEAST_SHARE = 0.5
# Two shares this close are the same: a foreign line or two in a hundred speaks for nobody.
CLOSE_SHARES = 0.05


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a format explains a file: which lines are its records' first, and how much it says of them."""

    form: LogFormat
    hits: npt.NDArray[np.bool_]
    groups: float  # named groups that took part, on the mean of its records
    length: int  # characters of its patterns
    sure: bool  # not generic, and of a list of changes both its name and its lines say that it is one


def fit_all(lines: pa.LargeStringArray, name: str, formats: Sequence[LogFormat]) -> list[Fit]:
    """Those of the formats that read any of the lines."""
    return [fit for form in formats if (fit := fit_lines(lines, name, form))]


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


def fit_lines(lines: pa.LargeStringArray, name: str, form: LogFormat) -> Fit | None:
    """How well a format explains these lines; None where it reads no time in any, or they speak of other matters."""
    signs = [says(name, form)] if form.speaks and form.names else []
    signs += [speaks(lines, form)] if form.speaks else [True]
    if not any(signs):
        return None
    matches = match_lines(lines, form)
    if not len(matches.rows):
        return None
    timeless = np.full(len(matches.rows), "none" in form.time or tells_time(lines, form))
    timed = timeless | to_utc(join_stamps(matches, form), form.time, "UTC", LATEST).notna().to_numpy()
    hits = np.zeros(len(lines), bool)
    hits[matches.rows[timed]] = True
    if not hits.any():
        return None
    if form.continues:
        hits |= as_mask(pc.match_substring_regex(lines, form.continues))
    took_part = sum(len(column) - column.null_count for column in matches.groups.values())
    return Fit(
        form,
        hits,
        took_part / len(matches.rows),
        sum(map(len, form.patterns)),
        all(signs) and not form.generic,
    )


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
