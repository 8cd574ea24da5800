"""People's records around an incident's end -> the repair that worked, and those that did not."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reconstruct.timeline.acts import IN_VAIN, REPAIR
from reconstruct.timeline.people import between
from reconstruct.timeline.words import telling_words

REPORT = pd.Timedelta(minutes=3)  # people write that it is done within minutes of its effect
TYPING = pd.Timedelta(seconds=5)  # a repair acts while its announcement is still being typed
PREPARE = REPAIR + "prepare"
BACK = {REPAIR + "rollback", REPAIR + "restore"}  # both bring an earlier state back, and people use either word


@dataclass(frozen=True, slots=True)
class Repair:
    """The repair that worked: when it began, its acts (`first` of them the row that tells), the names it touches.

    `failed`: acts of repairs that were said not to have helped, before it.
    """

    start: pd.Timestamp
    earliest: pd.Timestamp
    latest: pd.Timestamp
    rule: str
    first: pd.Series
    acts: pd.DataFrame
    failed: pd.DataFrame
    names: frozenset[str]


def find_repair(people: pd.DataFrame, low: pd.Timestamp | None, end: pd.Timestamp | None) -> Repair | None:
    """The repair that worked, between `low` and the end of the failing requests; None where no record tells.

    It is of the kind (restart, rollback, ...) of the last act before the end, or of the report that follows it; what
    was said not to have helped before that is a repair that failed.
    """
    if end is None:
        return None
    near = between(people, low, end + REPORT)
    told = near["said"] | (near["action"] == "noted") | (near["kind"] == "change")
    near = near[told & ~near["relayed"]]
    acts = near[near["repair"] & ~_finished(near)]
    before, reports = acts[acts["time"] <= end + TYPING], acts[acts["time"] > end + TYPING]
    if not len(before):
        return _from_report(reports, end)
    families = _families(reports) & _families(before) or _families(before.tail(1))
    failed = _failed(before, near[near["time"] <= end], families)
    standing = before[~failed]
    worked = standing[_of(standing, families | {PREPARE})]
    if not len(worked):
        return _from_report(reports, end)
    first = worked.iloc[0]
    texts = " ".join(pd.concat([worked, reports])["message"].astype("str"))
    return Repair(
        start=first["time"],
        earliest=first["time"],
        latest=first["latest"],
        rule="first act of the last kind of repair before the end that nobody said was without effect",
        first=first,
        acts=worked,
        failed=before[failed],
        names=frozenset(telling_words(texts)),
    )


def _finished(rows: pd.DataFrame) -> pd.Series:
    """Records of the end of a change whose beginning stands in the same list."""
    begun = set(rows[(rows["kind"] == "change") & (rows["action"] == "started")]["source"].astype("str"))
    return (rows["kind"] == "change") & (rows["action"] == "finished") & rows["source"].astype("str").isin(begun)


def _failed(acts: pd.DataFrame, near: pd.DataFrame, families: set[str]) -> pd.Series:
    """Which acts were said not to have helped.

    "No effect" speaks of all that was tried before it, "restart did not help" of restarts, and "still failing" of
    other kinds of repair than the one that worked: that one may be under way.
    """
    failed = pd.Series(data=False, index=acts.index)
    kinds = sorted(_families(acts))
    named = [IN_VAIN + kind for kind in kinds]
    vague = near[near["no_effect"] & ~near[named].any(axis=1)]["time"]
    failed |= acts["time"] < vague.max() if len(vague) else False
    for kind in kinds:
        told = near[near[IN_VAIN + kind]]["time"]
        failed |= (acts[kind] & (acts["time"] < told.max())) if len(told) else False
    still = near[near["still"] & (near["time"] <= acts["time"].iloc[-1])]["time"]
    failed |= (~_of(acts, families | {PREPARE}) & (acts["time"] < still.max())) if len(still) else False
    return failed


def _families(rows: pd.DataFrame) -> set[str]:
    found = {str(name) for name in rows.columns if str(name).startswith(REPAIR) and rows[name].any()}
    return found | BACK if found & BACK else found


def _of(rows: pd.DataFrame, families: set[str]) -> pd.Series:
    return rows[sorted(families)].any(axis=1)


def _from_report(reports: pd.DataFrame, end: pd.Timestamp) -> Repair | None:
    """A repair that is only known from the report that it is done: it began before the end."""
    if not len(reports):
        return None
    first = reports.iloc[0]
    return Repair(
        start=end,
        earliest=end - REPORT,
        latest=first["latest"],
        rule="reported as done just after the end; it must have begun before, nobody recorded when",
        first=first,
        acts=reports,
        failed=reports.iloc[:0],
        names=frozenset(telling_words(str(first["message"]))),
    )
