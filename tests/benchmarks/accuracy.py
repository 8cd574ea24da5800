"""Synthetic traffic with known onsets -> a Markdown table of how exactly reconstruct and others find them.

    python tests/benchmarks/accuracy.py --days 100 --onsets 1000 --seed 1

What an interval is to cover. The milestone `onset` is the first failing request of the departure (DESIGN: the first
request of the sustained departure from the baseline), and [earliest, latest] is to hold that request's second in 95 of
100 cases. The generator knows which failures its fault caused: the truth is the first of them. The level itself
changes a little before: no request tells exactly when. How often the interval holds that moment is printed beside it,
and is lower where requests are few. For a gradual fault the truth is the first excess failure as well.

A fault counts as visible where an oracle who knows base, fault and times prefers it by `VISIBLE` nats; the methods
know none of them, and pay for the search. PELT needs `pip install ruptures`; without it, its line is left out.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that the command needs no installation

from tests.benchmarks.detectors import METHODS, Found
from tests.benchmarks.traffic import Fault, Traffic, make_day, make_fault

# ln(windows looked at / false alarms allowed) is 20 for some hours; clusters of failures nearly double what it takes.
VISIBLE = 40.0
SLACK = 60.0  # seconds by which a minute's bin may miss a fault and still be meant for it
LOST = Found(*[np.nan] * 6)
PARTS = {"rate": [0.2, 1, 5, 20, 100, 500], "share": [0.01, 0.03, 0.1, 0.3, 1.0]}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a method made of one fault: None where it missed it."""

    fault: Fault
    rate: float
    found: Found | None
    spurious: int


def judge(traffic: Traffic, found: Sequence[Found]) -> Outcome:
    """The first incident found that overlaps the fault; the others are spurious where they do not.

    >>> made = make_fault(np.random.default_rng(1))
    >>> judge(made, []).found is None
    True
    """
    fault = traffic.fault
    assert fault is not None
    meant = [f for f in found if f.start <= fault.last + SLACK and f.stop >= fault.first - SLACK]
    return Outcome(fault, traffic.rate, meant[0] if meant else None, len(found) - len(meant))


def tabulate(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """One row a fault: what it was, and by how many seconds its ends were missed."""
    return pd.DataFrame([_row(outcome) for outcome in outcomes])


def summarise(rows: pd.DataFrame) -> dict[str, object]:
    """The measures of some faults, by name."""
    seen, hit = rows[rows["visible"]], rows[rows["found"]]
    onset, end = hit["onset"].abs(), hit["end"].abs()
    return {
        "faults": len(rows),
        "missed, visible": f"{int((~seen['found']).sum())} of {len(seen)}",
        "missed, all": f"{(~rows['found']).mean():.1%}",
        "false beside a fault": int(rows["spurious"].sum()),
        "onset error, median": f"{onset.median():.0f} s",
        "95th": f"{onset.quantile(0.95):.0f} s",
        "end error, median": f"{end.median():.0f} s",
        "95th ": f"{end.quantile(0.95):.0f} s",
        "onset in interval": f"{hit['held'].mean():.1%}",
        "width, median": f"{hit['width'].median():.0f} s",
        "level change in it": f"{hit['held_change'].mean():.1%}",
        "end in its interval": f"{hit['held_end'].mean():.1%}",
    }


Measured = tuple[dict[str, pd.DataFrame], dict[str, int]]


def measure(days: int, onsets: int, seed: int, methods: Sequence[str]) -> Measured:
    """(rows of faults, false incidents in all healthy days), each by method; all methods see the same traffic."""
    outcomes: dict[str, list[Outcome]] = {name: [] for name in methods}
    false = dict.fromkeys(methods, 0)
    for at in range(onsets):
        made = make_fault(np.random.default_rng([seed, 1, at]))
        for name in methods:
            outcomes[name].append(judge(made, METHODS[name](made)))
    for at in range(days):
        day = make_day(np.random.default_rng([seed, 2, at]))
        for name in methods:
            false[name] += len(METHODS[name](day))
    return {name: tabulate(outcomes[name]) for name in methods}, false


def to_markdown(rows: Sequence[dict[str, object]]) -> str:
    """Rows of the same keys as a Markdown table.

    >>> print(to_markdown([{"a": 1, "b": 2}]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    names = list(rows[0])
    head = [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]
    return "\n".join(head + [f"| {' | '.join(str(row[name]) for name in names)} |" for row in rows])


def main(words: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=100, help="simulated days of healthy traffic")
    parser.add_argument("--onsets", type=int, default=1000, help="simulated faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=METHODS, help="one method alone")
    asked = parser.parse_args(words)
    methods = [asked.only] if asked.only else [m for m in METHODS if "ruptures" not in m or find_spec("ruptures")]
    rows, false = measure(asked.days, asked.onsets, asked.seed, methods)
    print(f"{asked.onsets} faults, {asked.days} healthy days, seed {asked.seed}.\n")
    print(to_markdown([_line(name, rows[name], false[name], asked.days) for name in methods]))
    for title, column in (("requests a second", "rate"), ("failing share", "share"), ("shape", "shape")):
        print(f"\n{methods[0]}, by {title}:\n")
        print(to_markdown([{title: key, **summarise(part)} for key, part in _cut(rows[methods[0]], column)]))


def _line(name: str, rows: pd.DataFrame, false: int, days: int) -> dict[str, object]:
    measures = summarise(rows)
    return {"method": name, "false incidents a healthy day": f"{false / max(days, 1):.3f}", **measures}


def _cut(rows: pd.DataFrame, column: str) -> Iterable[tuple[str, pd.DataFrame]]:
    """The rows by a column, numbers between the edges of their parts."""
    edges = PARTS.get(column)
    if edges is None:
        return [(str(key), part) for key, part in rows.groupby(column)]
    labels = [f"{a:g} to {b:g}" for a, b in itertools.pairwise(edges)]
    bins = pd.cut(rows[column], edges, labels=labels, include_lowest=True)
    return [(str(key), part) for key, part in rows.groupby(bins, observed=True)]


def _row(outcome: Outcome) -> dict[str, object]:
    fault, found = outcome.fault, outcome.found or LOST
    missed = outcome.found is None
    return {
        "rate": outcome.rate,
        "share": fault.share,
        "shape": "gradual" if fault.gradual else "abrupt",
        "visible": fault.nats >= VISIBLE,
        "found": not missed,
        "spurious": outcome.spurious,
        "onset": found.start - fault.first,
        "end": found.stop - fault.last,
        "width": found.high - found.low,
        "held": np.nan if missed else float(found.low <= fault.first <= found.high),
        "held_change": np.nan if missed else float(found.low <= fault.began < found.high + 1),
        "held_end": np.nan if missed else float(found.stop_low <= fault.last <= found.stop_high),
    }


if __name__ == "__main__":
    main()
