"""A run that is told to stop does so at once, and leaves the report of before or the new one, never a half."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures"
PATIENCE = 2.0  # seconds until it has stopped
MOMENTS = 6  # of a run, evenly spread, at which it is told to stop


def start(case: str, folder: Path) -> subprocess.Popen[bytes]:
    words = [str(FIXTURES / case / "logs"), "--window", "--output", str(folder), "--quiet"]
    return subprocess.Popen([sys.executable, "-m", "reconstruct", *words], stderr=subprocess.PIPE)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes], float]:
    """The files of an earlier report, those after a second run, and how long that one took."""
    folder = tmp_path_factory.mktemp("whole")
    assert start("quiet-day", folder).communicate() == (None, b"")
    earlier = contents(folder)
    began = time.monotonic()
    assert start("corrupted-table", folder).communicate() == (None, b"")
    return earlier, contents(folder), time.monotonic() - began


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_run_that_is_stopped_leaves_the_report_of_before_or_the_new_one(
    tmp_path: Path, reports: tuple[dict[str, bytes], dict[str, bytes], float], number: signal.Signals
) -> None:
    earlier, later, took = reports
    for name, content in earlier.items():
        (tmp_path / name).write_bytes(content)
    for moment in range(1, MOMENTS + 1):
        run = start("corrupted-table", tmp_path)
        time.sleep(took * moment / MOMENTS)
        run.send_signal(number)
        asked = time.monotonic()
        said = run.communicate()[1]
        assert time.monotonic() - asked < PATIENCE
        assert run.returncode in (0, 128 + number, -number), said  # -number: before it had begun
        assert contents(tmp_path) in (earlier, later)
