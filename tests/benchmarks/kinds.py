"""Scenes of faults and noise -> Markdown tables: how each kind of fault is found, and what noise is taken for one.

    python tests/benchmarks/kinds.py --each 40 --seed 1

Where accuracy.py measures the failing share of a whole system, this measures what users feel otherwise: one route, host
or network that fails inside a healthy whole, answers that are missing, latency that jumps or climbs, silence. Event
frames go through build_timeline as a user's would.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that the command needs no installation

from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.nouns import Incident
from tests.benchmarks.accuracy import to_markdown
from tests.benchmarks.noise import NOISES, make_noise
from tests.benchmarks.scenes import FAULTS, Scene, make_fault

SLACK = pd.Timedelta(minutes=1)


def judge(scene: Scene) -> dict[str, object]:
    """What was found of a scene's fault: the first incident that overlaps it, and how many do not."""
    incidents = build_timeline(scene.frame).incidents
    meant = [i for i in incidents if _overlaps(i, scene)]
    onset = meant[0].milestones["onset"] if meant else None
    if onset is None or onset.time is None or onset.earliest is None or onset.latest is None:
        return {"found": bool(meant), "false": len(incidents) - len(meant), "error": np.nan, "held": np.nan}
    held = onset.earliest.floor("s") <= scene.first <= onset.latest + pd.Timedelta(seconds=1)
    return {
        "found": True,
        "false": len(incidents) - len(meant),
        "error": abs((onset.time - scene.first).total_seconds()),
        "held": float(held),
    }


def _overlaps(incident: Incident, scene: Scene) -> bool:
    onset, end = incident.milestones["onset"], incident.milestones["mitigated"]
    assert scene.first is not None
    assert scene.last is not None
    begins = onset is None or onset.moment <= scene.last + SLACK
    return begins and (end is None or end.moment >= scene.first - SLACK)


def summarise(rows: pd.DataFrame) -> dict[str, object]:
    """The measures of some faults, by name."""
    return {
        "faults": len(rows),
        "missed": int((~rows["found"]).sum()),
        "false beside": int(rows["false"].sum()),
        "onset error, median": f"{rows['error'].median():.1f} s",
        "95 %": f"{rows['error'].quantile(0.95):.0f} s",
        "interval holds the onset": f"{rows['held'].mean():.0%}",
    }


def measure_faults(kind: str, each: int, seed: int) -> pd.DataFrame:
    """One row a fault of that kind."""
    place = list(FAULTS).index(kind)
    return pd.DataFrame([judge(make_fault(kind, np.random.default_rng([seed, place, at]))) for at in range(each)])


def measure_noise(kind: str, each: int, seed: int) -> tuple[int, float]:
    """(false incidents, hours of logs) of that noise."""
    place, false, hours = list(NOISES).index(kind), 0, 0.0
    for at in range(each):
        frame = make_noise(kind, np.random.default_rng([seed, 100 + place, at]))
        false += len(build_timeline(frame).incidents)
        hours += (frame["time"].max() - frame["time"].min()).total_seconds() / 3600
    return false, hours


def main(words: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=40, help="scenes of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", choices=[*FAULTS, *NOISES], help="these alone")
    asked = parser.parse_args(words)
    kinds = asked.kinds or [*FAULTS, *NOISES]
    faults = [{"fault": k, **summarise(measure_faults(k, asked.each, asked.seed))} for k in kinds if k in FAULTS]
    noises = [(k, *measure_noise(k, asked.each, asked.seed)) for k in kinds if k in NOISES]
    for rows in (faults, [{"noise": k, "hours": round(h), "false incidents": n} for k, n, h in noises]):
        if rows:
            print(to_markdown(rows) + "\n")


if __name__ == "__main__":
    main()
