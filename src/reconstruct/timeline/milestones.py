"""People's records around a departure -> the milestones of detection and response, each with its rule and evidence."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reconstruct.timeline.notices import tells_of_it
from reconstruct.timeline.nouns import Basis, Milestone
from reconstruct.timeline.people import between, cite, who
from reconstruct.timeline.repair import REPORT, TYPING, Repair
from reconstruct.timeline.words import telling_words

NOTICE_SECONDS = 120  # an alert and the page or post that tells of it are one if so close
AFTERGLOW = pd.Timedelta(hours=4)  # people declare an incident over within a shift
LED_TO = pd.Timedelta(minutes=20)  # who finds a fault acts on it within minutes, or has somebody asked first
FOLLOW_UPS = ("noted", "acknowledged", "assigned", "prioritised", "escalated", "resolved", "reopened")  # of a ticket
EARLY = pd.Timedelta(seconds=60)  # an all clear may come while the last failing request is under way


@dataclass(frozen=True, slots=True)
class Span:
    """What the signals say of an incident.

    `begin`: the earliest that the onset may be, or the first that was seen of it; `onset` and `end`: None where they
    lie outside of the logs; `until`: up to when records are taken to speak of it (the next incident's onset, or some
    hours after the end).
    """

    begin: pd.Timestamp
    onset: pd.Timestamp | None
    end: pd.Timestamp | None
    until: pd.Timestamp


def find_detected(people: pd.DataFrame, span: Span) -> Milestone | None:
    """The earliest alert, page, or person's report at or after the onset."""
    near = between(people.assign(notice=tells_of_it(people, span.begin)), span.begin, span.until)
    remark = near["said"] & near["symptom"]
    ticket = (near["kind"] == "ticket") & near["symptom"] & ~near["action"].isin(FOLLOW_UPS)
    told = near[near["notice"] | remark | ticket]
    if not len(told):
        return None
    first = told.iloc[0]
    by = "alert"
    if first["kind"] == "ticket" or (first["said"] and first["relayed"]):
        by = "customer"
    elif first["said"]:
        by = "engineer"
    rule = {
        "alert": "first alert or page at or after the onset",
        "customer": "first complaint of a customer at or after the onset, before any alert or page",
        "engineer": "first remark of an engineer at or after the onset, before any alert or page",
    }[by]
    known = told[(told["time"] - first["time"]).dt.total_seconds() <= NOTICE_SECONDS] if by == "alert" else told[:1]
    notified = known[(known["kind"] != "alert")]
    latest = notified["time"].iloc[0] if len(notified) and first["kind"] == "alert" else first["latest"]
    low = (
        max(first["time"], span.onset) if span.onset is not None and first["latest"] > first["time"] else first["time"]
    )
    if span.onset is None:
        rule = "it ran when the logs began: people may have known before; first record of it"
        return Milestone("detected", None, None, first["latest"], _basis(first), rule, (cite(first),), by)
    return Milestone(
        name="detected",
        time=low,
        earliest=low,
        latest=max(latest, low),
        basis=_basis(first),
        rule=rule,
        evidence=tuple(cite(row) for _, row in known.drop_duplicates("kind").head(3).iterrows()),
        by=by,
    )


def find_acknowledged(people: pd.DataFrame, span: Span, detected: Milestone | None) -> Milestone | None:
    """The first acknowledgement on the pager, or the first act of a responder in the chat, once detected."""
    if detected is None or detected.time is None:
        return None
    near = between(people, detected.time, span.until)
    taken = near["kind"].isin(("page", "ticket", "alert")) & (near["action"] == "acknowledged")
    pager = (taken | ((near["kind"] == "page") & (near["action"] == "noted"))) & (near["actor"].fillna("") != "")
    act = near["repair"] | near["escalate"] | near["no_effect"] | near["still"] | near["hypothesis"] | near["cause"]
    report = near["time"] <= detected.time
    if detected.by == "alert":  # then a remark on what is wrong is made by one who looks into it
        act |= near["symptom"] & near["actor"].isin(set(near[act | near["acknowledge"]]["actor"]))
    chat = near["said"] & (near["acknowledge"] | (act & ~near["relayed"] & ~report))
    if span.end is not None:  # what is said once it is over takes nothing up
        chat &= near["time"] <= max(span.end, detected.time) + REPORT
    return _first(
        "acknowledged", near[pager | chat], "first acknowledgement, or first act of a responder, once detected"
    )


def find_escalated(
    people: pd.DataFrame, span: Span, detected: Milestone | None, resolved: Milestone | None
) -> Milestone | None:
    """The first time that a further person or team is called in, or the severity raised, once detected."""
    if detected is None:
        return None
    until = resolved.moment if resolved is not None else span.until
    near = between(people, detected.moment, until)
    pager = (near["kind"].isin(("page", "ticket")) & (near["action"] == "escalated")) | near["raised"]
    chat = (near["said"] | (near["action"] == "noted")) & near["escalate"]
    return _first("escalated", near[pager | chat], "first escalation on the pager or in the chat, once detected")


def find_resolved(people: pd.DataFrame, span: Span) -> Milestone | None:
    """The record that declares the incident over: a person on the pager or in the chat, else the pager itself."""
    if span.end is None:
        return None
    near = between(people, span.end - EARLY, span.until)
    closed = (near["kind"] == "page") & (near["action"] == "resolved")
    said = near["said"] & near["all_clear"]
    by_person = near[(closed & (near["actor"].fillna("") != "")) | said]
    if len(by_person):
        return _first("resolved", by_person, "first record by a person after the end that declares the incident over")
    calm = near[near["said"] & near["calm"] & ~near["relayed"]]
    if len(calm):
        return _first("resolved", calm, "first remark after the end that all is as usual; nobody declared it over")
    ticket = near[(near["kind"] == "ticket") & (near["action"] == "resolved") & (near["actor"].fillna("") != "")]
    if len(ticket):
        return _first("resolved", ticket, "a ticket about it was closed after the end; nobody declared it over")
    return _first("resolved", near[closed], "the pager's own resolution after the end; nobody declared it over")


def find_repair_started(repair: Repair | None) -> Milestone | None:
    """The first act of the repair that worked."""
    if repair is None:
        return None
    return Milestone(
        name="repair_started",
        time=repair.start,
        earliest=repair.earliest,
        latest=repair.latest,
        basis=_basis(repair.first),
        rule=repair.rule,
        evidence=tuple(cite(row) for _, row in repair.acts.head(3).iterrows()),
    )


def find_identified(
    people: pd.DataFrame, detected: Milestone | None, repair: Repair | None
) -> tuple[Milestone | None, pd.DataFrame]:
    """The first statement of the cause that the repair acts on, and the causes that were stated before it.

    A cause that was stated before a repair that failed was acted on in vain. What is left are statements of a cause
    and, weaker, of a fault (a state or an event that may be one).
    """
    none = people.iloc[:0]
    if detected is None or repair is None:
        return None, none
    near = between(people, detected.moment, repair.latest + TYPING)
    told = near[(near["said"] | (near["action"] == "noted")) & ~near["relayed"] & ~near["no_effect"]]
    stated = told[told["cause"]]
    before_failure = repair.failed["time"].max() if len(repair.failed) else None
    standing, faults = (_after(rows, before_failure) for rows in (stated, told[told["fault"] & ~told["cause"]]))
    actors = telling_words(" ".join(people["actor"].dropna().unique()))
    chosen, rule = _choose_cause(standing, faults, repair, repair.names - actors)
    milestone = _first("identified", chosen, rule)
    before = stated[stated["time"] < milestone.moment] if milestone is not None else stated
    return milestone, before


def _after(rows: pd.DataFrame, moment: pd.Timestamp | None) -> pd.DataFrame:
    return rows if moment is None else rows[rows["time"] > moment]


def _choose_cause(
    standing: pd.DataFrame, faults: pd.DataFrame, repair: Repair, touched: frozenset[str]
) -> tuple[pd.DataFrame, str]:
    """The statement that the repair acts on, by what they name in common, else by being told just before it.

    Of causes it is the first that names at least half as much of what the repair touches as any does; of faults the
    last, since those told earlier are what was seen on the way to it.
    """
    named = _naming(standing, touched)
    if len(named):
        return named, "first statement of a cause that names what the repair then acts on"
    if len(standing) == 1:
        return standing, "the only statement of a cause that stands between detection and repair"
    if len(standing):
        return standing.iloc[:0], "several causes were stated, and none names what the repair acts on"
    ahead = faults[faults["time"].between(repair.start - LED_TO, repair.start + TYPING)]
    named = _naming(ahead, touched)
    if len(named):
        return named.tail(1), "last statement of a fault before the repair that names what it then acts on"
    own = ahead[ahead["actor"] == repair.first["actor"]] if repair.first["kind"] != "change" else ahead
    return own.tail(1), "last statement of a fault by the one who then repaired it"


def _naming(rows: pd.DataFrame, touched: frozenset[str]) -> pd.DataFrame:
    """The rows that name at least half as much of what was touched as any of them does, and something of it."""
    shared = rows["message"].map(lambda text: len(telling_words(str(text)) & touched)).astype("int64")
    return rows[(shared > 0) & (2 * shared >= shared.max())]


def _first(name: str, rows: pd.DataFrame, rule: str) -> Milestone | None:
    if not len(rows):
        return None
    row = rows.iloc[0]
    same = rows[(rows["time"] - row["time"]).dt.total_seconds() <= 1.0]
    return Milestone(
        name=name,
        time=row["time"],
        earliest=row["time"],
        latest=row["latest"],
        basis=_basis(row),
        rule=f"{rule} ({who(row)})",
        evidence=tuple(cite(each) for _, each in same.head(2).iterrows()),
    )


def _basis(row: pd.Series) -> Basis:
    return "stated" if row["kind"] in ("chat", "ticket") else "recorded"
