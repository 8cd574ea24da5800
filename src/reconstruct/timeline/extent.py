"""Digest and incidents -> the window that a report shows, and the signals in it as a table of even steps."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reconstruct.events import HUMAN_KINDS
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.nouns import Incident
from reconstruct.timeline.signals import Signals
from reconstruct.window import Window

MARGIN_LEAST = pd.Timedelta(minutes=10)  # of healthy time before and after, where the window is found
STEPS = (1, 2, 5, 10, 15, 30, 60, 300, 600, 1800, 3600)
MOST_STEPS = 3600


def whole_window(digest: Digest) -> Window:
    """All that was logged by machines; what people left, where there is nothing else."""
    ends = [(s.first, s.last) for s in digest.sources if s.first is not None and s.kind not in HUMAN_KINDS]
    ends = ends or [(s.first, s.last) for s in digest.sources if s.first is not None]
    if not ends:
        return Window(pd.Timestamp(0, tz="UTC"), pd.Timestamp(1, unit="s", tz="UTC"))
    last = max(b for _, b in ends if b is not None)
    return Window(min(a for a, _ in ends), last.floor("s") + pd.Timedelta(seconds=1))


def found_window(incidents: Sequence[Incident], whole: Window) -> Window:
    """The incidents with a margin of their own length, at least ten minutes, as far as the logs go."""
    if not incidents:
        return whole
    ends = [m for i in incidents for m in i.milestones.values() if m is not None]
    first = min(t for m in ends for t in (m.time, m.earliest, m.latest) if t is not None)
    last = max(t for m in ends for t in (m.time, m.earliest) if t is not None)
    margin = max(MARGIN_LEAST, min(last - first, pd.Timedelta(hours=2)))
    return Window(max(whole.start, first - margin), min(max(whole.end, last + margin / 10), last + margin))


def tabulate(signals: Signals | None, window: Window) -> tuple[int, pd.DataFrame]:
    """The signals as a frame of even steps within the window."""
    names = ("requests", "failed", "slow", "errors")
    if signals is None:
        index = pd.DatetimeIndex([], dtype="datetime64[us, UTC]", name="time")
        return 1, pd.DataFrame({name: pd.Series(dtype="int64") for name in names}, index=index)
    columns = {"requests": signals.requests, "failed": signals.failed, "slow": signals.slow, "errors": signals.errors}
    frame = pd.DataFrame({name: counts.astype("int64") for name, counts in columns.items()}, index=signals.index)
    frame = frame[(frame.index >= window.start.floor("s")) & (frame.index < window.end)].rename_axis("time")
    step = next((s for s in STEPS if len(frame) / s <= MOST_STEPS), STEPS[-1])
    return step, frame.resample(f"{step}s").sum() if len(frame) else frame
