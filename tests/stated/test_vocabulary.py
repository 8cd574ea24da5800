"""The vocabulary of milestones takes its own samples, and leaves alone what is close to them."""

from __future__ import annotations

import pytest

from reconstruct.stated.slots import COURSE
from reconstruct.stated.vocabulary import read_milestones, vocabulary
from reconstruct.timeline.nouns import MILESTONES

SAMPLES = vocabulary().samples


def test_it_knows_the_eight_milestones_and_no_other() -> None:
    assert set(SAMPLES) == set(MILESTONES)
    assert COURSE == MILESTONES


@pytest.mark.parametrize("name", SAMPLES)
def test_a_milestone_is_told_by_each_of_its_samples_and_by_none_of_the_others(name: str) -> None:
    told, untold = SAMPLES[name]
    assert [text for text, names in zip(told, read_milestones(told), strict=True) if name not in names] == []
    assert [text for text, names in zip(untold, read_milestones(untold), strict=True) if name in names] == []
