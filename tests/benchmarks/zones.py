"""Folders of logs -> how often the zone of a source comes back that was shifted and does not say its zone any more.

Each source that states its zone is taken for one that does not, its clock set to some offset, and settled again from
what it and the others witnessed: right, unknown (assumed UTC), or wrong. Run: python tests/benchmarks/zones.py LOGS...
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd

from reconstruct.errors import UnreadableError
from reconstruct.events import HUMAN_KINDS
from reconstruct.parsers.clocks import settle_clocks
from reconstruct.parsers.gather import unheard
from reconstruct.parsers.heard import move_heard, sum_heard
from reconstruct.parsers.read import open_sources, read_part
from reconstruct.parsers.sources import LogSource, cut
from reconstruct.parsers.zones import name_offset, read_zone


def shift_each(folder: str, random: np.random.Generator) -> Iterator[tuple[str, str, str]]:
    """For each stating source of a folder its path, what came of it, and on what basis."""
    sources = open_sources(folder)
    parts = {one.path: [read_part(block) for block in cut(one) if one.format] for one in sources}
    heard = {path: sum_heard([part.heard for part in given] or [unheard(path)]) for path, given in parts.items()}
    clocked = {one.source.path: one for one in settle_clocks(sources, heard)}
    for path, one in clocked.items():
        source, told = one.source, one.told
        stated = source.timezone_basis == "stated in its lines"
        if not stated or source.format is None or source.format.kind in HUMAN_KINDS or told.timed < 3:
            continue
        hours = int(random.integers(-11, 14))
        naive = replace(source, timezone="UTC", timezone_basis="", stated=())
        shifted = {name: other.told for name, other in clocked.items()}
        shifted[path] = move_heard(told, read_zone(name_offset(timedelta(hours=-hours))))
        others = [naive if name == path else other.source for name, other in clocked.items()]
        found = next(other.source for other in settle_clocks(others, shifted) if other.source.path == path)
        yield path, judge(found, hours, pd.Timestamp(told.first or 0, unit="us", tz="UTC")), found.timezone_basis


def judge(found: LogSource, hours: int, when: pd.Timestamp) -> str:
    """Whether the zone that was found is the one that was set."""
    if found.timezone_basis.startswith("assumed"):
        return "unknown"
    offset = when.astimezone(read_zone(found.timezone)).utcoffset()
    return "right" if offset == pd.Timedelta(hours=hours) else "wrong"


def main() -> None:
    """Print what came of each folder, and of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logs", nargs="+")
    random = np.random.default_rng(1)
    counts: Counter[str] = Counter()
    for folder in parser.parse_args().logs:
        try:
            for path, verdict, basis in shift_each(folder, random):
                how = "events" if "events that other" in basis else "presence" if verdict != "unknown" else ""
                counts[f"{verdict} {how}".strip()] += 1
                if verdict == "wrong":
                    print(f"{folder}: {path}: {basis}")
        except UnreadableError as trouble:
            print(trouble)
    print(dict(sorted(counts.items())))


if __name__ == "__main__":
    main()
