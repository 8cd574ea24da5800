"""Changes before the onset -> suspects, ranked, with what speaks for and against each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reconstruct.events import HUMAN_KINDS
from reconstruct.timeline.changes import same_changes, shapes_of, vocabulary
from reconstruct.timeline.nouns import Evidence, Suspect
from reconstruct.timeline.people import cite
from reconstruct.timeline.signs import holds
from reconstruct.timeline.words import telling_words

REACH = pd.Timedelta(days=7)  # a change that has run for a week without harm is no suspect of its own
TOLD_BEFORE = pd.Timedelta(hours=1)  # a change that was only spoken of, or only logged by the machine itself
HALF_LEAD_SECONDS = 600.0  # a change ten minutes before the onset counts half as much as one at the onset
CLOCK_SLACK = pd.Timedelta(seconds=5)  # between the clock of the change list and that of the requests
HARMLESS_SECONDS = 3600.0
MOST = 8
MOST_LOGGED = 200  # records of machines in the last hour; of more the rarest are looked at
MOST_EVIDENCE = 6
# By how much each ground multiplies the odds of a suspect; a listed change at the onset has even odds without them.
NAMED_BY_CAUSE, NAMED_BY_ERRORS, UNLISTED = 8.0, 6.0, 0.5
WEIGHTS = {"elsewhere": 0.1, "idle": 0.2, "commit": 0.5, "failed": 2.0}
UNDONE = 0.2
UNDOES = r"(?i)\b(?:roll(?:ed|ing)?[ -]?back|revert(?:ed|ing|s)?|back(?:ed|ing) out|downgrad(?:ed|e|ing))\b"
FEW = 5  # changes: among fewer, a word that most of them hold may still tell
ROUTINE = 3  # times that the same job ran before without harm: then it needs a name to be a suspect


@dataclass(frozen=True, slots=True)
class Grounds:
    """What suspects are held against: the onset, words of the cause and of the first errors, changes that undo one."""

    onset: pd.Timestamp
    stated: frozenset[str]
    failed: frozenset[str]
    undone: tuple[pd.DataFrame, ...]


def rank_suspects(
    people: pd.DataFrame,
    machine: pd.DataFrame,
    onset: pd.Timestamp,
    causes: Sequence[str],
    failures: Sequence[str],
) -> tuple[Suspect, ...]:
    """Every change up to a week before `onset`, the likeliest first.

    `people` as gathered; `machine`: records that tell of a change, a process or a job; `causes`: what people stated as
    the cause and how they repaired it; `failures`: the first errors and failing routes. A change after the onset
    cannot be its cause.
    """
    listed = _counted(_before(people[people["kind"] == "change"], onset, REACH))
    spoken = _counted(_before(people[people["said"] & people["change"] & ~people["relayed"]], onset, TOLD_BEFORE))
    logged = _before(machine[~machine["kind"].isin(HUMAN_KINDS)], onset, REACH)
    logged = _counted(logged.assign(message=_named(logged)))
    logged = _before(logged, onset, TOLD_BEFORE)
    logged = logged.loc[logged["alike"].nsmallest(MOST_LOGGED).index]
    changes = [*same_changes(listed), *(spoken.loc[[at]] for at in spoken.index), *same_changes(logged)]
    dull = _dull(changes)
    grounds = Grounds(
        onset=onset,
        stated=_words(causes) - dull,
        failed=_words(failures) - dull,
        undone=tuple(rows for rows in changes if holds(rows["message"], UNDOES).any()),
    )
    suspects = [_suspect(rows, grounds) for rows in changes if not _routine(rows, grounds)]
    return tuple(sorted(suspects, key=lambda s: (-s.score, -s.time.timestamp()))[:MOST])


def _before(rows: pd.DataFrame, onset: pd.Timestamp, reach: pd.Timedelta) -> pd.DataFrame:
    return rows[(rows["time"] <= onset + CLOCK_SLACK) & (rows["time"] >= onset - reach)]


def _named(rows: pd.DataFrame) -> pd.Series:
    """The messages of machines, with the component where they do not name it themselves."""
    bare = rows["component"].isna() | (rows["kind"] == "database")
    return rows["message"].where(bare, rows["component"].fillna("") + ": " + rows["message"])


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with how often the same text, and one of its kind, came earlier in them."""
    same, alike = shapes_of(rows["message"])
    return rows.assign(same=rows.groupby(same).cumcount(), alike=rows.groupby(alike).cumcount())


def _words(texts: Sequence[str]) -> frozenset[str]:
    return frozenset[str]().union(*map(telling_words, texts)) if texts else frozenset()


def _dull(changes: Sequence[pd.DataFrame]) -> frozenset[str]:
    """Words that stand in more than half of several changes, and so tell none of them apart."""
    if len(changes) < FEW:
        return frozenset()
    told = [word for rows in changes for word in _words(list(rows["message"].astype("str")))]
    counts = pd.Series(told, dtype="str").value_counts()
    return frozenset(counts[counts * 2 > len(changes)].index)


def _routine(rows: pd.DataFrame, grounds: Grounds) -> bool:
    """Whether it is a job that ran just so several times before, and nothing names it."""
    words = _words(list(rows["message"].astype("str")))
    return bool(rows["same"].min() >= ROUTINE and not words & (grounds.stated | grounds.failed))


def _suspect(rows: pd.DataFrame, grounds: Grounds) -> Suspect:
    first, texts = rows.iloc[0], rows["message"].astype("str")
    words = _words(list(texts))
    lead = max(0.0, (grounds.onset - rows["time"].iloc[-1]).total_seconds())
    by_cause, by_errors = sorted(words & grounds.stated), sorted(words & grounds.failed)
    listed = first["kind"] == "change"
    odds = 1 / (1 + lead / HALF_LEAD_SECONDS) * (1.0 if listed else UNLISTED)
    speaks_for = [f"{_lead(lead)} before the onset"]
    speaks_against = [] if lead <= HARMLESS_SECONDS else ["ran for over an hour without harm"]
    if by_cause:
        odds *= NAMED_BY_CAUSE
        speaks_for.append("named by those who stated the cause or repaired it: " + ", ".join(by_cause[:4]))
    if by_errors:
        odds *= NAMED_BY_ERRORS
        speaks_for.append("named in the first errors: " + ", ".join(by_errors[:4]))
    if not by_cause and not by_errors:
        speaks_against.append("shares no name with the errors or with what people stated")
    if not listed:
        speaks_against.append("in no list of changes")
    for name, telling in vocabulary("weighs").items():
        if _weighs(name, holds(texts, telling.pattern)):
            odds *= WEIGHTS[name]
            (speaks_for if WEIGHTS[name] > 1 else speaks_against).append(telling.says)
    odds *= _harmless(rows, speaks_against)
    if _was_undone(rows, words, grounds):
        odds *= UNDONE
        speaks_against.append("was rolled back before the onset")
    evidence = _evidence(rows, grounds)
    return Suspect(
        first["time"],
        str(first["kind"]),
        evidence[0].text,
        round(odds / (1 + odds), 3),
        evidence,
        tuple(speaks_for),
        tuple(speaks_against),
    )


def _weighs(name: str, told: pd.Series) -> bool:
    """A run changed nothing if all of its records say so; it failed, or was elsewhere, if one of them does."""
    return bool(told.all() if name == "idle" else told.any())


def _harmless(rows: pd.DataFrame, speaks_against: list[str]) -> float:
    """By Laplace's rule of succession: what came k times without harm does harm with odds of 1 in k + 2.

    The same thing again is taken at that; a change of its kind (the next version) is another one: at the root of it.
    """
    same, alike = int(rows["same"].min()), int(rows["alike"].min())
    if not alike:
        return 1.0
    times = "once" if alike == 1 else f"{alike} times"
    speaks_against.append(f"the {'same' if same else 'like of it'} came {times} before in these logs without harm")
    return float(min(2 / (same + 2), (2 / (alike + 2)) ** 0.5))


def _was_undone(rows: pd.DataFrame, words: frozenset[str], grounds: Grounds) -> bool:
    """Whether a later roll-back before the onset names at least half of what it names."""
    later = (back for back in grounds.undone if back["time"].iloc[0] > rows["time"].iloc[-1])
    names = {word for word in words if not any(letter.isdigit() for letter in word)}
    return any(2 * len(names & _words(list(back["message"].astype("str")))) >= max(len(names), 1) for back in later)


def _evidence(rows: pd.DataFrame, grounds: Grounds) -> tuple[Evidence, ...]:
    """The records that prove it: those that name what failed first, then the first, the failed and the last ones."""
    known = grounds.stated | grounds.failed
    named = rows["message"].map(lambda text: bool(telling_words(str(text)) & known)).astype(bool)
    telling = holds(rows["message"], vocabulary("weighs")["failed"].pattern)
    places = [*rows.index[named], rows.index[0], *rows.index[telling], rows.index[-1], *rows.index]
    chosen = list(dict.fromkeys(places))[:MOST_EVIDENCE]
    lead = chosen[0] if len(rows) > 2 else rows.index[0]  # start and end of one change: told by its start
    ordered = [lead, *(at for at in rows.index if at in chosen and at != lead)]
    return tuple(cite(rows.loc[at]) for at in ordered)


def _lead(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"
