"""A time of day as people write it -> hour, minute and second, and what is impossible about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reconstruct.stated.nouns import Precision

_HALF = r"\s?(?:[AaPp]\.?\s?[Mm]\b\.?)"
PATTERN = (
    rf"(?:\d{{1,2}}:(?:\d\d|\?\?|[xX]{{2}}|__|--)(?!\d)(?::(?:\d\d|\?\?|[xX]{{2}})(?:[.,]\d{{1,9}})?)?(?:{_HALF})?"
    rf"|\?\?:(?:\d\d|\?\?)|[xX]{{2}}:[xX]{{2}}"
    rf"|\d{{1,2}}(?:\.\d\d)?{_HALF}"
    r"|\d{1,2}(?:[.:]\d\d)?\s?Uhr\b(?:\s\d\d\b)?"
    r"|\d{1,2}h\d\d\b(?!m)"
    r"|\d{4}(?=\s?(?:Z\b|UTC\b|GMT\b|hrs\b|hours\b))(?:\s?(?:hrs|hours)\b)?"
    r"|\b(?i:noon|midnight)\b)"
)
_WORDS = {"noon": (12, 0), "midnight": (0, 0)}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `half` is am or pm as written, "" without. `impossible` says what no clock shows.

    `known` is False for "14:??", of which no time can be told.
    """

    hour: int
    minute: int = 0
    second: int = 0
    half: str = ""
    precision: Precision = "minute"
    impossible: str = ""
    known: bool = True
    padded: bool = False

    @property
    def seconds(self) -> int:
        """Seconds since midnight."""
        return self.hour * 3600 + self.minute * 60 + self.second


def read_clock(written: str) -> Clock:
    """The clock that a text of PATTERN shows, in 24 hours.

    >>> read_clock("9:15 PM").seconds == (21 * 60 + 15) * 60, read_clock("13:00 PM").impossible
    (True, 'there is no 13:00 PM; read as 13:00')
    >>> read_clock("14:??").known
    False
    """
    word = _WORDS.get(written.lower())
    if word:
        return Clock(*word)
    half = re.search(r"([AaPp])\.?\s?[Mm]", written)
    digits = [int(number) for number in re.findall(r"\d+", written)]
    if "?" in written or re.search(r"[xX_]{2}|--", written):
        return Clock(digits[0] if digits else 0, known=False, impossible=f"“{written}” is no time")
    if len(digits) == 1 and len(re.findall(r"\d", written)) == 4:
        digits = [digits[0] // 100, digits[0] % 100]
    hour, minute, second, *_ = [*digits, 0, 0]
    precision: Precision = "second" if len(digits) > 2 else "minute" if len(digits) > 1 else "hour"
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        return Clock(0, known=False, impossible=f"“{written}” is no time: no clock shows it")
    if not half:
        return Clock(hour, minute, second, precision=precision, padded=written.startswith("0") or hour > 12)
    return _in_half(written, Clock(hour, minute, second, f"{half[1].lower()}m", precision))


def _in_half(written: str, clock: Clock) -> Clock:
    """The clock with its AM or PM counted in."""
    hour, half = clock.hour, clock.half
    plain = f"{hour:02}:{clock.minute:02}"
    impossible = ""
    if hour > 12 or hour == 0:
        impossible = f"there is no {written}; read as {plain}"
        if hour == 0 and half == "am":  # 0:15 AM is what some locales print for 12:15 AM
            impossible = ""
        return Clock(hour, clock.minute, clock.second, "", clock.precision, impossible, padded=True)
    hour = hour % 12 + (12 if half == "pm" else 0)
    return Clock(hour, clock.minute, clock.second, half, clock.precision)
