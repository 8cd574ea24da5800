"""Digest -> impacts: where failing, slow and missing requests (or errors, without requests) left their baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from reconstruct.timeline.baseline import Departure, find_departures
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.laws import FALLS, RISES, SHARES, Counts, Numbers
from reconstruct.timeline.scan import Rules
from reconstruct.timeline.signals import Sensitivity, Signals, usual_traffic

SIGNALS = ("failing", "wrong", "slow", "traffic", "errors")  # in the order in which their ends are exact
SECOND = pd.Timedelta(seconds=1)
# Where a departure's level would have given fewer than three hits, their absence proves no healthy time (95 %).
RULE_OF_THREE = 3.0
LEAD = 60.0
QUIET = pd.Timedelta(seconds=60)  # around what was found, a route's failures belong to it


@dataclass(frozen=True, slots=True)
class Stretch:
    """A departure of one signal in time; `opens`: it ran when the log began; `runs_on`: it runs when the log ends.

    `route`: the only route that it was found on, inside a healthy whole; empty for all of them.
    """

    signal: str
    start: pd.Timestamp
    stop: pd.Timestamp
    start_low: pd.Timestamp
    start_high: pd.Timestamp
    stop_low: pd.Timestamp
    stop_high: pd.Timestamp
    level: float
    base: float
    opens: bool = False
    runs_on: bool = False
    route: str = ""

    @property
    def seconds(self) -> float:
        """How long it lasted, the second of its last hit included."""
        return float((self.stop - self.start).total_seconds()) + 1.0


def find_stretches(digest: Digest, signals: Signals, sensitivity: Sensitivity) -> list[Stretch]:
    """Every departure of every signal that is large enough to be felt, in the order of time."""
    failing = _felt(
        find_departures(Counts(signals.failed, signals.requests, SHARES)),
        lambda d: d.level >= max(d.base + sensitivity.least_excess, d.base * sensitivity.least_ratio),
        sensitivity,
    )
    slow = _felt(
        find_departures(Counts(signals.slow, signals.timed, SHARES)),
        lambda d: d.level >= d.base + sensitivity.slow_excess and d.stop - d.start >= sensitivity.sustain_seconds,
        sensitivity,
    )
    falls = [d for d in _falls(signals.users) if d.level <= sensitivity.fall_ratio and d.stop + 1 < len(signals.users)]
    wrong = _felt(
        find_departures(Counts(signals.wrong, signals.asked, SHARES)),
        lambda d: d.level >= max(d.base + sensitivity.wrong_excess, d.base * sensitivity.least_ratio),
        sensitivity,
    )
    found = [
        *_shared("failed", _stretches("failing", failing, signals), digest, sensitivity),
        *_shared("wrong", _stretches("wrong", wrong, signals), digest, sensitivity),
        *_shared("slow", _stretches("slow", slow, signals), digest, sensitivity),
        *_stretches("traffic", falls, signals),
    ]
    found += _on_routes(digest, signals, found, sensitivity)
    return sorted(found, key=lambda stretch: (stretch.start, SIGNALS.index(stretch.signal)))


def find_errors(signals: Signals) -> list[Stretch]:
    """Where error records came more often than in their baseline."""
    rises = find_departures(Counts(signals.errors, np.ones(len(signals.errors)), RISES))
    return _stretches("errors", rises, signals)


def _on_routes(digest: Digest, signals: Signals, found: Sequence[Stretch], sensitivity: Sensitivity) -> list[Stretch]:
    """Routes that fail inside a healthy whole; the more routes are looked at, the more each must stand out."""
    asked = digest.requests
    for stretch in found:
        asked = asked[~asked["second"].between(stretch.start - QUIET, stretch.stop + QUIET)]
    failed = asked.groupby("route")["failed"].sum()
    routes = [str(route) for route in failed.index[failed >= sensitivity.route_failures]]
    rules = Rules(false_alarms=Rules().false_alarms / max(len(routes), 1))
    alone: list[Stretch] = []
    for route in routes:
        rows = asked[asked["route"] == route]
        counts = Counts(signals.dense(rows, "failed"), signals.dense(rows, "n"), SHARES)
        large = [d for d in find_departures(counts, rules=rules) if d.level >= d.base + sensitivity.route_excess]
        alone += [replace(stretch, route=route) for stretch in _stretches("failing", large, signals)]
    return _shared("failed", alone, digest, sensitivity)


def group(
    stretches: Sequence[Stretch], hold: float, over: Iterable[pd.Timestamp], sensitivity: Sensitivity
) -> tuple[list[list[Stretch]], list[list[Stretch]]]:
    """(incidents, blips): stretches that are closer than `hold` seconds stay together unless declared over between.

    `over`: times at which records declare an incident over.
    """
    groups: list[list[Stretch]] = []
    closed = sorted(over)
    for stretch in sorted(stretches, key=lambda s: s.start):
        last = max((s.stop for s in groups[-1]), default=None) if groups else None
        if last is not None and _belongs(stretch, last, hold, closed):
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    incidents: list[list[Stretch]] = []
    blips: list[list[Stretch]] = []
    for together in groups:
        if _sustained(together, sensitivity):
            ahead, rest = _precursors(together, sensitivity)
            incidents.append(rest)
            blips += [[stretch] for stretch in ahead]
        else:
            blips.append(together)
    return incidents, blips


def onset_of(stretches: Sequence[Stretch]) -> Stretch:
    """The stretch that begins the incident: the most exact signal, unless another surely began before it.

    Traffic thins out within seconds of the first failures, and a rate is told by tens of seconds: a fall that leads
    by less than `LEAD` seconds did not come first.
    """
    best = min(stretches, key=lambda s: (SIGNALS.index(s.signal), s.start))
    earlier = [s for s in stretches if s.start < best.start and s.start_high < best.start_low]
    first = [s for s in earlier if s.signal != "traffic" or (best.start - s.start).total_seconds() > LEAD]
    return min(first, key=lambda s: s.start, default=best)


def end_of(stretches: Sequence[Stretch]) -> Stretch:
    """The stretch that ends the incident; traffic that only fell does so where nothing else departed."""
    felt = [s for s in stretches if s.signal != "traffic"]
    stopped = [s for s in stretches if s.signal == "traffic" and s.level < 0.1]
    best = max(felt or stretches, key=lambda s: s.stop)
    later = [s for s in stopped if s.stop_low > best.stop_high]
    return max(later, key=lambda s: s.stop, default=best)


def _belongs(stretch: Stretch, last: pd.Timestamp, hold: float, closed: Sequence[pd.Timestamp]) -> bool:
    if stretch.start <= last:
        return True
    declared = any(last <= time < stretch.start for time in closed)
    return not declared and (stretch.start - last).total_seconds() <= hold


def _sustained(stretches: Sequence[Stretch], sensitivity: Sensitivity) -> bool:
    lengths = [b - a for a, b in covered(stretches)]
    return sum(seconds for seconds in lengths if seconds >= sensitivity.blip_seconds) >= sensitivity.sustain_seconds


def _precursors(stretches: Sequence[Stretch], sensitivity: Sensitivity) -> tuple[list[Stretch], list[Stretch]]:
    """(blips ahead of the incident, the incident): what was over within seconds is not yet its onset."""
    for at, stretch in enumerate(stretches):
        calm = (stretches[at + 1].start - stretch.stop).total_seconds() if at + 1 < len(stretches) else 0.0
        if stretch.seconds >= sensitivity.blip_seconds or calm < sensitivity.sustain_seconds:
            return list(stretches[:at]), list(stretches[at:])
    return [], list(stretches)


def covered(stretches: Sequence[Stretch]) -> list[tuple[float, float]]:
    """The union of the stretches as (start, end) in epoch seconds, in order."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted((s.start.timestamp(), s.stop.timestamp() + 1.0) for s in stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _felt(
    departures: Sequence[Departure], large: Callable[[Departure], bool], sensitivity: Sensitivity
) -> list[Departure]:
    """The large departures, and the small ones that lead up to them or trail off without a sustained calm between."""
    felt = [d for d in departures if large(d)]
    return [
        d
        for d in departures
        if d in felt
        or any(
            f.start - d.stop <= sensitivity.sustain_seconds and d.start - f.stop <= sensitivity.sustain_seconds
            for f in felt
        )
    ]


def _shared(trouble: str, stretches: Sequence[Stretch], digest: Digest, sensitivity: Sensitivity) -> list[Stretch]:
    """The stretches in which several clients had this trouble; where nearly nobody else asked, one is enough."""
    troubled = digest.clients[digest.clients["trouble"] == trouble]

    def several(stretch: Stretch) -> bool:
        met = troubled[troubled["second"].between(stretch.start, stretch.stop)]["client"].nunique()
        minutes = digest.active["second"].between(stretch.start.floor("min"), stretch.stop)
        active = digest.active[minutes]["client"].nunique()
        return bool(met >= min(sensitivity.clients, active))

    return [stretch for stretch in stretches if several(stretch)]


def _falls(counts: Numbers, rounds: int = 4) -> list[Departure]:
    """Where traffic fell short of what was usual then; falls are left out of what is usual, and looked for again."""
    inside = np.zeros(len(counts), dtype=bool)
    falls: list[Departure] = []
    for _ in range(rounds):
        again = find_departures(Counts(counts, usual_traffic(counts, inside), FALLS), base=1.0)
        if [(d.start, d.stop) for d in again] == [(d.start, d.stop) for d in falls]:
            break
        falls = again
        inside = np.zeros(len(counts), dtype=bool)
        for fall in falls:
            inside[fall.start : fall.stop + 1] = True
    return falls


def _stretches(signal: str, departures: Sequence[Departure], signals: Signals) -> list[Stretch]:
    def at(second: int) -> pd.Timestamp:
        return signals.begin + second * SECOND

    return [
        Stretch(
            signal=signal,
            start=at(d.start),
            stop=at(d.stop),
            start_low=at(d.start_low),
            start_high=at(d.start_high),
            stop_low=at(d.stop_low),
            stop_high=at(d.stop_high),
            level=d.level,
            base=d.base,
            opens=d.before < RULE_OF_THREE,
            runs_on=d.after < RULE_OF_THREE,
        )
        for d in departures
    ]
