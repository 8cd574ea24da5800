"""The fixtures: incidents whose true times are known, and the times that are found in their logs."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reconstruct.parsers.read import read_logs
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.nouns import Evidence, Incident, Timeline

FIXTURES = Path(__file__).parent.parent / "fixtures"
SHOP = FIXTURES / "ecommerce-outage"
INCIDENTS = ("ecommerce-outage", "corrupted-table")
TOLERANCE_SECONDS = {
    "ecommerce-outage": {
        "onset": 10,
        "detected": 60,
        "acknowledged": 60,
        "escalated": 60,
        "identified": 60,
        "repair_started": 60,
        "mitigated": 60,
        "resolved": 60,
    },
    "corrupted-table": {"onset": 10, "detected": 60, "acknowledged": 60, "escalated": 60, "mitigated": 10},
}
SHARE_TOLERANCE = 0.02  # how far the failing share may lie from the true one
MOST_BYTES = 3_000_000


def truth(name: str) -> Any:
    return json.loads((FIXTURES / name / "truth.json").read_text(encoding="utf-8"))


@functools.cache
def timeline(name: str) -> Timeline:
    return build_timeline(read_logs([FIXTURES / name / "logs"]))


def only_incident(name: str) -> Incident:
    (incident,) = timeline(name).incidents
    return incident


def stands(evidence: Evidence, logs: Path) -> bool:
    """Whether the cited words stand on the cited line, or, in a document of many lines, close to it."""
    lines = (logs / evidence.path).read_text(encoding="utf-8", errors="replace").splitlines()
    if evidence.line is None or not 0 < evidence.line <= len(lines):
        return False
    reach = 40 if evidence.path.endswith(".json") else 0
    near = " ".join(lines[max(0, evidence.line - 1 - reach) : evidence.line + reach])
    words = re.findall(r"\w{3,}", evidence.text)[:6]
    return bool(words) and sum(word in near for word in words) >= 0.8 * len(words)


def test_the_generator_gives_the_kept_files_to_the_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", str(SHOP / "generate.py"), str(tmp_path)], check=True)

    kept = {path.relative_to(SHOP): path for path in (SHOP / "logs").rglob("*") if path.is_file()}
    made = {path.relative_to(tmp_path): path for path in (tmp_path / "logs").rglob("*") if path.is_file()}
    assert made.keys() == kept.keys()
    assert [str(name) for name in made if made[name].read_bytes() != kept[name].read_bytes()] == []
    assert (tmp_path / "truth.json").read_bytes() == (SHOP / "truth.json").read_bytes()


def test_the_shops_logs_stay_small() -> None:
    assert sum(path.stat().st_size for path in (SHOP / "logs").rglob("*")) <= MOST_BYTES


def test_the_shops_true_times_are_those_of_its_story() -> None:
    (incident,) = truth("ecommerce-outage")["incidents"]

    story = {
        "onset": "08:47",
        "detected": "09:00",
        "acknowledged": "09:15",
        "escalated": "10:00",
        "identified": "10:30",
        "repair_started": "11:15",
        "resolved": "13:00",
    }
    assert {name: incident[name][11:16] for name in story} == story
    assert (
        pd.Timestamp("2023-05-15T12:59:00Z") <= pd.Timestamp(incident["mitigated"]) <= pd.Timestamp("2023-05-15T13:00Z")
    )


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_causes_of_each_truth_stand_in_its_logs(name: str) -> None:
    (incident,) = truth(name)["incidents"]

    for cause in incident["root_cause"]:
        assert (
            cause["line"] in (FIXTURES / name / "logs" / cause["source_file"]).read_text(encoding="utf-8").splitlines()
        )


@pytest.mark.parametrize(
    ("name", "milestone"), [(name, milestone) for name in INCIDENTS for milestone in TOLERANCE_SECONDS[name]]
)
def test_a_milestone_is_found_close_to_its_true_time(name: str, milestone: str) -> None:
    (true,) = truth(name)["incidents"]

    found = only_incident(name).milestones[milestone]

    assert found is not None
    assert found.time is not None
    assert abs((found.time - pd.Timestamp(true[milestone])).total_seconds()) <= TOLERANCE_SECONDS[name][milestone]


def test_customers_detected_the_shops_outage() -> None:
    detected = only_incident("ecommerce-outage").milestones["detected"]

    assert detected is not None
    assert detected.by == "customer"


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_failing_share_is_the_true_one(name: str) -> None:
    (true,) = truth(name)["incidents"]

    share = only_incident(name).impact.failed_share

    assert share == pytest.approx(true["affected"]["share_of_all_requests"], abs=SHARE_TOLERANCE)


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_true_trigger_is_among_the_first_three_suspects(name: str) -> None:
    logs = FIXTURES / name / "logs"
    (true,) = truth(name)["incidents"]
    triggers = [cause for cause in true["root_cause"] if cause["role"] == "trigger"]
    lines = {cause["source_file"]: (logs / cause["source_file"]).read_text().splitlines() for cause in triggers}
    places = {(cause["source_file"], lines[cause["source_file"]].index(cause["line"]) + 1) for cause in triggers}

    suspects = only_incident(name).suspects[:3]

    assert places & {(evidence.path, evidence.line) for suspect in suspects for evidence in suspect.evidence}


@pytest.mark.parametrize("name", INCIDENTS)
def test_every_citation_stands_at_its_line(name: str) -> None:
    incident = only_incident(name)
    cited = [
        *(evidence for milestone in incident.milestones.values() if milestone for evidence in milestone.evidence),
        *(evidence for suspect in incident.suspects for evidence in suspect.evidence),
        *(evidence for statement in incident.statements for evidence in statement.evidence),
    ]

    assert cited
    assert [evidence for evidence in cited if not stands(evidence, FIXTURES / name / "logs")] == []


def test_the_earlier_finding_of_the_shops_outage_is_shown_too() -> None:
    moments = [
        statement.time for statement in only_incident("ecommerce-outage").statements if statement.time is not None
    ]

    assert any(abs((moment - pd.Timestamp("2023-05-15T09:45:10Z")).total_seconds()) <= 60 for moment in moments)


def test_a_quiet_day_has_no_incident() -> None:
    assert timeline("quiet-day").incidents == ()
