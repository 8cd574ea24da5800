"""Stretches of departure -> incidents and blips, and which stretch begins an incident and which ends it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from reconstruct.timeline.falls import STOPPED
from reconstruct.timeline.signals import Sensitivity
from reconstruct.timeline.stretches import SIGNALS, Stretch

LEAD = 60.0  # seconds by which a fall of traffic must come first


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
    stopped = [s for s in stretches if s.signal == "traffic" and s.level < STOPPED]
    best = max(felt or stretches, key=lambda s: s.stop)
    later = [s for s in stopped if s.stop_low > best.stop_high]
    return max(later, key=lambda s: s.stop, default=best)


def covered(stretches: Sequence[Stretch]) -> list[tuple[float, float]]:
    """The union of the stretches as (start, end) in epoch seconds, in order."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted((s.start.timestamp(), s.stop.timestamp() + 1.0) for s in stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _belongs(stretch: Stretch, last: pd.Timestamp, hold: float, closed: Sequence[pd.Timestamp]) -> bool:
    if stretch.start <= last:
        return True
    declared = any(last <= time < stretch.start for time in closed)
    return not declared and (stretch.start - last).total_seconds() <= hold


def _sustained(stretches: Sequence[Stretch], sensitivity: Sensitivity) -> bool:
    lengths = [b - a for a, b in covered(stretches)]
    least = sensitivity.errors_seconds if {s.signal for s in stretches} == {"errors"} else sensitivity.sustain_seconds
    if sum(seconds for seconds in lengths if seconds >= sensitivity.blip_seconds) >= least:
        return True
    return (
        len(lengths) >= sensitivity.bursts
        and sum(lengths) >= least
        and _share_over_all(stretches) >= sensitivity.burst_share
    )


def _share_over_all(stretches: Sequence[Stretch]) -> float:
    """The level of the bursts, spread over all the time from the first to the last."""
    rising = [s for s in stretches if s.signal != "traffic"]
    span = max(s.stop for s in stretches) - min(s.start for s in stretches)
    return sum(s.level * s.seconds for s in rising) / (span.total_seconds() + 1.0)


def _precursors(stretches: Sequence[Stretch], sensitivity: Sensitivity) -> tuple[list[Stretch], list[Stretch]]:
    """(blips ahead of the incident, the incident): what was over within seconds is not yet its onset."""
    for at, stretch in enumerate(stretches):
        calm = (stretches[at + 1].start - stretch.stop).total_seconds() if at + 1 < len(stretches) else 0.0
        if stretch.seconds >= sensitivity.blip_seconds or calm < sensitivity.sustain_seconds:
            return list(stretches[:at]), list(stretches[at:])
    return [], list(stretches)
