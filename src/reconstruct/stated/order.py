"""Entries with their clocks, dates and zones -> the times that make the best sense of their order.

A text's order is a witness of its own: where an entry as written would go back in time, or leap half a day and back,
and a swapped AM and PM or a wrong digit of the date would not, the slip is the likelier. Each departure from what was
written has a cost, each leap of time one that grows with it, and the cheapest course through all entries is taken.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reconstruct.stated.clocks import Clock

# What readings cost; only their order counts: the next day is less than a slip, a slip less than an entry out of order,
# but at the ends, where one neighbour alone speaks for a swap, out of order comes first.
SWAP, SWAP_AT_END, WRONG_DATE, OUTLIER, NEXT_DAY = 1.0, 1.5, 1.0, 1.3, 0.3
LONG_AGO = dt.timedelta(days=300)  # a leap of a year between explicit dates is a wrong year, if that of others fits
LEAP = 2.0
WEEKS = 0.3  # what weeks between explicit dates cost: they decide only where two slips are as likely
HALF_A_DAY = 12.0  # hours; a gap of that size without a date said costs as much as a slip
GOES_ON = 0.05  # a bare 1:30 after a bare 12:50: the afternoon has begun already
MOST_COURSES = 32  # courses kept while walking on; the best few differ in their last slips only
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """An entry to be placed: `day` where it names its date, `fresh` the date of a heading just before it.

    `base` is the date of the text; `restart` where a new list begins that may tell of earlier times again;
    `bare_pm` the cost of reading a clock without AM and PM as PM, None where that cannot be; `given` is a time that
    is known already, `later` one that counts from the entry before. `years` and `months` are those of other entries.
    """

    clock: Clock | None
    zone: dt.tzinfo
    day: dt.date | None = None
    fresh: dt.date | None = None
    base: dt.date | None = None
    restart: float | None = None
    bare_pm: float | None = None
    given: dt.datetime | None = None
    later: dt.timedelta | None = None
    years: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry was placed, in UTC, and what had to be taken as a slip ("" for nothing)."""

    time: dt.datetime | None
    slip: str = ""


@dataclass(frozen=True, slots=True)
class _Course:
    cost: float
    last: dt.datetime | None
    places: tuple[Place, ...]


def place_in_order(slots: Sequence[Slot]) -> list[Place]:
    """The places of the entries, in their order.

    >>> from reconstruct.stated.clocks import read_clock
    >>> day = dt.date(2023, 5, 15)
    >>> slots = [Slot(read_clock(t), dt.UTC, base=day) for t in ("10:30 AM", "11:15 PM", "13:00")]
    >>> [(place.time.hour, place.slip) for place in place_in_order(slots)]
    [(10, ''), (11, 'am_pm_swapped'), (13, '')]
    """
    return list(_best(slots).places)


def cost_of(slots: Sequence[Slot]) -> float:
    """What the best course through these entries costs: 0 where all is in order within minutes.

    >>> from reconstruct.stated.clocks import read_clock
    >>> cost_of([Slot(read_clock("9:15"), dt.UTC, base=dt.date(2023, 5, 15))])
    0.0
    """
    return _best(slots).cost


def _best(slots: Sequence[Slot]) -> _Course:
    courses = [_Course(0.0, None, ())]
    for at, slot in enumerate(slots):
        marked = replace(slot, at_end=at in (0, len(slots) - 1))
        grown = [course for known in courses for course in _go_on(known, marked)]
        best: dict[dt.datetime | None, _Course] = {}
        for course in sorted(grown, key=lambda course: course.cost):
            best.setdefault(course.last, course)
        courses = list(best.values())[:MOST_COURSES]
    return courses[0]


def _go_on(course: _Course, slot: Slot) -> Iterator[_Course]:
    """The courses by which this one may go on with the next entry."""
    last = course.last
    fixed = slot.given or (last + slot.later if slot.later is not None and last is not None else None)
    if fixed is not None or slot.clock is None or (slot.day or slot.fresh or slot.base or last) is None:
        yield _Course(course.cost, fixed or last, (*course.places, Place(fixed)))
        return
    for time, cost, slip in _readings(slot, slot.clock, last):
        ahead = last is None or time >= last
        if ahead:
            gap = _leap(time - last, slot) if last is not None else 0.0
            yield _Course(course.cost + cost + gap, time, (*course.places, Place(time, slip)))
        elif slot.restart is not None and not slip:
            yield _Course(course.cost + cost + slot.restart, time, (*course.places, Place(time, slip)))
        if not slip and cost == 0.0:
            yield _Course(course.cost + OUTLIER, last, (*course.places, Place(time, "out_of_order")))


def _readings(slot: Slot, clock: Clock, last: dt.datetime | None) -> Iterator[tuple[dt.datetime, float, str]]:
    """The times that an entry may mean, each with its cost and its slip; at most one slip in each."""
    dates = list(_dates(slot, last))
    for date, cost, slip in dates:
        yield _instant(date, clock, slot.zone), cost, slip
        if slip:
            continue
        if clock.half:
            swapped = replace(clock, hour=(clock.hour + 12) % 24)
            price = SWAP_AT_END if slot.at_end else SWAP
            yield _instant(date, swapped, slot.zone), cost + price, "am_pm_swapped"
        elif slot.bare_pm is not None and 1 <= clock.hour <= 12 and not clock.padded:
            later = replace(clock, hour=clock.hour % 12 + 12 if clock.hour < 12 else 0)
            afternoon = last is not None and last.astimezone(slot.zone).hour >= 12
            price = GOES_ON if afternoon else slot.bare_pm
            yield _instant(date, later, slot.zone), cost + price, "am_pm_missing"


def _dates(slot: Slot, last: dt.datetime | None) -> Iterator[tuple[dt.date, float, str]]:
    if slot.day is not None:
        yield slot.day, 0.0, ""
        for year in sorted(slot.years - {slot.day.year}):
            if (date := _changed(slot.day, year=year)) is not None:
                yield date, WRONG_DATE, "wrong_year"
        for month in sorted(slot.months - {slot.day.month}):
            if (date := _changed(slot.day, month=month)) is not None:
                yield date, WRONG_DATE, "wrong_month"
        if (
            last is not None
            and (local := last.astimezone(slot.zone).date()) != slot.day
            and abs(local - slot.day) < 20 * DAY
        ):
            yield local, WRONG_DATE + 0.1, "wrong_day"
    elif slot.fresh is not None:
        yield slot.fresh, 0.0, ""
    elif last is None:
        if slot.base is not None:
            yield slot.base, 0.0, ""
    else:
        local = last.astimezone(slot.zone).date()
        yield local, 0.0, ""
        yield local + DAY, NEXT_DAY, ""
        if slot.restart is not None and slot.base is not None and slot.base != local:
            yield slot.base, 0.0, ""


def _changed(date: dt.date, **parts: int) -> dt.date | None:
    try:
        return date.replace(**parts)
    except ValueError:
        return None


def _leap(gap: dt.timedelta, slot: Slot) -> float:
    """What a gap costs: little within half a day, then ever more slowly; between explicit dates only a year counts."""
    if slot.day is not None or slot.fresh is not None:
        return LEAP if gap > LONG_AGO else min(gap / DAY / 100, WEEKS)
    hours = gap.total_seconds() / 3600
    return hours / HALF_A_DAY if hours <= HALF_A_DAY else 1.0 + 0.5 * math.log2(hours / HALF_A_DAY)


def _instant(date: dt.date, clock: Clock, zone: dt.tzinfo) -> dt.datetime:
    midnight = dt.datetime.combine(date, dt.time.min)
    return (midnight + dt.timedelta(seconds=clock.seconds)).replace(tzinfo=zone).astimezone(dt.UTC)
