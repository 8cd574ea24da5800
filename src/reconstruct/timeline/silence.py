"""Requests, or a log's records, that fail to come -> what stopped, or the question whether the log was only cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from reconstruct.events import HUMAN_KINDS
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.evidence import Statement
from reconstruct.timeline.falls import STOPPED, find_falls
from reconstruct.timeline.gaps import LEAST, LONGER
from reconstruct.timeline.people import cite
from reconstruct.timeline.rotated import log_of
from reconstruct.timeline.scan import Rules
from reconstruct.timeline.signals import Signals
from reconstruct.timeline.stretches import SECOND, Part, Stretch, place

SILENT = pd.Timedelta(minutes=5)  # the usual alert on missing traffic: no request for 5 min
LEAST_GAPS = 5  # from which the usual one is told
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
    # Half as long as the log is enough to tell, and leaves the rest to tell what is usual.
    beyond = min(int((until.floor("s") - last).total_seconds()), len(signals.users) // 2)
    falls = find_falls(np.concatenate([signals.users, np.zeros(beyond)]), known=len(signals.users))
    final = falls[-1:]
    if not final or final[0].level > STOPPED or final[0].stop < len(signals.users):
        return None
    if _borne_out(digest, people, last, until):
        silent = place("traffic", final, signals)[0]
        return replace(silent, stop=until.floor("s"), stop_low=until.floor("s"), stop_high=until.floor("s"))
    row = others[others["time"] == until].iloc[0]
    text = (
        f"the requests end at {last:%H:%M:%S} UTC, the other logs {(until - last).total_seconds() / 60:.0f} min later"
    )
    text += ": traffic may have stopped, or the log was cut"
    text += "; the web server's log of that time would settle it"
    return Statement("question", text, last, (cite(digest.marks.iloc[-1]), cite(row)))


def find_silent_logs(digest: Digest, people: pd.DataFrame) -> list[Stretch]:
    """The silences of logs that write steadily otherwise, each borne out by an error or a report as it began.

    Where no requests are logged, a worker that dies says so by what it no longer writes. A silence counts that is
    several times as long as any other of its log, and that records which come at random would not leave (exponential
    gaps: a log with gaps of g seconds leaves one of L with the chance exp(-L/g) each).
    """
    machine = digest.edges[~digest.edges["kind"].isin(HUMAN_KINDS)]
    found: list[Stretch] = []
    for name, rows in machine.groupby(machine["source"].astype("str").map(log_of)):
        times = rows["time"].sort_values(ignore_index=True)
        gaps = times.diff().dt.total_seconds()[times.dt.floor("min").diff() > pd.Timedelta(0)]
        if len(gaps) < LEAST_GAPS:
            continue
        at = int(gaps.idxmax())
        longest, usual = float(gaps[at]), float(gaps.drop(at).mean())
        chance = float(np.exp(-longest / max(usual, 1.0))) * (times.iloc[-1] - times.iloc[0]).total_seconds()
        rare = longest >= LONGER * max(float(gaps.drop(at).max()), LEAST) and chance < Rules().false_alarms
        start, stop = times[at - 1], times[at]
        if rare and _borne_out(digest, people, start, stop):
            found.append(_silent(str(name), start, stop))
    return found


def _silent(log: str, start: pd.Timestamp, stop: pd.Timestamp) -> Stretch:
    """The silence from a log's last record to the next one."""
    begin, end = start.ceil("s"), stop.floor("s") - SECOND
    return Stretch("traffic", begin, end, start, begin, end, stop, level=0.0, base=1.0, part=Part("log", log))


def _borne_out(digest: Digest, people: pd.DataFrame, last: pd.Timestamp, until: pd.Timestamp) -> bool:
    """Whether a new kind of error near the last request, or an alert, page or report after it, tells of it."""
    errors = digest.errors
    near = errors[errors["second"].between(last - NEAR, last + NEAR)]
    before = errors[errors["second"] < last - NEAR]
    if (~near["template"].isin(before["template"])).any():
        return True
    after = people[people["time"].between(last - SECOND, until)]
    alert = (after["kind"] == "alert") & (after["action"] == "firing")
    page = (after["kind"] == "page") & (after["action"] == "triggered")
    said = (after["said"] | (after["kind"] == "ticket")) & after["symptom"]
    return bool((alert | page | after["bot_alert"] | said).any())
