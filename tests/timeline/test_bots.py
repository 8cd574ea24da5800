"""Posts of bots are alerts or report what a person did; what a machine closed is not declared over."""

from __future__ import annotations

import pandas as pd
import pytest

from reconstruct.timeline.bots import bots, read_posts
from reconstruct.timeline.signs import holds

SAMPLES = bots().samples.items()


@pytest.mark.parametrize(("act", "text"), [(act, text) for act, (yes, _) in SAMPLES for text in yes])
def test_a_post_reports_the_act_of_its_entry(act: str, text: str) -> None:
    assert read_posts(pd.Series([text]))[act].iloc[0]


@pytest.mark.parametrize(("act", "text"), [(act, text) for act, (_, no) in SAMPLES for text in no])
def test_a_post_does_not_report_what_its_entry_rules_out(act: str, text: str) -> None:
    assert not read_posts(pd.Series([text]))[act].iloc[0]


def test_names_of_bots_are_told_from_names_of_people() -> None:
    names = pd.Series(["alertmanager", "deploybot", "incident.io", "Mia Abbot", "Robert", "ops", None], dtype="str")
    assert holds(names, bots().names).tolist() == [True, True, True, False, False, False, False]
