"""The comparison of speed in small: it runs, and it stops where our program gives another answer than the log holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.logs import Truth, make_log
from tests.benchmarks.speed import check, main

LINES = "30000"


def test_the_comparison_prints_a_row_for_each_other_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--kinds", "access", "--lines", LINES, "--runs", "1", "--folder", str(tmp_path)]
    main([*words, "--without", "GoAccess", "lnav, counting"])
    table = capsys.readouterr().out.splitlines()
    assert len(table) == 3
    assert table[2].startswith("| access, 30,000 lines, 6 MB |")
    assert "pandas and re" in table[2]


@pytest.mark.parametrize("onset", ["null", '"2026-11-02T00:00:00Z"'])
def test_an_onset_that_is_not_the_true_one_stops_it(onset: str, tmp_path: Path) -> None:
    truth: Truth = make_log("access", int(LINES), tmp_path)[1]
    (tmp_path / "report").mkdir()
    found = f'{{"incidents": [{{"milestones": {{"onset": {{"time": {onset}}}}}}}]}}'
    (tmp_path / "report" / "timeline.json").write_text(found)
    with pytest.raises(SystemExit, match="wrong"):
        check(tmp_path, truth)
