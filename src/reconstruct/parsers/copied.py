"""A chat as text of any shape -> its messages, each with its day where that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from reconstruct.parsers.dates import number_of, turn_clock
from reconstruct.parsers.pieces import Piece
from reconstruct.parsers.talk import (
    LINE_LIMIT,
    MIDNIGHT,
    cut_lines,
    day_of_name,
    read_clock,
    read_day,
    since_midnight,
    to_date,
)

HEADING_WORDS = 8  # a line of more is a sentence that happens to tell a day
LINES_LOOKED_AT = 400  # of a file tell the shape of its lines
WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )?"
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
DAY = (
    rf"(?P<day>{WEEKDAY}(?:\d{{4}}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.](?:\d{{4}}|\d\d)"
    rf"|\d\d?[-/. ]{{1,2}}{MONTH}[-/ ](?:\d{{4}}|\d\d)|{MONTH} \d\d?(?:st|nd|rd|th)?,? \d{{4}}))"
)
CLOCK = r"\d\d?:\d\d(?::\d\d(?:[.,]\d{1,6})?)?(?: ?[AaPp]\.?[Mm]\b\.?)?"
ZONE = r"(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d|[A-Z]{2,3}T)\b)?"
STAMP = rf"(?:{DAY}(?:,? at |, |T|_|,| ) ?|(?:Today at|{WEEKDAY}) ?)?(?P<clock>{CLOCK})(?P<zone>{ZONE})"
WORD = r"[^\W\d_][\w.'’-]{0,30}"
WHO = rf"(?P<who>@?{WORD}(?:,? {WORD}){{0,3}}(?: \([^()]{{1,30}}\))?)"
FRONT = rf"[\[(]?{STAMP}[\])]?[,:]?(?: [-–—|*])?[ \t]+"
BEHIND = rf"(?:, ?| [-–—|•·] |[ \t]+|: ?)[\[(]?{STAMP}[\])]?"
# What a message's first line may be: the text behind the name, or below it.
SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"{FRONT}(?:<(?P<nick>[^<>]{{1,60}})>:?|{WHO}:)(?:[ \t]+(?P<text>.*))?",
        rf"{FRONT}{WHO}:?[ \t]*(?P<text>)",
        rf"{WHO}{BEHIND}:?[ \t]*(?P<text>)",
        rf"{WHO},? ?[\[(]{STAMP}[\])]:?[ \t]+(?P<text>.*)",
    )
)
FRACTION = re.compile(r"[.,]\d+")
NOTICE = re.compile(rf"{FRONT}(?P<text>.*)")  # a line in the stamp's shape that nobody says: "Anna joined"
DAY_OF_MONTH = re.compile(
    rf"[-–—= #*]*{WEEKDAY}(?:(?P<month>{MONTH}) (?P<number>\d\d?)(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?)[-–—= #*]*"
)
# Narrow spaces and the marks of direction that phones put around stamps and names.
INVISIBLE = {**dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202c\ufeff")), ord("\u202f"): " ", ord("\u00a0"): " "}


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of a message: its day, clock and zone as they are written (empty where none is), who, what."""

    day: str
    clock: str
    zone: str
    who: str
    text: str


def cut_copied(text: bytes, name: str, days: Sequence[date] = ()) -> Iterator[Piece]:
    """The messages of a chat, whose lines are of the shape that most of them have.

    Where lines say only the time of day, their day is that of a line before them, else that in the file's name, else
    the only one of `days`; where none is known, nothing can be read.

    >>> raw = b"anna  2:43:01 PM\\nlooking\\n\\nben  2:44 PM\\nthanks\\n"
    >>> [piece.record["time"] for piece in cut_copied(raw, "x", [date(2026, 11, 23)])]
    ['2026-11-23 14:43:01', '2026-11-23 14:44:00']
    """
    shape = find_shape(text)
    day, last = day_of_name(name) or (days[0] if len(days) == 1 else None), time.min
    held: Piece | None = None
    for start, stop, raw in cut_lines(text):
        line = raw.translate(INVISIBLE).strip()
        said = read_head(line, shape)
        if said is None:
            heading = None if held and held.record and held.record["dated"] else read_heading(line, days)
            if heading is not None:
                day, last = heading, time.min
            elif held is not None and held.record is not None and line:
                held = Piece(held.start, stop, go_on(held.record, line))
            elif line and held is not None:
                held = Piece(held.start, stop, None)
            continue
        if held is not None:
            yield held
        clock = read_clock(FRACTION.sub("", said.clock))
        if clock and not said.day:
            if day is not None and since_midnight(last) - since_midnight(clock) > MIDNIGHT:
                day += timedelta(days=1)
            last = clock
        held = Piece(start, stop, to_record(said, day, clock))
    if held is not None:
        yield held


def to_record(said: Head, day: date | None, clock: time | None) -> dict[str, str] | None:
    """The record of a message, None where its day or its time is unknown."""
    if clock is None or not (said.day or day):
        return None
    stamp = f"{said.day} {turn_clock(said.clock)}" if said.day else f"{day} {clock.isoformat()}"
    stamp += said.zone
    return {"who": said.who, "text": said.text, "time": stamp, "dated": said.day}


def go_on(record: Mapping[str, str], line: str) -> dict[str, str]:
    """A message with one more of its lines."""
    return {**record, "text": f"{record['text']}\n{line}".strip()}


def find_shape(text: bytes) -> re.Pattern[str]:
    """The shape that most of the lines have."""
    lines = [
        line.translate(INVISIBLE).strip()
        for _, (_, _, line) in zip(range(LINES_LOOKED_AT), cut_lines(text), strict=False)
    ]
    short = [line for line in lines if line and len(line) <= LINE_LIMIT]
    return max(SHAPES, key=lambda shape: sum(bool(shape.fullmatch(line)) for line in short))


def read_head(line: str, shape: re.Pattern[str] = SHAPES[0]) -> Head | None:
    """What the first line of a message says; None where the line is none.

    >>> read_head("[2026-11-24 02:50:11 PM] Amélie: on-sale in two minutes")
    Head(day='2026-11-24', clock='02:50:11 PM', zone='', who='Amélie', text='on-sale in two minutes')
    >>> read_head("Name Alone, [24.11.26 20:10:11]", SHAPES[2]).who
    'Name Alone'
    """
    match = shape.fullmatch(line) if len(line) <= LINE_LIMIT else None
    if match is None and shape is SHAPES[0] and len(line) <= LINE_LIMIT:
        match = NOTICE.fullmatch(line)
    if match is None:
        return None
    groups = match.groupdict()
    who = (groups.get("who") or groups.get("nick") or "").strip().lstrip("@+%&~ ")
    return Head(groups["day"] or "", groups["clock"], groups["zone"], who, groups["text"] or "")


def read_heading(line: str, days: Sequence[date]) -> date | None:
    """The day that a line tells; one without its year is that of `days` which is the only such one.

    >>> read_heading("Tuesday, November 24th", [date(2026, 11, 23), date(2026, 11, 24)])
    datetime.date(2026, 11, 24)
    """
    if match := DAY_OF_MONTH.fullmatch(line):
        month = number_of(match["month"])
        if match["year"]:
            return to_date(f"{match['year']}-{month:02}-{int(match['number']):02}")
        fitting = [day for day in days if (day.month, day.day) == (month, int(match["number"]))]
        return fitting[0] if len(fitting) == 1 else None
    return read_day(line) if len(line.split()) <= HEADING_WORDS else None
