"""Random folders of logs are reconstructed as they truly were; run.py does the same for as many as one likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.folders import write_folder
from tests.soak.run import faults_of
from tests.soak.traffic import FAULTS


@pytest.mark.parametrize("seed", range(1, 1 + len(FAULTS)))
def test_a_random_folder_is_accounted_for_and_told_as_it_was(tmp_path: Path, seed: int) -> None:
    assert list(faults_of(write_folder(tmp_path, seed))) == []


def test_a_seed_gives_the_same_folder_again(tmp_path: Path) -> None:
    first, second = write_folder(tmp_path / "a", 7), write_folder(tmp_path / "b", 7)
    assert first.truth == second.truth
    for name in first.lines:
        assert (first.path / name).read_bytes() == (second.path / name).read_bytes()


def test_a_wrong_answer_is_told(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, 1001)
    next(tmp_path.glob("*acc*"), next(tmp_path.glob("*"))).write_text("nothing of the kind\n")
    assert list(faults_of(folder))
