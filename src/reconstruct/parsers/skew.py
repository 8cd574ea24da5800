"""What is heard of sources -> by how much the clock of each is ahead of the others', with an error bar, where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from reconstruct.parsers.heard import SECONDS_HEARD, TROUBLE, Heard
from reconstruct.parsers.witness import Seconds

FARTHEST_SECONDS = 900  # a clock that is off by more is in another zone
LEAST_EVENTS = 10  # of one kind, that both sources saw
# Stamps in whole seconds, written before and after a thing is done, differ by this much though the clocks agree.
CLOSE_SECONDS = 1
# Programs wait for each other for seconds; a difference below this is no clock's.
LEAST_SECONDS = 5.0
# At the true difference nearly every event has its partner, at any other far fewer by chance.
PARTNERED_SHARE, LEAST_LEAD = 0.85, 0.3
KINDS_LOOKED_AT = 12  # of events of a source, the most frequent
STARTS_TOGETHER_SECONDS = 5.0
LAGS = np.arange(-FARTHEST_SECONDS, FARTHEST_SECONDS + 1)


@dataclass(frozen=True, slots=True)
class Lag:
    """By how many seconds one source's clock is ahead of another's, the error of that, and how many events tell so."""

    seconds: float
    error: float
    events: int


@dataclass(frozen=True, slots=True)
class Skew:
    """By how many seconds a source's clock is ahead of those of most others, the error, and what that rests on."""

    seconds: float
    error: float
    basis: str


def find_skews(heard: Mapping[str, Heard]) -> dict[str, Skew]:
    """The sources whose clock differs from that of most others, as far as events that both saw prove it.

    The clock of the larger group of sources that agree counts as right; between two groups of one size nobody's does.
    A source of few events that begins with one that is ahead, and with no other, runs on the same host.
    """
    machines = {path: one for path, one in heard.items() if one.timed and not one.human}
    kinds = {path: choose_kinds(one) for path, one in machines.items()}
    lags = {(a, b): lag for a, b in combinations(machines, 2) if (lag := measure(kinds[a], kinds[b]))}
    groups = group_agreeing(list(machines), lags)
    right = max(groups, key=len, default=frozenset())
    if sum(len(group) == len(right) for group in groups) > 1:
        return {}
    skews = {}
    for path in machines:
        told = {other: lag for other in right if path not in right and (lag := look_up(lags, path, other))}
        best = max(told.values(), key=lambda lag: lag.events, default=None)
        if best and abs(best.seconds) > max(LEAST_SECONDS, best.error):
            said = f"{best.events} events that {' and '.join(sorted(told))} saw too"
            skews[path] = Skew(best.seconds, best.error, said)
    return skews | {
        path: Skew(skews[leader].seconds, skews[leader].error + STARTS_TOGETHER_SECONDS, f"it starts with {leader}")
        for path in machines
        if path not in skews and path not in right and (leader := find_leader(path, machines, skews))
    }


def choose_kinds(heard: Heard) -> dict[str, Seconds]:
    """The seconds of the events of each of the most frequent kinds.

    Of these, trouble may be seen by one source later than by another because it waits.
    """
    often = [(count, name) for name, (count, _) in heard.kinds.items() if count >= LEAST_EVENTS]
    chosen = sorted(often, key=lambda kind: (-kind[0], kind[1]))[:KINDS_LOOKED_AT]
    return {name: heard.kinds[name][1] for _, name in chosen}


def measure(mine: Mapping[str, Seconds], theirs: Mapping[str, Seconds]) -> Lag | None:
    """The lag between two sources, by the kinds of events that both saw; None where no kind tells it.

    Trouble proves only that clocks agree: a wait for a time-out makes a lag too.
    """
    pairs = [(a, b) for one, a in mine.items() for two, b in theirs.items() if TROUBLE not in (one, two)]
    found = [lag for a, b in pairs if (lag := match_events(a, b))]
    if not found:
        return agree_on_trouble(mine.get(TROUBLE), theirs.get(TROUBLE))
    best = max(found, key=lambda lag: lag.events)
    agreeing = [lag for lag in found if abs(lag.seconds - best.seconds) <= best.error + lag.error]
    return best if len(agreeing) * 2 > len(found) else None


def match_events(mine: Seconds, theirs: Seconds) -> Lag | None:
    """The one lag at which nearly all events of a kind have a partner; None where there is none, or another one too."""
    few, many = sorted((len(mine), len(theirs)))
    if few < LEAST_EVENTS or many > min(2 * few, SECONDS_HEARD):
        return None
    counts = count_lags(mine, theirs)
    window = np.convolve(counts, np.ones(2 * CLOSE_SECONDS + 1), mode="same")
    if window.max() < PARTNERED_SHARE * few:
        return None
    rarer, other = (mine, theirs) if len(mine) == few else (theirs, mine)
    wide = np.unique(np.concatenate([other + step for step in range(-CLOSE_SECONDS, CLOSE_SECONDS + 1)]))
    turned = LAGS if rarer is mine else -LAGS
    partnered = np.isin(rarer[None, :] - turned[:, None], wide).mean(axis=1)
    best = int(np.lexsort((counts, window, partnered))[-1])
    elsewhere = partnered[abs(LAGS - LAGS[best]) > 2 * CLOSE_SECONDS + 1]
    if partnered[best] < PARTNERED_SHARE or elsewhere.max(initial=0) > partnered[best] - LEAST_LEAD:
        return None
    near = abs(LAGS - LAGS[best]) <= CLOSE_SECONDS
    middle = float(np.average(LAGS[near], weights=counts[near]))
    spread = float(np.sqrt(np.average((LAGS[near] - middle) ** 2, weights=counts[near])))
    return Lag(round(middle, 1), round(1.0 + 2 * spread, 1), round(float(partnered[best]) * few))


def agree_on_trouble(mine: Seconds | None, theirs: Seconds | None) -> Lag | None:
    """No lag, where the trouble of both is alike at none more than at any other; else None, for nothing is known."""
    if mine is None or theirs is None or max(len(mine), len(theirs)) > SECONDS_HEARD:
        return None
    window = np.convolve(count_lags(mine, theirs), np.ones(2 * CLOSE_SECONDS + 1), mode="same")
    best = int(LAGS[window.argmax()])
    return Lag(0.0, LEAST_SECONDS, int(window.max())) if abs(best) <= LEAST_SECONDS else None


def count_lags(mine: Seconds, theirs: Seconds) -> npt.NDArray[np.int64]:
    """How many pairs of events there are at each lag, from -FARTHEST_SECONDS to FARTHEST_SECONDS."""
    starts = np.searchsorted(theirs, mine - FARTHEST_SECONDS)
    stops = np.searchsorted(theirs, mine + FARTHEST_SECONDS, side="right")
    parts = [one - theirs[start:stop] for one, start, stop in zip(mine, starts, stops, strict=True)]
    every = np.concatenate([*parts, np.empty(0, np.int64)]).astype(np.int64)
    return np.bincount(every + FARTHEST_SECONDS, minlength=2 * FARTHEST_SECONDS + 1)


def look_up(lags: Mapping[tuple[str, str], Lag], path: str, other: str) -> Lag | None:
    """The lag of one source against another."""
    turned = lags.get((other, path))
    return lags.get((path, other)) or (turned and Lag(-turned.seconds, turned.error, turned.events))


def group_agreeing(paths: Sequence[str], lags: Mapping[tuple[str, str], Lag]) -> list[frozenset[str]]:
    """The sources in groups whose clocks agree, only those of which a lag is known."""
    groups = [frozenset([path]) for path in paths if any(path in pair for pair in lags)]
    for (a, b), lag in lags.items():
        if abs(lag.seconds) <= max(LEAST_SECONDS, lag.error):
            joined = frozenset().union(*(group for group in groups if a in group or b in group))
            groups = [group for group in groups if a not in group and b not in group] + [joined]
    return groups


def find_leader(path: str, heard: Mapping[str, Heard], skews: Mapping[str, Skew]) -> str | None:
    """The source that is ahead and with which this one begins, where it begins with no other."""
    firsts = {name: (one.first or 0) / 1e6 for name, one in heard.items()}
    near = [
        other
        for other, first in firsts.items()
        if other != path and abs(first - firsts[path]) <= STARTS_TOGETHER_SECONDS
    ]
    return near[0] if len(near) == 1 and near[0] in skews else None
