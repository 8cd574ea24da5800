"""Bytes of stamps of one exact shape -> microseconds since 1970, by arithmetic; all others are left to clock.py."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reconstruct.columns import Ints

ACCESS_STAMP = "%d/%b/%Y:%H:%M:%S %z"  # as web servers write it: 23/Nov/2026:09:03:20 +0000
ACCESS_BYTES = 26
UNREAD = -1
YEARS = (1971, 2198)  # further off, what clock.py makes of a stamp depends on its zone
FARTHEST_ZONE_HOURS = 14
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIGNS = {2: b"/", 6: b"/", 11: b":", 14: b":", 17: b":", 20: b" "}
DIGITS = {"day": (0, 2), "year": (7, 4), "hour": (12, 2), "minute": (15, 2), "second": (18, 2), "ahead": (22, 4)}
PLUS, MINUS, ZERO = b"+-0"


def read_access_stamps(text: npt.NDArray[np.uint8], places: Ints) -> Ints:
    """The times of the stamps that begin at these places of a text, UNREAD where there is none of exactly this shape.

    >>> read_access_stamps(np.frombuffer(b"23/Nov/2026:09:03:20 +0100", np.uint8), np.array([0])).tolist()
    [1795421000000000]
    """
    every = text[places[:, None] + np.arange(ACCESS_BYTES)]
    # Lines of one second follow on each other: each stamp is read once.
    new = np.append(True, (every[1:] != every[:-1]).any(axis=1))[: len(every)]
    times: Ints = read_distinct(every[new])[np.cumsum(new) - 1]
    return times


def read_distinct(stamps: npt.NDArray[np.uint8]) -> Ints:
    """The time of each row of bytes."""
    sound = np.logical_and.reduce([stamps[:, at] == sign[0] for at, sign in SIGNS.items()])
    sound &= (stamps[:, 21] == PLUS) | (stamps[:, 21] == MINUS)
    parts = {}
    for name, (at, width) in DIGITS.items():
        digits = stamps[:, at : at + width] - ZERO
        sound &= (digits <= 9).all(axis=1)
        parts[name] = digits.astype(np.int64) @ 10 ** np.arange(width)[::-1]
    month = find_months(stamps[:, 3:6])
    ahead = parts["ahead"] // 100 * 60 + parts["ahead"] % 100
    sound &= (month >= 0) & (parts["year"] >= YEARS[0]) & (parts["year"] <= YEARS[1]) & (parts["day"] >= 1)
    sound &= (parts["hour"] < 24) & (parts["minute"] < 60) & (parts["second"] < 60)
    sound &= (ahead <= FARTHEST_ZONE_HOURS * 60) & (parts["ahead"] % 100 < 60)
    months = np.where(sound, (parts["year"] - 1970) * 12 + month, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64) + parts["day"] - 1
    sound &= days < (months + 1).astype("datetime64[D]").astype(np.int64)
    minutes = (days * 24 + parts["hour"]) * 60 + parts["minute"] - np.where(stamps[:, 21] == MINUS, -ahead, ahead)
    times: Ints = np.where(sound, (minutes * 60 + parts["second"]) * 1_000_000, UNREAD)
    return times


def find_months(names: npt.NDArray[np.uint8]) -> Ints:
    """The number of each month's name, from 0; -1 where it is none."""
    months = np.full(len(names), -1, np.int64)
    for number, name in enumerate(MONTHS):
        months[(names == np.frombuffer(name.encode(), np.uint8)).all(axis=1)] = number
    return months
