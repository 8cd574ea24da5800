"""What is heard of sources, those without a zone read as UTC -> their zones, each with its basis."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd

from reconstruct.parsers.heard import Heard, move_heard
from reconstruct.parsers.offsets import QUARTERS, Likeness, compare
from reconstruct.parsers.readings import give_examples, offsets_of, zones_switching, zones_with
from reconstruct.parsers.rotation import name_set
from reconstruct.parsers.sources import LogSource, read_head
from reconstruct.parsers.trouble import share_in, stretch_trouble
from reconstruct.parsers.witness import Witness
from reconstruct.parsers.zones import follow, name_offset, read_zone

# Where the events do not tell, a zone of the folder is taken for a source that is there with the others then for
# most of its time, and in UTC for little of it.
WITHIN_SHARE, OUTSIDE_SHARE = 0.6, 0.3
# People write while the logs fail and soon after; few of the lines of another day or hour would fall into that.
LEAST_REMARKS, SPOKEN_SHARE, SILENT_SHARE = 2, 0.5, 0.2
BY_EVENTS = "events that other sources saw too"  # of the basis of a zone that witnesses settled
ABBREVIATION = re.compile(rb"\d\d:\d\d(?::\d\d)? ?([A-Z]{3,5})\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """A source with what its events tell, as its times are read now."""

    source: LogSource
    told: Heard

    @property
    def heard(self) -> Witness:
        """What it witnessed."""
        return self.told.witness

    @property
    def unsettled(self) -> bool:
        """Whether it is not known in which zone its clock is."""
        return self.source.format is not None and not self.source.timezone_basis


def settle_clocks(sources: Sequence[LogSource], heard: Mapping[str, Heard]) -> list[Reading]:
    """Each source with the zone in which its events agree with the others', and what is heard of it then.

    The surest is settled first, and then is a witness for the others. What stays unknown is read as UTC, and says so.
    """
    settled = {source.path: Reading(source, heard[source.path]) for source in sources}
    while found := surest(list(settled.values())):
        settled[found.source.path] = found
    named = name_candidates([one for one in settled.values() if one.source.format])
    for source in sources:
        if settled[source.path].unsettled:
            settled[source.path] = associate(settled[source.path], list(settled.values()), named)
    return [settled[source.path] for source in sources]


def surest(readings: Sequence[Reading]) -> Reading | None:
    """The unsettled source that agrees most clearly with the settled ones, in the zone in which it does."""
    witnesses = [one for one in readings if not one.unsettled and len(one.heard.every)]
    open_ones = [one for one in readings if one.unsettled and len(one.heard.every) and not one.heard.human]
    if not witnesses:
        return None
    likenesses = [(one, compare(one.heard, others_of(one, witnesses))) for one in open_ones]
    sure = [(one, like) for one, like in likenesses if like.sure and zones_with(like.offset, start_of(one))]
    if not sure:
        return None
    found, like = max(sure, key=lambda pair: pair[1].margin)
    zone = switching_zone(readings, like.offset)
    example = "its clocks change as those of another source" if zone else give_examples(like.offset, start_of(found))
    said = (
        f"inferred: {like.matched[like.best]} {BY_EVENTS} agree here,"
        f" e^{like.margin:.0f} times likelier than at the next offset ({example})"
    )
    return move(found, zone or name_offset(like.offset), said)


def others_of(found: Reading, readings: Sequence[Reading]) -> list[Witness]:
    """What the settled sources witnessed that are of another rotated set: the turns of one set follow on each other."""
    name = name_set(found.source.path)
    others = [one for one in readings if not one.unsettled and name_set(one.source.path) != name]
    return [one.heard for one in others if len(one.heard.every)]


def associate(found: Reading, readings: Sequence[Reading], named: Sequence[str]) -> Reading:
    """A source whose events do not tell its zone: one of the folder where only that fits, else UTC, assumed."""
    others = others_of(found, readings)
    if not others or not len(found.heard.every):
        return assume(found, "assumed: no source here states a zone")
    like = compare(found.heard, others)
    utc = share_at(like, "UTC", found)
    fitting = [zone for zone in named if share_at(like, zone, found) >= WITHIN_SHARE]
    if len(fitting) == 1 and found.heard.human and speaks_of_trouble(found, others, fitting[0]):
        return move(
            found, fitting[0], "inferred: in this zone of the folder it was written when the logs fail, in UTC not"
        )
    zone = zone_of_neighbours(readings)
    if zone and share_at(like, zone, found) >= utc:
        return move(
            found, zone, "inferred: that of all other logs here whose zone is known; no event of its own tells it"
        )
    if len(fitting) != 1 or utc > OUTSIDE_SHARE:
        there = f"as UTC it is there with the other sources for {utc:.0%} of its time"
        return assume(found, f"assumed: no events tell its zone; {there}")
    share = share_at(like, fitting[0], found)
    return move(
        found,
        fitting[0],
        f"inferred: in this zone of the folder it is there with the other sources for {share:.0%} of its time,"
        f" in UTC for {utc:.0%}",
    )


def zone_of_neighbours(readings: Sequence[Reading]) -> str | None:
    """The zone in which machines' logs that say none were found by their events, where none here states another."""
    machines = [one for one in readings if not one.heard.human]
    zones = {one.source.timezone for one in machines if BY_EVENTS in one.source.timezone_basis}
    stated = {name_offset(offset) for one in machines for offset in one.source.stated}
    return min(zones) if len(zones) == 1 and stated <= zones and zones != {"UTC"} else None


def speaks_of_trouble(found: Reading, others: Sequence[Witness], zone: str) -> bool:
    """Whether what people wrote lies within the trouble of the other sources in a zone, and hardly any of it in UTC."""
    trouble = stretch_trouble([one for one in others if not one.human])
    wall = pd.Series(pd.to_datetime(found.heard.every, unit="s")).astype("datetime64[us]")
    there, in_utc = (share_in(follow(wall, read_zone(name)), trouble) for name in (zone, "UTC"))
    return found.told.timed >= LEAST_REMARKS and there >= SPOKEN_SHARE and in_utc <= SILENT_SHARE


def share_at(like: Likeness, zone: str, found: Reading) -> float:
    """The share of a source's time in which other sources are there too, were its clock in this zone."""
    local = read_zone(zone)
    offsets = {when.astimezone(local).utcoffset() for when in (start_of(found), stop_of(found))}
    places = [quarters(offset) for offset in offsets if offset is not None]
    return max(float(like.presence[place == QUARTERS].max(initial=0)) for place in places)


def name_candidates(readings: Sequence[Reading]) -> list[str]:
    """The zones, other than UTC, that the folder speaks of: stated or inferred, or named by an abbreviation."""
    offsets = {offset for one in readings for offset in one.source.stated}
    known = [one.source.timezone for one in readings if one.source.timezone_basis and not one.source.stated]
    for one in readings:
        if one.unsettled and len(one.heard.every):
            words = {word.decode() for word in ABBREVIATION.findall(read_head(one.source))}
            offsets |= {offset for word in words for offset in offsets_of(word, start_of(one))}
    switching = switching_zone(readings)
    here = [name_offset(offset) for offset in offsets if not (switching and switching_zone(readings, offset))]
    return sorted({*here, *known, *([switching] if switching else [])} - {"UTC", "Z", "+00:00"})


def switching_zone(readings: Sequence[Reading], offset: timedelta | None = None) -> str | None:
    """The zone (one of those alike) whose clocks changed within the sources that state offsets; with this offset."""
    for one in readings:
        if len(one.source.stated) == 2 and (offset is None or offset in one.source.stated):
            zones = zones_switching(start_of(one), one.source.stated[0], stop_of(one), one.source.stated[1])
            if zones:
                return zones[0]
    return None


def move(found: Reading, zone: str, basis: str) -> Reading:
    """A source whose wall clock was read as UTC, read in a zone."""
    source = replace(found.source, timezone=zone, timezone_basis=basis)
    return Reading(source, move_heard(found.told, read_zone(zone)))


def assume(found: Reading, why: str) -> Reading:
    """A source whose zone stays unknown."""
    return replace(found, source=replace(found.source, timezone="UTC", timezone_basis=why))


def start_of(found: Reading) -> pd.Timestamp:
    """The time of a source's first event, as its clock is read now."""
    return pd.Timestamp(found.told.first or 0, unit="us", tz="UTC")


def stop_of(found: Reading) -> pd.Timestamp:
    """The time of a source's last event, as its clock is read now."""
    return pd.Timestamp(found.told.last or 0, unit="us", tz="UTC")


def quarters(offset: timedelta) -> int:
    """An offset in quarters of an hour."""
    return round(offset.total_seconds() / 900)
