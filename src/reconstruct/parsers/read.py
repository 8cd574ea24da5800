"""Paths -> the event frame of all that lies there, with the account of each source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pandas as pd

from reconstruct import events
from reconstruct.errors import UnreadableError
from reconstruct.parsers.clocks import settle_clocks
from reconstruct.parsers.correct import correct_clocks
from reconstruct.parsers.gaps import find_gaps
from reconstruct.parsers.given import Given
from reconstruct.parsers.own_formats import gather_formats
from reconstruct.parsers.parse import Parsed, parse_block
from reconstruct.parsers.recognise_files import recognise_all
from reconstruct.parsers.seek import seek_window
from reconstruct.parsers.sources import Block, LogSource, cut, find_sources, size_of
from reconstruct.parsers.survey import settle_zones
from reconstruct.parsers.zones import name_offset
from reconstruct.window import Window, with_baseline

Map = Callable[[Callable[[Block], Parsed], Iterable[Block]], Iterable[Parsed]]
Progress = Callable[[str, int, int], None]


def read_logs(  # noqa: PLR0913 - each is the caller's to choose
    paths: str | Path | Sequence[str | Path],
    window: Window | None = None,
    timezone: Given = None,
    map: Map = map,  # noqa: A002 - the engine is a map, and is called so
    progress: Progress | None = None,
    *,
    clock_offset: Given = None,
    log_formats: str | Path | None = None,
) -> pd.DataFrame:
    """The event frame of the logs at `paths`, in the order of time; `attrs["sources"]` is the account of each file.

    `window` keeps what lies in it and in the baseline before it; `timezone` is that of stamps that say none, for all
    sources or, as "db/*.log=America/New_York", for some. `clock_offset` is what to add to clocks, as "app/*=-95s";
    `log_formats` is a folder of TOML files with formats of one's own, which come before those that are shipped.
    Raises UnreadableError where nothing could be read, UsageError where the zone does not exist, FormatError where a
    format of one's own is wrong.
    """
    sources = open_sources(paths, timezone, log_formats)
    if window:
        sources = seek_window(sources, with_baseline(window), clock_offset)
    blocks = [block for source in sources for block in cut(source) if source.format]
    parts = watch(map(parse_block, blocks), blocks, progress)
    given = {one.path: number([part for block, part in parts if block.source is one], one) for one in sources}
    zoned = settle_clocks(sources, {path: gather(parts) for path, parts in given.items()})
    clocked = correct_clocks(zoned, clock_offset)
    accounts = [account(source, frame, given[source.path]) for source, frame in clocked]
    return events.join([keep(frame, window) for _, frame in clocked], accounts)


def number(parts: Sequence[Parsed], source: LogSource) -> list[Parsed]:
    """The parts of a source, their lines counted from its first one; all are 0 where its front was not read."""
    known = source.sought is None or source.sought[0] == 0
    before = list(accumulate((part.lines for part in parts), initial=0))
    return [renumber(part, count if known else None) for part, count in zip(parts, before, strict=False)]


def renumber(part: Parsed, before: int | None) -> Parsed:
    """A part with its lines counted on from `before`."""
    known, count = int(before is not None), before or 0
    first = part.first_unread and (part.first_unread[0] * known + count, part.first_unread[1])
    return replace(part, frame=part.frame.assign(line=part.frame["line"] * known + count), first_unread=first)


def gather(parts: Sequence[Parsed]) -> pd.DataFrame:
    """The events of a source's blocks, in their order."""
    frames = [part.frame for part in parts if len(part.frame)]
    return pd.concat(frames, ignore_index=True) if frames else events.empty()


def open_sources(
    paths: str | Path | Sequence[str | Path], timezone: Given = None, log_formats: str | Path | None = None
) -> list[LogSource]:
    """The sources at `paths` with their formats and zones; what is no log says why in `skipped`.

    Raises UnreadableError where there is no log among them.
    """
    sources = recognise_all(find_sources(paths), gather_formats(log_formats))
    if not any(source.format for source in sources):
        first = sources[0]
        raise UnreadableError(
            f"no log among {len(sources)} files ({first.path}: {first.skipped}): give the folder in which the logs lie"
        )
    return settle_zones(sources, timezone)


def find_zone_of_logs(
    paths: str | Path | Sequence[str | Path], timezone: Given = None, log_formats: str | Path | None = None
) -> str:
    """The zone that the logs of requests state, else most of the logs that state one; UTC where none does.

    Raises UnreadableError where there is no log at `paths`.
    """
    stating = [source for source in open_sources(paths, timezone, log_formats) if source.stated]
    requests = [source for source in stating if source.format and source.format.kind == "request"]
    zones = Counter(name_offset(source.stated[0]) for source in requests or stating)
    return zones.most_common(1)[0][0] if zones else "UTC"


def watch(parts: Iterable[Parsed], blocks: Sequence[Block], progress: Progress | None) -> list[tuple[Block, Parsed]]:
    """Each block with what it gave; `progress` is told the path, the bytes done and the bytes in all."""
    sizes = [block_bytes(block) for block in blocks]
    total, done, pairs = sum(sizes), 0, []
    for block, part, size in zip(blocks, parts, sizes, strict=True):
        pairs.append((block, part))
        done += size
        if progress:
            progress(block.source.path, done, total)
    return pairs


def block_bytes(block: Block) -> int:
    """The size of a block, as the file lies there."""
    return size_of(block.source) if block.stop is None else block.stop - block.start


def keep(frame: pd.DataFrame, window: Window | None) -> pd.DataFrame:
    """The rows in the window and in the baseline before it."""
    if window is None:
        return frame
    whole = with_baseline(window)
    return frame[(frame["time"] >= whole.start) & (frame["time"] < whole.end)]


def account(source: LogSource, frame: pd.DataFrame, parts: Sequence[Parsed]) -> events.Source:
    """What a source gave, counted over all of its blocks, whose events are `frame`."""
    times = frame["time"]
    return events.Source(
        path=source.path,
        format=source.format.name if source.format else None,
        kind=source.format.kind if source.format else None,
        lines=sum(part.lines for part in parts),
        events=len(times),
        unread=sum(part.unread for part in parts),
        first_unread=next((part.first_unread for part in parts if part.first_unread), None),
        first=None if times.isna().all() else times.min(),
        last=None if times.isna().all() else times.max(),
        timezone=source.timezone if source.format else None,
        timezone_basis=source.timezone_basis,
        clock_offset_seconds=source.ahead_seconds,
        resolution_seconds=resolution(times),
        encoding=source.encoding,
        skipped=source.skipped,
        notes=(*source.notes, *dict.fromkeys(part.broken for part in parts if part.broken), *find_gaps(frame)),
    )


def resolution(times: pd.Series) -> float | None:
    """The step in which times are written, in seconds: a minute, a second, or a part of one.

    >>> resolution(pd.Series(pd.to_datetime(["2026-11-23T09:03:20Z", "2026-11-23T09:04:00Z"])))
    1.0
    """
    micros = times.dropna().astype("datetime64[us, UTC]").astype("int64")
    if micros.empty:
        return None
    return next((step / 1e6 for step in (60_000_000, 1_000_000, 1_000) if not (micros % step).any()), 1e-6)
