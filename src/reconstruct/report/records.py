"""Incident -> the rows of its timeline that the page shows: all that is key, of the rest what a reader can take in."""

from __future__ import annotations

from dataclasses import dataclass

from reconstruct.timeline.nouns import Entry, Incident

ROWS_OF_A_PAGE, LEAST_ROWS = 1200, 30  # over all incidents, and for each of very many
LEVELS = ("key", "context", "all")  # from the fewest rows to the most
MILESTONE_KIND = "milestone"


@dataclass(frozen=True, slots=True)
class Records:
    """Rows in the order of time, the kinds among them, and how many were left out for want of room."""

    entries: tuple[Entry, ...]
    kinds: tuple[str, ...]
    left_out: int


def choose_records(incident: Incident, count: int = 1) -> Records:
    """The rows of one of `count` incidents: those of a lower level give way first, later ones before earlier ones."""
    most = max(LEAST_ROWS, ROWS_OF_A_PAGE // max(1, count))
    ranked = sorted(range(len(incident.entries)), key=lambda place: LEVELS.index(incident.entries[place].level))
    entries = tuple(incident.entries[place] for place in sorted(ranked[:most]))
    kinds = sorted({entry.kind for entry in entries} - {MILESTONE_KIND})
    return Records(entries, tuple(kinds), len(incident.entries) - len(entries))
