"""incident.toml is read with care: what is wrong in it is answered with the line and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconstruct.errors import UsageError
from reconstruct.timeline.edits import parse_edits, read_edits

OVERRIDE = '[[override]]\nmilestone = "detected"\ntime = 2023-05-15T08:55:00Z\nwhy = "a call"\nby = "Beth"\n'


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert read_edits(tmp_path / "incident.toml").corrections == ()


def test_what_people_say_is_read_with_its_line() -> None:
    edits = parse_edits('[text]\ntitle = "Down"\n\n' + OVERRIDE + '[[action]]\nwhat = "alert"\n')
    (correction,) = edits.corrections
    assert (correction.line, correction.incident, correction.milestone) == (4, 1, "detected")
    assert f"{correction.override.time:%H:%M %Z}" == "08:55 UTC"
    assert edits.blocks == {"title": "Down"}
    assert edits.actions[0].what == "alert"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (OVERRIDE.replace("08:55:00Z", "08:55:00"), "incident.toml:3: time = .* expected a time with its zone"),
        (OVERRIDE.replace("detected", "noticed"), "incident.toml:2: milestone = noticed .* expected one of onset"),
        (OVERRIDE.replace('why = "a call"\n', ""), r"incident.toml:1: this \[\[override\]\] has no 'why'"),
        (OVERRIDE.replace("why", "reason"), "incident.toml:4: 'reason' is not known: expected one of incident"),
        (OVERRIDE + OVERRIDE.replace('"Beth"', "7"), "incident.toml:10: by = 7 does not do"),
        ('[text]\nheadline = "x"\n', "incident.toml:2: 'headline' is not known: expected one of title"),
        ("[text]\ntitle = 5\n", "incident.toml:2: title = 5 does not do: expected a text"),
        ('[overide]\nx = "y"\n', "incident.toml:1: 'overide' is not known: expected one of override"),
        ('[override]\nwhy = "y"\n', "incident.toml:1: 'override' is no list of entries: expected each to begin"),
        ('[[leave_out]]\npath = "a.log"\nline = 0\n', "incident.toml:3: line = 0 does not do: expected a whole number"),
        ("[text]\ntitle = Shop down\n", "incident.toml: .*line 2"),
    ],
)
def test_a_wrong_entry_is_answered_with_its_line_and_what_was_expected(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_edits(text)
