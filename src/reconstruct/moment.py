"""A date or a time as people write it -> Moment: what was said, and nothing filled in from today."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser as dateutil_parser

from reconstruct.errors import UsageError

# RFC 5322, section 4.3, gives these abbreviations one meaning; most others have several (IST, BST).
MAIL_ZONES = {"Z": 0, "UT": 0, "UTC": 0, "GMT": 0}
MAIL_ZONES |= {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEARS = range(1970, 2200)  # a log's stamp lies within; what is made of a stray long number does not
OFFSET_HOURS = (-12, 14)  # no place on earth keeps another; beyond, it was the end of a range: 08:00-13:30

# Two dates that share no part: what comes out alike from both was written, the rest was filled in.
_BLANKS = (dt.datetime.fromisoformat("2000-01-01"), dt.datetime.fromisoformat("2005-02-03T01:00"))
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_ZONE_NAME = re.compile(r"\b[A-Za-z]+(?:/[A-Za-z_]+(?:-[A-Za-z_]+)*){1,2}")
_YEAR_FIRST = re.compile(r"\b(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b")
_YEAR_LAST = re.compile(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})\b")
_ACCESS_LOG = re.compile(r"\b(\d{1,2})/([A-Za-z]{3})/(\d{4}):")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\b\d{8}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_HALF = r"\s*[ap]\.?m\b"
_CLOCK = re.compile(rf"(?<![-+\d:.])\d\d?(?::\d\d(?::\d\d)?(?:{_HALF})?|{_HALF})|T\d{{4}}", re.IGNORECASE)
# dateutil takes "4h" for four o'clock, also where a clock stands before it
_DURATION = re.compile(r"\d\s*(?:h|hrs?|hours?|m|min(?:ute)?s?|s|sec(?:ond)?s?)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a text says of a moment; a part that it does not give is None."""

    date: dt.date | None
    clock: dt.time | None
    zone: dt.tzinfo | None


def find_zone(name: str) -> dt.tzinfo:
    """The zone of the IANA data base with that name, or of an offset as in +01:00.

    Raises UsageError where there is none.

    >>> find_zone("Europe/Berlin")
    zoneinfo.ZoneInfo(key='Europe/Berlin')
    """
    if _OFFSET.fullmatch(name):
        return dt.datetime.strptime(name, "%z").tzinfo or dt.UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: "Europe" is a folder of the data base
        raise UsageError(f"{name!r} is no time zone: give a name such as Europe/Berlin, or UTC") from error


def hide_slashes(text: str) -> str:
    """The text with the slashes of zone names and dates out of the way, so that those left part a start from an end.

    Raises UsageError for a date in numbers that can be read in two ways.

    >>> hide_slashes("15/05/2023 08:00 Europe/Berlin/13:30")
    '2023-05-15 08:00 Europe\\\\Berlin/13:30'
    """
    text = _ACCESS_LOG.sub(r"\1 \2 \3 ", text)
    text = _YEAR_FIRST.sub(lambda found: f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}", text)
    text = _YEAR_LAST.sub(_put_year_first, text)
    return _ZONE_NAME.sub(_hide_zone, text)


def read_moment(text: str) -> Moment:
    """What the text, as `hide_slashes` left it, says of a moment.

    Raises UsageError where it says nothing clear: half a date, a zone with several meanings, a wrong weekday.

    >>> read_moment("15 May 2023 8am")
    Moment(date=datetime.date(2023, 5, 15), clock=datetime.time(8, 0), zone=None)
    >>> read_moment("1:30pm").date is None
    True
    """
    rest, zone = _take_zone(text)
    first, second = (_fill(rest, blank) for blank in _BLANKS)
    date = _date_said(text, first, second)
    clock = _clock_said(text, first, second)
    if zone and first.tzinfo:
        raise UsageError(f"{text!r} names two zones: give one")
    return Moment(date, clock, zone or first.tzinfo)


def _put_year_first(found: re.Match[str]) -> str:
    one, other, year = int(found[1]), int(found[3]), found[4]
    help_text = "write it as 2023-05-15, or with the month's name and a year of four digits"
    if len(year) != 4 or (one <= 12 and other <= 12 and one != other):
        raise UsageError(f"{found[0]} can be read as more than one date: {help_text}")
    day, month = (one, other) if one > 12 else (other, one)
    if month > 12:
        raise UsageError(f"{found[0]} is no date: {help_text}")
    return f"{year}-{month:02}-{day:02}"


def _hide_zone(found: re.Match[str]) -> str:
    """The longest front of "Europe/Berlin/PT" that is a zone, its slashes turned; the rest as it was."""
    parts = found[0].split("/")
    for length in range(len(parts), 1, -1):
        try:
            find_zone("/".join(parts[:length]))
        except UsageError:
            continue
        return "/".join(["\\".join(parts[:length]), *parts[length:]])
    return found[0]


def _take_zone(text: str) -> tuple[str, dt.tzinfo | None]:
    """The text without the zone that stands in it by name, and that zone."""
    # dateutil reads "UTC+2" the other way round, as POSIX does; people mean two hours ahead of UTC
    text = re.sub(r"\b(?:UTC|GMT)\s?(?=[+-]\d)", "", text, flags=re.IGNORECASE)
    for word in re.split(r"[\s()]+", text):
        if "\\" in word:
            return text.replace(word, ""), find_zone(word.replace("\\", "/"))
    return text, None


def _fill(text: str, blank: dt.datetime) -> dt.datetime:
    try:
        return dateutil_parser.parse(text, default=blank, tzinfos=_zone_said)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text!r} is no date or time: write it as 2023-05-15T08:00, or 15 May 2023 8am") from error


def _zone_said(name: str | None, offset: int | None) -> dt.tzinfo | None:
    """The zone of an abbreviation or an offset in seconds, for dateutil, which asks also where there is none."""
    if name is None and offset is None:
        return None
    known = MAIL_ZONES.get((name or "").upper())
    if name and (known is None or offset not in (None, known * 3600)):
        raise UsageError(f"the zone {name!r} has more than one meaning: write +02:00, or Europe/Berlin")
    hours = known if offset is None else offset / 3600
    if hours is None or not OFFSET_HOURS[0] <= hours <= OFFSET_HOURS[1]:
        raise UsageError("no zone is that far from UTC: part a start from an end by a slash, 08:00/13:30")
    return dt.timezone(dt.timedelta(hours=hours)) if hours else dt.UTC


def _date_said(text: str, first: dt.datetime, second: dt.datetime) -> dt.date | None:
    if (first.date(), second.date()) == (_BLANKS[0].date(), _BLANKS[1].date()):
        return None
    date = first.date()
    if date != second.date() or not _DATE.search(text) or f"{date.year:04}" not in text:
        raise UsageError(f"{text!r} does not hold a whole date: give day, month and a year of four digits")
    if date.year not in YEARS:
        raise UsageError(f"{text!r}: no log is from the year {date.year}")
    said = re.search(r"\b(mon|tue|wed|thu|fri|sat|sun)", text, re.IGNORECASE)
    if said and not WEEKDAYS[date.weekday()].startswith(said[1].lower()):
        raise UsageError(f"{text!r}: {date} is a {WEEKDAYS[date.weekday()].title()}")
    return date


def _clock_said(text: str, first: dt.datetime, second: dt.datetime) -> dt.time | None:
    said = first.hour == second.hour
    clocks = _CLOCK.findall(text)
    if len(clocks) != said or _DURATION.search(text):
        raise UsageError(f"{text!r} does not hold a clear time of day: write it as 08:00, or 8am")
    return first.time() if said else None
