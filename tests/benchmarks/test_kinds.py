"""The benchmark of kinds in small, seeded: each kind of fault is found in its scene, and no noise is taken for one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.kinds import judge, main, measure_noise
from tests.benchmarks.noise import NOISES
from tests.benchmarks.scenes import FAULTS, Scene, make_fault, make_shop, to_events


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_of_each_kind_is_found_and_nothing_beside_it(kind: str) -> None:
    told = judge(make_fault(kind, np.random.default_rng(3)))
    assert (told["found"], told["false"]) == (True, 0)


@pytest.mark.parametrize("kind", NOISES)
def test_no_noise_is_taken_for_an_incident(kind: str) -> None:
    assert measure_noise(kind, each=1, seed=5)[0] == 0


def test_an_incident_beside_the_fault_is_false() -> None:
    scene = make_fault("latency jumps", np.random.default_rng(3))
    assert scene.first is not None
    elsewhere = Scene(scene.frame, scene.first - pd.Timedelta(hours=9), scene.first - pd.Timedelta(hours=8))
    told = judge(elsewhere)
    assert (told["found"], told["false"]) == (False, 1)


def test_the_same_seed_gives_the_same_scene() -> None:
    one, two = (to_events(make_shop(np.random.default_rng(1), 600)) for _ in range(2))
    assert one.equals(two)


def test_the_command_prints_a_table_of_faults_and_one_of_noise(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--each", "1", "--kinds", "silence", "warnings"])
    printed = capsys.readouterr().out
    assert "| silence | 1 | 0 | 0 |" in printed
    assert "| warnings |" in printed
