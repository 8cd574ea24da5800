"""Sources -> what each of their blocks gave, read by any map, with the clocks settled over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from itertools import accumulate, pairwise
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd

from reconstruct import events
from reconstruct.parsers.clocks import settle_clocks
from reconstruct.parsers.correct import correct_clocks
from reconstruct.parsers.feed import feed
from reconstruct.parsers.gaps import find_gaps
from reconstruct.parsers.given import Given
from reconstruct.parsers.heard import Heard, sum_heard
from reconstruct.parsers.sources import Block, LogSource, size_of
from reconstruct.parsers.witness import Witness
from reconstruct.parsers.zones import find_zone, follow

Held = TypeVar("Held")
Other = TypeVar("Other")
NO_TIME = timedelta(0)
PACKED_TIMES = 10  # to a tenth: gzip's usual rate for logs
Progress = Callable[[str, int, int], None]
Map = Callable[[Callable[[Block], Any], Iterable[Block]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Part(Generic[Held]):
    """What a block gave: `held` of its events, what they tell of their source, and the account of its lines.

    Lines are counted from 1 in each block; `before` is how many there are ahead of it, None where that is not known.
    `furthest` is the latest time that its wall clock showed, where that clock may have been set back.
    """

    held: Held
    heard: Heard
    lines: int
    unread: int
    first_unread: tuple[int, str] | None
    broken: str
    furthest: pd.Timestamp | None = None
    before: int | None = 0

    def hold(self, held: Other) -> Part[Other]:
        """The same part, of which something else is kept."""
        return Part(held, *(getattr(self, one.name) for one in fields(self)[1:]))


@dataclass(frozen=True, slots=True)
class Gathered(Generic[Held]):
    """A source, its clock settled, with what its blocks gave."""

    source: LogSource
    parts: Sequence[Part[Held]]


def gather(
    sources: Sequence[LogSource],
    read: Callable[[Block], Part[Held]],
    map: Map = map,  # noqa: A002 - the engine is a map, and is called so
    progress: Progress | None = None,
    clock_offset: Given = None,
) -> list[Gathered[Held]]:
    """What the blocks of each source gave; those of which the clock turns out to be another are read again by it."""
    blocks: list[Block] = []
    parts = list(watch(map(read, feed_all(sources, blocks)), blocks, sources, progress))
    heard = [hear_all(source, blocks, parts) for source in sources]
    readings = settle_clocks(sources, {source.path: one for source, one in zip(sources, heard, strict=True)})
    settled = {source.path: source for source in correct_clocks(readings, clock_offset)}
    again = [at for source in sources for at in find_changed(source, settled[source.path], blocks, parts)]
    changed = [settled[path] for path in dict.fromkeys(blocks[at].source.path for at, _ in again)]
    for (at, _), part in zip(again, map(read, feed_again(changed, [furthest for _, furthest in again])), strict=True):
        parts[at] = part
    return [Gathered(source, number(parts_of(source, blocks, parts), source)) for source in settled.values()]


def feed_all(sources: Sequence[LogSource], fed: list[Block]) -> Iterator[Block]:
    """The blocks of all sources; what was given out is put down in `fed`, without its text."""
    for source in sources:
        for block in feed(source) if source.format else ():
            fed.append(replace(block, own=None))
            yield block


def feed_again(sources: Sequence[LogSource], furthest: Sequence[pd.Timestamp | None]) -> Iterator[Block]:
    """The blocks of these sources, each with how far the wall clock was before it."""
    every = (block for source in sources for block in feed(source))
    return (replace(block, furthest=one) for block, one in zip(every, furthest, strict=True))


def parts_of(source: LogSource, blocks: Sequence[Block], parts: Sequence[Part[Held]]) -> list[Part[Held]]:
    """What the blocks of a source gave."""
    return [part for block, part in zip(blocks, parts, strict=True) if block.source.path == source.path]


def hear_all(source: LogSource, blocks: Sequence[Block], parts: Sequence[Part[Any]]) -> Heard:
    """What all blocks of a source tell."""
    return sum_heard([part.heard for part in parts_of(source, blocks, parts)] or [unheard(source.path)])


def find_changed(
    before: LogSource, now: LogSource, blocks: Sequence[Block], parts: Sequence[Part[Any]]
) -> list[tuple[int, pd.Timestamp | None]]:
    """The places of a source's blocks if its settled clock gives them other times, with how far it was before each."""
    places = [at for at, block in enumerate(blocks) if block.source.path == before.path]
    same = (now.timezone, now.ahead_seconds) == (before.timezone, before.ahead_seconds)
    if same and (len(places) < 2 or not is_set_back(now, [parts[at].heard for at in places])):
        return []
    walls = [parts[at].furthest for at in places]
    reached = [max(filter(None, walls[:count]), default=None) for count in range(len(walls))]
    return list(zip(places, reached, strict=True))


def is_set_back(source: LogSource, heard: Sequence[Heard]) -> bool:
    """Whether the clock of a source's zone is set back between its first and its last event."""
    zone = find_zone(source.timezone)
    ends = [end for one in heard for end in (one.first, one.last) if end is not None]
    if zone is None or zone.utcoffset(None) is not None or not ends:
        return False
    first, last = (pd.Timestamp(end, unit="us", tz="UTC") for end in (min(ends), max(ends)))
    days = pd.date_range(first, last + pd.Timedelta(days=1), freq="D")
    return any(two < one for one, two in pairwise(zone.utcoffset(day.tz_localize(None)) or NO_TIME for day in days))


def set_clock(frame: pd.DataFrame, block: Block) -> tuple[pd.DataFrame, pd.Timestamp | None]:
    """The events of a block by the settled clock of its source, and the furthest that its wall clock was.

    Those of the hour that comes twice are put where their order has them.
    """
    source, furthest = block.source, None
    zone = find_zone(source.timezone)
    if len(frame) and zone is not None and zone.utcoffset(None) is None:
        wall = frame["time"].dt.tz_convert(zone).dt.tz_localize(None)
        frame = frame.assign(time=follow(wall, zone, block.furthest))
        furthest = wall.max()
    if source.ahead_seconds:
        frame = frame.assign(time=frame["time"] - pd.Timedelta(seconds=source.ahead_seconds))
    return frame, furthest


def watch(
    parts: Iterable[Part[Held]], blocks: Sequence[Block], sources: Sequence[LogSource], progress: Progress | None
) -> Iterable[Part[Held]]:
    """The parts as they come; `progress` is told the path, the bytes done and the bytes in all, as the files lie there.

    How much of a packed file a block is cannot be told: a tenth of its text, as logs are packed.
    """
    sizes = {source.path: bytes_of(source) for source in sources if source.format}
    fronts = dict(zip(sizes, accumulate(sizes.values(), initial=0), strict=False))
    total, done = sum(sizes.values()), Counter[str]()
    for at, part in enumerate(parts):
        path = blocks[at].source.path
        done[path] += size_of_block(blocks[at])
        if progress:
            progress(path, fronts[path] + min(done[path], sizes[path]), total)
        yield part
    if progress and blocks:
        progress(blocks[-1].source.path, total, total)


def bytes_of(source: LogSource) -> int:
    """The bytes of a source that are to be read, as the file lies there."""
    return source.sought[1] - source.sought[0] if source.sought else size_of(source)


def size_of_block(block: Block) -> int:
    """The bytes of a block, as the file lies there, more or less where it is packed."""
    if block.stop is None:
        return size_of(block.source)
    packed = block.source.compression or block.source.member
    return (block.stop - block.start) // (PACKED_TIMES if packed else 1)


def number(parts: Sequence[Part[Held]], source: LogSource) -> list[Part[Held]]:
    """The parts of a source, each with the lines before it; unknown where its front was not read."""
    known = source.sought is None or source.sought[0] == 0
    before = accumulate((part.lines for part in parts), initial=0)
    return [replace(part, before=count if known else None) for part, count in zip(parts, before, strict=False)]


def unheard(path: str) -> Heard:
    """What is heard of a source that gave nothing."""
    return Heard(Witness(path, False, {}, np.empty(0, np.int64)))


def renumber(frame: pd.DataFrame, before: int | None) -> pd.DataFrame:
    """The events of a block with their lines counted in the whole file; 0 where that is not known."""
    return frame.assign(line=frame["line"] + before if before is not None else 0) if before != 0 else frame


def account(gathered: Gathered[Any]) -> events.Source:
    """What a source gave, counted over all of its blocks."""
    source, parts = gathered.source, gathered.parts
    heard = sum_heard([part.heard for part in parts] or [unheard(source.path)])
    form = source.format
    return events.Source(
        path=source.path,
        format=form.name if form else None,
        kind=form.kind if form else None,
        lines=sum(part.lines for part in parts),
        events=heard.events,
        unread=sum(part.unread for part in parts),
        first_unread=next(filter(None, map(number_line, parts)), None),
        first=None if heard.first is None else pd.Timestamp(heard.first, unit="us", tz="UTC"),
        last=None if heard.last is None else pd.Timestamp(heard.last, unit="us", tz="UTC"),
        timezone=source.timezone if form else None,
        timezone_basis=source.timezone_basis,
        clock_offset_seconds=source.ahead_seconds,
        resolution_seconds=None if heard.step is None else heard.step / 1e6,
        stamps=form.stamps if form else "end",
        encoding=source.encoding,
        skipped=source.skipped,
        notes=(*source.notes, *dict.fromkeys(part.broken for part in parts if part.broken), *find_gaps(heard)),
        place=events.Place(str(source.file), source.member, source.compression),
    )


def number_line(part: Part[Any]) -> tuple[int, str] | None:
    """The first unread line of a part, counted in the whole file; 0 where that is not known."""
    if part.first_unread is None or part.before is None:
        return part.first_unread and (0, part.first_unread[1])
    return part.first_unread[0] + part.before, part.first_unread[1]
