"""How far the reading is -> a bar on the terminal, for work that takes longer than a breath."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE_SECONDS = 1.0  # below, people feel no wait: Nielsen, Usability Engineering, 1993, chapter 5
PATH_LETTERS = 40

Show = Callable[[str, int, int], None]


@contextmanager
def show_progress(quiet: bool = False, clock: Callable[[], float] = time.monotonic) -> Iterator[Show | None]:
    """A call that takes the path at hand, the bytes read and the bytes to read; None where nobody would see a bar.

    The bar tells both, the rate and the time left. There is none with `quiet`, nor where stderr is no terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    began = clock()
    with ExitStack() as stack:
        bars: list[Progress] = []

        def show(path: str, done: int, total: int) -> None:
            if not bars and clock() - began >= PATIENCE_SECONDS:
                bars.append(stack.enter_context(open_bar(clock)))
            for bar in bars:
                bar.update(bar.task_ids[0], description=_say(path), completed=done, total=total, refresh=True)

        yield show


def open_bar(clock: Callable[[], float]) -> Progress:
    """A bar of one task on stderr, which vanishes when it is closed."""
    # rich takes 0.1 s to import, and most runs show no bar
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    left = TimeRemainingColumn(compact=True, elapsed_when_finished=True)
    bar = Progress(*columns, left, console=Console(stderr=True), transient=True, auto_refresh=False, get_time=clock)
    bar.add_task("reading", total=None)
    return bar


def _say(path: str) -> str:
    """A file's name, safe to show: it may hold what a terminal, or rich, takes for commands."""
    from rich.markup import escape  # noqa: PLC0415

    from reconstruct.report.text import safe_text  # noqa: PLC0415 - pandas comes with it

    return escape(safe_text(path, PATH_LETTERS))
