"""Rows of an access log in columns without a header -> a format of its lines, each column found by its values."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.guess import LEAST_SHARE, REQUEST_LOOKS, share_like, share_of_times

SEPARATORS = ("\t", "|", ";", ",")
LINES_LOOKED_AT = 50
LEAST_COLUMNS = 4  # a time, a route or URL, a status, and who asked or how
# What a cell must be so that a route which holds the separator goes no further.
STRICT: Mapping[str, str] = {"status": "[0-9]{3}|-", "method": "[A-Z]{3,16}|-", "client": '[^" ,|;\t]*?'}
OWN_LOOKS: Mapping[str, re.Pattern[str]] = {
    "method": REQUEST_LOOKS["method"],
    "client": re.compile(REQUEST_LOOKS["client"].pattern + r"|(?:\d{1,3}\.){3}\d{1,3}:\d+"),
    # nginx writes seconds with three digits behind the point; a whole number may be of any unit, or a size.
    "duration_s": re.compile(r"\d+\.\d{3,6}(?:, ?\d+\.\d{3,6})*|\d+(?:\.\d+)?(?:ns|us|µs|ms|s)"),
    "agent": re.compile(r"(?!HTTP/)[A-Za-z][\w.-]*/\d.*"),
}


def guess_access(head: bytes, formats: Sequence[LogFormat]) -> LogFormat | None:
    """The format of an access log's lines whose columns are parted by tabs, pipes, semicolons or commas, or none.

    >>> from reconstruct.parsers.formats import load_formats
    >>> line = b"2026-11-23T09:00:00Z\\t192.0.2.7\\tGET\\thttp://shop.example/a?b=1\\t502\\t0.180\\tcurl/8.5.0\\n"
    >>> found = guess_access(line * 3, load_formats())
    >>> found.kind, found.layout
    ('request', 'lines')
    """
    base = next((form for form in formats if form.name == "access-custom"), None)
    lines = head.decode("utf-8", "replace").splitlines()[:LINES_LOOKED_AT]
    lines = [line for line in (lines[:-1] if len(lines) > 1 and not head.endswith(b"\n") else lines) if line.strip()]
    if base is None or not lines or lines[0].lstrip()[:1] in ("{", "<"):
        return None
    for separator in SEPARATORS:
        columns = columns_of(lines, separator)
        if len(columns) >= LEAST_COLUMNS and (named := name_columns(columns)):
            return replace(base, patterns=(pattern_of(named, separator),), time=("any",), generic=True)
    return None


def columns_of(lines: Sequence[str], separator: str) -> list[list[str]]:
    """The texts of each column that nearly all of the lines have, without quotes and brackets around them."""
    rows = [[cell.strip().strip("[]") for cell in row] for row in csv.reader(lines, delimiter=separator)]
    widths = sorted(len(row) for row in rows)
    width = widths[int(len(widths) * (1 - LEAST_SHARE))] if widths else 0
    whole = [row for row in rows if len(row) >= width]
    return [[row[place] for row in whole] for place in range(width)]


def name_columns(columns: Sequence[Sequence[str]]) -> dict[int, str]:
    """What the columns hold, by their place; nothing where they make no requests.

    >>> name_columns([["2026-11-23T09:00:00Z"] * 2, ["GET", "POST"], ["/", "/a"], ["200", "502"]])
    {0: 'time', 1: 'method', 2: 'route', 3: 'status'}
    """
    found: dict[str, int] = {}
    looks = {"status": REQUEST_LOOKS["status"], "route": REQUEST_LOOKS["route"], **OWN_LOOKS}
    for name, look in (("time", None), *looks.items()):
        free = [place for place in range(len(columns)) if place not in found.values()]
        alike = [place for place in free if share_alike(columns[place], look) >= LEAST_SHARE]
        if alike:
            # A request takes no less than what it waits for: of several durations the longest is the whole.
            found[name] = max(alike, key=lambda place: sum_of(columns[place])) if name == "duration_s" else alike[0]
    whole = {"time", "status", "route"} <= found.keys()
    asked = whole and ({"client", "method"} & found.keys() or " " in columns[found["route"]][0])
    return {place: name for name, place in sorted(found.items(), key=lambda item: item[1])} if asked else {}


def share_alike(texts: Sequence[str], look: re.Pattern[str] | None) -> float:
    """The share of texts that look like the pattern, without one that are a time with its day."""
    return share_of_times(texts) if look is None else share_like(texts, look)


def sum_of(texts: Sequence[str]) -> float:
    """The sum of the plain numbers among texts."""
    return sum(float(text) for text in texts if re.fullmatch(r"\d+\.\d+", text))


def pattern_of(named: Mapping[int, str], separator: str) -> str:
    """The RE2 pattern of a line whose columns hold what is named; behind the last of them anything may stand."""
    part = re.escape(separator)
    cells = [cell_of(named.get(place), part, "method" in named.values()) for place in range(max(named) + 1)]
    return "^" + part.join(f" *{cell} *" for cell in cells) + f"(?:{part}.*)?$"


def cell_of(name: str | None, part: str, has_method: bool) -> str:
    """The pattern of one cell, quoted or not."""
    if name is None:
        return f'(?:"[^"]*"|[^{part}]*?)'
    if name == "route":
        method = "" if has_method else "(?:(?P<method>[A-Z]{3,16}) )?"
        return f'"?{method}(?:[a-z]+://[^/?#" \t]*)?(?P<route>[^" \t]*?)(?: HTTP/[0-9.]+)?"?'
    if name == "agent":
        return f'"?(?P<agent>[^{part}"]*)"?'
    return rf'["\[]*(?P<{name}>{STRICT.get(name, f"[^{part}]*?")})["\]]*'
