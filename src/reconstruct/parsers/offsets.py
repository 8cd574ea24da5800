"""What sources with and without a zone witnessed -> the offset at which both agree, with its margin over all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from reconstruct.parsers.witness import Seconds, Witness, merge_seen, merge_stretches

# Zones differ by whole quarters of an hour, from Baker Island to Kiribati.
QUARTER_SECONDS = 900
QUARTERS = np.arange(-12 * 4, 14 * 4 + 1)
# Clocks and the time that a request takes part two records of one event by seconds: those within a step of each other
# are the same. The coarse step finds bursts, the fine one the single events in them.
COARSE_SECONDS, FINE_SECONDS = 60, 4
# ln of the odds: an offset is taken where what was seen is e^10 (22,000) times likelier than at any other offset, so
# that a hundred offsets tried on a hundred sources still go wrong less than once in two.
LEAST_MARGIN = 10.0
LEAST_MATCHES = 4  # fewer events in common may be chance, however rare each of them is
KEYS_LOOKED_AT = 400  # the rarest; more of them only cost time
SAME_SIDE = {"warning": "trouble"}  # a warning of one source is matched with the trouble of another
PRESENCE_WEIGHT = 2.0
# Which share of what one source saw another saw as well: from one in twenty to nearly all.
SHARES = (0.05, 0.1, 0.25, 0.5, 0.9)
FINE_KINDS = ("trouble", "warning", "client", "word")


@dataclass(frozen=True, slots=True)
class Trial:
    """A key that two sides saw: at each of QUARTERS the `hits` among `count` steps, and the `chance` of one of them."""

    hits: npt.NDArray[np.int64]
    count: int
    chance: float
    weight: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """How well a source agrees with the others at each of QUARTERS.

    `odds` (ln of), `matched` events in common, `presence`: the share of its minutes in which any of the others was
    there.
    """

    odds: npt.NDArray[np.float64]
    matched: npt.NDArray[np.int64]
    presence: npt.NDArray[np.float64]

    @property
    def best(self) -> int:
        """The place of the likeliest offset in QUARTERS."""
        return int(self.odds.argmax())

    @property
    def margin(self) -> float:
        """By how much the likeliest offset is ahead of the next one, in ln of the odds."""
        least, most = np.sort(self.odds)[-2:]
        return float(most - least)

    @property
    def offset(self) -> timedelta:
        """The likeliest offset."""
        return timedelta(minutes=15 * int(QUARTERS[self.best]))

    @property
    def sure(self) -> bool:
        """Whether the likeliest offset is far enough ahead, and rests on enough."""
        return self.margin >= LEAST_MARGIN and bool(self.matched[self.best] >= LEAST_MATCHES)


def compare(found: Witness, others: Sequence[Witness]) -> Likeness:
    """How likely each offset is, by what the source and the others both saw.

    A key that both have is a trial for each step in which the source saw it: a hit where one of the others saw it too.
    Some share of the trials (of SHARES, the likeliest) is related and hits at the true offset, the rest hit by chance
    (their density); the odds are those of the hits under this against under chance alone. Steps of one burst are no
    trials of their own in the coarse view: they count as its two edges.
    """
    theirs, stretches = merge_seen(others), merge_stretches(others)
    machines = merge_stretches([one for one in others if not one.human])
    presence = share_inside(found.every, machines if len(machines) else stretches)
    width = int(np.ptp(stretches, axis=1).sum()) + COARSE_SECONDS if len(stretches) else COARSE_SECONDS
    pairs = [(key, mine, theirs.get(SAME_SIDE.get(key, key))) for key, mine in found.seen.items()]
    shared = [(key, mine, other) for key, mine, other in pairs if other is not None]
    shared.sort(key=lambda pair: len(pair[1]) * len(pair[2]))
    trials: dict[str, list[Trial]] = {}
    for key, mine, other in shared[:KEYS_LOOKED_AT]:
        kind = key.partition(" ")[0]
        near = len(widen(other, COARSE_SECONDS)) * COARSE_SECONDS
        trials.setdefault(kind, []).append(try_steps(mine, other, FINE_SECONDS, near))
        trials.setdefault(f"coarse {kind}", []).append(try_steps(mine, other, COARSE_SECONDS, width))
        if kind == "trouble":
            trials["back"] = [try_steps(other, mine, COARSE_SECONDS, width, -1)]
    odds = PRESENCE_WEIGHT * np.log((presence + 0.02) / 1.02) + sum(map(weigh, trials.values()))
    fine = [trial.hits for kind, of_kind in trials.items() if kind in FINE_KINDS for trial in of_kind]
    return Likeness(odds, np.sum([np.zeros(len(QUARTERS), np.int64), *fine], axis=0), presence)


def try_steps(mine: Seconds, theirs: Seconds, step: int, width: int, sign: int = 1) -> Trial:
    """How many of the source's steps hit one of the others' at each offset, and how many would by chance."""
    bins, wide = np.unique(mine // step), widen(theirs, step)
    shifted = bins[None, :] - sign * QUARTERS[:, None] * (QUARTER_SECONDS // step)
    hits = np.isin(shifted, wide).sum(axis=1)
    weight = edges_share(mine) if step == COARSE_SECONDS else 1.0
    return Trial(hits, len(bins), min(max(len(wide) * step / width, 1e-4), 0.98), weight)


def weigh(trials: Sequence[Trial]) -> npt.NDArray[np.float64]:
    """The ln of the odds at each offset that the trials of one kind give together; never below zero."""
    likely = [np.zeros(len(QUARTERS))]
    for share in SHARES:
        parts = []
        for one in trials:
            truly = share + (1 - share) * one.chance
            missed = one.count - one.hits
            parts.append(
                one.weight * (one.hits * np.log(truly / one.chance) + missed * np.log((1 - truly) / (1 - one.chance)))
            )
        likely.append(np.sum(parts, axis=0))
    odds: npt.NDArray[np.float64] = np.max(likely, axis=0)
    return odds


def widen(seconds: Seconds, step: int) -> Seconds:
    """The steps of these seconds with those beside them."""
    bins = np.unique(seconds // step)
    return np.unique(np.concatenate([bins - 1, bins, bins + 1]))


def edges_share(seconds: Seconds) -> float:
    """Two for each burst, over the steps in all of them; at most 1."""
    bins = np.unique(seconds // COARSE_SECONDS)
    return min(1.0, 2 * (1 + int((np.diff(bins) > 2).sum())) / len(bins))


def share_inside(every: Seconds, stretches: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The share of a source's minutes in which, at each offset, any of the others was there."""
    minutes = np.unique(every // 60) * 60
    if not len(stretches) or not len(minutes):
        return np.zeros(len(QUARTERS))
    shifted = minutes[None, :] - QUARTERS[:, None] * QUARTER_SECONDS
    place = np.clip(np.searchsorted(stretches[:, 0], shifted + 60, side="right") - 1, 0, None)
    inside = (shifted >= stretches[place, 0] - 60) & (shifted <= stretches[place, 1] + 60)
    share: npt.NDArray[np.float64] = inside.mean(axis=1)
    return share
