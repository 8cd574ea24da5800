"""Many random folders are reconstructed and held to what is true of them.

    python tests/soak/run.py --folders 100 --seed 1

prints one line a folder where something is wrong, and what was counted at the end; exits with 1 where anything is.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that the command needs no installation

import reconstruct as rc
from tests.soak.folders import Folder, write_folder
from tests.soak.writers import ACCESS

NEAR = 10.0  # seconds that an abrupt onset may be off
RATE_NEAR = 60.0  # seconds, where only thinning traffic tells it


def faults_of(folder: Folder) -> Iterator[str]:
    """What the tool gets wrong about a folder; nothing where all is right."""
    writer = ACCESS[folder.access]
    frame = rc.read_logs(folder.path, timezone=None if writer.zoned else folder.zone)
    timeline = rc.build_timeline(frame, "find")
    yield from _accounting(folder, frame, timeline)
    yield from _incidents(folder, timeline)


def _accounting(folder: Folder, frame: pd.DataFrame, timeline: rc.Timeline) -> Iterator[str]:
    events = frame["source"].value_counts()
    for source in timeline.sources:
        if source.skipped:
            yield f"{source.path} was skipped: {source.skipped}"
        if source.path in folder.lines and source.lines != folder.lines[source.path]:
            yield f"{source.path} has {folder.lines[source.path]} lines, counted {source.lines}"
        if source.events != events.get(source.path, 0) or source.events + source.unread > source.lines:
            yield f"{source.path}: {source.events} events and {source.unread} unread of {source.lines} lines"
        if source.unread > 3:
            yield f"{source.path}: {source.unread} unread, first {source.first_unread}"


def _incidents(folder: Folder, timeline: rc.Timeline) -> Iterator[str]:
    truth, found = folder.truth, timeline.incidents
    if truth.fault == "none":
        yield from (f"found an incident ({incident.signal}) on a quiet day" for incident in found)
        return
    if len(found) != 1:
        yield f"found {len(found)} incidents: {[i.signal for i in found]}; {timeline.verdict}"
        return
    near = RATE_NEAR if truth.fault == "silence" else NEAR
    for name, true in (("onset", truth.onset), ("mitigated", truth.mitigated), ("detected", folder.paged)):
        milestone = found[0].milestones[name]
        if true is None or milestone is None:
            if (true is None) != (milestone is None):
                yield f"{name}: {milestone and milestone.time} where the truth is {true}"
            continue
        if milestone.time is None:
            yield f"{name} lies outside of the logs"
            continue
        off = milestone.time.timestamp() - true
        held = milestone.earliest.timestamp() - 1 <= true <= milestone.latest.timestamp() + 1
        if not held and abs(off) > near:
            yield f"{name} is {off:+.1f} s off ({milestone.earliest} to {milestone.latest})"


def main(words: list[str] | None = None) -> int:
    """Check the folders; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folders", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(words)
    wrong, began = 0, time.monotonic()
    for seed in range(given.seed, given.seed + given.folders):
        with tempfile.TemporaryDirectory() as scratch:
            folder = write_folder(Path(scratch) / "logs", seed)
            told = list(faults_of(folder))
        wrong += bool(told)
        for line in told:
            print(
                f"seed {seed} {folder.truth.fault} {folder.access} {folder.app} {folder.zone} {folder.damage}: {line}"
            )
    print(f"{given.folders} folders, {wrong} with something wrong, {time.monotonic() - began:.0f} s")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
