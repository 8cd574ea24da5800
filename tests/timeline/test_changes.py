"""Records tell of changes in many words; those of one run are one change, and a job that runs again is known again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from reconstruct.timeline.changes import Telling, same_changes, shapes_of, tells_of_change, vocabulary
from reconstruct.timeline.signs import holds
from tests.timeline.builders import change, frame_of, record

TELLINGS = [telling for part in ("told", "weighs") for telling in vocabulary(part).values()]


@pytest.mark.parametrize("telling", TELLINGS, ids=lambda telling: telling.says)
def test_each_pattern_takes_its_samples_and_leaves_the_others(telling: Telling) -> None:
    taken, left = (holds(pd.Series(list(texts), dtype="str"), telling.pattern).tolist() for texts in telling.samples)
    assert all(taken) and not any(left)


@pytest.mark.parametrize("text", ["checkpoint starting: time", "order 17 created", "session opened for user root"])
def test_what_a_machine_does_all_day_tells_of_no_change(text: str) -> None:
    assert not tells_of_change(pd.Series([text])).iloc[0]


def runs(*records: dict[str, Any]) -> list[int]:
    """How many records each change has."""
    return [len(rows) for rows in same_changes(frame_of(*records))]


def test_the_lines_of_one_run_are_one_change() -> None:
    lines = [record(f"08:50:0{second}", "change", f"upgrade lib{second}", "dpkg.log") for second in range(5)]
    assert runs(*lines) == [5]


def test_lines_of_another_file_or_a_minute_later_are_another_change() -> None:
    assert runs(
        record("08:50:00", "change", "upgrade liba", "dpkg.log"),
        record("08:50:01", "change", "policy committed", "firewall.log"),
        record("08:51:00", "change", "upgrade libb", "dpkg.log"),
    ) == [1, 1, 1]


def test_deploys_that_end_at_once_stay_apart() -> None:
    assert runs(change("08:50:00", "deploy shop 4", "finished"), change("08:50:02", "deploy mail 2", "finished")) == [
        1,
        1,
    ]


def test_the_next_version_is_of_the_same_kind_and_not_the_same() -> None:
    same, alike = shapes_of(pd.Series(["deploy shop 4.1", "deploy shop 4.2"]))
    assert (same.nunique(), alike.nunique()) == (2, 1)
