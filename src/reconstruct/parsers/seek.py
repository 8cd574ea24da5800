"""Sources and a window -> the same, each with the bytes among which the window's records lie, found by bisection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from reconstruct.parsers.given import Given, choose_given, read_correction
from reconstruct.parsers.parse import parse_text
from reconstruct.parsers.skew import FARTHEST_SECONDS
from reconstruct.parsers.sources import Block, LogSource, read_bytes, size_of
from reconstruct.window import Window

# A smaller file is read in less time than people notice, and its lines keep their numbers.
LEAST_BYTES = 64 * 1024 * 1024
PLACES = 64  # looked at in one step: three steps narrow a file of 10 GB down to what is read at once
PIECE_BYTES = 4 * 1024  # at each place: some dozens of lines
FINE_BYTES = 1024 * 1024
STAMPED_SHARE = 0.5  # of the places must show a time
# A request may be stamped when it begins and written when it ends: servers give up after 60 s (Apache's Timeout and
# nginx's proxy_read_timeout), load balancers after 300 s. A file with later lines is not in the order of time.
LATE = pd.Timedelta(minutes=5)
SKEW = pd.Timedelta(seconds=FARTHEST_SECONDS)
# Local time is up to 14 h ahead of UTC (Kiribati) and 12 h behind (Baker Island).
AHEAD, BEHIND = pd.Timedelta(hours=14), pd.Timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Stamps:
    """The records that were looked at: the byte at which each begins, in order, and its time in µs since 1970."""

    offsets: npt.NDArray[np.int64]
    times: npt.NDArray[np.int64]


def seek_window(
    sources: Sequence[LogSource], window: Window, clock_offset: Given = None, least_bytes: int = LEAST_BYTES
) -> list[LogSource]:
    """The sources, the `sought` bytes of each large plain file set to where the records of the window lie.

    A file that is packed, or not in the order of time, is to be read whole; the latter says so in its notes.
    """
    return [
        seek(source, widen(source, window, clock_offset)) if is_seekable(source, least_bytes) else source
        for source in sources
    ]


def is_seekable(source: LogSource, least_bytes: int = LEAST_BYTES) -> bool:
    """Whether a source is a large file of lines that lie in it as they are."""
    lines = source.format is not None and source.format.layout in ("lines", "json-lines")
    packed = bool(source.compression or source.member or source.encoding != "utf-8")
    return lines and not packed and size_of(source) >= max(least_bytes, 1)


def widen(source: LogSource, window: Window, clock_offset: Given = None) -> Window:
    """The window as a source's clock may have it, before its zone is settled and its offset is set right."""
    asked = choose_given(clock_offset, source.path)
    ahead = pd.Timedelta(seconds=-read_correction(asked) if asked else 0)
    skew = pd.Timedelta(0) if asked else SKEW
    settled = bool(source.timezone_basis)
    early = window.start + ahead - skew - (pd.Timedelta(0) if settled else BEHIND)
    late = window.end + ahead + skew + (pd.Timedelta(0) if settled else AHEAD)
    return Window(early, late)


def seek(source: LogSource, window: Window) -> LogSource:
    """The source with the bytes in which all of its records of the window lie, and a note on what was looked at."""
    size = size_of(source)
    every = look(source, spread(0, size))
    if len(np.unique(every.offsets // max(size // PLACES, 1))) < STAMPED_SHARE * PLACES:
        return say(source, "read whole: too few of its lines have a time by which to seek the window")
    start, first = bisect(source, every, size, window.start - LATE)
    stop, last = bisect(source, every, size, window.end + LATE)
    seen = merge([every, *first, *last])
    astray = find_disorder(seen)
    if astray is not None:
        return say(source, f"read whole: not in the order of time (the line at byte {astray:,} is late)")
    begin, end = start[0], stop[1]
    note = f"bytes {begin:,} to {end:,} of {size:,} were read, where the window and its baseline lie: "
    note += f"the {len(seen.offsets):,} lines looked at all over the file are in the order of time; "
    note += "lines have no number, the first one's is not known" if begin else "what lies behind was not read"
    return replace(say(source, note), sought=(begin, end))


def say(source: LogSource, note: str) -> LogSource:
    """The source with one more note."""
    return replace(source, notes=(*source.notes, note))


def spread(low: int, high: int) -> list[int]:
    """Places spread evenly over the bytes from `low` to `high`, the last a piece before the end.

    >>> spread(0, 64 * 4096)[:3]
    [0, 4096, 8192]
    """
    last = max(high - PIECE_BYTES, low)
    return sorted({int(place) for place in np.linspace(low, last, PLACES)})


def look(source: LogSource, places: Sequence[int]) -> Stamps:
    """The times of the whole lines in the pieces of a file that begin at these places."""
    pieces: list[bytes] = []
    begins: list[int] = []
    for place in places:
        piece = read_bytes(source, place, place + PIECE_BYTES)
        first = piece.find(b"\n") + 1 if place else 0
        whole = piece[first : piece.rfind(b"\n") + 1]
        if whole:
            pieces.append(whole)
            begins.append(place + first)
    frame = parse_text(Block(replace(source, sought=None)), b"".join(pieces)).frame
    timed = frame[frame["time"].notna()]
    fronts = np.cumsum([0, *(len(piece) for piece in pieces)])[:-1]
    shifts = np.array(begins, np.int64) - fronts
    offsets = timed["offset"].to_numpy("int64")
    offsets = offsets + shifts.take(np.searchsorted(fronts, offsets, side="right") - 1)
    return Stamps(offsets, timed["time"].to_numpy("datetime64[us]").astype(np.int64))


def bisect(source: LogSource, seen: Stamps, size: int, moment: pd.Timestamp) -> tuple[tuple[int, int], list[Stamps]]:
    """The byte of the last record found before a moment, that of the next one found, and all that was looked at."""
    micros = moment.value // 1_000
    looked: list[Stamps] = []
    low, high = 0, size
    while True:
        before = seen.offsets[seen.times < micros]
        low = max(low, int(before.max(initial=0)))
        behind = seen.offsets[(seen.times >= micros) & (seen.offsets > low)]
        high, wide = min(high, int(behind.min(initial=high))), high - low
        if high - low <= FINE_BYTES or (looked and high - low >= wide):
            return (low, high), looked
        seen = look(source, spread(low, high))
        looked.append(seen)


def merge(parts: Sequence[Stamps]) -> Stamps:
    """All that was looked at, each record once, in the order of the file."""
    offsets, first = np.unique(np.concatenate([part.offsets for part in parts]), return_index=True)
    return Stamps(offsets, np.concatenate([part.times for part in parts])[first])


def find_disorder(seen: Stamps) -> int | None:
    """The byte of the first record that is older than one before it by more than `LATE`; None where there is none.

    >>> hour = 3_600_000_000
    >>> find_disorder(Stamps(np.array([0, 70, 140]), np.array([0, hour, 2 * hour])))
    >>> find_disorder(Stamps(np.array([0, 70, 140]), np.array([0, 2 * hour, hour])))
    140
    """
    late = np.maximum.accumulate(seen.times) - seen.times > LATE.value // 1_000
    return int(seen.offsets[late][0]) if late.any() else None
