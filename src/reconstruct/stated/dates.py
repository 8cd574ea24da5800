"""A date as people write it -> year, month and day, each as far as it was said, and never guessed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

# Names that mean one month in every language that has them; "listopad" is October in Zagreb and November in Prague.
_FOREIGN = {
    1: "januar janvier enero janeiro gennaio januari",
    2: "februar février fevrier febrero fevereiro febbraio februari",
    3: "märz maerz mars marzo março maart",
    4: "avril abril aprile",
    5: "mai mayo maio maggio mei maj",
    6: "juni juin junio junho giugno",
    7: "juli juillet julio julho luglio",
    8: "août aout agosto augustus augusti",
    9: "septembre septiembre setembro settembre",
    10: "oktober octobre octubre outubro ottobre",
    11: "novembre noviembre novembro",
    12: "dezember décembre decembre diciembre dezembro dicembre december",
}
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
MONTHS |= {name: number for number, names in _FOREIGN.items() for name in names.split()}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
PATTERN = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}(?!\d)"
    rf"|\d{{4}}[\s-](?i:{_MONTH})[\s-]{_DAY}\b"
    rf"|{_DAY}\.?[\s-](?:of\s|de\s|of\sthe\s)?(?i:{_MONTH})\b\.?(?:(?:,?\s|-|\sde\s|\sof\s)\d{{4}})?(?![\d:])"
    rf"|(?i:{_MONTH})\b\.?\s{_DAY}\b(?!:)(?:,?\s\d{{4}}(?![\d:]))?)"
)
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAY = r"(?i:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?i:day)?\b"


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it was said: `year` None where it was left out.

    `other` is the second reading, as (month, day), of 05/06/2023.
    """

    year: int | None
    month: int
    day: int
    other: tuple[int, int] | None = None

    def on(self, year: int | None = None) -> dt.date | None:
        """The date, in that year where it names none itself; None where there is no such day."""
        try:
            return dt.date(self.year or year or 0, self.month, self.day)
        except ValueError:
            return None


def read_day(written: str) -> Day | None:
    """The day that a text of PATTERN names; None where no calendar has it.

    >>> read_day("15. Mai 2023"), read_day("05/06/2023").other
    (Day(year=2023, month=5, day=15, other=None), (5, 6))
    """
    words = re.findall(r"[^\W\d_]+", written)
    name = next((MONTHS[word.lower()] for word in words if word.lower() in MONTHS), None)
    numbers = [int(number) for number in re.findall(r"\d+", written)]
    if name is not None:
        year = next((number for number in numbers if number > 31), None)
        day = next((number for number in numbers if 0 < number <= 31), 0)
        return _checked(Day(year, name, day))
    if numbers[0] > 31:
        return _checked(Day(numbers[0], numbers[1], numbers[2]))
    one, two, year = numbers
    if "." in written or one > 12:
        return _checked(Day(year, two, one))
    if two > 12 or one == two:
        return _checked(Day(year, one, two))
    return Day(year, two, one, (one, two)) if one and two else None


def weekday_of(written: str) -> int | None:
    """The number of the weekday that a text begins with, Monday 0; None without."""
    word = written.strip().lower()[:3]
    return next((number for number, name in enumerate(_WEEKDAYS) if name.startswith(word)), None) if word else None


def say_weekday(number: int) -> str:
    """The weekday's name.

    >>> say_weekday(0)
    'Monday'
    """
    return _WEEKDAYS[number].title()


def _checked(day: Day) -> Day | None:
    return day if 1 <= day.month <= 12 and 1 <= day.day <= 31 else None
