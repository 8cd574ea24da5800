"""Timeline of several incidents and a number in; the same timeline with that incident alone out."""

from __future__ import annotations

from dataclasses import replace

from reconstruct.errors import UsageError
from reconstruct.timeline.nouns import Incident, Timeline


def pick_incident(timeline: Timeline, number: int) -> Timeline:
    """The timeline with only its incident of this number, counted from 1 as the report counts them.

    Raises UsageError where there is no such incident, with those that there are.
    """
    count = len(timeline.incidents)
    if not 1 <= number <= count:
        told = "; ".join(f"{place}: {_began(incident)}" for place, incident in enumerate(timeline.incidents, 1))
        raise UsageError(f"there is no incident {number}: {told or 'none was found, leave out --incident'}")
    return replace(timeline, incidents=(timeline.incidents[number - 1],))


def _began(incident: Incident) -> str:
    onset = incident.milestones.get("onset")
    return "began at an unknown time" if onset is None else f"began about {onset.moment:%Y-%m-%d %H:%M:%S} UTC"
