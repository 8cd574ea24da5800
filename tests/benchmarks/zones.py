"""Folders of logs -> how often the zone of a source comes back that was shifted and does not say its zone any more.

Each source that states its zone is taken for one that does not, its clock set to some offset, and settled again from
what it and the others witnessed: right, unknown (assumed UTC), or wrong. Run: python tests/benchmarks/zones.py LOGS...
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from reconstruct.errors import UnreadableError
from reconstruct.events import HUMAN_KINDS
from reconstruct.parsers.clocks import settle_clocks
from reconstruct.parsers.parse import parse_block
from reconstruct.parsers.read import gather, open_sources
from reconstruct.parsers.sources import LogSource, cut
from reconstruct.parsers.zones import read_zone


def shift_each(folder: str, random: np.random.Generator) -> Iterator[tuple[str, str, str]]:
    """For each stating source of a folder its path, what came of it, and on what basis."""
    sources = open_sources(folder)
    frames = {one.path: gather([parse_block(block) for block in cut(one)]) for one in sources}
    clocked = dict(zip([one.path for one in sources], settle_clocks(sources, frames), strict=True))
    for path, (source, frame) in clocked.items():
        stated = source.timezone_basis == "stated in its lines"
        if not stated or source.format is None or source.format.kind in HUMAN_KINDS or len(frame) < 3:
            continue
        hours = int(random.integers(-11, 14))
        naive = replace(source, timezone="UTC", timezone_basis="", stated=())
        shifted = {name: rows for name, (_, rows) in clocked.items()}
        shifted[path] = frame.assign(time=frame["time"] + pd.Timedelta(hours=hours))
        others = [naive if name == path else one for name, (one, _) in clocked.items()]
        found = next(one for one, _ in settle_clocks(others, shifted) if one.path == path)
        yield path, judge(found, hours, frame["time"].min()), found.timezone_basis


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
