"""Chats whose lines say only the time of day, and what days the other sources are of -> the same with their day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.records import cut
from reconstruct.parsers.sources import LogSource, read_head

MOST_DAYS = 400  # more of them than a year has tell the day of nothing
Span = tuple[pd.Timestamp, pd.Timestamp]


def place_day(source: LogSource, form: LogFormat, spans: Iterable[Span]) -> LogSource:
    """A chat with the days on which the other sources have records; its notes say so where they settle its own."""
    if not lacks_day(source, form):
        return source
    days = days_of(spans)
    placed = replace(source, format=replace(form, days=days))
    if not lacks_day(placed, replace(form, days=days)):
        only = f"{days[0]}, the only day on which the other logs have records" if len(days) == 1 else "a day of theirs"
        return replace(placed, notes=(*source.notes, f"its lines say only the time of day: they are read as of {only}"))
    note = "its lines say only the time of day, and the other logs are of several days: put its day in its name"
    return replace(source, notes=(*source.notes, note))


def lacks_day(source: LogSource, form: LogFormat) -> bool:
    """Whether lines of a chat cannot be read for want of a day."""
    return any(piece.record is None for piece in cut(read_head(source), form, source.path))


def days_of(spans: Iterable[Span]) -> tuple[date, ...]:
    """The days that spans (first, last) reach into, in order; none where they are more than tell anything.

    >>> first = pd.Timestamp("2026-11-23 23:00", tz="UTC")
    >>> [day.day for day in days_of([(first, first + pd.Timedelta(hours=2))])]
    [23, 24]
    """
    days: set[date] = set()
    for first, last in spans:
        count = (last.date() - first.date()).days + 1
        days |= {first.date() + timedelta(days=step) for step in range(min(count, MOST_DAYS + 1))}
    return tuple(sorted(days)) if len(days) <= MOST_DAYS else ()
