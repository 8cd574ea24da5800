"""Stretches of a departure -> its onset and its end as milestones, each with the request that proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from reconstruct.timeline.condense import Digest, failing, route_of, wrong
from reconstruct.timeline.counts import FELT_MS
from reconstruct.timeline.groups import end_of, onset_of
from reconstruct.timeline.nouns import Evidence, Milestone, Statement
from reconstruct.timeline.parts import belongs_to
from reconstruct.timeline.people import cite
from reconstruct.timeline.signals import Signals
from reconstruct.timeline.stretches import Stretch

SECOND = pd.Timedelta(seconds=1)
WHAT = {
    "failing": "failing request",
    "wrong": "refused or missing answer",
    "slow": "slow request",
    "traffic": "request before the traffic fell",
    "errors": "error record",
}


def find_onset(stretches: Sequence[Stretch], digest: Digest, signals: Signals) -> Milestone:
    """The first request of the departure; without a time where it ran already when the logs began."""
    stretch = onset_of(stretches)
    row = _row(stretch, digest, signals, first=True)
    evidence = (cite(row),)
    base = f"{_level(stretch)} from a baseline of {_percent(stretch.base)}"
    if stretch.opens or _under_way(row, signals):
        rule = f"the {stretch.signal} signal had left its baseline when the logs began"
        return Milestone("onset", None, None, row["time"], "measured", rule, evidence)
    rule = f"first {WHAT[stretch.signal]} of the sustained departure ({base}), placed by maximum likelihood"
    if stretch.part is not None:
        rule += f"; found on the {stretch.part} alone"
    if stretch.signal == "slow":
        rule += f"; slow is over {signals.slow_over_ms.median():.0f} ms on the typical route"
    if stretch.signal == "traffic":
        rule = f"last {WHAT['traffic']} to {_percent(stretch.level)} of what was expected"
        rule = rule if stretch.part is None else f"last record before the {stretch.part} fell silent"
    rule += _answered(row, digest)
    rule += f"; it grew gradually and had half risen at {stretch.half:%H:%M:%S} UTC" if stretch.half is not None else ""
    low = min(stretch.start_low, row["time"])
    return Milestone("onset", row["time"], low, max(stretch.start_high, row["time"]), "measured", rule, evidence)


def find_mitigated(stretches: Sequence[Stretch], digest: Digest, signals: Signals) -> Milestone:
    """The last failing request, or the return of traffic; without a time where it still runs when the logs end."""
    stretch = end_of(stretches)
    row = _row(stretch, digest, signals, first=False)
    evidence = (cite(row),)
    if stretch.runs_on:
        rule = f"the {stretch.signal} signal had not regained its baseline when the logs end"
        until = max(row["time"], stretch.stop)
        return Milestone("mitigated", None, until, None, "measured", rule, evidence)
    rule = f"last {WHAT[stretch.signal]} before the baseline is regained and holds"
    if stretch.signal == "traffic":
        rule = "first request with which the traffic returned to its expected rate"
        rule = rule if stretch.part is None else f"first record with which the {stretch.part} was heard again"
    rule += _answered(row, digest)
    low, high = min(stretch.stop_low, row["time"]), max(stretch.stop_high, row["time"])
    return Milestone("mitigated", row["time"], low, high, "measured", rule, evidence)


def _under_way(row: pd.Series, signals: Signals) -> bool:
    """Whether this first request of a departure was asked before the log began: others may have failed before it."""
    if row["kind"] != "request" or pd.isna(row["duration_ms"]):
        return False
    return bool(row["time"] - pd.Timedelta(milliseconds=row["duration_ms"]) < signals.begin + SECOND)


def _answered(row: pd.Series, digest: Digest) -> str:
    """Why the cited line bears another time than the milestone."""
    started = any(source.path == row["source"] and source.stamps == "start" for source in digest.sources)
    if not started or pd.isna(row["duration_ms"]):
        return ""
    return f"; its line bears the time of its start, it was answered {row['duration_ms'] / 1000:.3g} s later"


def find_half_rise(stretches: Sequence[Stretch], digest: Digest, signals: Signals) -> Statement | None:
    """The finding that the departure grew gradually, and when it had half risen; None where it rose at once."""
    stretch = onset_of(stretches)
    if stretch.half is None or stretch.opens:
        return None
    row = _row(replace(stretch, start=stretch.half), digest, signals, first=True)
    minutes = (stretch.half - stretch.start).total_seconds() / 60
    text = f"the {stretch.signal} signal grew gradually: it had half risen {minutes:.1f} min after its first excess"
    return Statement("finding", text, stretch.half, (cite(row),))


def first_failure(stretch: Stretch, digest: Digest, signals: Signals) -> Evidence:
    """The line with which a stretch begins."""
    return cite(_row(stretch, digest, signals, first=True))


def _row(stretch: Stretch, digest: Digest, signals: Signals, *, first: bool) -> pd.Series:
    """The row that marks the stretch's start or its stop: of the signal's own kind, in that second."""
    if stretch.signal == "traffic":
        return _neighbour(stretch, digest, first=first)
    if stretch.signal == "errors":
        rows = digest.events[(digest.events["severity"] >= "error")]
    elif stretch.signal == "slow":
        limits = route_of(digest.marks).map(signals.slow_over_ms).fillna(FELT_MS)
        rows = digest.marks[digest.marks["duration_ms"] > limits]
    elif stretch.signal == "wrong":
        rows = digest.marks[wrong(digest.marks) & route_of(digest.marks).isin(signals.known_routes)]
    else:
        rows = digest.marks[failing(digest.marks)]
    if stretch.part is not None:
        own = rows[belongs_to(rows, stretch.part)]
        rows = own if own["time"].between(stretch.start, stretch.stop + SECOND, inclusive="left").any() else rows
    second = stretch.start if first else stretch.stop
    within = rows[rows["time"].between(stretch.start, stretch.stop + SECOND, inclusive="left")]
    near = within[within["time"].dt.floor("s") == second]
    near = near if len(near) else within
    return near.iloc[0 if first else -1]


def _neighbour(stretch: Stretch, digest: Digest, *, first: bool) -> pd.Series:
    """The last request before the traffic fell, or the first with which it came back."""
    marks = digest.marks
    if stretch.part is not None:
        marks = digest.edges[belongs_to(digest.edges, stretch.part)]
    before, after = marks[marks["time"] <= stretch.start], marks[marks["time"] > stretch.stop]
    if first:
        return before.iloc[-1] if len(before) else marks.iloc[0]
    return after.iloc[0] if len(after) else marks.iloc[-1]


def _level(stretch: Stretch) -> str:
    return {
        "failing": "failing ",
        "wrong": "wrong ",
        "slow": "slow ",
        "traffic": "traffic ",
        "errors": "errors a second ",
    }[stretch.signal] + _percent(stretch.level)


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
