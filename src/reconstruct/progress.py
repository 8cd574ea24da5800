"""How far the reading is -> a bar on the terminal, for work that takes longer than a breath."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 1.0  # below, people feel no wait: Nielsen, Usability Engineering, 1993, chapter 5

Show = Callable[[str, int, int], None]


@contextmanager
def show_progress(clock: Callable[[], float] = time.monotonic) -> Iterator[Show | None]:
    """A call that takes the path at hand, the bytes done and the bytes in all; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - rich takes 0.1 s, and most runs show no bar
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    from reconstruct.report.text import safe_text  # noqa: PLC0415 - pandas comes with it

    began = clock()
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("reading", visible=False)

        def show(path: str, done: int, total: int) -> None:
            late = clock() - began >= PATIENCE_SECONDS
            bar.update(task, description=escape(safe_text(path, 40)), completed=done, total=total, visible=late)
            if late:
                bar.refresh()

        yield show
