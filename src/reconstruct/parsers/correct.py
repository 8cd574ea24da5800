"""Sources with what is heard of them -> the same with each clock set right: as asked for, or as the others prove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reconstruct.parsers.clocks import Reading
from reconstruct.parsers.given import Given, choose_given, read_correction
from reconstruct.parsers.heard import Heard, sum_heard
from reconstruct.parsers.rotation import name_set
from reconstruct.parsers.skew import Skew, find_skews
from reconstruct.parsers.sources import LogSource


def correct_clocks(readings: Sequence[Reading], given: Given = None) -> list[LogSource]:
    """Each source with what its clock is ahead by; it says so in `ahead_seconds` and in its notes.

    `given` is what to add to clocks ("app/*=-95s"), and counts before what the events tell.
    """
    together: dict[str, list[Heard]] = {}
    for one in readings:
        if choose_given(given, one.source.path) is None and one.told.timed:
            together.setdefault(name_set(one.source.path), []).append(one.told)
    skews = find_skews({name: sum_heard(parts) for name, parts in together.items()})
    return [correct_one(one.source, given, skews.get(name_set(one.source.path))) for one in readings]


def correct_one(source: LogSource, given: Given, skew: Skew | None) -> LogSource:
    """One source with what its clock is ahead by."""
    asked = choose_given(given, source.path)
    if asked is not None:
        ahead, note = -read_correction(asked), f"its clock was set by {asked}, as asked for"
    elif skew:
        ahead = skew.seconds
        note = f"its clock is ahead by {ahead:g} s, give or take {skew.error:g} s, and was set right: {skew.basis}"
    else:
        return source
    return replace(source, ahead_seconds=ahead, notes=(*source.notes, note))
