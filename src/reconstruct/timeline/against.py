"""Timeline and a text that people wrote -> the timeline with what the text states held against what the logs show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from reconstruct.events import empty
from reconstruct.moment import find_zone
from reconstruct.stated.nouns import Stated, StatedFinding
from reconstruct.stated.read import Written, settle_written
from reconstruct.stated.slots import Assumed
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.measured import ROUNDING, compare, find_closest, gap_between
from reconstruct.timeline.nouns import Incident, Timeline
from reconstruct.window import Window

OFFSETS = range(-12, 15)  # hours from UTC
SURE = 2  # milestones more that must agree before a zone is taken that neither logs nor report name
ALONE = "No logs were given: the text alone was checked."


@dataclass(frozen=True, slots=True)
class Meeting:
    """A text as read in one zone and on one day, beside the incident that it tells of."""

    stated: Stated
    incident: Incident | None
    agreeing: int
    off: float


def hold_against(timeline: Timeline, written: Written, timezone: str | None = None) -> Timeline:
    """The timeline with the text in it: read in the zone that it names, else `timezone`, else where it agrees best.

    Each entry that states a milestone is compared with the measured one, others with the records around that time.
    """
    best = _meet(timeline, written, timezone)
    measured = tuple(compare(best.stated, best.incident, timeline.timezone)) if timeline.sources else ()
    found = [StatedFinding(m.line, m.verdict, m.text) for m in measured if m.verdict != "agrees" and m.milestone]
    findings = sorted([*best.stated.findings, *found], key=lambda finding: finding.line or 0)
    return replace(timeline, stated=replace(best.stated, findings=tuple(findings), measured=measured))


def _meet(timeline: Timeline, written: Written, timezone: str | None) -> Meeting:
    """The text read in the likeliest zone and on the likeliest day; the first of those that agree equally well."""
    best: Meeting | None = None
    for named, zone, basis in _zones(timeline, written, timezone):
        for day, day_basis in _days(timeline, written, zone):
            stated = settle_written(written, Assumed(zone, basis, day, day_basis))
            for incident in timeline.incidents or (None,):
                agreeing, off = _agreement(stated, incident)
                margin = 0 if named else SURE - 1
                if best is None or (agreeing - margin, -off) > (best.agreeing, -best.off if not margin else 0.0):
                    best = Meeting(stated, incident, agreeing, off)
    assert best is not None  # noqa: S101 - there is always a zone to try
    return best if timezone or written.facts.zone or not timeline.incidents else _with_proof(best)


def _with_proof(best: Meeting) -> Meeting:
    """The finding of the missing zone with how well the zone that was taken agrees."""
    known = sum(bool(entry.milestones) for entry in best.stated.entries)
    proof = f": {best.agreeing} of the {known} milestones that it states agree with the logs"
    findings = tuple(
        replace(each, text=f"{each.text}{proof}") if each.kind == "no_zone" else each for each in best.stated.findings
    )
    return replace(best, stated=replace(best.stated, findings=findings, zone_basis=best.stated.zone_basis + proof))


def _zones(timeline: Timeline, written: Written, timezone: str | None) -> Iterator[tuple[bool, dt.tzinfo, str]]:
    """(named by somebody, zone, why) of the zones in which the text may be meant, the likeliest first."""
    if timezone:
        yield True, find_zone(timezone), f"read in {timezone}, as --timezone says"
        return
    if timeline.timezone != "UTC":
        yield True, find_zone(timeline.timezone), f"read in {timeline.timezone}, the zone of the report"
    if not timeline.sources or written.facts.zone is not None:
        yield True, dt.UTC, "read as UTC, which nothing in it proves"
        return
    for name in dict.fromkeys(source.timezone for source in timeline.sources if source.timezone):
        if name != timeline.timezone and (name == "UTC" or "/" in name):
            yield True, find_zone(name), f"read in {name}, the zone of the logs"
    yield True, dt.UTC, "read as UTC"
    for hours in OFFSETS:
        zone = dt.timezone(dt.timedelta(hours=hours))
        yield False, zone, f"read in {zone}, in which it agrees best with the logs"


def _days(timeline: Timeline, written: Written, zone: dt.tzinfo) -> Iterator[tuple[dt.date | None, str]]:
    onsets = [incident.milestones["onset"] for incident in timeline.incidents]
    days = dict.fromkeys(onset.moment.tz_convert(zone).date() for onset in onsets if onset is not None)
    if written.facts.day is not None or not days:
        yield None, ""
        return
    yield from ((day, f"read as of {day}, the day of the incident in the logs") for day in days)


def _agreement(stated: Stated, incident: Incident | None) -> tuple[int, float]:
    """How many stated milestones agree with the measured ones, and how far off in seconds all are together."""
    if incident is None:
        return 0, 0.0
    gaps = [
        abs(gap_between(entry, milestone))
        for entry in stated.entries
        for name in entry.milestones
        if entry.time is not None and (milestone := find_closest(stated, incident, name, entry)) is not None
    ]
    if not gaps:
        begin = incident.milestones["onset"]
        times = [entry.time for entry in stated.entries if entry.time is not None]
        return 0, abs((times[0] - begin.moment).total_seconds()) if begin is not None and times else 0.0
    return sum(gap <= ROUNDING for gap in gaps), sum(min(gap, 86400.0) for gap in gaps)


def check_text(written: Written, timezone: str | None = None, report_timezone: str | None = None) -> Timeline:
    """The timeline of a text without any logs: no sources and no incidents, only what the text states and its defects.

    Its window goes from the first entry to the last, all of 1970's first second where none has a time.
    """
    nothing = replace(build_timeline(empty(), None, report_timezone), verdict=ALONE)
    held = hold_against(nothing, written, timezone)
    times = [entry.time for entry in held.stated.entries if entry.time is not None] if held.stated else []
    if not times:
        return held
    window = Window(min(times), max(times) + pd.Timedelta(seconds=1))
    return replace(held, window=window)
