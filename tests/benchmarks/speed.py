"""Made logs -> a Markdown table of how long reconstruct and others take for them, and how much memory.

    python tests/benchmarks/speed.py                        # a million lines of each kind, five million of access logs
    python tests/benchmarks/speed.py --kinds access --lines 50000000 --folder /data     # 11 GB
    python tests/benchmarks/speed.py --kinds access --lines 5000000 50000000 --hour     # one hour out of the whole

Each pair of programs runs in turn, whole processes from start to exit, after one run of each that is not counted; the
ratio is the median of the pairs'. `reconstruct` does the whole job (read, timeline, chart, report), and its report must
hold the one incident that is in the log, with its onset; lnav merely counts the failing requests, and GoAccess and
pgBadger write their report. Programs that are not installed are left out: `apt-get install lnav goaccess pgbadger`.
The memory is that of all of a program's processes together, in a run of its own.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that the command needs no installation

from tests.benchmarks.lines import KINDS
from tests.benchmarks.logs import Truth, make_log

OURS = "reconstruct"
MIB = 1024 * 1024
LOOK_SECONDS = 0.05  # between two looks at a program's memory
CLOSE_SECONDS = 10.0  # by which the onset may be missed
USUAL = {"access": (1_000_000, 5_000_000)}
LEAST_LINES = 1_000_000
COUNTS = {
    "access": "SELECT count(*) FROM access_log WHERE sc_status >= 500 OR sc_status = 499",
    "gzip": "SELECT count(*) FROM access_log WHERE sc_status >= 500 OR sc_status = 499",
    "json": "SELECT count(*) FROM bunyan_log WHERE log_level = 'error'",
    "syslog": "SELECT count(*) FROM syslog_log WHERE log_level = 'error'",
    "postgresql": "SELECT count(*) FROM generic_log WHERE log_level = 'error'",
    "mariadb": "SELECT count(*) FROM generic_log WHERE log_level = 'error'",
}
# lnav 0.11 knows no bunyan; the fields that the count needs.
LNAV_FORMAT = {
    "$schema": "https://lnav.org/schemas/format-v1.schema.json",
    "bunyan_log": {
        "title": "bunyan",
        "description": "JSON lines of bunyan",
        "json": True,
        "hide-extra": True,
        "timestamp-field": "time",
        "level-field": "level",
        "body-field": "msg",
        "level": {"info": "30", "warning": "40", "error": "50"},
        "value": {name: {"kind": "string"} for name in ("name", "level", "msg")},
        "line-format": [{"field": "time"}, " ", {"field": "msg"}],
    },
}


@dataclass(frozen=True, slots=True)
class Row:
    """A log, and what two programs took for it: medians in seconds, the median of the ratios, peaks in MiB."""

    log: str
    rival: str
    ours: float
    theirs: float
    ratio: float
    our_peak: float
    their_peak: float


def list_programs(kind: str, log: Path, folder: Path, *, hour: bool, truth: Truth) -> dict[str, list[str]]:
    """The command of each program that is installed and reads this kind of log, ours first."""
    whole = [sys.executable, "-m", OURS, str(log.parent), "--output", str(folder / "report"), "--window"]
    if hour:
        middle = pd.Timestamp(truth.onset) + pd.Timedelta(minutes=30)
        return {OURS: [*whole, f"{middle - pd.Timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}/PT1H"]}
    programs = {OURS: whole}
    programs["lnav, counting"] = ["lnav", "-I", str(folder / "lnav"), "-n", "-c", f";{COUNTS[kind]}", str(log)]
    if kind == "access":
        script = str(Path(__file__).with_name("by_hand.py"))
        programs["pandas and re"] = [sys.executable, script, str(log), str(folder / "by_hand.png")]
    if kind in ("access", "gzip"):
        page = str(folder / "goaccess.html")
        programs["GoAccess"] = ["goaccess", str(log), "--log-format=COMBINED", "--no-progress", "-o", page]
    if kind == "postgresql":
        page = str(folder / "pgbadger.html")
        programs["pgBadger"] = ["pgbadger", "-q", "-j", "2", "-p", "%m [%p] %u@%d ", "-o", page, str(log)]
    return {name: command for name, command in programs.items() if shutil.which(command[0])}


def write_lnav_format(folder: Path) -> None:
    """Teach lnav the format of the JSON lines."""
    home = folder / "lnav" / "formats" / "bunyan"
    home.mkdir(parents=True, exist_ok=True)
    (home / "format.json").write_text(json.dumps(LNAV_FORMAT))


def run(command: Sequence[str]) -> float:
    """The seconds that a command takes from its start to its exit.

    Raises CalledProcessError where it fails.
    """
    start = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return time.perf_counter() - start


def watch(command: Sequence[str]) -> float:
    """The most memory that a command's processes hold together, in MiB; what they share is counted once."""
    program = psutil.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while program.poll() is None:
        most = max(most, sum(held_by(one) for one in (program, *descendants(program))))
        time.sleep(LOOK_SECONDS)
    return most / MIB


def descendants(program: psutil.Process) -> list[psutil.Process]:
    """The processes that a process started, and those that they did."""
    try:
        return list(program.children(recursive=True))
    except psutil.Error:
        return []


def held_by(process: psutil.Process) -> int:
    """The bytes that a process holds, of those that it shares its part; none where it is gone."""
    try:
        held = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(held, "pss", held.rss))


def compare(programs: Mapping[str, Sequence[str]], log: str, runs: int) -> Iterator[Row]:
    """What our program took and each of the others, run in turn; our own alone where there is no other."""
    ours = programs[OURS]
    peak = watch(ours)
    for rival, command in list(programs.items())[1:] or [(OURS, ours)]:
        their_peak = watch(command)
        pairs = [(run(ours), run(command)) for _ in range(runs)]
        one, two = (statistics.median(times) for times in zip(*pairs, strict=True))
        yield Row(log, rival, one, two, statistics.median(a / b for a, b in pairs), peak, their_peak)


def check(folder: Path, truth: Truth) -> None:
    """Hold the report that our program wrote to what is true of the log.

    Raises SystemExit where it has not the one incident, or not its onset.
    """
    found = json.loads((folder / "report" / "timeline.json").read_text())["incidents"]
    onsets = [incident["milestones"]["onset"]["time"] for incident in found]
    missed = [abs((pd.Timestamp(onset) - pd.Timestamp(truth.onset)).total_seconds()) for onset in onsets if onset]
    if len(missed) != 1 or missed[0] > CLOSE_SECONDS:
        raise SystemExit(f"wrong: onsets {onsets} were found in the {truth.kind} log, true is {truth.onset}")


def to_markdown(rows: Sequence[Row]) -> str:
    """The table of the rows."""
    lines = ["| log | reconstruct | | against | | | ratio of times |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        ours, theirs = f"{row.ours:.1f} s | {row.our_peak:.0f} MiB", f"{row.theirs:.1f} s | {row.their_peak:.0f} MiB"
        lines.append(f"| {row.log} | {ours} | {row.rival} | {theirs} | {row.ratio:.2f} |")
    return "\n".join(lines)


def main(words: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", nargs="+", choices=[*KINDS, "gzip"], default=[*KINDS, "gzip"])
    parser.add_argument("--lines", nargs="+", type=int, help="default: a million, of access logs five million as well")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the logs are made and kept; default: a temporary one")
    parser.add_argument("--hour", action="store_true", help="only one hour out of each log, by our program")
    parser.add_argument("--without", nargs="*", default=[], help="programs to leave out")
    given = parser.parse_args(words)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_lnav_format(folder)
        for kind in given.kinds:
            for lines in given.lines or USUAL.get(kind, (LEAST_LINES,)):
                log, truth = make_log(kind, lines, given.folder or folder)
                programs = list_programs(kind, log, folder, hour=given.hour, truth=truth)
                kept = {name: command for name, command in programs.items() if name not in given.without}
                size = log.stat().st_size / 1e6
                for row in compare(kept, f"{kind}, {truth.lines:,} lines, {size:,.0f} MB", given.runs):
                    print(row, file=sys.stderr, flush=True)
                    rows.append(row)
                check(folder, truth)
    print(to_markdown(rows))


if __name__ == "__main__":
    main()
