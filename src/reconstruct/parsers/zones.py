"""The zone that a stamp ends with, by name or offset, and a wall clock in it -> UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from reconstruct.errors import UsageError
from reconstruct.parsers.readings import offsets_of

UTC_TIME = pd.DatetimeTZDtype("us", "UTC")
# The reading of abbreviations, as PostgreSQL's default set of them has it (B.4, Date/Time Configuration Files); of
# those that several countries use (IST) none is listed, save the American ones, which PostgreSQL's default holds too.
ABBREVIATIONS: Mapping[str, float] = {
    **dict.fromkeys(("Z", "UTC", "GMT", "UCT", "WET"), 0.0),
    **dict.fromkeys(("CET", "MET", "BST", "WEST", "WAT"), 1.0),
    **dict.fromkeys(("CEST", "MEST", "MESZ", "EET", "CAT", "SAST"), 2.0),
    **dict.fromkeys(("EEST", "MSK", "EAT"), 3.0),
    **{"NST": -3.5, "NDT": -2.5, "AST": -4.0, "ADT": -3.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0},
    **{"MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0},
    **{"PKT": 5.0, "HKT": 8.0, "SGT": 8.0, "AWST": 8.0, "JST": 9.0, "KST": 9.0, "ACST": 9.5, "ACDT": 10.5},
    **{"AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0},
}
# Days of either half of a year, in which abbreviations differ.
WINTER, SUMMER = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)
# Lines of one file are out of order by seconds; a clock that is set back goes by an hour (Lord Howe: by half of one).
SET_BACK = timedelta(minutes=25)
# A zone at the end of a stamp: an offset after a time of day, or a name after a space (AM and PM are none).
ZONE = (
    r"^(.*?:\d\d(?:[.,]\d+)?(?:\s?[AaPp]\.?[Mm]\.?)?|.*?T\d{4,6}(?:[.,]\d+)?|.*?)"
    r"(?:(?<=\d)\s*([+-]\d\d(?::?\d\d(?::?\d\d)?)?|Z)|\s+([+-]\d\d:?\d\d|[A-Z]{3,5}|[A-Z][A-Za-z]+/[A-Za-z_/+-]+))$"
)
CLOCK_BEFORE = re.compile(r"(?::\d\d(?:[.,]\d+)?|T\d{4,6}(?:[.,]\d+)?)$")
# Most stamps without a zone, told by a pattern of linear time so that the dearer one is spared.
NAIVE = r"[\d/-]+[T ]+\d{1,2}:\d\d:\d\d(?:[.,]\d+)?"
# The zone before the year, as date(1) writes it.
ZONE_WITHIN = r"^(.*\d\d:\d\d:\d\d(?:\.\d+)?) ([A-Z]{3,5}) (\d{4})$"


def split_zones(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Each stamp without the zone that it ends with, and that zone (missing where there is none)."""
    zoned = texts[~texts.str.fullmatch(NAIVE, na=False)]
    if zoned.empty:
        return texts, pd.Series(index=texts.index, dtype="str")
    bodies, zones = take_zones(zoned)
    return bodies.reindex(texts.index).fillna(texts), zones.reindex(texts.index)


def take_zones(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The same for stamps that may end with a zone."""
    texts = texts.str.replace(ZONE_WITHIN, r"\1 \3 \2", regex=True)
    parts = texts.str.extract(ZONE)
    zones = parts[1].fillna(parts[2])
    names = zones.str.match(r"[A-Z]", na=False)
    clocked = names | parts[0].str.contains(CLOCK_BEFORE, na=False) | parts[2].notna()
    kept = zones.notna() & clocked & ~zones.isin(["AM", "PM"])
    return texts.where(~kept, parts[0]).str.strip(), zones.where(kept)


def settle(wall: pd.Series, zones: pd.Series, local: tzinfo) -> pd.Series:
    """Wall-clock times in UTC, each in the zone that it says or else in `local`."""
    times = localise(wall, local)
    for name in zones.dropna().unique():
        here = zones == name
        zone = find_zone(str(name)) or (local if is_shared(str(name)) else None)
        known = localise(wall[here], zone) if zone else pd.Series(pd.NaT, index=wall[here].index, dtype=UTC_TIME)
        times = times.mask(here, known.reindex(times.index))
    return times


def is_shared(name: str) -> bool:
    """Whether places with different offsets use an abbreviation (IST), so that it leaves the zone of a stamp open.

    >>> is_shared("IST"), is_shared("FOO")
    (True, False)
    """
    return any(offsets_of(name, when) for when in (WINTER, SUMMER))


def localise(wall: pd.Series, zone: tzinfo) -> pd.Series:
    """Wall-clock times of a zone in UTC; in the hour that comes twice the first is meant, in the one left out the next.

    An offset has neither hour, and is only subtracted.
    """
    fixed = zone.utcoffset(None)
    if fixed is not None:
        return (wall - fixed).dt.tz_localize("UTC").astype(UTC_TIME)
    first = pd.Series(True, index=wall.index).to_numpy()
    aware: pd.Series = wall.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    times: pd.Series = aware.dt.tz_convert("UTC").astype(UTC_TIME)
    return times


def follow(wall: pd.Series, zone: tzinfo, furthest: pd.Timestamp | None = None) -> pd.Series:
    """Wall-clock times in the order in which they were written, in UTC.

    In the hour that comes twice a time is of the second where the clock had already been further by over half an hour;
    `furthest` is how far it was before these.

    >>> wall = pd.Series(pd.to_datetime(["2025-11-02 01:50", "2025-11-02 01:10"]))
    >>> follow(wall, ZoneInfo("America/New_York")).dt.hour.tolist()
    [5, 6]
    """
    first = localise(wall, zone)
    if zone.utcoffset(None) is not None:
        return first
    later = pd.Series(False, index=wall.index).to_numpy()
    second = wall.dt.tz_localize(zone, ambiguous=later, nonexistent="shift_forward").dt.tz_convert("UTC")
    reached = wall.cummax()
    reached = reached if furthest is None else reached.where(reached > furthest, furthest)
    was_further = reached - wall > SET_BACK
    return first.mask(was_further, second.astype(UTC_TIME))


def name_offset(offset: timedelta) -> str:
    """An offset as people write it.

    >>> name_offset(timedelta(hours=-3, minutes=-30))
    '-03:30'
    """
    minutes = round(offset.total_seconds() / 60)
    return "UTC" if not minutes else f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def read_zone(text: str) -> tzinfo:
    """The zone of a name, abbreviation or offset.

    Raises UsageError where there is none.

    >>> read_zone("+01:00").utcoffset(None)
    datetime.timedelta(seconds=3600)
    """
    zone = find_zone(text)
    if zone is None:
        raise UsageError(f"no such time zone: {text!r}: give a name like Europe/Berlin or an offset like +01:00")
    return zone


def find_zone(text: str) -> tzinfo | None:
    """The zone of a name (IANA), an abbreviation with a stated reading, or an offset; None where unknown."""
    offset = re.fullmatch(r"([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?", text)
    if offset:
        hours, minutes, seconds = (int(part or 0) for part in offset.groups()[1:])
        ahead = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        sign = -1 if offset[1] == "-" else 1
        return timezone(sign * ahead) if ahead <= timedelta(hours=18) else None
    if text.upper() in ABBREVIATIONS:
        return timezone(timedelta(hours=ABBREVIATIONS[text.upper()]))
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
