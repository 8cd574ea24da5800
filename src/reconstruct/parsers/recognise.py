"""The first bytes of files and their names -> the format that each is written in, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.parsers.dates import DAY_FIRST, MONTH_FIRST, NUMBERS, is_month_first
from reconstruct.parsers.fit import CLOSE_SHARES, Candidate, Fit, choose, fit_each
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.lines import encoding_of, split_lines
from reconstruct.parsers.match import as_mask, match_lines
from reconstruct.parsers.stamps import join_stamps
from reconstruct.parsers.w3c import settle_header

# So many lines tell a format; more of them only cost time.
LINES_LOOKED_AT = 100
WHOLE_BYTES = 64 * 1024  # a head so long ends within a line
Formats = Sequence[LogFormat]


def recognise(head: bytes, name: str, formats: Formats) -> LogFormat | None:
    """The format of a file of lines that begins with `head` (up to 64 KiB) and has this name; None where none fits."""
    return recognise_lines([(head, name)], formats)[0]


def recognise_lines(files: Sequence[tuple[bytes, str]], formats: Formats) -> list[LogFormat | None]:
    """The format of each of several files of lines, by its first bytes and its name.

    The share of its records decides; then a specific format before a generic one; then the one that reads more groups
    out of a line; then the simplest. The name of the file breaks ties, and tells lists of changes.
    """
    every = [first_lines(head) for head, _ in files]
    heads = [lines.slice(0, LINES_LOOKED_AT) for lines in every]
    own = [form for form in formats if form.layout == "lines"]
    named = [describe(lines, formats) for lines in heads]
    fitting = sift(heads, [form for form in own if not form.generic])
    names = [name for _, name in files]
    fits = fit_files(heads, names, [[*forms, *described] for forms, described in zip(fitting, named, strict=True)])
    open_ones = [lines if is_open(found) else lines.slice(0, 0) for lines, found in zip(heads, fits, strict=True)]
    generic = sift(open_ones, [form for form in own if form.generic])
    more = fit_files(heads, names, generic)
    return [
        settle_order(choose([*found, *others], name), whole)
        for whole, name, found, others in zip(every, names, fits, more, strict=True)
    ]


def fit_files(heads: Sequence[pa.LargeStringArray], names: Sequence[str], forms: Sequence[Formats]) -> list[list[Fit]]:
    """For each file those of its formats that explain any of its lines."""
    files = zip(heads, names, forms, strict=True)
    candidates = [Candidate(lines, name, form) for lines, name, own in files for form in own]
    fits = iter(fit_each(candidates))
    return [[fit for _ in own if (fit := next(fits))] for own in forms]


def first_lines(head: bytes) -> pa.LargeStringArray:
    """The lines of a file's first bytes, without blank ones and the one that is cut."""
    text = split_lines(head, encoding_of(head)).text
    whole = text.slice(0, max(len(text) - 1, 1)) if len(head) >= WHOLE_BYTES else text
    return whole.filter(pc.not_equal(pc.utf8_trim_whitespace(whole), ""))


def is_open(fits: Sequence[Fit]) -> bool:
    """Whether none of the formats explains nearly all of the lines."""
    return not any(fit.hits.mean() >= 1 - CLOSE_SHARES for fit in fits)


def describe(lines: pa.LargeStringArray, formats: Formats) -> list[LogFormat]:
    """The formats of lines that the file's own header describes."""
    described = [form for form in formats if form.layout == "w3c"]
    text = "\n".join(lines.to_pylist()) if described else ""
    return [found for form in described if (found := settle_header(form, text))]


def sift(heads: Sequence[pa.LargeStringArray], formats: Formats) -> list[list[LogFormat]]:
    """For each file those of the formats that match any of its lines.

    To compile a pattern takes longer than to match a hundred lines: each is compiled once for all of the files, and
    without its groups, which takes a third of the time.

    >>> from reconstruct.parsers.formats import load_formats
    >>> heads = [pa.array([line], pa.large_string()) for line in ("no time here", "2026-11-23 09:00:00 up")]
    >>> [[form.name for form in forms] for forms in sift(heads, load_formats()) if forms]
    [['changes', 'record']]
    """
    every = pa.chunked_array(heads, pa.large_string()).combine_chunks()
    ends = np.cumsum([0, *map(len, heads)])
    fitting: list[list[LogFormat]] = [[] for _ in heads]
    for form in formats if len(every) else ():
        hits = np.zeros(len(every) + 1, np.int64)
        for pattern in form.patterns:
            hits[1:] += as_mask(pc.match_substring_regex(every, pattern))
        before = hits.cumsum()
        for forms, (start, stop) in zip(fitting, pairwise(ends), strict=True):
            if before[stop] > before[start]:
                forms.append(form)
    return fitting


def settle_order(form: LogFormat | None, lines: pa.LargeStringArray) -> LogFormat | None:
    """The format with the order of day and month in this file, so that each block of it is read alike.

    >>> from reconstruct.parsers.formats import load_formats
    >>> record = next(form for form in load_formats() if form.name == "record")
    >>> settle_order(record, pa.array(["11/23/2026 09:05:00 up"], pa.large_string())).time
    ('any', 'month first')
    """
    if form is None or "any" not in form.time:
        return form
    stamps = join_stamps(match_lines(lines, form), form).dropna()
    numbers = stamps[stamps.str.contains(NUMBERS)]
    if numbers.empty:
        return form
    return replace(form, time=(*form.time, MONTH_FIRST if is_month_first(numbers) else DAY_FIRST))
