"""What people wrote in incident.toml -> the rows of its section: times that they set, texts, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass

from reconstruct.report.text import say_time
from reconstruct.report.words import MILESTONE_TITLES, say_milestone
from reconstruct.timeline.nouns import MILESTONES, Timeline

BLOCK_TITLES = {
    "title": "Title",
    "status": "Status",
    "summary": "Summary",
    "root_cause": "Root cause",
    "contributing_factors": "Contributing factors",
    "went_well": "What went well",
    "went_badly": "What went badly",
    "lucky": "Where we were lucky",
}


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """A time that people set, beside the measured one, in words."""

    incident: int
    title: str
    measured: str
    said: str
    why: str
    by: str


def list_overrides(timeline: Timeline) -> tuple[OverrideRow, ...]:
    """The times that people set, in the order of incidents and milestones."""
    zone = timeline.timezone
    return tuple(
        OverrideRow(
            number,
            MILESTONE_TITLES[name],
            "not found" if milestone.basis == "override" else say_milestone(milestone, zone),
            say_time(milestone.override.time, zone),
            milestone.override.why,
            milestone.override.by,
        )
        for number, incident in enumerate(timeline.incidents, 1)
        for name in MILESTONES
        if (milestone := incident.milestones.get(name)) is not None and milestone.override is not None
    )


def list_blocks(timeline: Timeline) -> tuple[tuple[str, str], ...]:
    """The texts that people wrote, each with its title, in a fixed order."""
    return tuple((title, timeline.blocks[name]) for name, title in BLOCK_TITLES.items() if timeline.blocks.get(name))


def is_finished_by_people(timeline: Timeline) -> bool:
    """Whether people wrote anything that the section shows."""
    return bool(timeline.blocks or timeline.actions or timeline.changes or list_overrides(timeline))
