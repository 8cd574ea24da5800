"""The vocabulary of signs does what its own samples say."""

from __future__ import annotations

import pandas as pd
import pytest

from reconstruct.timeline.signs import holds, nets, state_told, subjects, tells_of_fault, tells_of_net

NAMED = [(subject.name, subject.named, *subject.samples) for subject in subjects()]
SIGNS = [(sign.says, sign.pattern, *sign.samples) for subject in subjects() for sign in subject.signs]
STATES = [(net.name, text, state) for net in nets().values() for text, state in net.samples]


@pytest.mark.parametrize(("name", "pattern", "yes", "no"), [*NAMED, *SIGNS])
def test_a_pattern_holds_for_its_samples_and_not_for_the_others(
    name: str, pattern: str, yes: tuple[str, ...], no: tuple[str, ...]
) -> None:
    assert holds(pd.Series(yes, dtype="str"), pattern).all(), name
    assert not holds(pd.Series(no, dtype="str"), pattern).any(), name


@pytest.mark.parametrize(("name", "text", "state"), STATES)
def test_a_record_tells_the_state_of_its_net(name: str, text: str, state: str) -> None:
    assert state_told(nets()[name], text) == state


def test_what_is_kept_of_a_log_holds_every_sign() -> None:
    signs = pd.Series([text for *_, yes, _ in SIGNS for text in yes], dtype="str")
    told = pd.Series([text for _, text, state in STATES if state], dtype="str")
    assert tells_of_fault(signs).all()
    assert tells_of_net(told).all()


def test_a_record_without_a_text_tells_nothing() -> None:
    assert tells_of_fault(pd.Series([None], dtype="str")).tolist() == [False]
