"""Digest and signals -> what each alert rule counts: hits among trials, a value a second."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from reconstruct.timeline.alert_rules import SLOW_LIMIT_MS, Counted, Tally
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.counts import BUCKETS_PER_DOUBLING
from reconstruct.timeline.laws import Flags, Numbers
from reconstruct.timeline.signals import Signals

NO_COUNTS: Mapping[Counted, str] = {
    "failed": "the logs hold no requests",
    "slow": "the logs hold no durations of requests",
    "silent": "the logs hold no requests",
    "database": "the logs hold no records of a database",
    "unusual": "the logs hold no durations of requests",
}


def tally_of(counted: Counted, digest: Digest, signals: Signals, troubled: Flags) -> Tally | None:
    """What a rule counts, a value for each second of the signals; None where the logs do not tell it.

    `troubled`: the seconds of incidents, which do not tell what is usual.
    """
    seconds = np.ones(len(signals.requests))
    if counted == "database":
        known = (digest.records["kind"] == "database").any() or any(
            source.kind == "database" and source.events for source in digest.sources
        )
        hits, trials = _database_errors(digest, signals), seconds if known else seconds * 0
    elif counted == "silent":
        hits, trials = (signals.users == 0).astype("float64"), seconds * bool(signals.users.sum())
    elif counted == "slow":
        hits, trials = _slower(digest, signals), signals.timed
    elif counted == "unusual":
        hits, trials = signals.slow, signals.timed
    else:
        hits, trials = signals.failed, signals.requests
    if not trials.sum():
        return None
    calm = trials[~troubled]
    return Tally(hits, trials, usual=round(float(calm.mean() if calm.sum() else trials.mean()), 3))


def _database_errors(digest: Digest, signals: Signals) -> Numbers:
    return signals.dense(digest.errors[digest.errors["kind"] == "database"], "n")


def _slower(digest: Digest, signals: Signals) -> Numbers:
    """The timed requests over `SLOW_LIMIT_MS`; within the bucket that holds it in proportion, as Prometheus's
    histogram_quantile() does.
    """
    place = np.log2(SLOW_LIMIT_MS) * BUCKETS_PER_DOUBLING
    tops = 2.0 ** (np.array([np.floor(place), np.ceil(place)]) / BUCKETS_PER_DOUBLING)
    bucket = digest.latency["bucket"].to_numpy("float64")
    within = float((tops[1] - SLOW_LIMIT_MS) / (tops[1] - tops[0]))
    part = np.where(bucket > np.ceil(place), 1.0, np.where(bucket == np.ceil(place), within, 0.0))
    return signals.dense(digest.latency.assign(n=digest.latency["n"] * part), "n")
