"""Machines' records around an onset -> which component failed first, and in which order the others followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from reconstruct.events import HUMAN_KINDS, Source
from reconstruct.timeline.baseline import find_departures
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.findings import ComponentFailure
from reconstruct.timeline.laws import RISES, Counts
from reconstruct.timeline.people import cite
from reconstruct.timeline.rotated import log_of
from reconstruct.timeline.signs import holds, tells_of_fault

REACH = pd.Timedelta(hours=2)  # of the log before the onset that tells what a component logs usually
QUIET_SHARE = 0.5
KEPT_PER_SECOND = 2  # errors of a second and source that a digest keeps for certain: the first and the last
LEAD = pd.Timedelta(minutes=5)  # a component may fail before users feel it
CHANCE = 0.05  # that errors which never came before fell into the incident by accident
# NTP keeps hosts within tens of milliseconds (RFC 5905, 2); what was never compared is trusted to the second.
CLOCK_ERROR = pd.Timedelta(seconds=1)
# Errors that begin and end later than the incident by the same span, to this share of it, tell of a clock.
SKEW_LEAST_SECONDS, SKEW_SHARE, SKEW_REACH = 10.0, 0.05, pd.Timedelta(minutes=15)
MOST = 12
TIERS: Mapping[str, str] = {
    "cache": r"(?i)redis|memcache|varnish",
    "queue": r"(?i)rabbitmq|kafka|celery|sidekiq",
    "database": r"(?i)mysql|mariadb|postgres|pgbouncer|mongo|sqlserver|oracle|innodb",
    "web server": r"(?i)nginx|apache|httpd|haproxy|traefik|envoy|caddy",
    "kernel": r"(?i)^kernel$",
}
TIER_OF_KIND = {"server": "web server", "database": "database", "application": "application", "system": "system"}


@dataclass(frozen=True, slots=True)
class Start:
    """The first error of a departure, between which times it lies, the usual errors a minute, and its last error."""

    row: pd.Series
    earliest: pd.Timestamp
    latest: pd.Timestamp
    usual: float
    last: pd.Timestamp


def order_failures(digest: Digest, begin: pd.Timestamp, end: pd.Timestamp) -> tuple[ComponentFailure, ...]:
    """The components whose errors left their baseline with an incident from `begin` to `end`, the first one first.

    A component that logged no error before counts from its first; another from where its rate of errors left its
    baseline. Errors so few that they may have come by accident are left out.
    """
    errors = _errors(digest, begin - REACH, end + SKEW_REACH)
    found = [
        failure
        for name, rows in errors.groupby("name", sort=True)
        if (failure := _failure(str(name), rows, digest, (begin, end))) is not None
    ]
    ordered = sorted(found, key=lambda failure: (failure.time, failure.component))[:MOST]
    return tuple(_ranked(ordered))


def _errors(digest: Digest, low: pd.Timestamp, high: pd.Timestamp) -> pd.DataFrame:
    """Errors of machines and records that bear a sign of a fault, each with the `name` of its component."""
    rows = digest.events[~digest.events["kind"].isin(HUMAN_KINDS) & digest.events["time"].between(low, high)]
    rows = rows[(rows["severity"] >= "error") | tells_of_fault(rows["message"])]
    log = rows["source"].astype("str").map(log_of)
    component = rows["component"].fillna("")
    named = component.where(rows["kind"] != "database", "")  # a database's own parts are one component
    return rows.assign(name=(named + " (" + log + ")").where(named != "", log))


def speaks_only_in_trouble(digest: Digest, paths: Iterable[str]) -> bool:
    """Whether at least half of what these sources say are warnings and errors: then their silence is good news."""
    known = set(paths)
    trouble = digest.records[digest.records["source"].isin(known)]["n"].sum()
    return bool(trouble > QUIET_SHARE * sum(source.events for source in digest.sources if source.path in known))


def _tells_from(digest: Digest, rows: pd.DataFrame) -> pd.Timestamp:
    """From when on the silence of these rows' logs tells that all was well."""
    own = _sources(digest, rows)
    if speaks_only_in_trouble(digest, [source.path for source in own]):
        own = [source for source in digest.sources if source.kind not in HUMAN_KINDS]
    return min(source.first for source in own if source.first is not None)


def _sources(digest: Digest, rows: pd.DataFrame) -> list[Source]:
    logs = {log_of(path) for path in rows["source"].astype("str").unique()}
    return [source for source in digest.sources if log_of(source.path) in logs]


def _failure(
    name: str, rows: pd.DataFrame, digest: Digest, incident: tuple[pd.Timestamp, pd.Timestamp]
) -> ComponentFailure | None:
    """The first of these errors that belongs to the incident; None where none surely does."""
    begin, end = incident
    first = max(_tells_from(digest, rows), begin - REACH)
    low = begin - min(LEAD, max((begin - first) / 2, pd.Timedelta(0)))
    start = _departed(rows, first, low, end) or _alone(rows, first, low, incident)
    if start is None:
        return None
    row, steps = start.row, [source.resolution_seconds or 0.0 for source in _sources(digest, rows)]
    off = _clock_off(start, begin, end)
    ahead = pd.Timedelta(seconds=off or 0.0)
    return ComponentFailure(
        component=name,
        tier=_tier(row),
        rank=0,
        time=row["time"],
        earliest=min(start.earliest, start.earliest - ahead),
        latest=max(start.latest, start.latest - ahead) + pd.Timedelta(seconds=max(steps, default=0.0)),
        usual=round(start.usual, 3),
        lead_seconds=round((begin - row["time"]).total_seconds(), 3),
        evidence=(cite(row),),
        clock_off_seconds=off,
    )


def _clock_off(start: Start, begin: pd.Timestamp, end: pd.Timestamp) -> float | None:
    """How many seconds a clock seems to be ahead; None where the errors' ends do not tell so."""
    late, over = (start.row["time"] - begin).total_seconds(), (start.last - end).total_seconds()
    if abs(late) < SKEW_LEAST_SECONDS or abs(late - over) > max(CLOCK_ERROR.total_seconds(), SKEW_SHARE * abs(late)):
        return None
    return float(round((late + over) / 2, 1))


def _departed(rows: pd.DataFrame, first: pd.Timestamp, low: pd.Timestamp, end: pd.Timestamp) -> Start | None:
    """Where the rate of errors left its baseline with the incident."""
    begin = first.floor("s")
    count = int((max(end, rows["time"].max()) - begin).total_seconds()) + 1
    at = (rows["time"].dt.floor("s") - begin).dt.total_seconds().to_numpy("int64")
    hits = np.minimum(np.bincount(at[at >= 0], minlength=count)[:count], KEPT_PER_SECOND).astype("float64")
    for departure in find_departures(Counts(hits, np.ones(count), RISES)):
        start = begin + pd.Timedelta(seconds=departure.start)
        stop = begin + pd.Timedelta(seconds=departure.stop + 1)
        near = rows[(rows["time"] >= start) & (rows["time"] < stop)]
        if low <= start <= end and len(near):
            row = near.iloc[0]
            earliest, latest = (begin + pd.Timedelta(seconds=s) for s in (departure.start_low, departure.start_high))
            return Start(
                row, min(earliest, row["time"]), max(latest, row["time"]), 60.0 * departure.base, near["time"].iloc[-1]
            )
    return None


def _alone(
    rows: pd.DataFrame, first: pd.Timestamp, low: pd.Timestamp, incident: tuple[pd.Timestamp, pd.Timestamp]
) -> Start | None:
    """The first of errors that are too few for a rate and never came before, where that is no accident."""
    begin, end = incident
    inside, before = rows[rows["time"].between(low, end)], rows[rows["time"] < low]
    if len(before) or not len(inside):
        return None
    row, whole = inside.iloc[0], (end - first).total_seconds() + 1.0
    # Records that come at any time all fall into the incident, or the first so near its onset, with these chances.
    share = ((end - low).total_seconds() + 1.0) / whole
    nearness = 2 * (abs((row["time"] - begin).total_seconds()) + 1.0) / whole
    if min(share ** inside["time"].dt.floor("s").nunique(), nearness) > CHANCE:
        return None
    return Start(row, row["time"], row["time"], 0.0, inside["time"].iloc[-1])


def _tier(row: pd.Series) -> str:
    name = pd.Series([row["component"] if pd.notna(row["component"]) else ""], dtype="str")
    for tier, pattern in TIERS.items():
        if holds(name, pattern).iloc[0]:
            return tier
    return TIER_OF_KIND.get(str(row["kind"]), "unknown")


def _ranked(failures: list[ComponentFailure]) -> Iterator[ComponentFailure]:
    """Each with its rank: one more than the number of those that surely failed before it."""
    for failure in failures:
        before = [other for other in failures if other.latest + CLOCK_ERROR < failure.earliest]
        yield replace(failure, rank=1 + len(before))
