"""Digest -> signals: what failed, was wrong, slow or missing, as counts per second, by what is usual on each route."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reconstruct.events import HUMAN_KINDS
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.counts import BUCKETS_PER_DOUBLING, FELT_MS, OTHER_ROUTES, bucket_top
from reconstruct.timeline.laws import Flags, Numbers

AROUND_SECONDS = 7200  # what is usual is told by the two hours around
LEAST_BIN_SECONDS = 10
LEAST_BIN_COUNT = 20  # requests in a bin, on average, for its count to tell the rate


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What makes a departure an incident; each with its unit and its reason.

    `sustain_seconds`: half of the `for: 1m` of the usual alert rules; what is over sooner can be met by nobody.
    `least_excess`: burn rate 6 of a 99.9 % objective, the lowest that the SRE Workbook pages for (table 5-8).
    `slow_excess`, `slow_factor`: a twentieth of the requests (the usual 5 % rule) took over a second and over four
    times the 99th percentile that is typical of their route. `wrong_excess`: the same share was refused or not found
    on routes that answered `known_answers` times (a scanner asks for others).
    `part_excess`, `part_hits`: a fifth of the requests of one route, host or network, and at least five of them.
    `retry_seconds`: a client that fails again so soon tries the same thing again. `errors_seconds`: the `for: 1m` of
    the usual alert on a database's errors, where no request tells who felt them.
    `blip_seconds`: a restart takes seconds; what is shorter is no part of a sustained departure,
    unless `bursts` of them that come back make `burst_share` of all from the first to the last (the usual 5 % rule).
    `fall_ratio`: less than half of the expected traffic. `clients`: one client that fails alone is its own trouble.
    `hold_share` of the log, between `hold_least` and `hold_most` seconds: so long must the baseline hold for an
    incident to be over; departures that are closer belong to one incident that flaps.
    """

    sustain_seconds: int = 30
    least_excess: float = 0.006
    least_ratio: float = 2.0
    slow_excess: float = 0.05
    slow_factor: float = 4.0
    wrong_excess: float = 0.05
    known_answers: int = 20
    part_excess: float = 0.2
    part_hits: int = 5
    retry_seconds: int = 60
    errors_seconds: int = 60
    blip_seconds: int = 10
    bursts: int = 3
    burst_share: float = 0.05
    fall_ratio: float = 0.5
    clients: int = 3
    hold_share: float = 0.1
    hold_least: int = 120
    hold_most: int = 600

    def hold_seconds(self, span: float) -> float:
        """How long the baseline must hold in a log of `span` seconds."""
        return min(max(self.hold_share * span, self.hold_least), self.hold_most)


@dataclass(frozen=True, slots=True)
class Signals:
    """The counts per second that departures are looked for in, dense, from the first request to the last.

    `timed` of the requests have a duration, `slow` of them took longer than is usual on their route (`slow_over_ms`);
    `asked` were for known routes, `wrong` of them were refused or not found. `users`: without probes. `failed_once`:
    without the failures of a client that had just failed.
    """

    begin: pd.Timestamp
    requests: Numbers
    users: Numbers
    failed: Numbers
    failed_once: Numbers
    timed: Numbers
    slow: Numbers
    asked: Numbers
    wrong: Numbers
    errors: Numbers
    slow_over_ms: pd.Series
    known_routes: frozenset[str]

    def dense(self, rows: pd.DataFrame, column: str) -> Numbers:
        """The column of rows with a `second`, summed by second over the same seconds as the signals."""
        return _dense(rows, column, self.begin, len(self.requests))

    def is_slow(self, latency: pd.DataFrame) -> pd.Series:
        """Which rows of a digest's latency are over what is slow on their route.

        A bucket that holds the limit is not over it: its durations may lie on either side.
        """
        return _over(latency, self.slow_over_ms)

    @property
    def index(self) -> pd.DatetimeIndex:
        """The second of each count."""
        return pd.date_range(self.begin, periods=len(self.requests), freq="s", unit="us")


def _dense(rows: pd.DataFrame, column: str, begin: pd.Timestamp, count: int) -> Numbers:
    """The column of the rows summed by second, `count` seconds from `begin` on."""
    at = ((rows["second"] - begin).dt.total_seconds()).to_numpy("int64") if len(rows) else np.empty(0, "int64")
    near = (at >= 0) & (at < count)
    return np.bincount(at[near], rows[column].to_numpy("float64")[near], count).astype("float64")


def read_signals(digest: Digest, sensitivity: Sensitivity) -> Signals | None:
    """The signals of a digest; None where it holds neither requests nor records of note."""
    errors = digest.errors
    if not len(digest.requests) and not len(errors):
        return None
    seconds = digest.requests["second"] if len(digest.requests) else _told_of(digest)
    begin, count = seconds.min(), int((seconds.max() - seconds.min()).total_seconds()) + 1

    def dense(rows: pd.DataFrame, column: str) -> Numbers:
        return _dense(rows, column, begin, count)

    limits = _slow_limits(digest, sensitivity)
    known = _known_routes(digest, sensitivity)
    asked = digest.requests[digest.requests["route"].isin(known)]
    return Signals(
        begin=begin,
        requests=dense(digest.requests, "n"),
        users=dense(digest.requests[~digest.requests["probe"]], "n"),
        failed=dense(digest.requests, "failed"),
        failed_once=dense(first_failures(digest.clients, sensitivity.retry_seconds), "n"),
        timed=dense(digest.latency, "n"),
        slow=dense(digest.latency[_over(digest.latency, limits)], "n"),
        asked=dense(asked, "n"),
        wrong=dense(asked, "wrong"),
        errors=dense(errors, "n"),
        slow_over_ms=limits,
        known_routes=known,
    )


def first_failures(clients: pd.DataFrame, retry_seconds: int) -> pd.DataFrame:
    """Of a digest's clients, the seconds in which one failed that had not failed shortly before, `n` = 1 each."""
    failed = clients[clients["trouble"] == "failed"].sort_values(["client", "second"])
    since = failed.groupby("client")["second"].diff().dt.total_seconds()
    first: pd.DataFrame = failed[~(since <= retry_seconds)].assign(n=1)
    return first


def _told_of(digest: Digest) -> pd.Series:
    """The seconds of which machines' records tell, errors or not: their silence is what an error departs from."""
    machine = digest.edges[~digest.edges["kind"].isin(HUMAN_KINDS)]
    seconds: pd.Series = pd.concat([machine["time"].dt.floor("s"), digest.records["second"]])
    return seconds


def _over(latency: pd.DataFrame, limits: pd.Series) -> pd.Series:
    usual = latency["route"].astype("str").map(limits)
    over: pd.Series = latency["bucket"] > np.ceil(np.log2(usual) * BUCKETS_PER_DOUBLING)
    return over


def _known_routes(digest: Digest, sensitivity: Sensitivity) -> frozenset[str]:
    """The routes that usually answer."""
    counts = digest.requests.groupby("route")[["n", "failed", "wrong"]].sum()
    answers = counts["n"] - counts["failed"] - counts["wrong"]
    return frozenset(
        str(route) for route in answers.index[answers >= sensitivity.known_answers] if OTHER_ROUTES not in route
    )


def _slow_limits(digest: Digest, sensitivity: Sensitivity, pieces: int = 40) -> pd.Series:
    """Milliseconds over which a request is slow, by route: from the 99th percentile of a typical piece of the log."""
    latency = digest.latency.sort_values(["second", "bucket"])
    if not len(latency):
        return pd.Series(dtype="float64")
    piece = (latency["n"].cumsum() * pieces // (latency["n"].sum() + 1)).rename("piece")
    counts = latency.groupby(["route", piece, "bucket"])["n"].sum().reset_index("bucket")
    place = ["route", "piece"]
    reached = counts.groupby(place)["n"].cumsum() >= 0.99 * counts.groupby(place)["n"].transform("sum")
    top = counts[reached].groupby(place)["bucket"].min().groupby("route").median()
    return (sensitivity.slow_factor * top.map(bucket_top)).clip(lower=FELT_MS)


def usual_traffic(counts: Numbers, inside: Flags) -> Numbers:
    """The usual traffic of each second: the median over the two hours around it, without falls (`inside`)."""
    mean = counts.mean()
    width = int(max(LEAST_BIN_SECONDS, np.ceil(LEAST_BIN_COUNT / max(mean, 1e-9))))
    bins = len(counts) // width
    if bins < 3:
        return np.full(len(counts), mean)
    binned = pd.Series(counts[: bins * width].reshape(bins, width).mean(axis=1))
    fallen = pd.Series(inside[: bins * width].reshape(bins, width).any(axis=1))
    binned = binned if fallen.all() else binned.mask(fallen)
    reach = max(3, AROUND_SECONDS // width)
    usual = binned.rolling(reach, center=True, min_periods=1).median() if bins > reach else binned * 0 + binned.median()
    usual = usual.interpolate(limit_direction="both").fillna(binned.median())
    per_second = np.repeat(usual.to_numpy(), width)
    return np.pad(per_second, (0, len(counts) - len(per_second)), mode="edge")
