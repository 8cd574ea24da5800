"""Paths -> Digest: each block is parsed and condensed where it is read, so that memory follows the seconds told of."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from reconstruct.parsers.countable import read_countable
from reconstruct.parsers.gather import Map, Part, Progress, account, gather, renumber
from reconstruct.parsers.given import Given
from reconstruct.parsers.read import are_many, open_sources, seek_sources
from reconstruct.parsers.sources import Block
from reconstruct.timeline.answered import as_answered
from reconstruct.timeline.condense import Digest, add, condense_columns
from reconstruct.window import Window


def digest_logs(  # noqa: PLR0913 - each is the caller's to choose
    paths: str | Path | Sequence[str | Path],
    window: Window | None = None,
    timezone: Given = None,
    map: Map = map,  # noqa: A002 - the engine is a map, and is called so
    progress: Progress | None = None,
    *,
    clock_offset: Given = None,
    log_formats: str | Path | None = None,
) -> Digest:
    """The digest of the logs at `paths`, the same as that of the frame that `read_logs` gives for them.

    The parameters and the errors raised are those of `read_logs`. `map` may be that of a pool or of a Dask client.
    """
    sources = seek_sources(open_sources(paths, timezone, log_formats), window, clock_offset)
    read = partial(digest_block, window=window, listening=are_many(sources))
    gathered = gather(sources, read, map, progress, clock_offset)
    accounts = tuple(account(one) for one in gathered)
    parts = [part for one in reversed(gathered) for part in reversed(one.parts)]
    del gathered
    return replace(add(drain(parts)), sources=accounts)


def drain(parts: list[Part[Digest]]) -> Iterator[Digest]:
    """The digests of the parts from the last to the first, each let go as it is taken: together they are large."""
    while parts:
        yield number_digest(parts.pop())


@contextmanager
def spread(jobs: int | None = None) -> Iterator[Map]:
    """A map over so many threads (as many as there are processors, without a number).

    What takes long in a block is done by numpy, Arrow and RE2, which let other threads run beside them.

    >>> with spread(2) as several:
    ...     list(several(abs, [-1, 2]))
    [1, 2]
    """
    jobs = jobs or os.cpu_count() or 1
    pool = ThreadPoolExecutor(jobs)
    try:
        yield partial(run_ahead, pool, 2 * jobs)
    finally:
        pool.shutdown(cancel_futures=True)


def run_ahead(
    pool: ThreadPoolExecutor, ahead: int, function: Callable[[Any], Any], items: Iterable[Any]
) -> Iterator[Any]:
    """What a pool's threads make of the items, in their order; no more of them are taken than so many ahead."""
    waiting: deque[Future[Any]] = deque()
    for item in items:
        waiting.append(pool.submit(function, item))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def digest_block(block: Block, window: Window | None = None, listening: bool = True) -> Part[Digest]:
    """The digest of a block's events in the window, what they tell of its clock, and its account."""
    part = read_countable(block, listening)
    events = part.held.within(window)
    form = block.source.format
    started = [block.source.path] if form is not None and form.stamps == "start" else []
    return part.hold(condense_columns(*as_answered(events.columns, events.pick, started)))


def number_digest(part: Part[Digest]) -> Digest:
    """The digest of a block, its lines counted in the whole file."""
    digest = part.held
    return replace(
        digest,
        marks=renumber(digest.marks, part.before),
        events=renumber(digest.events, part.before),
        edges=renumber(digest.edges, part.before),
    )
