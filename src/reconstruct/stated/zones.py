"""A zone as people write it beside a time -> the zones that it may mean, the likeliest first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from reconstruct.errors import UsageError
from reconstruct.moment import MAIL_ZONES, find_zone

_CITIES: Mapping[str, tuple[str, ...]] = {
    "PT": ("America/Los_Angeles",),
    "MT": ("America/Denver",),
    "CT": ("America/Chicago",),
    "ET": ("America/New_York",),
    "PACIFIC": ("America/Los_Angeles",),
    "MOUNTAIN": ("America/Denver",),
    "CENTRAL": ("America/Chicago",),
    "EASTERN": ("America/New_York",),
    # As the IANA data base explains its abbreviations (https://data.iana.org/time-zones/theory.html): several meanings
    "BST": ("+01:00", "+06:00"),
    "IST": ("Asia/Kolkata", "+01:00", "Asia/Jerusalem"),
}
_HOURS: Mapping[str, float] = {
    **MAIL_ZONES,
    **{"WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2},
    **{"JST": 9, "KST": 9, "SGT": 8, "HKT": 8, "AEST": 10, "AEDT": 11, "ACST": 9.5, "AWST": 8, "NZST": 12, "NZDT": 13},
    **{"BRT": -3, "AKST": -9, "AKDT": -8, "HST": -10, "WIB": 7, "PKT": 5},
}
_NAMES = "|".join(sorted((*_HOURS, *(name for name in _CITIES if len(name) < 4)), key=len, reverse=True))
PATTERN = (
    r"(?:(?:UTC|GMT)(?:\s?\+|-)(?:1[0-4]|0?\d)(?::?\d\d)?(?![\d:])"
    rf"|(?:{_NAMES})(?![A-Za-z])"
    r"|(?:(?:US\s)?(?i:pacific|mountain|central|eastern)\s(?i:(?:standard|daylight)\s)?(?i:time)\b)"
    r"|(?:[A-Z][a-z]+|US)/[A-Z][a-z]+(?:_[A-Z][a-z]+)*(?![a-z/])"
    # a minus may be the end of a range, 18:30-19:00, unless seconds stand before it or no colon within
    r"|(?<=[\d ])\+\d\d:?\d\d(?!\d)|(?<=[\d ])-\d{4}(?!\d)|(?<=\d:\d\d:\d\d)-\d\d:\d\d(?!\d))"
)


def read_zone(written: str) -> tuple[dt.tzinfo, ...]:
    """The zones that a name or an offset may mean; none where it is no zone.

    >>> read_zone("UTC+2"), len(read_zone("IST"))
    ((datetime.timezone(datetime.timedelta(seconds=7200)),), 3)
    """
    name = " ".join(written.strip("() ").split())
    offset = re.fullmatch(r"(?:UTC|GMT)?\s?([+-])\s?(\d{1,2})(?::?(\d\d))?", name, re.IGNORECASE)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return (_fixed(minutes / 60 * (-1 if offset[1] == "-" else 1)),)
    if name.upper() in _HOURS:
        return (_fixed(_HOURS[name.upper()]),)
    word = name.upper().removeprefix("US ").split(" ")[0] if " " in name else name.upper()
    try:
        return tuple(find_zone(zone) for zone in _CITIES.get(word, (name,) if "/" in name else ()))
    except UsageError:
        return ()


def _fixed(hours: float) -> dt.tzinfo:
    return dt.timezone(dt.timedelta(hours=hours)) if hours else dt.UTC
