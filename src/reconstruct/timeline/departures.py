"""Digest -> impacts: where failing, slow and missing requests (or errors, without requests) left their baselines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from reconstruct.timeline.baseline import Departure, find_departures
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.falls import STOPPED, find_falls
from reconstruct.timeline.laws import SHARES, Counts, Numbers
from reconstruct.timeline.parts import find_on_parts
from reconstruct.timeline.scan import Rules
from reconstruct.timeline.sift import shared, unusual, widespread
from reconstruct.timeline.signals import Sensitivity, Signals
from reconstruct.timeline.stretches import RULE_OF_THREE, SIGNALS, Part, Stretch, place

LEAST_SECONDS = 5  # with a kind of message, for it to depart alone


def find_stretches(digest: Digest, signals: Signals, sensitivity: Sensitivity) -> list[Stretch]:
    """Every departure of every signal that is large enough to be felt, in the order of time."""
    failing = _felt(
        _with_firsts(signals.failed, signals.failed_once, signals.requests),
        lambda d: d.level >= max(d.base + sensitivity.least_excess, d.base * sensitivity.least_ratio),
        sensitivity,
    )
    slow = _felt(
        find_departures(Counts(signals.slow, signals.timed, SHARES)),
        lambda d: d.level >= d.base + sensitivity.slow_excess and d.stop - d.start >= sensitivity.sustain_seconds,
        sensitivity,
    )
    wrong = _felt(
        find_departures(Counts(signals.wrong, signals.asked, SHARES)),
        lambda d: d.level >= max(d.base + sensitivity.wrong_excess, d.base * sensitivity.least_ratio),
        sensitivity,
    )
    falls = [d for d in find_falls(signals.users) if d.level <= sensitivity.fall_ratio and _live(d, signals)]
    found = [
        *_met("failed", place("failing", failing, signals), digest, sensitivity),
        *_met("wrong", place("wrong", wrong, signals), digest, sensitivity),
        *_met("slow", place("slow", slow, signals), digest, sensitivity),
        *place("traffic", falls, signals),
    ]
    found = unusual(found, signals)
    found += unusual(find_on_parts(digest, signals, found, sensitivity), signals)
    return sorted(found, key=lambda stretch: (stretch.start, SIGNALS.index(stretch.signal)))


def find_errors(digest: Digest, signals: Signals) -> list[Stretch]:
    """Where error records came in more seconds than in their baseline: all of them, and each kind of message alone.

    A second counts once, however many lines a dump writes in it. The more kinds are looked at, the more each must
    stand out.
    """
    errors = digest.errors
    often = errors.groupby("template")["second"].nunique()
    kinds = [str(kind) for kind in often.index[often >= LEAST_SECONDS]]
    rules = Rules(false_alarms=Rules().false_alarms / (len(kinds) + 1))
    trials = np.ones(len(signals.errors))
    said: list[tuple[Part | None, Numbers]] = [(None, signals.errors)]
    said += [(Part("message", kind), signals.dense(errors[errors["template"] == kind], "n")) for kind in kinds]
    found: list[Stretch] = []
    for part, counts in said:
        rises = find_departures(Counts(np.minimum(counts, 1.0), trials, SHARES), rules=rules)
        found += place("errors", rises, signals, part)
    return sorted(unusual(found, signals), key=lambda stretch: stretch.start)


def _met(trouble: str, stretches: list[Stretch], digest: Digest, sensitivity: Sensitivity) -> list[Stretch]:
    return widespread(trouble, shared(trouble, stretches, digest, sensitivity), digest)


def _with_firsts(hits: Numbers, firsts: Numbers, size: Numbers) -> list[Departure]:
    """The departures of the hits, and those that stand out only once a client's repeated hits are left out.

    Clients who try again make clusters, and clusters hide a small departure in their over-dispersion; the first of
    each is independent of the others (runs declustering, Ferro and Segers 2003, doi:10.1111/1467-9868.00401).
    """
    found = find_departures(Counts(hits, size, SHARES))
    if np.array_equal(hits, firsts):
        return found
    once = find_departures(Counts(firsts, size, SHARES))
    return sorted(
        [*found, *(d for d in once if all(d.stop < f.start or f.stop < d.start for f in found))],
        key=lambda departure: departure.start,
    )


def _live(fall: Departure, signals: Signals) -> bool:
    """Whether the log goes on after the fall, or beside it: probes still ask while nobody else does."""
    if fall.stop + 1 < len(signals.users):
        return True
    probes = (signals.requests - signals.users)[fall.start :]
    return bool(fall.level < STOPPED and probes.sum() >= RULE_OF_THREE)


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
