"""A seeded random generator -> event frames of healthy systems, each with one kind of noise that is no incident."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from reconstruct.events import conform
from tests.benchmarks.scenes import BEGIN, Random, make_shop, to_events


def make_noise(kind: str, random: Random) -> pd.DataFrame:
    """The event frame of a healthy shop, 2 to 6 hours long, with that noise in it."""
    return NOISES[kind](random, make_shop(random, int(random.uniform(2, 6) * 3600)))


def log_records(seconds: np.ndarray, messages: list[str], severity: str = "error") -> pd.DataFrame:
    """Records of an application at these seconds."""
    place = np.arange(len(seconds))
    return conform(
        {
            "time": BEGIN + pd.to_timedelta(np.sort(np.asarray(seconds, dtype="float64")), unit="s"),
            "source": "app.log",
            "kind": "application",
            "severity": severity,
            "line": place + 1,
            "offset": 100 * place,
            "message": messages,
        },
        len(seconds),
    )


def _span(rows: pd.DataFrame) -> float:
    return float((rows["time"].iloc[-1] - BEGIN).total_seconds())


def _during(rows: pd.DataFrame, start: float, length: float) -> np.ndarray:
    clock = (rows["time"] - BEGIN).dt.total_seconds()
    return ((clock >= start) & (clock < start + length)).to_numpy()


def _nothing(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    return to_events(rows)


def _extra(
    random: Random, rows: pd.DataFrame, count: int, span: tuple[float, float], **columns: object
) -> pd.DataFrame:
    """The rows with `count` further requests within the span (start and length in seconds)."""
    more = rows.iloc[random.integers(len(rows), size=count)].assign(**columns)
    more["time"] = BEGIN + pd.to_timedelta(span[0] + span[1] * random.random(count), unit="s")
    return pd.concat([rows, more], ignore_index=True).sort_values("time", ignore_index=True)


def _scanner(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    """Few addresses that ask for what never was, and for ids that are not there."""
    start, count = random.uniform(0.1, 0.8) * _span(rows), int(len(rows) * random.uniform(0.05, 0.5))
    addresses = [f"203.0.113.{n}" for n in range(int(random.integers(1, 7)))]
    routes = [*(f"/wp-{n}.php" for n in "abcdefg"), "/products/17", "/search"]
    return to_events(
        _extra(
            random,
            rows,
            count,
            (start, random.uniform(60, 1200)),
            status=404,
            client=random.choice(addresses, count),
            route=random.choice(routes, count),
            agent="scan/1.0",
        )
    )


def _restarts(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    """Deploys: 2 to 9 seconds of 502, and slow first answers."""
    spoilt = rows.copy()
    for start in random.uniform(0.05, 0.95, 3) * _span(rows):
        spoilt.loc[_during(rows, start, random.uniform(2, 9)), "status"] = 502
        spoilt.loc[_during(rows, start + 9, 5), "duration_ms"] *= 6
    return to_events(spoilt)


def _exports(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    """Every hour a few clients export for minutes, slowly."""
    for hour in range(int(_span(rows) // 3600) + 1):
        span = (3600 * hour + 900 + random.uniform(0, 30), 180.0)
        rows = _extra(random, rows, 25, span, route="/export", duration_ms=20_000.0, status=200)
    return to_events(rows[rows["time"] < BEGIN + pd.Timedelta(seconds=_span(rows))])


def _backup(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    """For some minutes everything takes two to three times as long."""
    slow = rows.copy()
    slow.loc[_during(rows, random.uniform(0.2, 0.7) * _span(rows), random.uniform(300, 1500)), "duration_ms"] *= (
        random.uniform(1.5, 3)
    )
    return to_events(slow)


def _burst(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    """One client asks for much in a few minutes, and some of it fails for it alone."""
    count = int(len(rows) * random.uniform(0.1, 0.4))
    span = (random.uniform(0.1, 0.8) * _span(rows), random.uniform(30, 600))
    status = random.choice([200, 500], count, p=[0.7, 0.3])
    return to_events(_extra(random, rows, count, span, client="10.9.9.9", status=status, route="/api/prices"))


def _start(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    """The log begins with a cold cache: the first twenty seconds are slow, and a few fail."""
    cold = _during(rows, 0, 20)
    spoilt = rows.copy()
    spoilt.loc[cold, "duration_ms"] *= 10
    spoilt.loc[cold & (random.random(len(rows)) < 0.1), "status"] = 503
    return to_events(spoilt)


def _chatter(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    """A logger that says ERROR all the time, in bursts, and one stack trace of many lines."""
    seconds = np.sort(random.uniform(0, _span(rows), 400))
    seconds = np.concatenate([seconds, np.repeat(random.uniform(0, _span(rows)), 60)])
    messages = [f"could not refresh key {n}" for n in range(400)] + [f"  at frame {n} in module" for n in range(60)]
    return to_events(rows, log_records(seconds, messages))


def _warnings(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    seconds = random.uniform(0.4, 0.45, 500) * _span(rows)
    return to_events(rows, log_records(seconds, [f"retrying job {n}" for n in range(500)], "warning"))


def _cut(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    """The access log was copied earlier than the application's, which goes on as before."""
    seconds = np.arange(0, 1.5 * _span(rows), 20.0)
    return to_events(rows, log_records(seconds, [f"job {n} done" for n in range(len(seconds))], "info"))


def _no_requests(random: Random, rows: pd.DataFrame) -> pd.DataFrame:
    """An application's log alone: jobs, chatter at the level of errors, a stack trace, a job that fails once."""
    span = _span(rows)
    info = np.arange(0, span, 15.0)
    chatter = random.uniform(0, span, 200)
    once = random.uniform(0.2, 0.8) * span + np.sort(random.uniform(0, 20, 80))
    return to_events(
        rows[:0],
        log_records(info, [f"job {n} done" for n in range(len(info))], "info"),
        log_records(chatter, [f"could not refresh key {n}" for n in range(200)]),
        log_records(once, [f"  at frame {n} in module" for n in range(80)]),
    )


NOISES: Mapping[str, Callable[[Random, pd.DataFrame], pd.DataFrame]] = {
    "nothing": _nothing,
    "scanner": _scanner,
    "restarts": _restarts,
    "hourly exports": _exports,
    "backup": _backup,
    "one client's burst": _burst,
    "start of the log": _start,
    "error chatter": _chatter,
    "warnings": _warnings,
    "log cut early": _cut,
    "no requests": _no_requests,
}
