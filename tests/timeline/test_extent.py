"""What a report shows: the incidents with healthy time around them, in steps that fit on a page."""

from __future__ import annotations

import pytest

from reconstruct.timeline.condense import condense
from reconstruct.timeline.extent import MOST_STEPS, found_window, tabulate, whole_window
from reconstruct.timeline.signals import Sensitivity, read_signals
from tests.timeline.builders import at, traffic


def test_the_whole_is_what_machines_logged() -> None:
    whole = whole_window(condense(traffic(seconds=600)))
    assert (whole.start, whole.end) == (at("08:00:00"), at("08:10:00"))


def test_without_incidents_the_whole_is_shown() -> None:
    whole = whole_window(condense(traffic(seconds=600)))
    assert found_window((), whole) == whole


@pytest.mark.parametrize("seconds", [600, 3601, 9000])
def test_the_table_keeps_every_request_in_even_steps(seconds: int) -> None:
    digest = condense(traffic(seconds=seconds, rate=1))
    step, table = tabulate(read_signals(digest, Sensitivity()), whole_window(digest))
    assert table["requests"].sum() == seconds
    assert len(table) <= MOST_STEPS
    assert len(table) == -(-seconds // step)
