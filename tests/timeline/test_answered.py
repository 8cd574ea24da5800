"""Requests count when they are answered, whatever their log stamps."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from reconstruct.events import sources_of
from reconstruct.timeline.condense import condense
from tests.timeline.builders import at, traffic


def stamped(stamps: str) -> pd.DataFrame:
    """A second of traffic, each request of which took four seconds, in a log that stamps starts or ends."""
    frame = traffic(seconds=1, duration_ms=4000.0)
    frame.attrs["sources"] = tuple(replace(source, stamps=stamps) for source in sources_of(frame))
    return frame


@pytest.mark.parametrize(("stamps", "first"), [("start", "08:00:04"), ("end", "08:00:00")])
def test_a_log_of_starts_is_counted_at_the_ends(stamps: str, first: str) -> None:
    assert condense(stamped(stamps)).requests["second"].min() == at(first)


def test_the_lines_that_may_be_cited_bear_the_same_times() -> None:
    digest = condense(stamped("start"))
    assert digest.marks["time"].min() == at("08:00:04")
    assert digest.edges["time"].min() == at("08:00:04")


def test_what_has_no_duration_stays_where_it_is() -> None:
    frame = stamped("start")
    untimed = frame.assign(duration_ms=float("nan"))
    untimed.attrs = frame.attrs
    assert condense(untimed).requests["second"].min() == at("08:00:00")
