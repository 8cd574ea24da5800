"""Entries as written, and what the text says for all of them -> entries with their times, and the slips in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from reconstruct.stated.drafts import Draft, Reading
from reconstruct.stated.facts import Facts
from reconstruct.stated.nouns import StatedEntry, StatedFinding
from reconstruct.stated.order import Place, Slot, place_in_order
from reconstruct.stated.slips import find_slips, find_unread, find_wrong_head, find_wrong_weekdays
from reconstruct.stated.slots import COURSE, Assumed, Settled, forwards, make_slots, zone_of
from reconstruct.stated.vocabulary import read_milestones

KINDS = ("list", "label", "prose", "span")
LAST_COUNTS = ("mitigated", "resolved")  # it is over when it is so for the last time


def settle(reading: Reading, facts: Facts, assumed: Assumed) -> tuple[list[StatedEntry], list[StatedFinding]]:
    """The entries with their times in UTC, and what was found wrong with them, both in the order of the lines."""
    settled: list[Settled] = []
    for kind in KINDS:
        settled += _place([draft for draft in reading.drafts if draft.kind == kind], facts, assumed)
    settled.sort(key=lambda each: (each.draft.line, each.draft.phrase.start))
    entries = _name(settled)
    findings = [*find_unread(settled, facts, assumed), *find_slips(settled), *find_wrong_weekdays(reading.lines, facts)]
    findings += find_wrong_head(reading.lines, settled, facts)
    return entries, sorted(findings, key=lambda finding: finding.line or 0)


def _place(drafts: Sequence[Draft], facts: Facts, assumed: Assumed) -> list[Settled]:
    """Those of one kind, placed in the order in which they tell of time."""
    stated = dict(zip(drafts, read_milestones([draft.text for draft in drafts]), strict=True))
    ordered = forwards(make_slots(drafts, stated, facts, assumed), stated)
    slots = [slot for _, slot in ordered]
    places = place_in_order(slots)
    texts = ["", *(draft.phrase.text for draft, _ in ordered), ""]
    return [
        Settled(
            draft=draft,
            date=facts.date_of(draft.phrase.day, assumed.day),
            zone=zone_of(draft, facts, assumed),
            place=_half_goes_on(places, slots, at),
            milestones=stated[draft],
            before=texts[at],
            after=texts[at + 2],
        )
        for at, (draft, _) in enumerate(ordered)
    ]


def _half_goes_on(places: Sequence[Place], slots: Sequence[Slot], at: int) -> Place:
    """A bare 9:30 after 9:15 PM is PM as well: nothing is amiss."""
    place = places[at]
    clock = slots[at - 1].clock if at else None
    if (
        place.slip == "am_pm_missing"
        and clock is not None
        and (clock.half == "pm" or places[at - 1].slip == place.slip)
    ):
        return Place(place.time) if clock.half == "pm" else place
    return place


def _name(settled: Sequence[Settled]) -> list[StatedEntry]:
    """The entries, each milestone left with the one entry of a kind that states it."""
    kept = {(kind, name): _stating(settled, kind, name) for kind in KINDS for name in COURSE}
    return [_entry(each, [name for name in each.milestones if kept[each.draft.kind, name] is each]) for each in settled]


def _entry(each: Settled, names: Sequence[str]) -> StatedEntry:
    return StatedEntry(
        line=each.draft.line,
        time=_stamp(each.place.time),
        time_text=each.draft.phrase.text.strip(),
        milestone=names[0] if names else None,
        text=each.draft.text,
        precision=each.draft.phrase.clock.precision if each.draft.phrase.clock is not None else "minute",
        end=_end(each),
        kind=each.draft.kind,
        further=tuple(names[1:]),
    )


def _stamp(time: dt.datetime | None) -> pd.Timestamp | None:
    return None if time is None else pd.Timestamp(time).as_unit("us")


def _stating(settled: Sequence[Settled], kind: str, name: str) -> Settled | None:
    """The entry of that kind that tells of the milestone first, or last where that is what counts."""
    those = [each for each in settled if each.draft.kind == kind and name in each.milestones]
    timed = sorted((each for each in those if each.place.time), key=lambda each: (_when(each), each.draft.line))
    if not timed:
        return those[0] if those else None
    if name == "repair_started":  # the repair that worked follows the cause that it acts on
        cause = _stating(settled, kind, "identified")
        known = [each for each in timed if cause is not None and _when(each) >= _when(cause)]
        return (known or timed)[0]
    return timed[-1] if name in LAST_COUNTS else timed[0]


def _when(each: Settled) -> dt.datetime:
    """When it was; one without a time comes last."""
    return each.place.time or dt.datetime.max.replace(tzinfo=dt.UTC)


def _end(each: Settled) -> pd.Timestamp | None:
    start, end = each.draft.phrase.clock, each.draft.phrase.end
    if each.place.time is None or start is None or end is None or not end.known:
        return None
    return _stamp(each.place.time + dt.timedelta(seconds=(end.seconds - start.seconds) % 86400))
