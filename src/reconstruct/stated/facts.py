"""What a text says once for all of its entries -> its date, its year, its zone, its T+0, each with why."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reconstruct.stated.dates import Day
from reconstruct.stated.drafts import Reading
from reconstruct.stated.nouns import Line
from reconstruct.stated.phrases import Phrase, find_phrases, zones_in
from reconstruct.stated.zones import read_zone

_SPEAKS_OF_TIMES = re.compile(
    r"\b(?:times?|timestamps?|time ?zones?|timezone|zone|timeline|chronology|zeit(?:en)?|heures?)\b", re.I
)
_DATE_LABEL = re.compile(
    r"^\W*(?:(?:incident|outage|event)\s+)?(?:date|when|day|datum|fecha|start(?:ed)?|occurred)"
    r"(?:\s+(?:and time|of (?:the )?(?:incident|outage)))?\s*[:|–-]",
    re.I,
)
_NOT_OF_IT = re.compile(
    r"\b(?:posted|published|updated|authors?|written|created|edited|review\w*|meeting|due|modified|version|generated|deadline|"
    r"deployed|released|introduced|issued|merged|scheduled|since)\b",
    re.I,
)
_OF_IT = re.compile(r"\b(?:incident|outage|disruption|downtime|down|event|impact|unavailab\w+)\b", re.IGNORECASE)
_IN_NAME = re.compile(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds for the whole text; None where it does not say. `years` are those that its dates name."""

    day: dt.date | None
    year: int | None
    day_first: bool | None
    zone: dt.tzinfo | None
    zone_basis: str
    zero: Phrase | None
    bare_twelve: float | None
    settled: frozenset[dt.date]

    def date_of(self, day: Day | None, likely: dt.date | None = None) -> dt.date | None:
        """The date that a day names; None where its year is nowhere said or where 05/06/2023 may be either."""
        if day is None:
            return None
        if day.other is None:
            year = self.year or (likely.year if likely else None)
            return day.on(year) if day.year or year else None
        readings = [day.on(), Day(day.year, *day.other).on()]
        if self.day_first is not None:
            return readings[0 if self.day_first else 1]
        known = [reading for reading in readings if reading in self.settled or (likely and reading == likely)]
        return known[0] if len(known) == 1 else None


def read_facts(reading: Reading, name: str) -> Facts:
    """What a text says once: `name` is its file's name, which may hold the date.

    >>> from reconstruct.stated.nouns import Line
    >>> facts = read_facts(Reading((), (Line(1, "Date: 15 May 2023 (all times UTC)", "text", 1),)), "notes.md")
    >>> facts.day.isoformat(), str(facts.zone)
    ('2023-05-15', 'UTC')
    """
    said = list(_days_said(reading))
    unclear = [day for _, day in said if day.other is not None]
    clear = [day for _, day in said if day.other is None and day.year]
    settled = frozenset(date for day in clear if (date := day.on()))
    named = _IN_NAME.search(name)
    in_name = Day(int(named[1]), int(named[2]), int(named[3])).on() if named else None
    years = Counter(day.year for _, day in said if day.year)
    year = years.most_common(1)[0][0] if years else in_name.year if in_name else None
    zone, basis = _zone(reading)
    facts = Facts(None, year, _day_first(reading, bool(unclear)), zone, basis, _zero(reading), _bare(reading), settled)
    ranked = sorted(((rank, at, date) for at, (rank, day) in enumerate(said) if (date := facts.date_of(day))))
    day = ranked[0][2] if ranked else in_name
    return Facts(day, facts.year, facts.day_first, zone, basis, facts.zero, facts.bare_twelve, settled)


def _days_said(reading: Reading) -> Iterator[tuple[int, Day]]:
    """The dates in the text, each with its rank: the lower, the surer it is that of the incident."""
    dated = {draft.line for draft in reading.drafts}
    for line in reading.lines:
        for sentence in re.split(r"(?<=[a-z)][.!?])\s+(?=[A-Z])", line.text):
            for phrase in find_phrases(sentence):
                if phrase.day is not None:
                    yield _rank(replace(line, text=sentence), phrase, line.number in dated), phrase.day


def _rank(line: Line, phrase: Phrase, of_entry: bool) -> int:
    if is_date_line(line):
        return 0
    if _NOT_OF_IT.search(line.text):
        return 9
    if phrase.clock is not None and not of_entry:
        return 1 if _OF_IT.search(line.text) else 4
    return 2 if of_entry else 3 if line.kind == "heading" else 5


def is_date_line(line: Line) -> bool:
    """Whether a line is there to give the date of the incident: "Date: 15 May 2023"."""
    return _DATE_LABEL.match(line.text) is not None


def _day_first(reading: Reading, needed: bool) -> bool | None:
    """Whether 05/06/2023 is the fifth of June: told by another date of that shape whose day is over twelve."""
    if not needed:
        return None
    shapes = re.findall(r"(?<![\d/])(\d{1,2})/(\d{1,2})/\d{4}", "\n".join(line.text for line in reading.lines))
    first, second = any(int(a) > 12 for a, _ in shapes), any(int(b) > 12 for _, b in shapes)
    return None if first == second else first


def _zone(reading: Reading) -> tuple[dt.tzinfo | None, str]:
    for line in reading.lines:
        names = zones_in(line.text)
        spoken = _SPEAKS_OF_TIMES.search(line.text)
        timed = any(phrase.clock is not None for phrase in find_phrases(line.text))
        speaks = spoken is not None or line.kind == "heading" or is_date_line(line) or _is_date_alone(line)
        if len(set(names)) == 1 and speaks and not timed and line.kind != "row" and len(read_zone(names[0])) == 1:
            return read_zone(names[0])[0], f"line {line.number} says that its times are in {names[0]}"
    beside = [
        phrase.zone for line in reading.lines for phrase in find_phrases(line.text) if phrase.zone and phrase.clock
    ]
    only = {read_zone(name) for name in beside}
    if len(only) == 1 and len(next(iter(only))) == 1:
        return next(iter(only))[0], f"{beside[0]} is the only zone that it names"
    return None, ""


def _is_date_alone(line: Line) -> bool:
    """Whether a line is a date and nothing else but a zone: "2023-05-15 (UTC)"."""
    dated = next((phrase for phrase in find_phrases(line.text) if phrase.day), None)
    return dated is not None and dated.start == 0 and len(line.text[dated.stop :].split()) <= 1


def _zero(reading: Reading) -> Phrase | None:
    """The time that T+0 is said to be."""
    for line in reading.lines:
        phrases = find_phrases(line.text)
        if any(phrase.since_zero == dt.timedelta(0) for phrase in phrases):
            clock = next((phrase for phrase in phrases if phrase.clock is not None), None)
            if clock is not None:
                return clock
    return None


def _bare(reading: Reading) -> float | None:
    """What it costs to read a bare 1:00 as 13:00; None where the text keeps a clock of 24 hours."""
    clocks = [draft.phrase.clock for draft in reading.drafts if draft.phrase.clock is not None]
    if any(clock.half for clock in clocks):
        return 0.2
    return None if any(clock.padded or clock.hour == 0 for clock in clocks) else 0.7
