"""A seeded random generator -> synthetic traffic as counts per second, with the fault in it and its true times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

DAY = 86_400
RATES = (0.2, 500.0)  # requests a second, on average over the day
BASES = (1e-4, 2e-2)  # failing share of healthy traffic
SHARES = (0.01, 1.0)  # failing share of a fault, at its height
LEAST_TIMES_BASE = 3.0  # what does not even treble the failing share is not looked for
MINUTES = (1.0, 90.0)  # a fault's length
RETRIED = 0.3  # of the random failures, the same client asks again and fails again
BLIPS_A_DAY = 3.0  # restarts: 2 to 8 seconds in which half or all of the requests fail
APART = 900  # seconds between a fault and the next restart: closer, they are one incident to those who watch
SESSION = 4.0  # requests in a session, on average
SESSION_SECONDS = 20  # from a session's begin to its requests, on average
SESSIONS_UP_TO = 20.0  # requests a second; above it, single sessions are lost in the sum


@dataclass(frozen=True, slots=True)
class Fault:
    """What was put in: seconds from the log's start.

    `began`, `ended`: when the level changes. `first`, `last`: the seconds of the first and the last request that
    fails for it. `half`: when its share has half risen. `nats`: by how much an oracle who knows the base, the fault
    and its times prefers it to healthy traffic (log-likelihood ratio).
    """

    began: float
    ended: float
    first: int
    last: int
    half: float
    share: float
    gradual: bool
    nats: float


@dataclass(frozen=True, slots=True)
class Traffic:
    """Requests and failures, one count a second each; `clients` (second, client) of those that met a failure."""

    requests: Numbers
    failed: Numbers
    clients: Whole
    rate: float
    base: float
    fault: Fault | None = None


def make_day(random: np.random.Generator, seconds: int = DAY) -> Traffic:
    """Healthy traffic: a daily swing, bursts, random failures with clients that retry, restarts.

    >>> day = make_day(np.random.default_rng(1), 3600)
    >>> len(day.requests), day.fault is None, bool((day.failed <= day.requests).all())
    (3600, True, True)
    """
    rate, base = _between(random, RATES), _between(random, BASES)
    return _healthy(random, rate, base, seconds)


def make_fault(random: np.random.Generator) -> Traffic:
    """Traffic of 3 to 8 hours with one fault that begins after a third of it, abrupt or gradual.

    >>> made = make_fault(np.random.default_rng(1))
    >>> made.fault.began <= made.fault.first + 1 <= made.fault.last + 1 <= made.fault.ended + 1
    True
    """
    while True:
        seconds = int(random.uniform(3, 8) * 3600)
        rate, base = _between(random, RATES), _between(random, BASES)
        share = _between(random, (max(SHARES[0], LEAST_TIMES_BASE * base), SHARES[1]))
        length = min(60 * _between(random, MINUTES), seconds / 3)
        began = random.uniform(seconds / 3, 2 * seconds / 3)
        span = began, began + length
        healthy = _healthy(random, rate, base, seconds, spared=(began - APART, began + length + APART))
        made = _break(random, healthy, share, span, _slopes(random, length))
        if made is not None:
            return made


def _between(random: np.random.Generator, ends: tuple[float, float]) -> float:
    """A number between the ends, its logarithm uniform: small rates are as many as large ones."""
    return float(np.exp(random.uniform(*np.log(ends))))


def _slopes(random: np.random.Generator, length: float) -> tuple[float, float]:
    """Seconds in which the fault comes up and goes away; half of the faults do both at once."""
    if random.random() < 0.5:
        return 0.0, 0.0
    return length * random.uniform(0.1, 0.6), length * random.uniform(0.0, 0.3)


def _healthy(
    random: np.random.Generator, rate: float, base: float, seconds: int, spared: tuple[float, float] = (0.0, 0.0)
) -> Traffic:
    """Healthy traffic, without a restart within the time that is spared."""
    requests = _arrivals(random, rate, seconds)
    failed, clients = _random_failures(random, requests, base)
    requests = requests + np.maximum(failed - requests, 0)  # a retry is a request
    for _ in range(random.poisson(BLIPS_A_DAY * seconds / DAY)):
        start, length = int(random.integers(seconds)), int(random.integers(2, 9))
        if spared[0] < start < spared[1]:
            continue
        blip = slice(start, start + length)
        lost = random.binomial((requests[blip] - failed[blip]).astype("int64"), random.uniform(0.5, 1.0))
        failed[blip] += lost
        clients = np.concatenate([clients, _met(random, lost, start, rate)])
    return Traffic(requests, failed, clients, rate, base)


def _arrivals(random: np.random.Generator, rate: float, seconds: int) -> Numbers:
    """Requests a second: Poisson, gamma-mixed at two scales (a second, some minutes), or in sessions."""
    clock = np.arange(seconds) + random.uniform(0, DAY)
    expected = rate * (1 + random.uniform(0, 0.8) * np.sin(2 * np.pi * clock / DAY))
    kind = random.choice(["poisson", "gamma", "sessions"])
    if kind == "gamma":
        bursts = 1 + random.gamma(2.0, 0.5, seconds // 120 + 1) * random.uniform(0, 1)
        expected = expected * (bursts / bursts.mean()).repeat(120)[:seconds]
        shape = random.uniform(2, 20)
        expected = expected * random.gamma(shape, 1 / shape, seconds)
    if kind == "sessions" and rate < SESSIONS_UP_TO:
        return _in_sessions(random, expected)
    return random.poisson(expected).astype("float64")


def _in_sessions(random: np.random.Generator, expected: Numbers) -> Numbers:
    """Requests that come in sessions; those that began before the log still run when it begins."""
    before = np.full(SESSION_SECONDS * 10, expected[0])
    begun = random.poisson(np.concatenate([before, expected]) / SESSION)
    begins = np.repeat(np.arange(len(begun)) - len(before), begun)
    of = np.repeat(begins, random.geometric(1 / SESSION, len(begins)))
    at = of + random.exponential(SESSION_SECONDS, len(of)).astype("int64")
    return np.bincount(at[(at >= 0) & (at < len(expected))], minlength=len(expected)).astype("float64")


def _random_failures(random: np.random.Generator, requests: Numbers, base: float) -> tuple[Numbers, Whole]:
    """Failures at random, some of them with a retry or two of the same client in the next seconds."""
    begun = random.binomial(requests.astype("int64"), base * (1 - RETRIED))
    at = np.repeat(np.arange(len(requests)), begun)
    client = random.integers(1 << 40, size=len(at))
    again = random.geometric(1 - RETRIED, len(at)) - 1
    when = np.repeat(at, again) + random.integers(1, 4, again.sum())
    rows = np.stack([np.concatenate([at, when]), np.concatenate([client, np.repeat(client, again)])], axis=1)
    rows = rows[rows[:, 0] < len(requests)]
    return np.bincount(rows[:, 0], minlength=len(requests)).astype("float64"), rows


def _met(random: np.random.Generator, lost: Whole, start: int, rate: float) -> Whole:
    """(second, client) of the failures of a fault; five in a second are enough to tell one client from several."""
    at = np.repeat(np.arange(len(lost)) + start, np.minimum(lost, 5))
    pool = int(max(20.0, 60 * rate))
    return np.stack([at, random.integers(pool, size=len(at))], axis=1)


def _break(
    random: np.random.Generator,
    healthy: Traffic,
    share: float,
    span: tuple[float, float],
    slopes: tuple[float, float],
) -> Traffic | None:
    """The traffic with a fault in it; None where no request met it."""
    began, ended = span
    risk = _risk(len(healthy.requests), share, span, slopes)
    spared = (healthy.requests - healthy.failed).astype("int64")
    lost = random.binomial(spared, risk)
    hit = np.flatnonzero(lost)
    if not len(hit):
        return None
    failed = healthy.failed + lost
    told = healthy.base + (1 - healthy.base) * risk
    nats = xlogy(failed, told / healthy.base) + xlogy(healthy.requests - failed, (1 - told) / (1 - healthy.base))
    first, last = int(hit[0]), int(hit[-1])
    fault = Fault(began, ended, first, last, began + slopes[0] / 2, share, slopes[0] > 0, float(nats.sum()))
    clients = np.concatenate([healthy.clients, _met(random, lost[first : last + 1], first, healthy.rate)])
    return Traffic(healthy.requests, failed, clients, healthy.rate, healthy.base, fault)


def _risk(seconds: int, share: float, span: tuple[float, float], slopes: tuple[float, float]) -> Numbers:
    """Each second's chance for a request to fail for the fault; a second that it fills in part counts in part."""
    began, ended = span
    clock = np.arange(seconds)
    within = np.clip(np.minimum(clock + 1, ended) - np.maximum(clock, began), 0, 1)
    rise, fall = slopes
    if not rise:
        return share * within
    return within * np.interp(clock + 0.5, [began, began + rise, ended - fall, ended], [0.0, share, share, 0.0])
