"""A date and an offset or abbreviation -> the zones of the IANA data base that have it then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

SHOWN = 2  # zones named as examples of an offset


@cache
def zones_at(when: datetime) -> dict[str, tuple[timedelta, str]]:
    """The offset and the abbreviation that each zone named after a place has at a time."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/")))
    there = {name: when.astimezone(ZoneInfo(name)) for name in places if not name.startswith("right/")}
    return {name: (local.utcoffset() or timedelta(0), local.tzname() or "") for name, local in there.items()}


def zones_with(offset: timedelta, when: datetime) -> list[str]:
    """The zones that are ahead of UTC by this offset at a time; none for an offset that no place has.

    >>> "Asia/Kolkata" in zones_with(timedelta(hours=5.5), datetime(2026, 11, 23, tzinfo=UTC))
    True
    >>> zones_with(timedelta(hours=5.25), datetime(2026, 11, 23, tzinfo=UTC))
    []
    """
    return [name for name, (ahead, _) in zones_at(day_of(when)).items() if ahead == offset]


def offsets_of(abbreviation: str, when: datetime) -> tuple[timedelta, ...]:
    """The offsets that an abbreviation stands for at a time: several, where countries share it.

    >>> [str(offset) for offset in offsets_of("IST", datetime(2026, 11, 23, tzinfo=UTC))]
    ['2:00:00', '5:30:00']
    """
    return tuple(sorted({ahead for ahead, name in zones_at(day_of(when)).values() if name == abbreviation}))


def zones_switching(first: datetime, before: timedelta, last: datetime, after: timedelta) -> list[str]:
    """The zones that have one offset at the first time and another at the last: their clocks changed in between."""
    late = {name for name, (ahead, _) in zones_at(last).items() if ahead == after}
    return [name for name, (ahead, _) in zones_at(first).items() if ahead == before and name in late]


def day_of(when: datetime) -> datetime:
    """Noon of a day, so that few days are looked up."""
    return datetime(when.year, when.month, when.day, 12, tzinfo=UTC)


def give_examples(offset: timedelta, when: datetime) -> str:
    """Some zones that have an offset at a time, for people.

    >>> give_examples(timedelta(hours=5.75), datetime(2026, 11, 23, tzinfo=UTC))
    'as in Asia/Kathmandu, Asia/Katmandu'
    """
    return "as in " + ", ".join(zones_with(offset, when)[:SHOWN])
