"""A line of text -> the times that it names, each with its place, its date, its zone and the end of its range."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from reconstruct.stated import clocks, dates, zones
from reconstruct.stated.clocks import Clock
from reconstruct.stated.dates import Day

_ATOM = re.compile(
    rf"(?P<day>(?<![\w.:/])(?<!\d-){dates.PATTERN})"
    rf"|(?P<clock>(?<![\d:.,$€£])(?<![A-Za-z][-/])(?:(?<=[T\s(\[~±≈–—/-])|(?<![\w])){clocks.PATTERN})"
    rf"|(?P<zone>(?<![A-Za-z]){zones.PATTERN})"
    rf"|(?P<weekday>(?<![A-Za-z]){dates.WEEKDAY})"
)
_JOINT = re.compile(
    r"\s*(?:[,T(]|\(?\s?at\s|@|um\s|à\s|a\slas\s|às\s|alle\s|om\s|kl\.?\s|[-–—|]\s|on\s|of\s|in\s|the\s|between\s|from\s|~|±|≈|\)?,?\s(?:on|at)\s)?"
    r"\s*(?:~|±|≈|approx(?:imately|\.)?\s|about\s|around\s|\()?\s*",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:[-–—]+>?|→|to|until|till|through|bis|/|and)\s*(?:~|±)?\s*", re.IGNORECASE)
_RELATIVE = re.compile(
    r"(?P<zero>\bT\s?(?P<sign>[+-−–])\s?|^(?P<plus>[+−-])\s?)"
    r"(?P<amount>\d{1,3}:\d\d(?::\d\d)?|(?:\d+(?:\.\d+)?\s?(?:days?|hours?|hrs?|min(?:ute)?s?|sec(?:ond)?s?|[dhms])?(?![a-z])\s?)+)"
    r"|(?P<origin>\bT\s?=?\s?0\b|\bT-?zero\b)",
)
_LATER = re.compile(
    r"^(?:(?:about|around|some|roughly|~)\s?)?(?P<number>\d+|an?|one|two|three|five|ten|fifteen|twenty|thirty)\s"
    r"(?P<unit>hours?|minutes?|mins?|seconds?)\s(?:later|after(?:wards)?)\b"
)
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "five": 5,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
}
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A time as written, from `start` to `stop` in its line; what it does not say is None.

    `end` is the clock at which a range ends, with `end_day` where that has its own date. `since_zero` counts from
    the text's T+0, `later` from the entry before. `weekday` is Monday 0.
    """

    start: int
    stop: int
    text: str
    day: Day | None = None
    clock: Clock | None = None
    zone: str | None = None
    weekday: int | None = None
    end: Clock | None = None
    end_day: Day | None = None
    since_zero: dt.timedelta | None = None
    later: dt.timedelta | None = None

    @property
    def is_moment(self) -> bool:
        """Whether it names a time of day, or one that counts from another."""
        return self.clock is not None or self.since_zero is not None or self.later is not None


def find_phrases(line: str) -> list[Phrase]:
    """The times that a line names, in their order.

    >>> [(p.text, p.zone, p.end is not None) for p in find_phrases("down from 9:00 to 9:30 AM UTC, then fine")]
    [('9:00 to 9:30 AM UTC', 'UTC', True)]
    """
    relative = [_relative(found) for found in _RELATIVE.finditer(line)]
    later = _LATER.match(line)
    if later:
        number = _NUMBERS.get(later["number"]) or int(later["number"])
        after = dt.timedelta(seconds=number * _UNITS[later["unit"][0]])
        relative.append(Phrase(0, later.end(), later[0], later=after))
    taken = [(phrase.start, phrase.stop) for phrase in relative]
    phrases: list[Phrase] = []
    at = 0
    while (found := _ATOM.search(line, at)) is not None:
        phrase = _grow(line, found)
        at = max(phrase.stop, found.end())
        said = phrase.day or phrase.clock
        if said and not any(phrase.start < stop and start < phrase.stop for start, stop in taken):
            phrases.append(phrase)
    return sorted([*phrases, *relative], key=lambda phrase: phrase.start)


def leading_phrase(line: str) -> Phrase | None:
    """The time with which a line begins, past brackets and words such as "around"; None where it begins otherwise.

    >>> leading_phrase("[~09:15 UTC] paged").text
    '09:15 UTC'
    """
    opening = re.match(
        r"[\s\[(<{\"“*•>~±≈‑–—-]*(?:(?:at|by|around|about|approx(?:imately|\.)?|ca\.?|circa|c\.|from|um|gegen|ab|à|vers|kl\.?|since|on|time:)\s+)*[~±≈\[(]*\s*",
        line,
        re.I,
    )
    begins = opening.end() if opening else 0
    for phrase in find_phrases(line):
        if phrase.start <= begins or (phrase.start == begins):
            return phrase
        break
    return None


def zones_in(line: str) -> list[str]:
    """The zones that a line names.

    >>> zones_in("Timeline (all times in UTC)")
    ['UTC']
    """
    return [
        found[0]
        for found in _ATOM.finditer(line)
        if found.lastgroup == "zone" and not re.fullmatch(r"[+-].*", found[0])
    ]


def _grow(line: str, first: re.Match[str]) -> Phrase:
    """The phrase that begins with this atom, with those that belong to it."""
    phrase = _add(Phrase(first.start(), first.end(), ""), first)
    while (following := _next(line, phrase.stop)) is not None:
        atom, ranged = following
        grown = _extend(phrase, atom, ranged=ranged)
        if grown is None:
            break
        phrase = replace(grown, stop=atom.end())
    stop = phrase.stop + (line[phrase.stop : phrase.stop + 1] == ")" and line.count("(", phrase.start, phrase.stop) > 0)
    return _inherit(replace(phrase, stop=stop, text=line[phrase.start : stop]))


def _next(line: str, at: int) -> tuple[re.Match[str], bool] | None:
    """The atom that follows closely, and whether by a word of range."""
    for joint, ranged in ((_RANGE, True), (_JOINT, False)):
        between = joint.match(line, at)
        if between is not None and (atom := _ATOM.match(line, between.end())) is not None:
            return atom, ranged
    return None


def _extend(phrase: Phrase, atom: re.Match[str], *, ranged: bool) -> Phrase | None:
    kind = atom.lastgroup
    if kind == "clock" and phrase.clock is not None:
        in_two_zones = phrase.zone is not None and atom.string[phrase.stop : atom.start()].strip() == "/"
        if not ranged or phrase.end is not None or in_two_zones:
            return None
        return replace(phrase, end=clocks.read_clock(atom[0].strip()))
    if kind == "day" and phrase.day is not None:
        ranged_day = ranged and phrase.clock is not None and phrase.end_day is None
        return replace(phrase, end_day=dates.read_day(atom[0])) if ranged_day else None
    if kind == "zone" and phrase.zone is not None:
        return phrase
    if kind == "weekday" and (phrase.weekday is not None or phrase.day is not None):
        return None
    return _add(phrase, atom)


def _add(phrase: Phrase, atom: re.Match[str]) -> Phrase:
    text = atom[0].strip()
    match atom.lastgroup:
        case "day":
            return replace(phrase, day=dates.read_day(text))
        case "clock":
            return replace(phrase, clock=clocks.read_clock(text))
        case "weekday":
            return replace(phrase, weekday=dates.weekday_of(text))
    return replace(phrase, zone=text)


def _inherit(phrase: Phrase) -> Phrase:
    """The range's start with the AM or PM that only its end names: "9:00-9:30 AM"."""
    start, end = phrase.clock, phrase.end
    if start is None or end is None or not end.half or start.half or start.hour > 12 or start.padded:
        return phrase
    halves = [replace(start, hour=start.hour % 12 + 12 * pm, half=half) for pm, half in ((0, "am"), (1, "pm"))]
    fits = [half for half in halves if half.seconds <= end.seconds] or halves[1:]
    return replace(phrase, clock=fits[-1])


def _relative(found: re.Match[str]) -> Phrase:
    if found["origin"]:
        return Phrase(found.start(), found.end(), found[0], since_zero=dt.timedelta(0))
    sign = -1 if (found["sign"] or found["plus"]) in "-−–" else 1
    amount = found["amount"].strip()
    if ":" in amount:
        parts = [int(part) for part in amount.split(":")]
        seconds = float(parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0))
    else:
        pieces = re.findall(r"(\d+(?:\.\d+)?)\s?([dhms]?)", amount)
        seconds = sum(float(number) * _UNITS[unit or "m"] for number, unit in pieces)
    text = found[0].strip()
    return Phrase(
        found.start(), found.start() + len(found[0].rstrip()), text, since_zero=dt.timedelta(seconds=sign * seconds)
    )
