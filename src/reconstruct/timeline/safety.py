"""Machines' records -> the last backup before the onset, the state of replication, and what data rest on them."""

from __future__ import annotations

import re

import pandas as pd

from reconstruct.timeline.condense import Digest
from reconstruct.timeline.findings import SafetyNet
from reconstruct.timeline.people import cite
from reconstruct.timeline.signs import nets, states_told

OF_PEOPLE = ("alert", "page", "chat", "ticket")  # lists of changes name jobs, and count
ENDED = ("good", "doubtful", "failed")
SETTLE_BACKUP = "the backup job's own log, or the storage's list of backups, would settle it"
SETTLE_REPLICATION = "the replica's own error log or its monitoring would settle it"
LAG = re.compile(
    r"(?i)\b(?:lag\w*|behind(?:_master|_source)?)\b\W{0,3}(\d+(?:\.\d+)?)\s*(ms|s|sec|seconds|min|minutes|h)?\b"
    r"|(\d+(?:\.\d+)?)\s*(ms|s|sec|seconds|min|minutes|h)\s+behind"
)
UNITS = {"ms": 0.001, "s": 1.0, "sec": 1.0, "seconds": 1.0, "min": 60.0, "minutes": 60.0, "h": 3600.0, "": 1.0}


def find_safety_nets(digest: Digest, begin: pd.Timestamp, end: pd.Timestamp) -> tuple[SafetyNet, ...]:
    """The last backup before `begin`, and what replication did up to `end`; not found is an answer.

    >>> from reconstruct.timeline.condense import condense
    >>> from reconstruct.events import empty
    >>> moment = pd.Timestamp("2023-05-15T09:00Z")
    >>> [net.state for net in find_safety_nets(condense(empty()), moment, moment)]
    ['not_found', 'not_found']
    """
    records = digest.events[~digest.events["kind"].isin(OF_PEOPLE)]
    return _backup(_states(records, "backup"), begin), _replication(_states(records, "replication"), begin, end)


def _states(records: pd.DataFrame, name: str) -> pd.DataFrame:
    """The records that tell a state of the net, with that `state`, in the order of time."""
    texts = records["component"].fillna("") + ": " + records["message"].fillna("")
    told = records.assign(state=states_told(nets()[name], texts))
    return told[told["state"] != ""].sort_values(["time", "source", "offset"])


def _backup(told: pd.DataFrame, begin: pd.Timestamp) -> SafetyNet:
    before = told[told["time"] < begin]
    ended = before[before["state"].isin(ENDED)]
    sound = ended[ended["state"] != "failed"]
    if not len(before):
        text = "no record of a backup before the onset: what could be restored cannot be told from these logs"
        return SafetyNet("backup", "not_found", text, None, (), SETTLE_BACKUP)
    if not len(sound):
        last = ended.iloc[-1] if len(ended) else before.iloc[-1]
        failed = "the last backup before the onset failed, and none before it is recorded as finished"
        open_end = "a backup was under way before the onset, but no record says that it finished"
        text, state = (failed, "failed") if len(ended) else (open_end, "doubtful")
        return SafetyNet("backup", state, text, last["time"], (cite(last),), SETTLE_BACKUP)
    last = sound.iloc[-1]
    since = _span(begin - last["time"])
    text = f"the last backup that is recorded as finished ended {since} before the onset"
    text += f"; data written in those {since} are not in it: restored from it alone, they would be lost"
    later = ended[ended["time"] > last["time"]]
    evidence = (cite(last), *(cite(row) for _, row in later.tail(1).iterrows()))
    text += "; a later one failed" if len(later) else ""
    settle = "its words tell of no trial restore; binary logs or WAL since then would shorten the loss"
    return SafetyNet("backup", str(last["state"]), text, last["time"], evidence, settle)


def _replication(told: pd.DataFrame, begin: pd.Timestamp, end: pd.Timestamp) -> SafetyNet:
    before, within = told[told["time"] < begin], told[told["time"].between(begin, end)]
    trouble = within[within["state"] != "running"]
    if not len(before) and not len(trouble):
        text = "no record of replication before the onset: whether a second copy of the data was current is unknown"
        return SafetyNet("replication", "not_found", text, None, (), SETTLE_REPLICATION)
    said, evidence = [], []
    if len(before):
        last = before.iloc[-1]
        said.append(f"last recorded as {last['state']} {_span(begin - last['time'])} before the onset")
        evidence.append(cite(last))
    for _, row in trouble.drop_duplicates("state").iterrows():
        lag = _say_lag(trouble) if row["state"] == "behind" else ""
        said.append(f"then {row['state']}{lag} within the incident")
        evidence.append(cite(row))
    first = trouble.iloc[0] if len(trouble) else before.iloc[-1]
    risk = {
        "running": "what was written last may not have reached the replica: its lag is not in these logs",
        "behind": "what the replica had not applied yet would be missing, were it made the primary",
        "stopped": "what was written after it stopped is on one machine only",
    }[str(first["state"])]
    text = f"replication was {', '.join(said)}; {risk}".replace("was then", "was")
    return SafetyNet("replication", str(first["state"]), text, first["time"], tuple(evidence), SETTLE_REPLICATION)


def _say_lag(rows: pd.DataFrame) -> str:
    """The largest lag that the records name."""
    lags = []
    for text in rows["message"].astype("str"):
        for number, unit, other, other_unit in LAG.findall(text):
            lags.append(float(number or other) * UNITS[(unit or other_unit).lower()])
    return f" by up to {max(lags):.0f} s" if lags else ""


def _span(length: pd.Timedelta) -> str:
    seconds = length.total_seconds()
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
