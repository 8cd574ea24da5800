"""One of several incidents is told alone, by the number that the report gives it."""

from __future__ import annotations

import pytest

from reconstruct.errors import UsageError
from reconstruct.timeline.pick import pick_incident
from tests.samples import quiet_timeline, sample_timeline


def test_the_second_of_two_is_told_alone() -> None:
    whole = sample_timeline()
    assert pick_incident(whole, 2).incidents == whole.incidents[1:]


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_number_that_no_incident_has_is_answered_with_those_that_there_are(number: int) -> None:
    with pytest.raises(UsageError, match=r"1: began about 2023-05-15 08:47:03 UTC; 2: began about"):
        pick_incident(sample_timeline(), number)


def test_where_there_is_no_incident_none_can_be_picked() -> None:
    with pytest.raises(UsageError, match="none was found"):
        pick_incident(quiet_timeline(), 1)
