"""incident.toml is written on the first run, read by the later ones, and never touched again."""

from __future__ import annotations

import re
from pathlib import Path

from reconstruct.report.incident_file import offer_edits, render_edits
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.edits import Edits, parse_edits
from reconstruct.timeline.nouns import Timeline
from tests.timeline.builders import frame_of, page, say, spoil, together, traffic


def measured() -> Timeline:
    people = frame_of(page("08:23:10", "triggered"), say("08:24:00", "lunch?"))
    return build_timeline(together(spoil(traffic(), "08:20:00", "08:40:00"), people))


def test_as_it_is_offered_it_says_nothing() -> None:
    assert parse_edits(render_edits(measured())) == Edits(names={}, blocks={})


def test_each_of_its_examples_is_right_once_the_hash_before_it_is_gone() -> None:
    lines = render_edits(measured()).splitlines()
    entries = [line[2:] for line in lines if re.match(r"# (?:\[|\w+ = |\"10)", line)]
    edits = parse_edits("\n".join(entries))
    assert (edits.corrections[0].milestone, len(edits.events), len(edits.left_out)) == ("detected", 1, 1)
    assert edits.actions[0].due
    assert set(edits.blocks or {}) >= {"title", "lucky"}


def test_what_people_wrote_is_never_overwritten(tmp_path: Path) -> None:
    assert offer_edits(measured(), tmp_path)
    (tmp_path / "incident.toml").write_text("# mine\n")
    assert not offer_edits(measured(), tmp_path)
    assert (tmp_path / "incident.toml").read_text() == "# mine\n"
