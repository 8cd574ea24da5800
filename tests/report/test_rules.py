"""The rule file and its unit test are such that Prometheus's own promtool takes them, and refuses spoilt ones."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.report.rules import RULES_FILE, START, TEST_FILE, render_rules, say_counter
from reconstruct.report.write import FILES, write_report
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.nouns import Timeline
from tests.samples import quiet_timeline
from tests.timeline.builders import error, frame_of, spoil, together, traffic, without

needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is not installed: it comes with Debian's package prometheus"
)


def failing(until: str) -> pd.DataFrame:
    """Traffic whose requests all fail from 08:30 on, a third of them slowly, and the database logs errors."""
    slow = spoil(traffic(), "08:30:00", until, every=3, duration_ms=5000.0)
    errors = (error(f"08:3{minute}:{second}0") for minute in range(4) for second in range(6))
    return together(spoil(slow, "08:30:00", until), frame_of(*errors))


CASES = {
    "failing": failing("08:40:00"),
    "failing briefly": failing("08:34:00"),  # too short for the slow burn, whose three days cost promtool seconds
    "partly failing": spoil(traffic(), "08:30:00", "08:50:00", every=10),
    "silent": without(traffic(), "08:30:00", "08:40:00"),
    "twice": spoil(spoil(traffic(), "08:30:00", "08:34:00"), "08:50:00", "08:54:00"),
    "at low traffic": spoil(traffic(seconds=7200, rate=1), "09:00:00", "09:08:00", every=2),
}


def write(timeline: Timeline, folder: Path) -> None:
    for name, text in render_rules(timeline).items():
        (folder / name).write_text(text)


def promtool(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *words], cwd=folder, capture_output=True, text=True, check=False)


@needs_promtool
@pytest.mark.parametrize("case", CASES)
def test_prometheus_takes_the_rules_and_their_test_passes(case: str, tmp_path: Path) -> None:
    timeline = build_timeline(CASES[case])
    write(timeline, tmp_path)
    checked = promtool(tmp_path, "check", "rules", RULES_FILE)
    assert checked.returncode == 0, checked.stderr
    assert "SUCCESS: 0 rules" not in checked.stdout
    tested = promtool(tmp_path, "test", "rules", TEST_FILE)
    assert tested.returncode == 0, tested.stdout + tested.stderr


@needs_promtool
def test_no_incident_gives_files_that_prometheus_takes(tmp_path: Path) -> None:
    write(quiet_timeline(), tmp_path)
    assert "SUCCESS: 0 rules" in promtool(tmp_path, "check", "rules", RULES_FILE).stdout
    assert promtool(tmp_path, "test", "rules", TEST_FILE).returncode == 0


@needs_promtool
@pytest.mark.parametrize(
    ("whole", "spoilt"),
    [
        ("> 0.05", "> 1.05"),
        ("> 0.05", "> -1"),
        ("for: 60s", "for: 1h"),
        ("> 0.0144", "> 1"),
        ("> 0.01\n", "> 1\n"),
    ],
)
def test_a_rule_with_another_limit_does_not_pass(whole: str, spoilt: str, tmp_path: Path) -> None:
    write(build_timeline(CASES["failing briefly"]), tmp_path)
    rules = tmp_path / RULES_FILE
    assert whole in rules.read_text()
    rules.write_text(rules.read_text().replace(whole, spoilt))
    assert promtool(tmp_path, "test", "rules", TEST_FILE).returncode != 0


def test_every_rule_that_would_have_fired_is_there_and_tested_both_ways() -> None:
    timeline = build_timeline(CASES["failing"])
    texts = render_rules(timeline)
    fired = {each.name for each in timeline.incidents[0].alerts if each.trace is not None}
    assert fired == {
        "HighErrorShare",
        "SlowResponses",
        "DatabaseErrors",
        "ErrorBudgetBurnFast",
        "ErrorBudgetBurn",
        "ErrorBudgetBurnSlow",
    }
    assert all(f"alert: {name}\n" in texts[RULES_FILE] for name in fired)
    assert texts[TEST_FILE].count("exp_alerts: []") == texts[TEST_FILE].count("exp_labels") == len(fired)
    assert "Best" not in texts[RULES_FILE]


def test_the_rules_are_written_only_where_they_are_asked_for(tmp_path: Path) -> None:
    timeline = quiet_timeline()
    assert {path.name for path in write_report(timeline, tmp_path, ["json", "rules"])} == {
        FILES["json"],
        RULES_FILE,
        TEST_FILE,
    }
    write_report(timeline, tmp_path, ["json", "md"])
    assert {path.name for path in tmp_path.iterdir()} == {FILES["json"], FILES["md"]}


@given(st.lists(st.sampled_from([0.0, 1.0, 2.5, 40.0]), min_size=1, max_size=30))
def test_a_counter_in_promtools_words_has_every_sample(added: list[float]) -> None:
    samples: list[float] = []
    for word in say_counter(added).split():
        first, _, rest = word.partition("+")
        step, _, times = rest.partition("x")
        samples += [float(first) + float(step) * place for place in range(int(times) + 1)]
    assert np.allclose(samples, START + np.concatenate([[0.0], np.cumsum(added)]))
