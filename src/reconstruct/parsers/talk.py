"""A chat as text whose lines say only the time of day -> its messages, each with the day it was said on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import PurePosixPath

from reconstruct.parsers.dates import turn_clock, turn_date
from reconstruct.parsers.pieces import BOM, Piece

LINE_LIMIT = 4000  # characters; no one types more into a line, and what is longer is no chat
# A clock that goes back by more than this has passed midnight; by less, it was set right or the lines were sorted.
MIDNIGHT = timedelta(hours=12)
MESSAGE = re.compile(
    r"\[?(\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\b\.?)?)\]?\s+(?:<([^<>]{1,60})>:?|([^\s:<>*\[\]-][^\s:<>]{0,39}):)\s+(.*)"
)
EVENT = re.compile(r"\[?(\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\b\.?)?)\]?\s+(?:\*+|-!-|-->|<--|--|→|←)\s*(.*)")
DAY = re.compile(
    r"(?P<iso>\b\d{4}[-/.]\d\d[-/.]\d\d\b)|(?P<european>\b\d{1,2}\.\d{1,2}\.\d{4}\b)"
    r"|(?P<word>\b[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}\b)|(?P<day>\b\d{1,2}\.? [A-Z][a-z]{2,8}\.? \d{4}\b)"
    r"|\b(?P<month>[A-Z][a-z]{2}) +(?P<number>\d{1,2}) \d\d:\d\d(?::\d\d)? (?P<year>\d{4})\b"
)
DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")
LONGEST_HEADER = 120  # characters of a line that tells the day: "--- Log opened Mon Nov 23 08:00:12 2026"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chat: when and what; `who` as it is written, empty where the program tells of somebody."""

    clock: time
    who: str
    nick: str
    text: str


def cut_talk(text: bytes, name: str) -> Iterator[Piece]:
    """The messages of a chat; their day is that of a line before them, else that in the file's name.

    A line without a clock goes on with the message before it. Where no day is known, nothing can be read.

    >>> [piece.record["time"] for piece in cut_talk(b"# 2026-11-23\\n23:59 <a> hi\\n00:01 <b> yo", "x")]
    ['2026-11-23 23:59:00', '2026-11-24 00:01:00']
    """
    day, last = day_of_name(name), time.min
    held: Piece | None = None
    for start, stop, line in cut_lines(text):
        said = read_line(line)
        if said is None:
            header = read_day(line)
            if header is not None:
                day, last = header, time.min
            elif held is not None and held.record is not None and line.strip():
                held = Piece(held.start, stop, {**held.record, "text": f"{held.record['text']}\n{line.strip()}"})
            elif line.strip():
                yield Piece(start, stop, None)
            continue
        if held is not None:
            yield held
        if day is not None and since_midnight(last) - since_midnight(said.clock) > MIDNIGHT:
            day += timedelta(days=1)
        last, held = said.clock, Piece(start, stop, to_record(said, day))
    if held is not None:
        yield held


def cut_lines(text: bytes) -> Iterator[tuple[int, int, str]]:
    """(start, stop, text) of each line."""
    at = len(BOM) if text.startswith(BOM) else 0
    for line in text[at:].split(b"\n"):
        yield at, at + len(line), line.decode("utf-8", "replace").rstrip("\r")
        at += len(line) + 1


def to_record(said: Line, day: date | None) -> dict[str, str] | None:
    """The record of a line, None where its day is unknown."""
    if day is None:
        return None
    return {"who": said.who, "nick": said.nick, "text": said.text, "time": f"{day} {said.clock.isoformat()}"}


def since_midnight(clock: time) -> timedelta:
    """How long the day has lasted."""
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def read_line(line: str) -> Line | None:
    """What a line says and at which time of day; None where it begins with none.

    >>> read_line("[9:05 PM] <@anna> rolling back")
    Line(clock=datetime.time(21, 5), who='<@anna>', nick='anna', text='rolling back')
    """
    if len(line) > LINE_LIMIT:
        return None
    if match := MESSAGE.fullmatch(line):
        marked, named = match[2], match[3]
        who = f"<{marked}>" if marked else f"{named}:"
        nick, text = (marked or named).strip().lstrip("@+%&~"), match[4]
    elif match := EVENT.fullmatch(line):
        who, nick, text = "", "", match[2]
    else:
        return None
    clock = read_clock(match[1])
    return None if clock is None else Line(clock, who, nick, text)


def read_clock(text: str) -> time | None:
    """A time of day.

    >>> read_clock("9:05 pm"), read_clock("25:00")
    (datetime.time(21, 5), None)
    """
    hour, minute, second = (int(part) for part in (turn_clock(text) + ":0").split(":")[:3])
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def read_day(line: str) -> date | None:
    """The day that a line tells, None where it tells none.

    >>> read_day("**** BEGIN LOGGING AT Mon Nov 23 08:00:12 2026"), read_day("## 23.11.2026"), read_day("see you")
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 23), None)
    """
    match = DAY.search(line) if len(line) <= LONGEST_HEADER else None
    if not match:
        return None
    told = f"{match['month']} {match['number']} {match['year']}" if match["year"] else match[0]
    return to_date(turn_date(told, month_first=False))


def day_of_name(name: str) -> date | None:
    """The day in a file's name or that of its folders, None where there is none.

    >>> day_of_name("irc/ops-2026-11-23.log")
    datetime.date(2026, 11, 23)
    """
    path = PurePosixPath(name)
    found = [match for part in reversed(path.parts) for match in DAY_IN_NAME.finditer(part)]
    return next((day for match in found if (day := to_date("-".join(match.groups())))), None)


def to_date(text: str) -> date | None:
    """The date that a text in ISO 8601 gives, None where there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
