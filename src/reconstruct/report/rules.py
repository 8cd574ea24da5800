"""Timeline -> a Prometheus rule file of the alert rules that would have fired, and its unit test for promtool."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import jinja2
import pandas as pd

from reconstruct.report.export import iso
from reconstruct.report.text import say_duration
from reconstruct.report.words import subtitle
from reconstruct.timeline.alert_rules import RULES, SLOW_LIMIT_MS, AlertRule
from reconstruct.timeline.nouns import AlertReplay, Timeline, Trace

RULES_FILE, TEST_FILE = "alerts.rules.yml", "alerts.test.yml"
# The names that Prometheus's own client libraries and exporters give to them, by convention
REQUESTS, DURATIONS, RECORDS = "http_requests_total", "http_request_duration_seconds", "log_records_total"
FAILED = 'status=~"5..|499"'
LIMIT_SECONDS = f"{SLOW_LIMIT_MS / 1000:g}"
FAST = f'{DURATIONS}_bucket{{le=~"{LIMIT_SECONDS}|{LIMIT_SECONDS}.0"}}'  # from version 3 on Prometheus writes 3.0
DATABASE = f'{RECORDS}{{kind="database",severity=~"error|critical"}}'
START = 1_000_000.0  # counters have run for long when the test begins: Prometheus takes one near 0 for a new one


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule of the rule file in words."""

    name: str
    expression: tuple[str, ...]
    hold: str
    severity: str
    summary: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A unit test: series to feed in, when the rule must be quiet and when it must fire, in seconds."""

    name: str
    title: str
    interval: str
    series: tuple[tuple[str, str], ...]
    quiet_after: int | None
    quiet_at: str | None
    firing_after: int | None
    firing_at: str | None
    severity: str
    summary: str


def render_rules(timeline: Timeline) -> dict[str, str]:
    """The rule file and its unit test as YAML, by their names; no rules where none would have fired."""
    by_name = {rule.name: rule for rule in RULES}
    fired = [
        (number, by_name[replay.name], replay)
        for number, incident in enumerate(timeline.incidents, 1)
        for replay in incident.alerts
        if replay.would_fire is not None and replay.name in by_name
    ]
    used = [rule for rule in RULES if any(rule is other for _, other, _ in fired)]
    texts = [_rule_text(rule, [(n, replay) for n, other, replay in fired if other is rule]) for rule in used]
    trials = [_trial(rule, number, replay.trace) for number, rule, replay in fired if replay.trace is not None]
    templates = _templates()
    return {
        RULES_FILE: templates.get_template(f"{RULES_FILE}.j2").render(rules=texts, subtitle=subtitle(timeline)),
        TEST_FILE: templates.get_template(f"{TEST_FILE}.j2").render(trials=trials, rules_file=RULES_FILE),
    }


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("reconstruct.report"),
        autoescape=False,  # noqa: S701 - YAML; nothing of the logs' text goes into it, and `quote` writes our own
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["quote"] = json.dumps  # a string of JSON is one of YAML
    return environment


def _rule_text(rule: AlertRule, fired: Iterable[tuple[int, AlertReplay]]) -> RuleText:
    notes = [f"{rule.title}; see {rule.source}", *(_note(number, replay) for number, replay in fired)]
    lines = tuple(_expression(rule))
    return RuleText(rule.name, lines, f"{rule.hold_seconds}s", rule.severity, _summary(rule), tuple(notes))


def _summary(rule: AlertRule) -> str:
    return rule.title[0].upper() + rule.title[1:]


def _note(number: int, replay: AlertReplay) -> str:
    """When the rule would have fired in that incident, and what is to be said against it."""
    parts = [f"incident {number}: would have fired at {iso(replay.would_fire)}"]
    if replay.lead_seconds is not None:
        side = "before" if replay.lead_seconds >= 0 else "after"
        parts.append(f"{say_duration(abs(replay.lead_seconds))} {side} people knew")
    if replay.false_firings:
        parts.append(f"{replay.false_firings} false firings in {say_duration(replay.quiet_seconds)} of quiet")
    return ", ".join(parts)


def _expression(rule: AlertRule) -> Iterator[str]:
    """The rule's condition in PromQL, a line for each of its parts."""
    if rule.counted == "silent":
        yield f"sum(increase({REQUESTS}[{rule.windows[0]}s])) == 0 or absent({REQUESTS})"
    elif rule.counted == "database":
        yield f"sum(increase({DATABASE}[{rule.windows[0]}s])) > {rule.over:g}"
    elif rule.counted == "slow":
        span = f"[{rule.windows[0]}s]"
        yield f"1 - sum(rate({FAST}{span})) / sum(rate({DURATIONS}_count{span})) > {rule.over:g}"
    else:
        for place, window in enumerate(rule.windows):
            share = f"sum(rate({REQUESTS}{{{FAILED}}}[{window}s])) / sum(rate({REQUESTS}[{window}s]))"
            yield f"{'and ' if place else ''}{share} > {rule.over:g}"
        if rule.least_hits:
            yield f"and sum(increase({REQUESTS}{{{FAILED}}}[{min(rule.windows)}s])) >= {rule.least_hits}"


def _trial(rule: AlertRule, number: int, trace: Trace) -> Trial:
    return Trial(
        rule.name,
        f"{rule.name} in incident {number}",
        f"{trace.step_seconds}s",
        tuple((name, say_counter(values)) for name, values in _series(rule, trace).items()),
        trace.quiet_after,
        _after(trace, trace.quiet_after),
        trace.firing_after,
        _after(trace, trace.firing_after),
        rule.severity,
        _summary(rule),
    )


def _after(trace: Trace, seconds: int | None) -> str | None:
    return None if seconds is None else iso(trace.begin + pd.Timedelta(seconds=seconds))


def _series(rule: AlertRule, trace: Trace) -> Mapping[str, list[float]]:
    """The counters that the rule reads, as what is added to each between two scrapes.

    A second with a request stands for the requests where the rule counts silent seconds.
    """
    hits = list(trace.hits)
    others = [trials - hit for trials, hit in zip(trace.trials, trace.hits, strict=True)]
    if rule.counted == "database":
        return {f'{RECORDS}{{kind="database",severity="error"}}': hits}
    if rule.counted == "slow":
        return {
            f'{DURATIONS}_bucket{{le="{LIMIT_SECONDS}"}}': others,
            f"{DURATIONS}_count": list(trace.trials),
        }
    answered = {f'{REQUESTS}{{status="200"}}': others}
    return answered if rule.counted == "silent" else answered | {f'{REQUESTS}{{status="500"}}': hits}


def say_counter(added: Iterable[float]) -> str:
    """A counter in promtool's notation, from what is added to it in each step.

    >>> say_counter([0, 0, 5, 5, 5])
    '1000000+0x2 1000005+5x2'
    """
    value, words = START, list[str]()
    for step, group in itertools.groupby(added):
        count = len(list(group))
        if not words:
            words.append(f"{value:.15g}+{step:.15g}x{count}")
        else:
            words.append(f"{value + step:.15g}+{step:.15g}x{count - 1}")
        value += step * count
    return " ".join(words)
