"""A signal that asks the process to end -> an exception where the process is, so that half a report is put back."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(BaseException):
    """Raised where SIGTERM is met, as KeyboardInterrupt is at Ctrl-C; no error, so that nothing takes it for one."""


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """SIGTERM ends what runs within as Ctrl-C does; only a process's main thread may say so, another's goes on as is.

    >>> with stop_on_signals():
    ...     signal.raise_signal(signal.SIGTERM)
    Traceback (most recent call last):
    reconstruct.stop.Stopped
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    earlier = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
