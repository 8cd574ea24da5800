"""Entries in their places -> findings: what was written wrongly, what was read instead, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from reconstruct.stated.dates import say_weekday
from reconstruct.stated.facts import Facts, is_date_line
from reconstruct.stated.nouns import Line, StatedFinding
from reconstruct.stated.phrases import find_phrases
from reconstruct.stated.slots import Assumed, Settled
from reconstruct.stated.zones import read_zone


def find_slips(settled: Sequence[Settled]) -> Iterator[StatedFinding]:
    """Impossible clocks, swapped halves of the day, entries out of order, wrong dates."""
    for each in settled:
        line, phrase = each.draft.line, each.draft.phrase
        for clock in (phrase.clock, phrase.end):
            if clock is not None and clock.impossible:
                yield StatedFinding(line, "impossible_time" if clock.known else "no_time", clock.impossible)
        if each.place.slip and each.place.time is not None:
            yield StatedFinding(line, each.place.slip, _say(each))


def find_wrong_weekdays(lines: Sequence[Line], facts: Facts) -> Iterator[StatedFinding]:
    """Dates that are named with a weekday that they are not."""
    for line in lines:
        for phrase in find_phrases(line.text):
            date = facts.date_of(phrase.day)
            if date is not None and phrase.weekday is not None and date.weekday() != phrase.weekday:
                told, right = say_weekday(phrase.weekday), say_weekday(date.weekday())
                text = f"“{phrase.text}” is called a {told}; {date} is a {right}"
                yield StatedFinding(line.number, "wrong_weekday", text)


def find_wrong_head(lines: Sequence[Line], settled: Sequence[Settled], facts: Facts) -> Iterator[StatedFinding]:
    """A date given for the whole that is of another year or month than all of its entries, which agree among them."""
    dates = [each.date for each in settled if each.date is not None]
    if len(dates) < 2 or max(dates) - min(dates) > dt.timedelta(days=7):
        return
    for line in filter(is_date_line, lines):
        head = next((facts.date_of(phrase.day) for phrase in find_phrases(line.text) if phrase.day), None)
        if head is None or min(dates) <= head <= max(dates) or head.day not in {date.day for date in dates}:
            continue
        kind = "wrong_year" if any(date.month == head.month for date in dates) else "wrong_month"
        yield StatedFinding(line.number, kind, f"it names {head}, its entries are of {dates[0]}")


def find_unread(settled: Sequence[Settled], facts: Facts, assumed: Assumed) -> Iterator[StatedFinding]:
    """Entries that have no time in UTC, and what the text leaves out: its zone, its date, its T+0."""
    dateless = [each for each in settled if each.place.time is None and each.draft.phrase.is_moment]
    for each in dateless:
        phrase = each.draft.phrase
        meanings = read_zone(phrase.zone or each.draft.column_zone or "")
        if each.zone is None:
            names = ", ".join(str(zone) for zone in meanings)
            yield StatedFinding(each.draft.line, "unclear_zone", f"“{phrase.text}”: the zone may be {names}; not read")
        elif phrase.since_zero is not None:
            text = f"“{phrase.text}” counts from a T+0 that the text does not give; not read"
            yield StatedFinding(each.draft.line, "no_time", text)
        elif phrase.day is not None and each.date is None:
            text = f"“{phrase.text}”: the date is not clear (which is the month, or which is the year?); not read"
            yield StatedFinding(each.draft.line, "no_date", text)
    silent = facts.day is None and assumed.day is None
    if silent and any(each.place.time is None and _readable(each) for each in dateless):
        yield StatedFinding(None, "no_date", "the text names no date: its times of day cannot be placed")
    elif facts.day is None and assumed.day is not None and any(_took_date(each) for each in settled):
        yield StatedFinding(None, "no_date", f"the text names no date: {assumed.day_basis}")
    if any(_took_zone(each, facts) for each in settled):
        yield StatedFinding(None, "no_zone", f"the text names no zone: {assumed.zone_basis}")


def _readable(each: Settled) -> bool:
    clock = each.draft.phrase.clock
    return clock is not None and clock.known and each.draft.phrase.day is None


def _took_date(each: Settled) -> bool:
    return each.place.time is not None and each.draft.phrase.day is None


def _took_zone(each: Settled, facts: Facts) -> bool:
    own = each.draft.phrase.zone or each.draft.column_zone
    timed = each.draft.phrase.clock is not None and each.place.time is not None
    return timed and not (own and read_zone(own)) and facts.zone is None


def _say(each: Settled) -> str:
    written, time = each.draft.phrase.text, each.place.time
    assert time is not None  # noqa: S101 - only asked for entries that have a time
    local = time.astimezone(each.zone or dt.UTC)
    beside = _beside(each)
    match each.place.slip:
        case "am_pm_swapped":
            return f"“{written}” {beside}: AM and PM were swapped; read as {local:%H:%M}"
        case "am_pm_missing":
            return f"“{written}” {beside} and says neither AM nor PM; read as {local:%H:%M}"
        case "out_of_order":
            return f"“{written}” {beside}: it is out of order; left as written"
        case "wrong_year":
            return f"“{written}” {beside}: the year must be wrong; read as {local:%Y-%m-%d %H:%M}"
        case "wrong_month":
            return f"“{written}” {beside}: the month must be wrong; read as {local:%Y-%m-%d %H:%M}"
    return f"“{written}” {beside}: the day must be wrong; read as {local:%Y-%m-%d %H:%M}"


def _beside(each: Settled) -> str:
    if each.before and each.after:
        return f"stands between “{each.before}” and “{each.after}”"
    return f"follows “{each.before}”" if each.before else f"comes before “{each.after}”"
