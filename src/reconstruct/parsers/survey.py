"""The sources of a folder -> the same with the zone, and the latest time, of stamps that do not say theirs, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd
import pyarrow as pa

from reconstruct.parsers.clock import LATEST, carries_zone, to_utc
from reconstruct.parsers.days import place_day
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.given import Given, choose_given, values_of
from reconstruct.parsers.lines import split_lines
from reconstruct.parsers.match import match_lines
from reconstruct.parsers.records import parse_records
from reconstruct.parsers.rotation import day_of_name
from reconstruct.parsers.sources import LogSource, read_bytes, read_head, read_tail
from reconstruct.parsers.stamps import join_stamps
from reconstruct.parsers.zones import find_zone, name_offset, read_zone

# So many lines at each end tell the span of a source and whether its stamps say their zone.
LINES_LOOKED_AT = 100
STATED = re.compile(rb"\d\d:\d\d(?::\d\d(?:[.,]\d+)?)? ?([+-]\d\d:?\d\d|Z\b|[A-Z]{3,4}\b)")


SURVEY_BYTES = 16 * 1024  # at each end of a file of records: some dozens of them


@dataclass(frozen=True, slots=True)
class Survey:
    """What the ends of a source say of its clock: `first` and `last` as if naive stamps were UTC.

    `states` whether its stamps say their zone, `offsets` those that they say, `yearless` whether they lack the year.
    """

    source: LogSource
    states: bool
    yearless: bool
    offsets: tuple[timedelta, ...]
    first: pd.Timestamp | None
    last: pd.Timestamp | None


def settle_zones(sources: Sequence[LogSource], timezone: Given = None) -> list[LogSource]:
    """Each source with its zone and its basis: stated in the lines, the format's, or given; else its basis is empty.

    Raises UsageError where a zone given does not exist.
    """
    for zone in values_of(timezone):
        read_zone(zone)
    surveys = [survey(source) for source in sources]
    dated = [place_year(found, surveys) for found in surveys]
    placed = [place_chat(found, dated) for found in dated]
    return [settle_zone(found, choose_given(timezone, found.source.path)) for found in placed]


def settle_zone(found: Survey, timezone: str | None) -> LogSource:
    """A source with its zone and the basis of it; neither, where nothing says it."""
    source, form = found.source, found.source.format
    if form is None:
        return source
    if found.states:
        said = found.offsets[0] if found.offsets else timedelta(0)
        return replace(source, timezone=name_offset(said), timezone_basis="stated in its lines", stated=found.offsets)
    if form.timezone:
        return replace(source, timezone=form.timezone, timezone_basis=f"that of the format {form.name}")
    return replace(source, timezone=timezone, timezone_basis="given") if timezone else source


def place_year(found: Survey, surveys: Sequence[Survey]) -> Survey:
    """A source whose stamps lack the year, with the time that they cannot lie after: the last of the other sources."""
    if not found.yearless:
        return found
    others = [one.last for one in surveys if one.last is not None]
    named = day_of_name(found.source.path)
    if found.last is not None:
        latest, note = found.last, "the year of some of its lines is that of the others"
    elif named is not None:
        latest, note = named + pd.Timedelta(days=1), "its year is that in the file's name"
    elif others:
        latest, note = max(others), "its year is that of the other sources"
    else:
        latest = written_at(found.source)
        note = "its year is from the time at which the file was last written: no other source has one"
    source = replace(found.source, latest=latest, notes=(*found.source.notes, note))
    return survey(source)


def place_chat(found: Survey, surveys: Sequence[Survey]) -> Survey:
    """A chat whose lines say only the time of day, with the days of the other sources by their own clocks."""
    form = found.source.format
    if form is None or form.layout != "copied":
        return found
    spans = [
        (one.first + offset, one.last + offset)
        for one in surveys
        for offset in one.offsets[:1] or (timedelta(0),)
        if one is not found and one.first is not None and one.last is not None
    ]
    placed = place_day(found.source, form, spans)
    return found if placed is found.source else survey(placed)


def written_at(source: LogSource) -> pd.Timestamp:
    """When a file was last written; the end of time where it is gone."""
    try:
        return pd.Timestamp(source.file.stat().st_mtime, unit="s", tz="UTC")
    except OSError:
        return LATEST


def survey(source: LogSource) -> Survey:
    """What the first and last lines of a source say of its clock."""
    form = source.format
    if form is None:
        return Survey(source, False, False, (), None, None)
    look = survey_lines if form.layout == "lines" else survey_records
    times, states, yearless, text = look(source, form)
    offsets = seen_offsets(text) if states else ()
    known = times.dropna()
    first, last = (known.min(), known.max()) if len(known) else (None, None)
    return Survey(source, states, yearless, offsets, first, last)


def survey_lines(source: LogSource, form: LogFormat) -> tuple[pd.Series, bool, bool, bytes]:
    """Times (naive ones as UTC), whether they state a zone, whether they lack the year, and the text looked at."""
    head, tail = read_head(source), read_tail(source)
    first = split_lines(head, source.encoding).text.slice(0, LINES_LOOKED_AT)
    last = split_lines(tail, source.encoding).text
    text = pa.concat_arrays([first, last.slice(max(len(last) - LINES_LOOKED_AT, 0))])
    if not tail:
        text = split_lines(head, source.encoding).text
    stamps = join_stamps(match_lines(text, form), form)
    times = to_utc(stamps, form.time, "UTC", source.latest)
    unread = stamps[times.isna()]
    yearless = bool(to_utc(unread, form.time, "UTC", LATEST).notna().any())
    states = carries_zone(stamps.head(LINES_LOOKED_AT), form.time)
    return times, states, yearless or source.latest is not None, head + tail


def survey_records(source: LogSource, form: LogFormat) -> tuple[pd.Series, bool, bool, bytes]:
    """The same for JSON and CSV; a stamp states its zone where it is the same time whatever zone is assumed."""
    document = form.layout == "json-document"
    head = read_bytes(source, 0, None) if document else first_lines(read_head(source))
    here, there = (parse_records(head, form, zone, source.path).columns["time"] for zone in ("UTC", "+14:00"))
    states = bool(len(here)) and bool((here == there).mean() > 0.5)
    tail = b"" if document or form.layout == "csv" else last_lines(read_tail(source))
    last = parse_records(tail, form, "UTC", source.path).columns["time"] if tail else here
    return pd.concat([here, last], ignore_index=True), states, False, head + tail


def first_lines(text: bytes) -> bytes:
    """The first whole lines of a text, enough of them to tell its clock."""
    return text if len(text) <= SURVEY_BYTES else text[: text.rfind(b"\n", 0, SURVEY_BYTES) + 1] or text


def last_lines(text: bytes) -> bytes:
    """The last whole lines of a text, enough of them to tell its clock."""
    return text if len(text) <= SURVEY_BYTES else text[text.find(b"\n", len(text) - SURVEY_BYTES) + 1 :] or text


def seen_offsets(text: bytes) -> tuple[timedelta, ...]:
    """The offsets that stamps in a text state, in the order in which they come."""
    zones = dict.fromkeys(found.decode() for found in STATED.findall(text))
    known = [zone.utcoffset(None) for name in zones if (zone := find_zone(name)) is not None]
    return tuple(dict.fromkeys(offset for offset in known if offset is not None))
