"""A seeded random generator -> event frames of a shop with one fault of a kind, or with noise that is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reconstruct.events import conform, join

Random = np.random.Generator
Flags = NDArray[np.bool_]

BEGIN = pd.Timestamp("2026-01-05T08:00Z")
ROUTES = ("/", "/search", "/products/17", "/cart", "/checkout", "/api/prices", "/account", "/export")
POPULAR = np.array([0.3, 0.2, 0.2, 0.1, 0.06, 0.08, 0.04, 0.02])
TYPICAL_MS = np.array([12.0, 90.0, 25.0, 18.0, 140.0, 8.0, 30.0, 600.0])
HOSTS = ("web-1", "web-2", "web-3")
RATES = (1.0, 20.0)  # requests a second
MINUTES = (2.0, 40.0)  # a fault's length


@dataclass(frozen=True, slots=True)
class Scene:
    """An event frame and, where a fault is in it, the times of the first and last record that it changed."""

    frame: pd.DataFrame
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None


def make_shop(random: Random, seconds: int) -> pd.DataFrame:
    """Healthy requests: routes and clients of unequal popularity, few failures and 404s, probes, a wandering rate."""
    rate = np.exp(random.uniform(*np.log(RATES)))
    swing = 1 + 0.3 * np.sin(2 * np.pi * (np.arange(seconds) / 86_400 + random.random()))
    counts = random.poisson(rate * swing * random.gamma(8, 1 / 8, seconds))
    second = np.repeat(np.arange(seconds), counts)
    total = len(second)
    route = random.choice(len(ROUTES), total, p=POPULAR)
    client = (random.pareto(1.2, total) * 20).astype("int64") % int(60 + 60 * rate)
    status = random.choice([200, 404, 500], total, p=[0.98, 0.015, 0.005])
    probe = random.random(total) < 0.02
    frame = pd.DataFrame(
        {
            "time": BEGIN + pd.to_timedelta(np.sort(second + random.random(total)).round(3), unit="s"),
            "source": np.char.add("access-", np.array(HOSTS)[random.integers(len(HOSTS), size=total)]),
            "status": np.where(probe, 200, status),
            "duration_ms": TYPICAL_MS[route] * random.lognormal(0, 0.5, total),
            "client": [f"10.{number % 7}.{number // 250}.{number % 250}" for number in client],
            "route": np.where(probe, "/healthz", np.array(ROUTES)[route]),
            "agent": np.where(probe, "kube-probe/1.29", "Mozilla/5.0"),
        }
    )
    frame["host"] = frame["source"].str.removeprefix("access-")
    return frame


def to_events(rows: pd.DataFrame, *others: pd.DataFrame) -> pd.DataFrame:
    """The rows of requests as an event frame, with other records beside them."""
    place = np.arange(len(rows))
    told = {"kind": "request", "method": "GET", "offset": 100 * place, "line": place + 1}
    columns = {name: rows[name].to_numpy() for name in rows} | told
    message = rows["route"] + " " + rows["status"].astype("str")
    return join([conform(columns | {"message": message.to_numpy()}, len(rows)), *others])


def spoil(rows: pd.DataFrame, met: Flags, **columns: object) -> Scene:
    """The rows with those columns where the fault met them."""
    spoilt = rows.copy()
    for name, value in columns.items():
        spoilt.loc[met, name] = value[met] if isinstance(value, np.ndarray) else value
    times = rows["time"][met]
    return Scene(to_events(spoilt), times.min(), times.max())


def make_fault(kind: str, random: Random) -> Scene:
    """A scene with one fault of that kind, that at least ten requests met."""
    while True:
        seconds = int(random.uniform(2, 4) * 3600)
        rows = make_shop(random, seconds)
        length = 60 * np.exp(random.uniform(*np.log(MINUTES)))
        start = random.uniform(0.35, 0.6) * seconds
        clock = (rows["time"] - BEGIN).dt.total_seconds().to_numpy()
        scene = FAULTS[kind](random, rows, (clock - start) / length)
        if scene is not None:
            return scene


def _some(random: Random, rows: pd.DataFrame, part: Flags, low: float) -> Flags:
    """A share of the part, from `low` to all of it."""
    met: Flags = part & (random.random(len(rows)) < random.uniform(low, 1.0)) & (rows["route"] != "/healthz").to_numpy()
    return met


def _fail(random: Random, rows: pd.DataFrame, part: Flags, status: int, low: float) -> Scene | None:
    met = _some(random, rows, part, low) & (rows["status"] == 200).to_numpy()
    enough = met.sum() >= 10 and rows["client"][met].nunique() >= 5
    return spoil(rows, met, status=status) if enough else None


def _one_of(random: Random, names: pd.Series) -> Flags:
    """The rows of one of the names, any but the most frequent."""
    counts = names.value_counts()
    chosen: Flags = (names == random.choice(counts.index[1:])).to_numpy()
    return chosen


def _within(place: NDArray[np.float64]) -> Flags:
    inside: Flags = (place >= 0) & (place < 1)
    return inside


def _one_route(random: Random, rows: pd.DataFrame, place: NDArray[np.float64]) -> Scene | None:
    users = rows["route"].where(rows["route"] != "/healthz", "/")
    return _fail(random, rows, _within(place) & _one_of(random, users), 500, 0.4)


def _one_host(random: Random, rows: pd.DataFrame, place: NDArray[np.float64]) -> Scene | None:
    return _fail(random, rows, _within(place) & _one_of(random, rows["host"]), 502, 0.3)


def _one_network(random: Random, rows: pd.DataFrame, place: NDArray[np.float64]) -> Scene | None:
    network = rows["client"].str.rsplit(".", n=1).str[0]
    return _fail(random, rows, _within(place) & _one_of(random, network), 503, 0.5)


def _missing(random: Random, rows: pd.DataFrame, place: NDArray[np.float64]) -> Scene | None:
    users = rows["route"].where(rows["route"] != "/healthz", "/")
    return _fail(random, rows, _within(place) & _one_of(random, users), 404, 0.5)


def _slow(random: Random, rows: pd.DataFrame, place: NDArray[np.float64]) -> Scene | None:
    met = _some(random, rows, _within(place), 0.2)
    waits = rows["duration_ms"].to_numpy() + random.lognormal(np.log(4000), 0.3, len(rows)) + 2600
    return spoil(rows, met, duration_ms=waits) if met.sum() >= 20 else None


def _climb(random: Random, rows: pd.DataFrame, place: NDArray[np.float64]) -> Scene | None:
    """Latency that climbs in the first half of the fault; the first that counts is the first that anybody feels."""
    met = _some(random, rows, _within(place), 0.4)
    waits = 8000 * np.clip(2 * place, 0, 1) * random.lognormal(0, 0.3, len(rows))
    felt = met & (waits >= 1000)
    if felt.sum() < 30:
        return None
    scene = spoil(rows, met, duration_ms=rows["duration_ms"].to_numpy() + np.maximum(waits, 0))
    times = rows["time"][felt]
    return Scene(scene.frame, times.min(), times.max())


def _silence(random: Random, rows: pd.DataFrame, place: NDArray[np.float64]) -> Scene | None:
    """No user comes; every second time the probes do not either."""
    gone = _within(place) & ((rows["route"] != "/healthz").to_numpy() | (random.random() < 0.5))
    if gone.sum() < 60:
        return None
    kept = rows[~gone].reset_index(drop=True)
    users = rows[(rows["route"] != "/healthz").to_numpy()]["time"]
    last, back = users[users < rows["time"][gone].min()].max(), users[users > rows["time"][gone].max()].min()
    return Scene(to_events(kept), last, back)


FAULTS: Mapping[str, Callable[[Random, pd.DataFrame, NDArray[np.float64]], Scene | None]] = {
    "one route fails": _one_route,
    "one host fails": _one_host,
    "one network's clients fail": _one_network,
    "404 on one known route": _missing,
    "latency jumps": _slow,
    "latency climbs": _climb,
    "silence": _silence,
}
