"""Traffic -> what a method finds in it: the product as build_timeline runs it, and three that everybody knows."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reconstruct.events import empty
from reconstruct.timeline.condense import Digest, condense
from reconstruct.timeline.departures import find_stretches
from reconstruct.timeline.groups import end_of, group, onset_of
from reconstruct.timeline.laws import Flags
from reconstruct.timeline.signals import Sensitivity, Signals, first_failures
from tests.benchmarks.traffic import Numbers, Traffic, Whole

BEGIN = pd.Timestamp("2026-01-05", tz="UTC")
BIN_SECONDS = 60  # what a dashboard shows
ALERT_SHARE = 0.05  # of the usual alert rule, for a minute
SIGMAS = 3.0


@dataclass(frozen=True, slots=True)
class Found:
    """An incident that a method found, in seconds from the start; `low`, `high`: where it says the ends lie."""

    start: float
    stop: float
    low: float
    high: float
    stop_low: float
    stop_high: float


Method = Callable[[Traffic], list[Found]]


def reconstruct(traffic: Traffic) -> list[Found]:
    """What build_timeline finds: departures of failing share and of traffic, joined and sifted as in the product."""
    sensitivity = Sensitivity()
    digest = _digest(traffic)
    signals = _signals(traffic, digest)
    stretches = find_stretches(digest, signals, sensitivity)
    incidents, _ = group(stretches, sensitivity.hold_seconds(len(signals.requests)), (), sensitivity)

    def second(time: pd.Timestamp) -> float:
        return float((time - BEGIN).total_seconds())

    return [
        Found(
            start=second(first.start),
            stop=second(last.stop),
            low=-np.inf if first.opens else second(first.start_low),
            high=max(second(first.start_high), second(first.start)),
            stop_low=second(last.stop_low),
            stop_high=np.inf if last.runs_on else second(last.stop_high),
        )
        for first, last in ((onset_of(incident), end_of(incident)) for incident in incidents)
    ]


def fixed(traffic: Traffic) -> list[Found]:
    """Minutes in which over 5 % failed."""
    return _felt(traffic, _shares(traffic) > ALERT_SHARE)


def k_sigma(traffic: Traffic) -> list[Found]:
    """Minutes whose failing share lies over mean and three standard deviations of all."""
    share = _shares(traffic)
    return _felt(traffic, share > share.mean() + SIGMAS * share.std())


def pelt(traffic: Traffic) -> list[Found]:
    """Segments of PELT (Killick 2012; l2 cost, penalty 2 log n, noise from the differences) that users would feel.

    Needs ruptures (`pip install ruptures`).
    """
    kernel = importlib.import_module("ruptures").KernelCPD(kernel="linear", min_size=1)
    share = _shares(traffic)
    noise = float(np.diff(share).std() / np.sqrt(2)) or 1.0
    ends = kernel.fit_predict((share / noise)[:, None], pen=2 * np.log(len(share)))
    segments = np.split(np.arange(len(share)), ends[:-1])
    level = np.concatenate([np.full(len(s), share[s].mean()) for s in segments])
    base, rules = float(np.median(level)), Sensitivity()
    return _felt(traffic, level > max(base + rules.least_excess, base * rules.least_ratio))


METHODS: Mapping[str, Method] = {
    "reconstruct": reconstruct,
    "PELT (ruptures)": pelt,
    "over 5 % for a minute": fixed,
    "3 sigma": k_sigma,
}


def _signals(traffic: Traffic, digest: Digest) -> Signals:
    none = np.zeros(len(traffic.requests))
    first = (first_failures(digest.clients, Sensitivity().retry_seconds)["second"] - BEGIN).dt.total_seconds()
    return Signals(
        begin=BEGIN,
        requests=traffic.requests,
        users=traffic.requests,
        failed=traffic.failed,
        failed_once=np.bincount(first.astype("int64"), minlength=len(none)).astype("float64"),
        timed=none,
        slow=none,
        asked=traffic.requests,
        wrong=none,
        errors=none,
        slow_over_ms=pd.Series(dtype="float64"),
        known_routes=frozenset(),
    )


def _digest(traffic: Traffic) -> Digest:
    """The digest of the traffic, as far as departures are read from it: who met a failure, who asked at all."""
    met = np.unique(traffic.clients, axis=0)
    nothing = _nothing()
    minutes = np.arange(0, len(traffic.requests), 60).repeat(5)
    return Digest(
        requests=nothing.requests,
        latency=nothing.latency,
        clients=pd.DataFrame({"second": _times(met[:, 0]), "client": met[:, 1], "trouble": "failed", "n": 1}),
        active=pd.DataFrame({"second": _times(minutes), "client": np.tile(np.arange(5), len(minutes) // 5), "n": 1}),
        records=nothing.records,
        marks=nothing.marks,
        events=nothing.events,
        sources=nothing.sources,
    )


@functools.cache
def _nothing() -> Digest:
    return condense(empty())


def _times(seconds: Whole) -> pd.DatetimeIndex:
    return BEGIN + pd.to_timedelta(seconds, unit="s")


def _shares(traffic: Traffic) -> Numbers:
    """The failing share of each minute, 0 where nobody asked."""
    failed, requests = (_binned(counts) for counts in (traffic.failed, traffic.requests))
    return np.divide(failed, requests, out=np.zeros_like(failed), where=requests > 0)


def _binned(counts: Numbers) -> Numbers:
    return np.add.reduceat(counts, np.arange(0, len(counts), BIN_SECONDS))


def _felt(traffic: Traffic, flags: Flags) -> list[Found]:
    """Runs of flagged minutes as incidents, joined as the product joins what flaps."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype("int8"))) * float(BIN_SECONDS)
    hold, found = Sensitivity().hold_seconds(len(traffic.requests)), []
    for start, end in edges.reshape(-1, 2):
        begin = found.pop().start if found and start - found[-1].stop <= hold else start
        found.append(Found(begin, end - 1, begin, begin + BIN_SECONDS - 1, end - BIN_SECONDS, end - 1))
    return found
