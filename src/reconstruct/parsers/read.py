"""Paths -> the event frame of all that lies there, with the account of each source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from reconstruct import events
from reconstruct.errors import UnreadableError
from reconstruct.parsers.gather import Map, Part, Progress, account, gather, renumber, set_clock
from reconstruct.parsers.given import Given
from reconstruct.parsers.heard import hear
from reconstruct.parsers.own_formats import gather_formats
from reconstruct.parsers.parse import parse_block
from reconstruct.parsers.recognise_files import recognise_all
from reconstruct.parsers.rotation import name_set
from reconstruct.parsers.seek import seek_window
from reconstruct.parsers.sources import Block, LogSource, find_sources, thinning
from reconstruct.parsers.survey import settle_zones
from reconstruct.parsers.zones import name_offset
from reconstruct.window import Window, with_baseline


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
    sources = seek_sources(open_sources(paths, timezone, log_formats), window, clock_offset)
    read = partial(read_part, listening=are_many(sources))
    gathered = gather(sources, read, map, progress, clock_offset)
    frames = [renumber(part.held, part.before) for one in gathered for part in one.parts]
    return events.join([keep(frame, window) for frame in frames], [account(one) for one in gathered])


def read_part(block: Block, listening: bool = True) -> Part[pd.DataFrame]:
    """The events of a block whole, what they tell of its clock where one is `listening`, and its account."""
    parsed = parse_block(block)
    frame, furthest = set_clock(parsed.frame, block)
    heard = hear(block.source.path, frame, listening, thinning(block.source))
    return Part(frame, heard, parsed.lines, parsed.unread, parsed.first_unread, parsed.broken, furthest)


def are_many(sources: Sequence[LogSource]) -> bool:
    """Whether there are sources of several names, which can tell of each other's clocks."""
    return len({name_set(source.path) for source in sources if source.format}) > 1


def seek_sources(sources: Sequence[LogSource], window: Window | None, clock_offset: Given) -> list[LogSource]:
    """The sources, of large files only the bytes that the window and its baseline need."""
    return seek_window(sources, with_baseline(window), clock_offset) if window else list(sources)


def open_sources(
    paths: str | Path | Sequence[str | Path], timezone: Given = None, log_formats: str | Path | None = None
) -> list[LogSource]:
    """The sources at `paths` with their formats and zones; what is no log says why in `skipped`.

    Raises UnreadableError where there is no log among them.
    """
    sources = recognise_all(find_sources(paths), gather_formats(log_formats))
    if not any(source.format for source in sources):
        first, among = sources[0], f"no log among {len(sources)} files" if len(sources) > 1 else "no log"
        raise UnreadableError(f"{among} ({first.path}: {first.skipped}): give the folder in which the logs lie")
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


def keep(frame: pd.DataFrame, window: Window | None) -> pd.DataFrame:
    """The rows in the window and in the baseline before it."""
    if window is None:
        return frame
    whole = with_baseline(window)
    return frame[(frame["time"] >= whole.start) & (frame["time"] < whole.end)]
