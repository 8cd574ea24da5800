"""Requests that end before the other logs do -> traffic that stopped, or the question whether the log was only cut."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reconstruct.events import HUMAN_KINDS
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.evidence import Statement
from reconstruct.timeline.falls import STOPPED, find_falls
from reconstruct.timeline.people import cite
from reconstruct.timeline.signals import Signals
from reconstruct.timeline.stretches import SECOND, Stretch, place

SILENT = pd.Timedelta(minutes=5)  # the usual alert on missing traffic: no request for 5 min
NEAR = pd.Timedelta(minutes=2)  # of its last request, something tells why a log fell silent


def find_silence(digest: Digest, signals: Signals, people: pd.DataFrame) -> Stretch | Statement | None:
    """The silence from the last request to the end of the other logs, where chance does not explain it.

    It is a departure where an error that is new then, an alert, a page or a person bears it out; else a question, for
    a log that somebody cut, or copied earlier than the others, looks the same.
    """
    if not len(digest.requests):
        return None
    last = signals.index[-1]
    others = digest.edges[~digest.edges["kind"].isin((*HUMAN_KINDS, "request"))]
    until = others["time"].max()
    if pd.isna(until) or until - last < SILENT:
        return None
    beyond = int((until.floor("s") - last).total_seconds())
    falls = find_falls(np.concatenate([signals.users, np.zeros(beyond)]), known=len(signals.users))
    final = falls[-1:]
    if not final or final[0].level > STOPPED or final[0].stop < len(signals.users):
        return None
    if _borne_out(digest, people, last, until):
        return place("traffic", final, signals)[0]
    row = others[others["time"] == until].iloc[0]
    text = (
        f"the requests end at {last:%H:%M:%S} UTC, the other logs {(until - last).total_seconds() / 60:.0f} min later"
    )
    text += ": traffic may have stopped, or the log was cut"
    text += "; the web server's log of that time would settle it"
    return Statement("question", text, last, (cite(digest.marks.iloc[-1]), cite(row)))


def _borne_out(digest: Digest, people: pd.DataFrame, last: pd.Timestamp, until: pd.Timestamp) -> bool:
    """Whether a new kind of error near the last request, or an alert, page or report after it, tells of it."""
    errors = digest.records[digest.records["severity"].isin(("error", "critical"))]
    near = errors[errors["second"].between(last - NEAR, last + NEAR)]
    before = errors[errors["second"] < last - NEAR]
    if (~near["template"].isin(before["template"])).any():
        return True
    after = people[people["time"].between(last - SECOND, until)]
    alert = (after["kind"] == "alert") & (after["action"] == "firing")
    page = (after["kind"] == "page") & (after["action"] == "triggered")
    said = (after["said"] | (after["kind"] == "ticket")) & after["symptom"]
    return bool((alert | page | after["bot_alert"] | said).any())
