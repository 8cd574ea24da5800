"""A seed -> logs of any length in six formats, each with one incident in it, and what a reader must find there.

    python tests/benchmarks/logs.py access 5000000 /tmp/logs

writes /tmp/logs/access-5000000/logs/access.log and, beside the folder, truth.json. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that the command needs no installation

from tests.benchmarks.lines import KINDS, Events

BEGIN = int(np.datetime64("2026-11-02T00:00:00", "s").astype(int))  # a Monday
RATE = 5_000_000 / 86_400  # events a second on average: 5 million lines are a day, 50 million ten days
SWING = 0.6  # of the rate, between night and day
USUALLY = 0.002  # of the requests fail on a healthy day
BROKEN = 0.35  # of them fail in the incident
ONSET_AT = 0.6  # of the log's length
LONGEST = 1800  # seconds of the incident, and at most a tenth of the log
LATE_SHARE, LATE_SECONDS = (
    0.001,
    5,
)  # stamps that are older than those before them, as of a server that stamps the start
BLOCK = 500_000  # lines made at a time
NEWLINE = 10


@dataclass(frozen=True, slots=True)
class Truth:
    """What a log holds: `lines` in all, `failed` requests or errors; the first and last of the incident, in UTC."""

    kind: str
    lines: int
    failed: int
    onset: str
    end: str
    seed: int


def make_log(kind: str, lines: int, folder: Path, seed: int = 1) -> tuple[Path, Truth]:
    """The path of a log of `kind` (a name in KINDS, or "gzip" for a packed access log) and what is true of it.

    One that lies there already is taken as it is. A kind whose records have several lines gives a few lines more.
    """
    home = folder / f"{kind}-{lines}"
    told = home / "truth.json"
    log = home / "logs" / ("access.log.gz" if kind == "gzip" else KINDS[kind].name)
    if not told.exists():
        log.parent.mkdir(parents=True, exist_ok=True)
        truth = write_log(kind, lines, log, seed)
        told.write_text(json.dumps(asdict(truth), indent=1) + "\n")
    return log, Truth(**json.loads(told.read_text()))


def write_log(kind: str, lines: int, log: Path, seed: int) -> Truth:
    """Write one log, block by block; what is true of it."""
    written, failed = 0, 0
    onset, end = np.iinfo(np.int64).max, 0
    write_line = KINDS["access" if kind == "gzip" else kind].write
    with gzip.open(log, "wb", compresslevel=1) if kind == "gzip" else log.open("wb") as stream:
        for events in cut_events(lines, seed):
            text = write_line(events)
            data = memoryview(text.buffers()[2])
            stream.write(data)
            written += int(np.count_nonzero(np.frombuffer(data, np.uint8) == NEWLINE))
            failed += int(events.failing.sum())
            hit = events.seconds[events.broken]
            onset, end = min(onset, int(hit.min(initial=onset))), max(end, int(hit.max(initial=end)))
    last = BEGIN + int(lines / RATE)
    os.utime(log, (last, last))  # syslog stamps have no year: that of the file's last writing counts
    return Truth(kind, written, failed, say(onset), say(end), seed)


def say(second: int) -> str:
    """A second since 1970 as text.

    >>> say(0)
    '1970-01-01T00:00:00Z'
    """
    return f"{np.datetime64(second, 's')}Z"


def cut_events(lines: int, seed: int) -> Iterator[Events]:
    """When something happened and whether it failed, `lines` times in all, block by block in the order of the file."""
    span = max(int(lines / RATE), 60)
    clock = np.arange(span)
    swing = 1 + SWING * np.sin(2 * np.pi * (clock / 86_400 - 0.375))  # most at three in the afternoon
    ends = np.cumsum(np.random.default_rng(seed).multinomial(lines, swing / swing.sum()))
    first = int(span * ONSET_AT)
    last = first + min(LONGEST, span // 10)
    for start in range(0, lines, BLOCK):
        random = np.random.default_rng([seed, start])
        count = min(BLOCK, lines - start)
        second = np.searchsorted(ends, np.arange(start, start + count), side="right")
        inside = (second >= first) & (second < last)
        usual = random.random(count) < USUALLY
        broken = inside & (random.random(count) < BROKEN)
        late = (random.random(count) < LATE_SHARE) & ~inside
        second = np.maximum(second - late * random.integers(1, LATE_SECONDS + 1, count), 0)
        yield Events(BEGIN + second, usual | broken, broken, start, random)


def main(words: list[str] | None = None) -> None:
    """Write one log and print what is true of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=[*KINDS, "gzip"])
    parser.add_argument("lines", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(words)
    log, truth = make_log(given.kind, given.lines, given.folder, given.seed)
    said: dict[str, Any] = {"log": str(log), "bytes": log.stat().st_size, **asdict(truth)}
    print(json.dumps(said, indent=1))


if __name__ == "__main__":
    main()
