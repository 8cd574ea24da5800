"""Block -> its events as columns to be counted, and those asked for whole; plain access logs are only skimmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.columns import Columns, Ints, columns_of, frame_of, join_columns
from reconstruct.events import empty
from reconstruct.parsers.feed import read_block
from reconstruct.parsers.gather import Part, set_clock
from reconstruct.parsers.heard import hear_columns
from reconstruct.parsers.lines import slice_text
from reconstruct.parsers.parse import Parsed, parse_block, parse_text
from reconstruct.parsers.skim import Skimmed, shape_of, skim
from reconstruct.parsers.sources import Block, thinning
from reconstruct.parsers.zones import find_zone
from reconstruct.window import Window, with_baseline


@dataclass(frozen=True, slots=True)
class Countable:
    """Events as columns, all with a time; `pick` gives those of some rows (in order) whole, as an event frame."""

    columns: Columns
    pick: Callable[[Ints], pd.DataFrame]

    def within(self, window: Window | None) -> Countable:
        """Those in the window and in the baseline before it."""
        if window is None:
            return self
        whole = with_baseline(window)
        begin, end = (moment.value // 1_000 for moment in (whole.start, whole.end))
        rows = np.flatnonzero((self.columns.time >= begin) & (self.columns.time < end))
        return Countable(self.columns.take(rows), lambda some: self.pick(rows[some]))


def read_countable(block: Block, listening: bool = True) -> Part[Countable]:
    """The events of a block to be counted, what they tell of its clock where one is `listening`, and its account."""
    shape = find_shape(block)
    read = read_block(block) if shape else None
    if not shape or read is None or not read.text:
        return count_frame(parse_block(block), block, listening)
    own = read.text
    skimmed = skim(own, block.source.path, shape)
    told = parse_some(own, skimmed, skimmed.odd, block)
    rest, _ = set_clock(told.frame, block)
    timed = rest[rest["time"].notna()]
    columns = join_columns([place(skimmed.columns, block), columns_of(timed)])
    heard = hear_columns(block.source.path, columns, listening, thinning(block.source))
    heard = replace(heard, events=len(columns) + len(rest) - len(timed))
    plain = len(skimmed.plain)

    def pick(rows: Ints) -> pd.DataFrame:
        first = int(np.searchsorted(rows, plain))
        numbers = skimmed.plain[rows[:first]]
        frame = frame_of(columns.take(rows[:first]), cut_lines(own, skimmed, numbers), numbers + 1)
        others = timed.iloc[rows[first:] - plain]
        return pd.concat([frame, others], ignore_index=True) if first and len(others) else frame if first else others

    countable = Countable(columns, pick)
    return Part(countable, heard, len(skimmed.starts), told.unread, told.first_unread, read.broken)


def count_frame(parsed: Parsed, block: Block, listening: bool) -> Part[Countable]:
    """The events of a block that was parsed whole."""
    frame, furthest = set_clock(parsed.frame, block)
    timed = frame[frame["time"].notna()]
    columns = columns_of(timed)
    heard = replace(hear_columns(block.source.path, columns, listening, thinning(block.source)), events=len(frame))
    countable = Countable(columns, lambda rows: timed.iloc[rows])
    return Part(countable, heard, parsed.lines, parsed.unread, parsed.first_unread, parsed.broken, furthest)


def find_shape(block: Block) -> str | None:
    """The shape by which a block's lines can be skimmed; None where it is to be parsed whole."""
    source = block.source
    zone = find_zone(source.timezone)
    steady = zone is None or zone.utcoffset(None) is not None
    return shape_of(source.format) if source.format and source.encoding == "utf-8" and steady else None


def place(columns: Columns, block: Block) -> Columns:
    """The columns of a block with their offsets counted in the whole file, and by the clock set right."""
    ahead = round((block.source.ahead_seconds or 0) * 1_000_000)
    return replace(columns, offset=columns.offset + block.start, time=columns.time - ahead)


def cut_lines(own: bytes, skimmed: Skimmed, numbers: Ints) -> pa.LargeStringArray:
    """The texts of some lines, by their numbers from 0."""
    bounds = np.append(skimmed.starts, len(own))
    pieces = slice_text(own, np.column_stack([bounds[numbers], bounds[numbers + 1]]).ravel())
    return pc.ascii_rtrim(pieces.take(pa.array(np.arange(len(numbers)) * 2)), "\r\n")


def parse_some(own: bytes, skimmed: Skimmed, numbers: Ints, block: Block) -> Parsed:
    """What the format's pattern reads in some lines of a block (by numbers from 0), told by their own places."""
    if not len(numbers):
        return Parsed(empty(), 0, 0, None)
    starts = skimmed.starts[numbers]
    stops = np.append(skimmed.starts[1:], len(own))[numbers]
    # A mark of the byte order counts as one at the very front alone.
    front = b"" if numbers[0] == 0 else b"\n"
    lines = [own[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]
    parsed = parse_text(Block(block.source), front + b"".join(lines))
    before = np.cumsum(np.append(len(front), stops - starts)[:-1])
    rows = parsed.frame["line"].to_numpy() - 1 - len(front)
    frame = parsed.frame.assign(
        line=numbers[rows] + 1, offset=parsed.frame["offset"] - before[rows] + starts[rows] + block.start
    )
    first = parsed.first_unread and (int(numbers[parsed.first_unread[0] - 1 - len(front)]) + 1, parsed.first_unread[1])
    return replace(parsed, frame=frame, first_unread=first)
