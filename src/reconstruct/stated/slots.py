"""Drafts, and what the text says for all of them -> the slots to be placed, each with its date and its zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from reconstruct.stated.clocks import Clock
from reconstruct.stated.drafts import Draft
from reconstruct.stated.facts import Facts
from reconstruct.stated.order import Place, Slot, cost_of
from reconstruct.stated.zones import read_zone

ANYTIME = 0.8  # what it costs a label, or a sentence of prose, to tell of an earlier time than the one before it
NEW_LIST = 0.5  # the same for the first entry of a further list
TURNED = 1.0  # by how much cheaper a list must be backwards to be taken for one that begins with the newest
COURSE = ("onset", "detected", "acknowledged", "escalated", "identified", "repair_started", "mitigated", "resolved")


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is taken where the text is silent: a zone, and a date if one is known, each with why."""

    zone: dt.tzinfo = dt.UTC
    zone_basis: str = "read as UTC, which nothing in it proves"
    day: dt.date | None = None
    day_basis: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft with its place: `zone` None where its zone has several meanings."""

    draft: Draft
    date: dt.date | None
    zone: dt.tzinfo | None
    place: Place
    milestones: tuple[str, ...] = ()
    before: str = field(default="", compare=False)
    after: str = field(default="", compare=False)


def make_slots(
    drafts: Sequence[Draft], stated: Mapping[Draft, tuple[str, ...]], facts: Facts, assumed: Assumed
) -> list[tuple[Draft, Slot]]:
    """Each draft with its slot; `stated` are the milestones of each."""
    dates = [facts.date_of(draft.phrase.day, assumed.day) for draft in drafts]
    years = frozenset(date.year for date in dates if date)
    months = frozenset(date.month for date in dates if date)
    slots = []
    for at, (draft, date) in enumerate(zip(drafts, dates, strict=True)):
        fixable = at > 0 or bool(stated[draft])  # a story may open long before, but not its outage
        zone = zone_of(draft, facts, assumed)
        slot = Slot(
            clock=_clock(draft) if zone is not None and (date or not draft.phrase.day) else None,
            zone=zone or dt.UTC,
            day=date,
            fresh=facts.date_of(draft.fresh, assumed.day),
            base=facts.day or assumed.day,
            restart=None if draft.kind == "list" else ANYTIME,
            bare_pm=facts.bare_twelve,
            given=_given(draft, facts, assumed),
            later=draft.phrase.later,
            years=years if fixable else frozenset(),
            months=months if fixable else frozenset(),
        )
        slots.append((draft, slot))
    return slots


def forwards(slots: Sequence[tuple[Draft, Slot]], stated: Mapping[Draft, tuple[str, ...]]) -> list[tuple[Draft, Slot]]:
    """The slots in the order of time: lists that begin with the newest, as status pages do, are turned round."""
    ordered: list[tuple[Draft, Slot]] = []
    for group in dict.fromkeys(draft.group for draft, _ in slots):
        those = [(draft, slot) for draft, slot in slots if draft.group == group]
        turned = _dated(those)[::-1]
        chosen = turned if _is_newest_first(those, turned, stated) else those
        if ordered and chosen[0][1].restart is None:
            first, slot = chosen[0]
            chosen = [(first, replace(slot, restart=NEW_LIST)), *chosen[1:]]
        ordered += chosen
    return ordered


def _dated(slots: Sequence[tuple[Draft, Slot]]) -> list[tuple[Draft, Slot]]:
    """The slots, each with the date that the last heading or entry before it names."""
    dated, date = [], None
    for draft, slot in slots:
        date = slot.day or slot.fresh or date
        dated.append((draft, replace(slot, fresh=date)))
    return dated


def _is_newest_first(
    those: Sequence[tuple[Draft, Slot]],
    turned: Sequence[tuple[Draft, Slot]],
    stated: Mapping[Draft, tuple[str, ...]],
) -> bool:
    """Whether a list makes better sense backwards; two entries must also tell of stages in that order."""
    cheaper = cost_of([slot for _, slot in turned]) + TURNED < cost_of([slot for _, slot in those])
    if not cheaper or len(those) > 2:
        return cheaper
    stages = [COURSE.index(stated[draft][0]) for draft, _ in those if stated[draft]]
    return len(stages) == 2 and all(later < earlier for earlier, later in pairwise(stages))


def _clock(draft: Draft) -> Clock | None:
    clock = draft.phrase.clock
    return clock if clock is not None and clock.known else None


def zone_of(draft: Draft, facts: Facts, assumed: Assumed) -> dt.tzinfo | None:
    """The zone of an entry: its own, its table's, the text's, else the assumed one; None where it is unclear."""
    for name in (draft.phrase.zone, draft.column_zone):
        meanings = read_zone(name) if name else ()
        if len(meanings) == 1 or (name == "BST" and meanings):
            return meanings[0]
        if meanings:
            return assumed.zone if assumed.zone in meanings else None
    return facts.zone or assumed.zone


def _given(draft: Draft, facts: Facts, assumed: Assumed) -> dt.datetime | None:
    """The time of an entry that counts from the text's T+0."""
    since, zero = draft.phrase.since_zero, facts.zero
    if since is None or zero is None or zero.clock is None:
        return None
    zone = read_zone(zero.zone)[0] if zero.zone and read_zone(zero.zone) else facts.zone or assumed.zone
    date = facts.date_of(zero.day, assumed.day) or facts.day or assumed.day
    if date is None:
        return None
    midnight = dt.datetime.combine(date, dt.time.min) + dt.timedelta(seconds=zero.clock.seconds)
    return midnight.replace(tzinfo=zone).astimezone(dt.UTC) + since
