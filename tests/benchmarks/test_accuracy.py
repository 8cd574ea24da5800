"""The benchmark in small, seeded: what it claims of reconstruct holds, and it can tell a good method from a bad one."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks.accuracy import Measured, judge, main, measure, summarise
from tests.benchmarks.detectors import Found
from tests.benchmarks.traffic import Traffic, make_day, make_fault

OURS, THRESHOLD, SIGMA = "reconstruct", "over 5 % for a minute", "3 sigma"


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(days=3, onsets=40, seed=7, methods=[OURS, THRESHOLD, SIGMA])


@pytest.fixture(scope="module")
def made() -> Traffic:
    return make_fault(np.random.default_rng(5))


def test_healthy_days_hold_no_incident(measured: Measured) -> None:
    rows, false = measured
    assert false[OURS] == 0
    assert rows[OURS]["spurious"].sum() <= 1  # in nine days of logs with a fault elsewhere
    assert false[SIGMA] > 0


def test_what_can_be_seen_is_found(measured: Measured) -> None:
    rows = measured[0]
    visible = rows[OURS][rows[OURS]["visible"]]
    assert len(visible) >= 25
    assert visible["found"].mean() >= 0.95
    assert rows[OURS]["found"].sum() > rows[THRESHOLD]["found"].sum()


def test_onsets_are_placed_to_the_second_where_a_minute_bin_misses_them(
    measured: Measured,
) -> None:
    rows = measured[0]
    assert rows[OURS]["onset"].abs().median() <= 3.0
    assert rows[THRESHOLD]["onset"].abs().median() > 10.0


def test_intervals_hold_the_first_failing_request_about_as_often_as_they_say(
    measured: Measured,
) -> None:
    # Binomial, 36 found at 95 %: fewer than 30 held in one run of a hundred.
    found = measured[0][OURS].query("found")
    assert found["held"].mean() >= 0.85
    assert found["held_end"].mean() >= 0.85


def test_an_interval_beside_the_fault_does_not_hold_it(made: Traffic) -> None:
    fault = made.fault
    assert fault is not None
    late = Found(fault.first + 9, fault.last, fault.first + 5, fault.first + 12, fault.last, fault.last)
    outcome = judge(made, [late])
    assert outcome.found == late
    assert outcome.spurious == 0


def test_what_does_not_overlap_the_fault_is_spurious(made: Traffic) -> None:
    outcome = judge(made, [Found(10, 50, 10, 10, 50, 50)])
    assert (outcome.found, outcome.spurious) == (None, 1)


def test_the_same_seed_gives_the_same_traffic() -> None:
    one, two = (make_fault(np.random.default_rng(3)) for _ in range(2))
    assert one.fault == two.fault
    assert np.array_equal(one.failed, two.failed)


@pytest.mark.parametrize("seed", range(10))
def test_the_truth_is_where_more_fails_than_before(seed: int) -> None:
    made = make_fault(np.random.default_rng(seed))
    fault = made.fault
    assert fault is not None
    assert made.failed[fault.first] > 0
    assert made.failed[fault.last] > 0
    assert fault.began < fault.first + 1 <= fault.last + 1 <= fault.ended + 1
    assert (made.failed <= made.requests).all()


def test_a_healthy_day_fails_as_rarely_as_it_was_told_to() -> None:
    shares = [(day.failed.sum() / day.requests.sum()) / day.base for day in map(_day, range(8))]
    assert 0.8 < np.median(shares) < 1.3


def test_no_fault_found_is_told_without_an_error() -> None:
    rows = measure(days=0, onsets=2, seed=1, methods=[OURS])[0][OURS].assign(found=False, onset=np.nan)
    assert summarise(rows)["missed, all"] == "100.0%"


def test_the_command_prints_a_markdown_table(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--days", "0", "--onsets", "2", "--only", OURS])
    printed = capsys.readouterr().out
    assert "| method | false incidents a healthy day |" in printed
    assert f"| {OURS} |" in printed


def _day(seed: int) -> Traffic:
    return make_day(np.random.default_rng(seed), 21_600)
