"""Digest, signals and an incident -> when well-known alert rules would have fired, and how often in vain.

The rules count requests when they are answered, as monitoring does: slow ones appear late. They are evaluated after
each second on the logs' own counts; what scraping and evaluating add is declared beside (`Pipeline`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reconstruct.timeline.alert_rules import (
    LIMITS,
    MINUTE,
    RULES,
    AlertRule,
    SequentialTest,
    Tally,
    alarms,
    edges,
    exceeds,
    hold,
    say_span,
)
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.laws import Flags, Numbers
from reconstruct.timeline.nouns import AlertReplay, Incident, Milestone, Trace
from reconstruct.timeline.signals import Signals
from reconstruct.timeline.tallies import NO_COUNTS, tally_of

# Seconds between the samples of a trace, by the shortest window that it must do for: at least four samples in it,
# and no more than promtool needs seconds for.
SCRAPES = ((1800, 300), (300, 60), (0, 15))
SURELY = 1.0001  # times the limit: what other arithmetic than ours cannot round away


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What lies between a request and an alert: Prometheus scrapes and evaluates every minute unless told otherwise.

    https://prometheus.io/docs/prometheus/latest/configuration/configuration/
    """

    scrape_seconds: int = 60
    evaluation_seconds: int = 60


def replay_alerts(
    digest: Digest, signals: Signals, incidents: Sequence[Incident], pipeline: Pipeline | None = None
) -> tuple[tuple[AlertReplay, ...], ...]:
    """For each incident what each rule would have done; `incidents` are all that the logs tell of: the rest is quiet.

    Only a firing that begins while the incident lasts counts. An incident that lies outside of the counts has none.
    """
    pipeline = pipeline or Pipeline()
    stages = [_stage(incident, signals, pipeline) for incident in incidents]
    troubled = np.zeros(len(signals.requests), dtype=bool)
    for stage in stages:
        if stage is not None:
            troubled[stage.start : stage.stop] = True
    staged = [stage for stage in stages if stage is not None]
    by_rule = [_replay_rule(rule, digest, signals, troubled, staged) for rule in (*RULES, *LIMITS)]
    by_stage = iter(zip(*by_rule, strict=True))
    return tuple(() if stage is None else next(by_stage) for stage in stages)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the rules are replayed: the counts' first second, and an incident's seconds in them up to `stop`.

    `running`: whether it was there before the logs. `detected`: when people knew. `delay`: of the pipeline, seconds.
    """

    begin: pd.Timestamp
    start: int
    stop: int
    running: bool
    detected: Milestone | None
    delay: float

    def after(self, second: int) -> pd.Timestamp:
        """The instant at which that second of the counts is over."""
        return self.begin + pd.Timedelta(seconds=second + 1)

    def lead(self, would_fire: pd.Timestamp | None) -> float | None:
        """Seconds from that instant to when people knew."""
        known = self.detected.time if self.detected is not None else None
        return (known - would_fire).total_seconds() if known is not None and would_fire is not None else None


def _stage(incident: Incident, signals: Signals, pipeline: Pipeline) -> Stage | None:
    """The incident in the counts; None where its times are unknown or lie outside of them."""
    onset, mitigated = incident.milestones.get("onset"), incident.milestones.get("mitigated")
    if onset is None:
        return None
    begin, stop = signals.begin, len(signals.requests)
    start = max(0, int((onset.moment.floor("s") - begin).total_seconds()))
    if mitigated is not None and mitigated.time is not None:
        stop = min(stop, int((mitigated.time.floor("s") - begin).total_seconds()) + 1)
    if start >= stop:
        return None
    delay = float(pipeline.scrape_seconds + pipeline.evaluation_seconds)
    return Stage(begin, start, stop, onset.time is None, incident.milestones.get("detected"), delay)


def _replay_rule(
    rule: AlertRule | SequentialTest, digest: Digest, signals: Signals, troubled: Flags, stages: Sequence[Stage]
) -> list[AlertReplay]:
    """What the rule does in each of these incidents."""
    tally = tally_of(rule.counted, digest, signals, troubled)
    if tally is None:
        unknown = AlertReplay(rule.title, None, None, rule.name, unknown=NO_COUNTS[rule.counted])
        return [unknown] * len(stages)
    calmed, quiet = _calmed(tally, troubled), float((~troubled).sum())
    if isinstance(rule, AlertRule):
        firing = hold(exceeds(rule, tally), rule.hold_seconds)
        vain = len(edges(hold(exceeds(rule, calmed), rule.hold_seconds)))
        replays = [_replay(rule, tally, firing, stage) for stage in stages]
    else:
        calm = ~troubled
        base = float((tally.hits[calm].sum() + 0.5) / (tally.trials[calm].sum() + 1.0))
        vain = len(alarms(rule, calmed, base))
        replays = [_replay_test(rule, tally, base, stage) for stage in stages]
    return [replace(replay, false_firings=vain, quiet_seconds=quiet) for replay in replays]


def _calmed(tally: Tally, troubled: Flags) -> Tally:
    """The tally with usual traffic and no hits in the place of the incidents."""
    return Tally(np.where(troubled, 0.0, tally.hits), np.where(troubled, tally.usual, tally.trials), tally.usual)


def _replay(rule: AlertRule, tally: Tally, firing: Flags, stage: Stage) -> AlertReplay:
    begun = [second for second in edges(firing) if stage.start <= second < stage.stop]
    would_fire = stage.after(begun[0]) if begun else None
    return AlertReplay(
        rule.title,
        would_fire,
        stage.lead(would_fire),
        rule.name,
        stage.delay,
        assumed="; ".join(_assumptions(rule, tally, firing, stage, begun)),
        trace=_trace(rule, tally, stage, begun[0]) if begun else None,
    )


def _assumptions(rule: AlertRule, tally: Tally, firing: Flags, stage: Stage, begun: list[int]) -> Iterator[str]:
    """What the answer rests on."""
    last = begun[0] if begun else stage.stop - 1
    lacking = max(rule.windows) - last - 1
    if stage.running:
        yield "it ran when the logs begin: the rule may have fired before"
    if rule.counted == "slow":
        yield "durations are known to 19 %, read between as histogram_quantile() does"
    if lacking > 0 and rule.counted == "failed":
        yield f"the {say_span(lacking)} before the logs are taken as clean, with {tally.usual:g} requests/s"
    if stage.start and firing[stage.start] and firing[stage.start - 1]:
        since = stage.start - 1 - max(second for second in edges(firing) if second < stage.start)
        yield f"it fired {say_span(since)} before the onset already, which is no detection of this incident"


def _replay_test(test: SequentialTest, tally: Tally, base: float, stage: Stage) -> AlertReplay:
    """The sequential test, fresh at the onset."""
    inside = slice(stage.start, stage.stop)
    found = alarms(test, Tally(tally.hits[inside], tally.trials[inside], tally.usual), base)
    would_fire = stage.after(stage.start + found[0]) if found else None
    assumed = f"a baseline of {100 * base:.2g} %, known beforehand; no time for scraping"
    return AlertReplay(test.title, would_fire, stage.lead(would_fire), test.name, assumed=assumed)


def _trace(rule: AlertRule, tally: Tally, stage: Stage, fires: int) -> Trace:
    """The samples around a firing, in step with the instant at which the condition came true."""
    step = next(step for window, step in SCRAPES if min(rule.windows) >= window)
    grid = max(MINUTE, step)
    origin = fires + 1 - rule.hold_seconds
    back = max(rule.windows) + origin - stage.start + 2 * grid
    first = origin - grid * -(-back // grid)
    last = first + (min(fires + 1 + grid, len(tally.hits)) - first) // grid * grid
    moments = np.arange(first, last + 1, grid, dtype="int64")
    shown = slice(max(0, first), last)
    seen = Tally(tally.hits[shown], tally.trials[shown], tally.usual)
    filled = moments >= first + max(rule.windows)  # before, the windows reach beyond the trace
    surely = hold(_at(exceeds(rule, seen, SURELY), moments - shown.start) & filled, rule.hold_seconds // grid)
    calm = ~_at(exceeds(rule, seen, 1 / SURELY), moments - shown.start) & filled & (moments <= stage.start)
    return Trace(
        begin=stage.begin + pd.Timedelta(seconds=first),
        step_seconds=step,
        hits=_samples(tally.hits, first, last, step, 0.0),
        trials=_samples(tally.trials, first, last, step, tally.usual),
        quiet_after=int(moments[calm].max() - first) if calm.any() else None,
        firing_after=int(moments[surely].min() - first) if surely.any() else None,
    )


def _at(flags: Flags, moments: NDArray[np.int64]) -> Flags:
    """The flags after so many seconds; False before the first."""
    return np.where(moments >= 1, flags[np.maximum(moments - 1, 0)], False)


def _samples(values: Numbers, first: int, last: int, step: int, before: float) -> tuple[float, ...]:
    """The sums of each step from second `first`, which may lie before the counts, up to `last`."""
    padded = np.concatenate([np.full(max(0, -first), before), values[max(0, first) : last]])
    whole = padded[: len(padded) // step * step].reshape(-1, step).sum(axis=1)
    return tuple(round(float(value), 6) for value in whole)
