"""Stamps as people and spreadsheets write them -> the same as ISO 8601: year in front, a 24-hour clock behind."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Among the shapes of a format's time: which of two numbers comes first is settled for the whole source.
DAY_FIRST, MONTH_FIRST = "day first", "month first"
NUMBERS = r"^\s*[\[(]?\d{1,2}[./-]\d{1,2}[./-]\d"  # a date whose order is a question
CLOCK = r"(\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,:]\d+)?)?(?:\s?[AaPp]\.?[Mm]\b\.?)?)"
WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+(?=\S)", re.IGNORECASE)
CLOCK_FIRST = re.compile(rf"{CLOCK}\s*(Z\b|[+-]\d\d:?\d\d\b|[A-Z]{{3,4}}\b)?[,\s]\s*(?:on )?(\D*\d.*)", re.DOTALL)
REST = r"(?!\d)(.*)"
FRONT = re.compile(r"(\d{1,2})([./-])(\d{1,2}|[A-Za-z]{3,9})\2(\d{4}|\d{2})(?!\d)(.*)", re.DOTALL)
DAY_WORD = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?\s?([A-Za-z]{{3,9}})\.?,?\s?(\d{{4}}){REST}", re.DOTALL)
WORD_DAY = re.compile(rf"([A-Za-z]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){REST}", re.DOTALL)
YEAR_LAST = re.compile(rf"([A-Za-z]{{3,9}})\.?\s+(\d{{1,2}}),?\s+{CLOCK}\s+(\d{{4}}){REST}", re.DOTALL)
YEAR_FIRST = re.compile(rf"(\d{{4}})([./-])(\d{{1,2}})\2(\d{{1,2}}){REST}", re.DOTALL)
DIGITS = re.compile(r"(\d{4}|\d\d(?=\d{4}[ _-]))(\d\d)(\d\d)[ _-]?(\d\d)(\d\d)(\d\d)([.,]\d+)?")
DIGIT_DATE = re.compile(r"(\d{4}|\d\d)(\d\d)(\d\d)[ _-]\s*(\d{1,2}:\d.*)", re.DOTALL)
# What people and programs put between the date and the clock.
BETWEEN = re.compile(r"^[\s,:_T-]*(?:at |um |à )?\s*(?=\d)")
OF_CLOCK = re.compile(r"^(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,:](\d+))?)?(.*)$", re.DOTALL)
HALF_DAY = re.compile(r"\b(\d{1,2}):(\d\d)((?::\d\d)?(?:\.\d+)?)\s?([ap])\.?m\b\.?", re.IGNORECASE)
DATE = re.compile(r"\d{4}-\d\d-\d\d")
BRACKETS = " \t\r\n[]()"


def settle_dates(stamps: pd.Series, month_first: bool | None = None) -> pd.Series:
    """The stamps, those like 23/11/2026 9:05 PM, [23/Nov/26 21:05] or 21:05Z Nov 23, 2026 as 2026-11-23 21:05.

    `month_first` tells the order of two numbers; left out, it is that of the series (see `is_month_first`).

    >>> settle_dates(pd.Series(["03/11/2026 09:05", "23/11/2026 10:00"])).tolist()
    ['2026-11-03 09:05', '2026-11-23 10:00']
    """
    distinct = [str(stamp) for stamp in stamps.unique()]
    if month_first is None:
        month_first = is_month_first(distinct)
    turned = {stamp: turn_stamp(stamp.strip(BRACKETS), month_first) for stamp in distinct}
    return pd.Series([turned[str(stamp)] for stamp in stamps], index=stamps.index, dtype="object")


def is_month_first(stamps: Iterable[str]) -> bool:
    """Whether the first of two numbers in front of a year is the month.

    A number over 12 settles it for all. Where there is none, a 12-hour clock speaks for the month (as the United
    States write both), anything else for the day.

    >>> is_month_first(["03/11/2026 09:05", "03/23/2026 10:00"])
    True
    """
    matches = [match for stamp in stamps if (match := FRONT.match(stamp.strip(BRACKETS))) and match[3].isdigit()]
    if any(int(match[1]) > 12 for match in matches):
        return False
    return any(int(match[3]) > 12 or HALF_DAY.search(match[5]) for match in matches)


def turn_stamp(stamp: str, month_first: bool) -> str:
    """A stamp with its date in front and a 24-hour clock behind it; one of no known shape as it is.

    >>> turn_stamp("Wed 25 Mar 2026 9:20:05 PM GMT", False), turn_stamp("22:12:09Z 2026-12-03", False)
    ('2026-03-25 21:20:05 GMT', '2026-12-03 22:12:09Z')
    """
    bare = drop_weekday(stamp)
    if first := CLOCK_FIRST.fullmatch(bare):
        date = turn_date(drop_weekday(first[3]), month_first)
        if DATE.fullmatch(date):
            return turn_clock(f"{date} {set_clock(first[1])}") + (first[2] or "")
    turned = turn_date(bare, month_first)
    return stamp if turned == bare != stamp else turn_clock(turned)


def drop_weekday(text: str) -> str:
    """A stamp without the weekday in front of it."""
    match = WEEKDAY.match(text)
    return text[match.end() :] if match else text


def turn_date(stamp: str, month_first: bool) -> str:
    """A stamp with its year in front; of two digits it is one of this century.

    >>> turn_date("23/Nov/26 21:05", False), turn_date("11/23/2026", True), turn_date("2026-11-23", False)
    ('2026-11-23 21:05', '2026-11-23', '2026-11-23')
    >>> turn_date("Nov 23, 2026 at 9:05", False), turn_date("261123 210517", False)
    ('2026-11-23 9:05', '2026-11-23 21:05:17')
    >>> turn_date("Nov 23 09:54:59 2026 +0100", False)
    '2026-11-23 09:54:59 +0100'
    """
    if match := FRONT.fullmatch(stamp):
        first, _, second, year, rest = match.groups()
        day, month = (second, first) if month_first and second.isdigit() else (first, second)
    elif match := DAY_WORD.fullmatch(stamp):
        day, month, year, rest = match.groups()
    elif match := WORD_DAY.fullmatch(stamp):
        month, day, year, rest = match.groups()
    elif match := YEAR_LAST.fullmatch(stamp):
        month, day, clock, year, zone = match.groups()
        rest = clock + zone
    elif match := YEAR_FIRST.fullmatch(stamp):
        year, _, month, day, rest = match.groups()
    elif match := DIGITS.fullmatch(stamp):
        year, month, day, hour, minute, second, fraction = match.groups()
        rest = f"{hour}:{minute}:{second}{fraction or ''}"
    elif match := DIGIT_DATE.fullmatch(stamp):
        year, month, day, rest = match.groups()
    else:
        return stamp
    number = number_of(month)
    if number is None:
        return stamp
    front = f"{int(year) + (2000 if len(year) == 2 else 0):04d}-{number:02d}-{int(day):02d}"
    return f"{front} {set_clock(BETWEEN.sub('', rest))}".strip()


def number_of(month: str) -> int | None:
    """The number of a month, written as a number or as its English name.

    >>> number_of("09"), number_of("Sept"), number_of("Foo")
    (9, 9, None)
    """
    if month.isdigit():
        return int(month)
    return MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in MONTHS else None


def set_clock(text: str) -> str:
    """What stands behind a date, its clock written with colons and a dot.

    >>> set_clock("09.08.17.123456"), set_clock("9:8"), set_clock("09:08:17:606 CET")
    ('09:08:17.123456', '9:8', '09:08:17.606 CET')
    """
    match = OF_CLOCK.match(text.strip())
    if not match:
        return text.strip()
    hour, minute, second, fraction, rest = match.groups()
    return f"{hour}:{minute}" + (f":{second}" if second else "") + (f".{fraction}" if fraction else "") + rest


def turn_clock(stamp: str) -> str:
    """A stamp with a 24-hour clock.

    >>> turn_clock("2026-11-23 9:05 PM"), turn_clock("12:30:01 a.m."), turn_clock("13:00 PM")
    ('2026-11-23 21:05', '00:30:01', '13:00')
    """

    def replace(match: re.Match[str]) -> str:
        hour = int(match[1])
        if hour <= 12:
            hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
        return f"{hour:02d}:{match[2]}{match[3]}"

    return HALF_DAY.sub(replace, stamp)
