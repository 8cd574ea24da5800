"""Well-known alert rules as data; counts of hits among trials in, the seconds in which a rule fires out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from reconstruct.timeline.laws import Flags, Numbers

MINUTE, HOUR, DAY = 60, 3600, 86400
OBJECTIVE = 0.999  # of the requests succeed: the SRE Workbook's example, for which its windows are chosen
SLOW_LIMIT_MS = 3000.0
CHUNK = 3600  # seconds that are summed at once
ROUNDING = 1e-9  # of sums of parts of requests
COMMON = "https://samber.github.io/awesome-prometheus-alerts/rules"
WORKBOOK = "https://sre.google/workbook/alerting-on-slos/"  # table 5-8

Counted = Literal["failed", "slow", "silent", "database", "unusual"]


@dataclass(frozen=True, slots=True)
class Tally:
    """Hits among trials, a value a second each; `usual` trials a second stand for what came before the first.

    What came before is taken as clean: no hits.
    """

    hits: Numbers
    trials: Numbers
    usual: float


@dataclass(frozen=True, slots=True)
class AlertRule:
    """A rule that fires once the share of hits has been `over` in each of its windows for `hold_seconds`.

    `counted` are the hits: failed among requests, slow (over `SLOW_LIMIT_MS`) among timed requests, silent among
    all seconds, or error records of the database, a second being one trial. `least_hits` of the shortest window:
    where few ask, one request alone is no rate.
    """

    name: str
    title: str
    counted: Counted
    over: float
    windows: tuple[int, ...]  # seconds, longest first
    source: str
    hold_seconds: int = 0
    least_hits: int = 0
    severity: Literal["page", "ticket"] = "page"


@dataclass(frozen=True, slots=True)
class SequentialTest:
    """What an ideal rule could do: a Bernoulli CUSUM; in the worst case none with as few false alarms is faster.

    It tells the baseline's own share from `target_share`, that of the usual rule, or from `least_ratio` times the
    baseline where that is more; a healthy system alarms at most once in `false_alarm_days` on average (Lorden 1971,
    doi:10.1214/aoms/1177693055; Moustakides 1986, doi:10.1214/aos/1176350164), if failures are independent.
    """

    name: str
    title: str
    counted: Counted
    target_share: float = 0.05
    least_ratio: float = 2.0
    false_alarm_days: float = 30.0


def burn_rule(name: str, factor: float, windows: tuple[int, int], severity: Literal["page", "ticket"]) -> AlertRule:
    """The rule that the error budget of `OBJECTIVE` burns `factor` times as fast as it may.

    >>> round(burn_rule("Burn", 14.4, (3600, 300), "page").over, 4)
    0.0144
    """
    spans = " and ".join(say_span(seconds) for seconds in windows)
    return AlertRule(
        name,
        f"error budget of {100 * OBJECTIVE:g} % burns over {factor:g} times as fast as it may in {spans}",
        "failed",
        over=round(factor * (1 - OBJECTIVE), 6),
        windows=windows,
        source=WORKBOOK,
        least_hits=2,
        severity=severity,
    )


def say_span(seconds: float) -> str:
    """A stretch of time in its largest whole units.

    >>> say_span(5), say_span(300), say_span(5400), say_span(259200)
    ('5 s', '5 min', '1 h 30 min', '3 d')
    """
    whole, words = round(seconds), []
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1, "s")):
        if whole >= size:
            words.append(f"{whole // size} {unit}")
        whole %= size
    return " ".join(words[:2]) or "0 s"


RULES = (
    AlertRule("HighErrorShare", "over 5 % of requests fail in 1 min, for 1 min", "failed", 0.05, (60,), COMMON, 60),
    AlertRule("SlowResponses", "p99 over 3 s in 2 min, for 2 min", "slow", 0.01, (120,), COMMON, 120),
    AlertRule("NoTraffic", "no request for 5 min", "silent", 0.999, (300,), COMMON),
    AlertRule("DatabaseErrors", "database logs errors in 1 min, for 1 min", "database", 0.0, (60,), COMMON, 60),
    burn_rule("ErrorBudgetBurnFast", 14.4, (HOUR, 5 * MINUTE), "page"),
    burn_rule("ErrorBudgetBurn", 6, (6 * HOUR, 30 * MINUTE), "page"),
    burn_rule("ErrorBudgetBurnSlow", 1, (3 * DAY, 6 * HOUR), "ticket"),
)
LIMITS = (
    SequentialTest("BestForFailures", "best achievable on failing requests: one false alarm in 30 d", "failed"),
    SequentialTest("BestForSlowness", "best achievable on slow requests: one false alarm in 30 d", "unusual"),
)


def exceeds(rule: AlertRule, tally: Tally, margin: float = 1.0) -> Flags:
    """After which seconds the share of hits is over `margin` times the rule's limit in all of its windows.

    >>> rule = AlertRule("Half", "", "failed", 0.5, (2,), "")
    >>> exceeds(rule, Tally(np.array([1.0, 1.0, 1.0, 0.0]), np.ones(4), usual=1.0)).tolist()
    [False, True, True, False]
    """
    over = np.ones(len(tally.hits), dtype=bool)
    for window in rule.windows:
        hits, trials = sum_last(tally.hits, window), sum_last(tally.trials, window, tally.usual)
        over &= hits > margin * rule.over * trials + ROUNDING
    return over & (sum_last(tally.hits, min(rule.windows)) >= rule.least_hits)


def sum_last(values: Numbers, window: int, before: float = 0.0) -> Numbers:
    """For each value the sum of the `window` last ones, itself included; `before` stands for each missing one.

    >>> sum_last(np.array([1.0, 2.0, 3.0]), 2, before=10.0).tolist()
    [11.0, 3.0, 5.0]
    """
    total = np.cumsum(values)
    inside = total.copy()
    inside[window:] -= total[:-window]
    if before:
        inside += before * np.maximum(window - np.arange(1, len(values) + 1), 0)
    return inside


def hold(over: Flags, steps: int) -> Flags:
    """Where the condition has held for so many steps since the one in which it began: Prometheus's `for`.

    >>> hold(np.array([True, True, True, False, True]), 1).tolist()
    [False, True, True, False, False]
    """
    place = np.arange(len(over))
    since = np.maximum.accumulate(np.where(over, -1, place)) if len(over) else place
    held: Flags = over & (place - since > steps)
    return held


def edges(firing: Flags) -> list[int]:
    """The steps in which it begins to fire.

    >>> edges(np.array([True, False, True, True]))
    [0, 2]
    """
    return [int(step) for step in np.flatnonzero(firing & ~np.concatenate([[False], firing[:-1]]))]


def alarms(test: SequentialTest, tally: Tally, base: float) -> list[int]:
    """The seconds in which the sequential test alarms; it starts anew after each.

    `base`: the share of hits in the baseline, above 0 and below 1.

    >>> tally = Tally(np.repeat([0.0, 5.0], 100), np.full(200, 10.0), usual=10.0)
    >>> alarms(LIMITS[0], tally, base=0.001)[0]
    100
    """
    target = min(max(test.target_share, test.least_ratio * base), (1 + base) / 2)
    limit = np.log(max(tally.usual, ROUNDING) * test.false_alarm_days * DAY)
    passed = tally.trials - tally.hits
    gains = tally.hits * np.log(target / base) + passed * np.log((1 - target) / (1 - base))
    found, start, level = list[int](), 0, 0.0
    while start < len(gains):
        walk = level + np.cumsum(gains[start : start + CHUNK])
        levels = walk - np.minimum(np.minimum.accumulate(walk), 0.0)
        reached = np.flatnonzero(levels >= limit)
        found += [start + int(second) for second in reached[:1]]
        level = 0.0 if len(reached) else float(levels[-1])
        start = found[-1] + 1 if len(reached) else start + CHUNK
    return found
