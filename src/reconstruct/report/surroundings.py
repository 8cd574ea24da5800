"""Timeline -> the same with the lines around those that prove its milestones, read again from the logs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reconstruct.events import Source
from reconstruct.parsers.around import read_around
from reconstruct.timeline.nouns import Evidence, Timeline

MOST_INCIDENTS = 8  # of more of them, the lines around would fill the page
PLAIN = ("utf-8", "ascii", "latin-1", "cp1252")  # a byte of the text is a byte of the file


def with_surroundings(timeline: Timeline) -> Timeline:
    """The timeline with `around`: for the place of a milestone's first line, that line with those beside it.

    What lies in no file any more, or was read from elsewhere, has none. What was read once is not read again.
    """
    if timeline.around:
        return timeline
    sources = {source.path: source for source in timeline.sources if source.place and source.encoding in PLAIN}
    found = {place_of(item): _read(item, sources[item.path]) for item in _cited(timeline) if item.path in sources}
    return replace(timeline, around={place: lines for place, lines in found.items() if lines})


def place_of(item: Evidence) -> str:
    """The key under which the lines around this one stand.

    >>> place_of(Evidence("web/access.log", 17, ""))
    'web/access.log:17'
    """
    return f"{item.path}:{item.line}"


def _cited(timeline: Timeline) -> Iterator[Evidence]:
    """The first line of each milestone's evidence."""
    if len(timeline.incidents) > MOST_INCIDENTS:
        return
    for incident in timeline.incidents:
        for milestone in incident.milestones.values():
            if milestone is not None and milestone.evidence[0].line is not None:
                yield milestone.evidence[0]


def _read(item: Evidence, source: Source) -> tuple[Evidence, ...]:
    if source.place is None or item.line is None or item.offset is None:
        return ()
    return tuple(Evidence(item.path, line, text) for line, text in read_around(source.place, item.offset, item.line))
