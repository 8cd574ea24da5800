"""A seed -> what a small site's users met in an hour or two, with at most one fault, and what is true of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUTES = ("/", "/products/17", "/cart", "/search", "/api/stock", "/login", "/checkout", "/static/app.js")
POPULAR = np.array([0.25, 0.2, 0.12, 0.12, 0.1, 0.06, 0.05, 0.1])
FAULTS = ("none", "errors", "route", "slow", "silence", "flapping")
ENOUGH = 60  # requests that fail, on average, so that the fault is beyond doubt
USUALLY = 0.001  # of the requests fail on a healthy day
SLOWER = 150  # times as slow, in a fault of latency
BEGINNINGS = ("2021-03-14T05:00", "2023-10-29T00:30", "2024-02-29T22:00", "2025-12-31T23:20", "2026-07-01T10:00")


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests in the order of their arrival: seconds since 1970, UTC, and what became of each."""

    arrived: NDArray[np.float64]
    seconds: NDArray[np.float64]
    status: NDArray[np.int64]
    route: NDArray[np.int64]
    client: NDArray[np.int64]

    @property
    def done(self) -> NDArray[np.float64]:
        """When each was answered."""
        return self.arrived + self.seconds


@dataclass(frozen=True, slots=True)
class Truth:
    """What happened: the kind of fault, and the answers to the first and the last request that it hit."""

    fault: str
    onset: float
    mitigated: float
    detail: Mapping[str, float]


def make_traffic(random: np.random.Generator, fault: str) -> tuple[Requests, Truth]:
    """An hour or two of requests in which this fault was met once."""
    begin = float(np.datetime64(random.choice(BEGINNINGS), "s").astype("int64")) + random.integers(0, 1800)
    rate, span = float(random.choice([1, 3, 8])), int(random.integers(2400, 4800))
    count = int(random.poisson(rate * span))
    arrived = begin + np.sort(random.random(count) * span)
    route = random.choice(len(ROUTES), count, p=POPULAR)
    seconds = random.lognormal(-3.5, 0.5, count)
    status = np.where(random.random(count) < USUALLY, 500, np.where(random.random(count) < 0.02, 404, 200))
    client = random.integers(0, 60 + count // 50, count)
    share, which = float(random.uniform(0.3, 1.0)), int(random.integers(0, 5))
    aimed = POPULAR[which] if fault == "route" else 1.0
    lasts = float(np.clip(ENOUGH / (rate * share * aimed), 180, span / 4) * random.uniform(1, 1.5))
    start = begin + span * float(random.uniform(0.4, 0.6))
    inside = (arrived >= start) & (arrived < start + lasts)
    if fault == "flapping":  # a pause of a fifth in the middle
        inside &= np.abs(arrived - start - lasts / 2) > lasts / 10
    hit = inside & (random.random(count) < share) & ((route == which) if fault == "route" else True)
    if fault in ("errors", "route", "flapping"):
        status = np.where(hit, random.choice([500, 502, 503, 504]), status)
    if fault == "slow":
        seconds = np.where(hit, seconds * SLOWER, seconds)
    kept = ~inside if fault == "silence" else np.ones(count, dtype=bool)
    requests = Requests(arrived[kept], seconds[kept], status[kept], route[kept], client[kept])
    ends = (start, start + lasts) if fault == "silence" else _ends(arrived + seconds, hit)
    return requests, Truth(fault, *ends, {"rate": rate, "share": share, "lasts": lasts})


def _ends(done: NDArray[np.float64], hit: NDArray[np.bool_]) -> tuple[float, float]:
    return (float(done[hit].min()), float(done[hit].max())) if hit.any() else (np.nan, np.nan)
