"""The logs that speed is measured on: always the same, and what is said of them is true."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.benchmarks.lines import KINDS
from tests.benchmarks.logs import make_log

FAILING = {
    "access": r'" (?:5\d\d|499) \d+ "',
    "json": r'"statusCode":5\d\d',
    "postgresql": r"\bERROR:  ",
    "mariadb": r"\[ERROR\]",
    "syslog": r"\berror: worker lost",
}
LINES = 30_000


@pytest.mark.parametrize("kind", KINDS)
def test_a_log_holds_as_many_lines_and_failures_as_is_said_of_it(kind: str, tmp_path: Path) -> None:
    log, truth = make_log(kind, LINES, tmp_path)
    lines = log.read_text().splitlines()
    assert len(lines) == truth.lines >= LINES
    assert sum(bool(re.search(FAILING[kind], line)) for line in lines) == truth.failed


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two, other = (
        make_log("access", LINES, tmp_path / name, seed)[0] for name, seed in (("1", 1), ("2", 1), ("3", 2))
    )
    assert one.read_bytes() == two.read_bytes() != other.read_bytes()


def test_a_packed_log_holds_the_same_text_as_the_plain_one(tmp_path: Path) -> None:
    packed, plain = (make_log(kind, LINES, tmp_path)[0] for kind in ("gzip", "access"))
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()


def test_most_that_fails_fails_in_the_incident(tmp_path: Path) -> None:
    log, truth = make_log("json", LINES, tmp_path)
    times = re.findall(r'"statusCode":5.*"time":"([^.]+)', log.read_text())
    inside = [time for time in times if truth.onset <= time + "Z" <= truth.end]
    assert len(inside) > 0.8 * len(times)
