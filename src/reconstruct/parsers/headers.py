"""The header of a CSV, as people and exports word it -> the names that a format knows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from reconstruct.parsers.fields import plain

SYNTAX = re.compile(r" \+ | -> |[.?\[\]*]")  # of candidates that are more than a name
UNIVERSAL = re.compile(r"\b(?:utc|gmt)\b", re.IGNORECASE)
ENDS_WITH_CLOCK = re.compile(r":\d\d(?:[.,]\d+)?$")


def settle_names(header: Sequence[str], fields: Mapping[str, Sequence[str]]) -> list[str]:
    """The header, a name that only holds the words of a known one replaced by that: "Date created (UTC)".

    Each column of the format takes one name at most, the shortest, and none where the header has one as the format
    writes it.

    >>> settle_names(["Ticket", "Date created (UTC)"], {"time": ["created"], "subject": ["ticket"]})
    ['Ticket', 'created']
    """
    names = list(header)
    known = {plain(name) for candidates in fields.values() for name in candidates}
    free = {place for place, name in enumerate(header) if plain(name) not in known}
    exact = {plain(name) for name in header}
    for candidates in fields.values():
        if exact.isdisjoint(map(plain, candidates)):
            place, name = find_alike(header, free, candidates)
            if place is not None:
                names[place] = name
                free.discard(place)
    return names


def find_alike(header: Sequence[str], free: set[int], candidates: Sequence[str]) -> tuple[int | None, str]:
    """The place of the shortest free name that holds all words of a candidate, the first candidate first."""
    for candidate in candidates:
        wanted = words_of(candidate)
        fitting = [place for place in sorted(free) if wanted <= words_of(header[place])]
        if fitting and not SYNTAX.search(candidate):
            return min(fitting, key=lambda place: len(words_of(header[place]))), candidate
    return None, ""


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """The words of a name, in lower case."""
    return frozenset(re.findall(r"\w+", name.lower().replace("_", " ")))


def add_zone(name: str, cell: str) -> str:
    """A cell that ends with a time of day, with the zone that its header says.

    >>> add_zone("Created (UTC)", "2026-11-23 09:00"), add_zone("Created", "2026-11-23 09:00")
    ('2026-11-23 09:00 UTC', '2026-11-23 09:00')
    """
    return f"{cell} UTC" if UNIVERSAL.search(name) and ENDS_WITH_CLOCK.search(cell) else cell
