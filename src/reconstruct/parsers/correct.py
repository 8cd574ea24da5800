"""Sources with their events -> the same with each clock set right: as asked for, or as far as the others prove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from reconstruct.parsers.given import Given, choose_given, read_correction
from reconstruct.parsers.rotation import name_set
from reconstruct.parsers.skew import Skew, find_skews
from reconstruct.parsers.sources import LogSource

Clocked = tuple[LogSource, pd.DataFrame]


def correct_clocks(clocked: Sequence[Clocked], given: Given = None) -> list[Clocked]:
    """Each source and its events, moved by what its clock is off; a source says so in `ahead_seconds` and its notes.

    `given` is what to add to clocks ("app/*=-95s"), and counts before what the events tell.
    """
    together: dict[str, list[pd.DataFrame]] = {}
    for source, frame in clocked:
        if choose_given(given, source.path) is None and len(frame):
            together.setdefault(name_set(source.path), []).append(frame)
    skews = find_skews({name: pd.concat(frames, ignore_index=True) for name, frames in together.items()})
    return [correct_one(source, frame, given, skews.get(name_set(source.path))) for source, frame in clocked]


def correct_one(source: LogSource, frame: pd.DataFrame, given: Given, skew: Skew | None) -> Clocked:
    """One source with its clock set right."""
    asked = choose_given(given, source.path)
    if asked is not None:
        ahead, note = -read_correction(asked), f"its clock was set by {asked}, as asked for"
    elif skew:
        ahead = skew.seconds
        note = f"its clock is ahead by {ahead:g} s, give or take {skew.error:g} s, and was set right: {skew.basis}"
    else:
        return source, frame
    moved = frame.assign(time=frame["time"] - pd.Timedelta(seconds=ahead))
    return replace(source, ahead_seconds=ahead, notes=(*source.notes, note)), moved
