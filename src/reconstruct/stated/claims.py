"""Durations that a text states -> findings, where they do not match the times that it states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from reconstruct.spoken import say_duration
from reconstruct.stated.nouns import Line, StatedEntry, StatedFinding
from reconstruct.stated.phrases import Phrase, find_phrases

_WORDS = ("a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {"a": 1, "an": 1} | {word: number for number, word in enumerate(_WORDS[2:], 1)}
_UNIT = r"(?:days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])"
_COUNT = rf"(?:\d+(?:\.\d+)?|{'|'.join(_WORDS)})"
_LENGTH = rf"(?:{_COUNT}(?:\s?(?:and a half|½))?[\s-]?{_UNIT}(?:\s?,?\s?(?:and\s)?)?)+"
_ABOUT = (
    r"(?P<about>(?:about|approximately|approx\.?|around|roughly|nearly|almost|just (?:over|under)|over|more than|"
    r"less than|some|circa|ca\.|~|≈)\s?)?"
)
_SUBJECT = r"(?:outages?|incidents?|disruptions?|downtime|impact|interruption|degradation|unavailab\w+|issue|event)"
_TOTAL = re.compile(
    rf"(?i:(?:^\W*(?:(?:total|overall|outage|incident|impact)\s)?(?:duration|downtime|length)(?:\sof\s(?:the\s)?{_SUBJECT})?\W{{1,4}}"
    rf"|\b{_SUBJECT}\b[^.;]{{0,60}}?\b(?:lasted|lasting|lasts)\b(?:\sfor|\sa\stotal\sof)?\s"
    rf"|\btotal\s(?:down\s?time|duration|outage\stime)\b[^.;\d]{{0,20}}"
    rf"|\b{_SUBJECT}\b\s(?:of|for)\s){_ABOUT}(?P<length>{_LENGTH}))"
)
_ADJECTIVE = re.compile(rf"(?i:\b{_ABOUT}(?P<length>{_COUNT}[\s-](?:hour|minute)(?:-long)?)\s(?:\w+\s)?{_SUBJECT}\b)")
_TIME_TO = re.compile(
    r"(?i:(?:\btime[ -]to[ -](?P<what>detect\w*|acknowledge\w*|mitigat\w*|resol\w*|recover\w*|identif\w*)"
    rf"|\b(?P<short>TTD|TTA|TTM))\b[^.;\d]{{0,25}}?{_ABOUT}(?P<length>{_LENGTH}))"
)
_BRACKETED = re.compile(
    rf"(?i:\(\s?(?:(?:lasting|duration|for|total)\W{{1,3}})?{_ABOUT}(?P<length>{_LENGTH})"
    r"(?:\s?(?:in total|total|long))?\s?\))"
)
_ENDS = {
    "detect": (("onset",), ("detected",)),
    "acknowledge": (("detected", "onset"), ("acknowledged",)),
    "mitigat": (("onset", "detected"), ("mitigated", "resolved")),
    "resol": (("onset", "detected"), ("resolved", "mitigated")),
    "recover": (("onset", "detected"), ("mitigated", "resolved")),
    "identif": (("onset", "detected"), ("identified",)),
}
_SHORT = {"ttd": "detect", "tta": "acknowledge", "ttm": "mitigat"}
_SECONDS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}


@dataclass(frozen=True, slots=True)
class Length:
    """A stated duration in seconds, with how far it may be off as it is written: half of its smallest unit."""

    seconds: float
    slack: float


def read_length(text: str, about: bool = False) -> Length | None:
    """The length that a text names.

    >>> read_length("4 hours"), read_length("1 h 5 min").seconds
    (Length(seconds=14400.0, slack=1800.0), 3900.0)
    """
    pieces = re.findall(
        rf"(?i)(\d+(?:\.\d+)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})(\s?(?:and a half|½))?[\s-]?([dhms])",
        text,
    )
    if not pieces:
        return None
    seconds, slack = 0.0, 0.0
    for number, half, unit in pieces:
        size = _SECONDS[unit.lower()]
        value = _NUMBERS[number.lower()] if number.lower() in _NUMBERS else float(number)
        seconds += (value + (0.5 if half else 0.0)) * size
        slack = size / (4 if half or "." in number else 2)
    return Length(seconds, slack * (2 if about else 1))


def check_claims(lines: Sequence[Line], entries: Sequence[StatedEntry]) -> Iterator[StatedFinding]:
    """A finding for each stated duration that no pair of the text's own times bears out."""
    for line in lines:
        for sentence in re.split(r"(?<=[.;])\s", line.text):
            for found in _claims(sentence):
                length = read_length(found["length"], about=bool(found["about"]))
                finding = _check(line, sentence, found, length, entries) if length else None
                if finding:
                    yield finding
                    break


def _claims(sentence: str) -> Iterator[re.Match[str]]:
    for pattern in (_TIME_TO, _TOTAL, _ADJECTIVE):
        found = pattern.search(sentence)
        if found:
            yield found
            return
    bracketed = _BRACKETED.search(sentence)
    if bracketed and any(phrase.end for phrase in find_phrases(sentence[: bracketed.start()])):
        yield bracketed


def _check(
    line: Line, sentence: str, found: re.Match[str], length: Length, entries: Sequence[StatedEntry]
) -> StatedFinding | None:
    ranges = [span for phrase in find_phrases(sentence) if (span := _range(phrase)) is not None]
    what = found.groupdict().get("what") or _SHORT.get((found.groupdict().get("short") or "").lower(), "")
    if ranges and not what:
        spans = [(seconds, f"{phrase.text} is {say_duration(seconds)}") for phrase, seconds in ranges]
    else:
        spans = list(_spans(entries, what.lower()))
    if not spans or any(abs(seconds - length.seconds) <= length.slack + 60.0 for seconds, _ in spans):
        return None
    return StatedFinding(line.number, "duration", f"“{found['length'].strip(' ,')}” does not match: {spans[0][1]}")


def _range(phrase: Phrase) -> tuple[Phrase, float] | None:
    """A range of the clock that was written out, in seconds; one that crosses midnight wraps."""
    if phrase.clock is None or phrase.end is None or not phrase.clock.known or not phrase.end.known:
        return None
    return phrase, float((phrase.end.seconds - phrase.clock.seconds) % 86400)


def _spans(entries: Sequence[StatedEntry], what: str) -> Iterator[tuple[float, str]]:
    """The lengths that the text's own times give for it, the likeliest first."""
    timed = sorted(
        (entry for entry in entries if entry.time is not None),
        key=lambda entry: entry.time or pd.Timestamp(0, tz="UTC"),
    )
    first, last = _ends(what)
    starts = [entry for name in first for entry in timed if name in entry.milestones]
    ends = [entry for name in last for entry in timed if name in entry.milestones]
    if not what and len(timed) > 2:
        starts, ends = [*starts, timed[0]], [*ends, timed[-1]]
    for start in starts:
        for end in ends:
            if start.time is not None and end.time is not None and end.time > start.time:
                seconds = (end.time - start.time).total_seconds()
                places = f"from “{start.time_text}” (line {start.line}) to “{end.time_text}” (line {end.line})"
                yield seconds, f"{places} it is {say_duration(seconds)}"
    if not what:
        yield from _of_ranges(timed)


def _of_ranges(timed: Sequence[StatedEntry]) -> Iterator[tuple[float, str]]:
    for entry in timed:
        if entry.end is not None and entry.time is not None:
            seconds = (entry.end - entry.time).total_seconds()
            yield seconds, f"“{entry.time_text}” (line {entry.line}) is {say_duration(seconds)}"


def _ends(what: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = next((ends for name, ends in _ENDS.items() if what.startswith(name)), None) if what else None
    return known or (("onset", "detected"), ("mitigated", "resolved"))
