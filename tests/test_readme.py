"""The README: short, and true about its commands, options, files and dependencies."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import reconstruct
from reconstruct.timeline.nouns import DEFINITIONS, MILESTONES, SPANS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = re.findall(r"^```bash\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
KNOWN = (
    r"--(?:window|against|output|timezone|clock-offset|report-timezone|format|log-formats|list-log-formats"
    r"|redact|compare|chart-size|chart|incident|audience|quiet|help)\b"
)
OPTIONS = sorted(set(re.findall(rf"(?<![\w-]){KNOWN}", README)))


def set_ups() -> list[str]:
    return [line for block in SHELL for line in block.splitlines() if line.startswith("python3 -m venv")]


def run(*words: str) -> str:
    """What the command prints, on a wide terminal."""
    command = [sys.executable, "-m", "reconstruct", *words]
    wide = os.environ | {"COLUMNS": "200"}
    return subprocess.run(command, cwd=ROOT, env=wide, capture_output=True, text=True, check=True).stdout


def test_it_stays_under_two_hundred_lines() -> None:
    assert len(README.splitlines()) < 200


def test_its_test_command_is_the_one_that_ci_runs() -> None:
    _, test_command = set_ups()

    assert test_command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert test_command.endswith('"$VENV/bin/python" -m pytest')


def test_its_first_command_names_a_fixture_that_is_there() -> None:
    main_command, _ = set_ups()
    path = main_command.split()[-2]

    assert path.startswith("fixtures/")
    assert (ROOT / path).is_dir()
    assert main_command.endswith(" --window")


def test_its_sample_output_is_what_its_first_command_prints(tmp_path: Path) -> None:
    (sample,) = re.findall(r"^```text\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    path, option = set_ups()[0].split()[-2:]
    printed = run(path, option, "--output", str(tmp_path / "report")).splitlines()

    shown = [line for line in sample.splitlines() if line.strip() not in ("", "...")]
    assert shown
    assert [line for line in shown if line not in printed] == []


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_that_it_names_is_one_that_the_command_takes(option: str) -> None:
    shown = run("--help")

    assert re.search(rf"{option}\b", shown)


def test_it_names_no_option_that_is_not_checked() -> None:
    of_other_tools = {"--check", "--days", "--onsets", "--seed"}

    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - of_other_tools == set(OPTIONS)


def test_the_calls_that_it_shows_are_on_the_face() -> None:
    called = set(re.findall(r"\brc\.(\w+)\(", README))

    assert called
    assert called <= set(reconstruct.__all__)


@pytest.mark.parametrize("name", MILESTONES)
def test_it_defines_each_milestone_as_the_report_does(name: str) -> None:
    assert f"| {name.replace('_', ' ')} | {DEFINITIONS[name]} |" in README


@pytest.mark.parametrize("name", SPANS)
def test_it_defines_each_duration_as_the_report_does(name: str) -> None:
    start, end = (milestone.replace("_", " ") for milestone in SPANS[name])

    assert f"| {name.replace('_', ' ')} | {start} | {end} |" in README


def test_it_says_what_each_dependency_is_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=\[]", dependency)[0] for dependency in project["dependencies"]}

    assert set(re.findall(r"^- \*\*([\w-]+)\*\* [a-z]", README, re.MULTILINE)) == needed


def test_the_files_that_it_links_are_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", re.sub(r"<!--.*?-->", "", README)) if "://" not in link]

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
