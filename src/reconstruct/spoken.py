"""Seconds in, words out: how people say a duration; it stands before all rooms that speak of one."""

from __future__ import annotations

import math

MINUTE, HOUR, DAY = 60, 3600, 86400


def say_duration(seconds: float | None) -> str:
    """Seconds as people say them, in at most two units; None is "unknown".

    >>> [say_duration(s) for s in (0.42, 9, 189, 3840, 7200, 200_000, -75, None)]
    ['0.4 s', '9 s', '3 min 9 s', '1 h 4 min', '2 h', '2 d 8 h', '-1 min 15 s', 'unknown']
    """
    if seconds is None or math.isnan(seconds):
        return "unknown"
    sign = "-" if seconds < 0 else ""
    size = abs(float(seconds))
    if 0 < size < 1:
        return f"{sign}{size:.1f} s" if size >= 0.1 else f"{sign}<0.1 s"
    whole = round(size)
    if whole < MINUTE:
        return f"{sign}{whole} s"
    if whole < HOUR:
        return sign + _two(whole, MINUTE, "min", 1, "s")
    minutes = round(size / MINUTE) * MINUTE
    if minutes < DAY:
        return sign + _two(minutes, HOUR, "h", MINUTE, "min")
    return sign + _two(round(size / HOUR) * HOUR, DAY, "d", HOUR, "h")


def _two(seconds: int, large: int, large_name: str, small: int, small_name: str) -> str:
    rest = seconds % large // small
    return f"{seconds // large} {large_name}" + (f" {rest} {small_name}" if rest else "")
