"""Changes before the onset -> suspects, ranked, with what speaks for and against each."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reconstruct.events import HUMAN_KINDS
from reconstruct.timeline.nouns import Evidence, Suspect
from reconstruct.timeline.people import cite
from reconstruct.timeline.words import telling_words

REACH = pd.Timedelta(days=7)  # a change that has run for a week without harm is no suspect of its own
TOLD_BEFORE = pd.Timedelta(hours=1)  # a change that was only spoken of
HALF_LEAD_SECONDS = 600.0  # a change ten minutes before the onset counts half as much as one at the onset
CLOCK_SLACK = pd.Timedelta(seconds=5)  # between the clock of the change list and that of the requests
SAME_CHANGE = pd.Timedelta(hours=1)
MOST = 8
# What each ground adds to the score; they add up to 1.
CLOSENESS, NAMED_BY_CAUSE, NAMED_BY_ERRORS, RECORDED = 0.5, 0.25, 0.1, 0.15


def rank_suspects(
    people: pd.DataFrame,
    machine: pd.DataFrame,
    onset: pd.Timestamp,
    causes: Sequence[str],
    failures: Sequence[str],
) -> tuple[Suspect, ...]:
    """Every change up to a week before `onset`, the likeliest first.

    `people` as gathered; `machine`: records of processes and jobs that begin or end; `causes`: what people stated as
    the cause and how they repaired it; `failures`: the first errors and failing routes. A change after the onset
    cannot be its cause.
    """
    listed = _before(people[people["kind"] == "change"], onset, REACH)
    spoken = _before(people[people["said"] & people["change"] & ~people["relayed"]], onset, TOLD_BEFORE)
    begun = _before(machine[~machine["kind"].isin(HUMAN_KINDS)], onset, TOLD_BEFORE)
    stated = set().union(*map(telling_words, causes)) if causes else set()
    failed = set().union(*map(telling_words, failures)) if failures else set()
    changes = [_suspect(rows, onset, stated, failed) for rows in _same_changes(listed)]
    changes += [_suspect(spoken.loc[[at]], onset, stated, failed) for at in spoken.index]
    changes += [_suspect(begun.loc[[at]], onset, stated, failed) for at in begun.tail(MOST).index]
    return tuple(sorted(changes, key=lambda s: (-s.score, -s.time.timestamp()))[:MOST])


def _before(rows: pd.DataFrame, onset: pd.Timestamp, reach: pd.Timedelta) -> pd.DataFrame:
    return rows[(rows["time"] <= onset + CLOCK_SLACK) & (rows["time"] >= onset - reach)]


def _same_changes(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """The records of a change's start and end together: near in time, by the same source, mostly the same words."""
    groups: list[list[pd.Series]] = []
    for _, row in rows.iterrows():
        ends = row["action"] in ("finished", "failed")
        home = next((group for group in reversed(groups) if ends and _one_change(group[-1], row)), None)
        if home is not None:
            home.append(row)
        else:
            groups.append([row])
    return [pd.DataFrame(group) for group in groups]


def _one_change(one: pd.Series, two: pd.Series) -> bool:
    words = telling_words(str(one["message"])), telling_words(str(two["message"]))
    near = two["time"] - one["time"] <= SAME_CHANGE and one["source"] == two["source"]
    return bool(near and 2 * len(words[0] & words[1]) >= min(len(words[0]), len(words[1]), 4))


def _suspect(rows: pd.DataFrame, onset: pd.Timestamp, stated: set[str], failed: set[str]) -> Suspect:
    first = rows.iloc[0]
    words = set().union(*(telling_words(str(text)) for text in rows["message"]))
    lead = max(0.0, (onset - rows["time"].iloc[-1]).total_seconds())
    by_cause, by_errors = sorted(words & stated), sorted(words & failed)
    listed = first["kind"] == "change"
    speaks_for = [f"{_lead(lead)} before the onset"]
    speaks_against = [] if lead <= HALF_LEAD_SECONDS * 6 else ["ran for over an hour without harm"]
    if by_cause:
        speaks_for.append("named by those who stated the cause or repaired it: " + ", ".join(by_cause[:4]))
    if by_errors:
        speaks_for.append("named in the first errors: " + ", ".join(by_errors[:4]))
    if not by_cause and not by_errors:
        speaks_against.append("shares no name with the errors or with what people stated")
    if not listed:
        speaks_against.append("in no list of changes")
    score = (
        CLOSENESS / (1 + lead / HALF_LEAD_SECONDS)
        + NAMED_BY_CAUSE * bool(by_cause)
        + NAMED_BY_ERRORS * bool(by_errors)
        + RECORDED * bool(listed)
    )
    evidence: tuple[Evidence, ...] = tuple(cite(row) for _, row in rows.iterrows())
    text = evidence[0].text
    return Suspect(
        first["time"], str(first["kind"]), text, round(score, 3), evidence, tuple(speaks_for), tuple(speaks_against)
    )


def _lead(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"
