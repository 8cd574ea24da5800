"""Hostile log text, seconds, shares and times in; short text that is safe to show and easy to read out."""

from __future__ import annotations

import unicodedata
from datetime import tzinfo

import pandas as pd

from reconstruct.spoken import DAY, say_duration

__all__ = [
    "DAY",
    "safe_text",
    "say_clock",
    "say_count",
    "say_duration",
    "say_machine",
    "say_share",
    "say_time",
    "zone_of",
]

# Unassigned, private, surrogate, control and format characters, and the two separators that break lines: none of
# them shows itself, and some reorder or hide what stands beside them (https://trojansource.codes).
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
JOINERS = frozenset("\u200c\u200d")  # ordinary writing needs them: Persian, emoji


def safe_text(text: str, limit: int = 300) -> str:
    """The text in one line of at most `limit` characters, with what is invisible or reorders text written out.

    >>> safe_text("GET /\\x1b[31m\\u202egpj.exe\\n")
    'GET /\\\\x1b[31m\\\\u202egpj.exe\\\\n'
    >>> safe_text("abcdefgh", limit=5)
    'abcd…'
    """
    shown = text[: limit + 1]
    if not (shown.isascii() and shown.isprintable()):
        shown = "".join(map(_show, shown))
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _show(character: str) -> str:
    if character in JOINERS or unicodedata.category(character) not in INVISIBLE:
        return character
    if character in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def say_share(share: float | None) -> str:
    """A share from 0 to 1 in percent; only all is 100 %, only none is 0 %.

    >>> [say_share(s) for s in (0, 0.0002, 0.004, 0.035, 0.8352, 0.9999, 1, None)]
    ['0 %', '<0.1 %', '0.4 %', '3.5 %', '84 %', '>99.9 %', '100 %', 'unknown']
    """
    if share is None or pd.isna(share):
        return "unknown"
    percent = share * 100
    if percent in (0, 100):
        return f"{percent:.0f} %"
    if percent < 0.1:
        return "<0.1 %"
    if percent > 99.9:
        return ">99.9 %"
    return f"{percent:.1f} %" if percent < 9.95 or percent >= 99 else f"{percent:.0f} %"


def say_count(number: int | None) -> str:
    """A whole number with its thousands apart; None is "unknown".

    >>> say_count(1234567)
    '1,234,567'
    """
    return "unknown" if number is None else f"{number:,}"


def zone_of(name: str) -> tzinfo | None:
    """The zone of this name, as pandas reads it; None only where it has none to give.

    >>> str(zone_of("Europe/Berlin"))
    'Europe/Berlin'
    """
    return pd.Timestamp(0, tz="UTC").tz_convert(name).tzinfo


def say_clock(time: pd.Timestamp, zone: str) -> str:
    """The time of day in this zone.

    >>> say_clock(pd.Timestamp("2026-11-23T09:08:05.61Z"), "Europe/Berlin")
    '10:08:05'
    """
    return time.tz_convert(zone).strftime("%H:%M:%S")


def say_time(time: pd.Timestamp, zone: str) -> str:
    """Date, time of day and the zone's short name, so that the time can stand alone.

    >>> say_time(pd.Timestamp("2026-11-23T09:08:05Z"), "Europe/Berlin")
    '2026-11-23 10:08:05 CET'
    """
    return time.tz_convert(zone).strftime("%Y-%m-%d %H:%M:%S %Z")


def say_machine(time: pd.Timestamp) -> str:
    """The time in UTC as HTML's `datetime` takes it: to the millisecond, finer is not allowed there.

    >>> say_machine(pd.Timestamp("2026-11-23T10:08:05.123456+01:00"))
    '2026-11-23T09:08:05.123Z'
    """
    return time.tz_convert("UTC").tz_localize(None).isoformat(timespec="milliseconds") + "Z"
