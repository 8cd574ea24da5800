"""Digest -> routes, hosts, logs and networks of clients that depart inside a healthy whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reconstruct.timeline.baseline import Departure, find_departures
from reconstruct.timeline.condense import Digest, route_of, template_of
from reconstruct.timeline.laws import SHARES, Counts
from reconstruct.timeline.rotated import log_of
from reconstruct.timeline.scan import Rules
from reconstruct.timeline.sift import shared, widespread
from reconstruct.timeline.signals import Sensitivity, Signals
from reconstruct.timeline.stretches import Part, Stretch, place

QUIET = pd.Timedelta(seconds=60)  # around what was found in the whole, a part's trouble belongs to it
TROUBLES = {"failing": "failed", "wrong": "wrong", "slow": "slow"}
# Addresses are given to organisations by /24 (IPv4) and /48 (IPv6), at least.
NETWORK = r"^((?:\d+\.){3})\d+$|^((?:[0-9a-fA-F]+:){3})"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A part and the counts of one trouble on it, a value a second."""

    signal: str
    part: Part
    counts: Counts


def find_on_parts(
    digest: Digest, signals: Signals, found: Sequence[Stretch], sensitivity: Sensitivity
) -> list[Stretch]:
    """Departures of single parts beside those found in the whole; the more are looked at, the more each must stand out.

    Bonferroni's correction: the false alarms that the whole log may give are shared out among all that is looked at.
    """
    candidates = list(_candidates(digest, signals, found, sensitivity))
    rules = Rules(false_alarms=Rules().false_alarms / max(len(candidates), 1))

    def large(departure: Departure) -> bool:
        length = departure.stop - departure.start + 1
        return departure.level >= departure.base + sensitivity.part_excess and length >= sensitivity.sustain_seconds

    alone: list[Stretch] = []
    for candidate in candidates:
        departures = [d for d in find_departures(candidate.counts, rules=rules) if large(d)]
        stretches = place(candidate.signal, departures, signals, candidate.part)
        trouble = TROUBLES[candidate.signal]
        met = shared(trouble, stretches, digest, sensitivity)
        # A network's clients may make most of the requests, and are few among all.
        alone += met if candidate.part.by == "network" else widespread(trouble, met, digest)
    return alone


def belongs_to(rows: pd.DataFrame, part: Part) -> pd.Series:
    """Which rows of an event frame are of this part."""
    named: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
        "route": route_of,
        "host": lambda frame: frame["host"].fillna(""),
        "log": lambda frame: frame["source"].astype("str").map(log_of),
        "network": lambda frame: network_of(frame["client"].fillna("")),
        "message": template_of,
    }
    return named[part.by](rows) == part.name


def network_of(clients: pd.Series) -> pd.Series:
    """The network of each client's address; what is no address is one of its own.

    >>> network_of(pd.Series(["10.1.2.3", "2001:db8:1:2::3", "anna"])).tolist()
    ['10.1.2.0/24', '2001:db8:1::/48', 'anna']
    """
    names = pd.Series(clients.unique(), dtype="str")
    cut = names.str.extract(NETWORK)
    network = (cut[0] + "0/24").fillna(cut[1] + ":/48").fillna(names)
    return clients.map(dict(zip(names, network, strict=True))).astype("str")


def _candidates(
    digest: Digest, signals: Signals, found: Sequence[Stretch], sensitivity: Sensitivity
) -> Iterator[Candidate]:
    """Every part that met a trouble often enough for a departure of its own."""
    for by, signal, rows in _tables(digest, signals):
        if by != "route" and rows["part"].nunique() < 2:
            continue
        calm = _beside(rows[["second", "part", "hits", "n"]], found)
        each = calm.groupby("part")
        for name in _outstanding(calm, sensitivity):
            own = each.get_group(name)
            hits, size = signals.dense(own, "hits"), signals.dense(own, "n")
            size = np.convolve(size, np.full(60, 1 / 60))[: len(size)] if by == "network" else size
            yield Candidate(signal, Part(by, str(name)), Counts(hits, np.maximum(size, hits), SHARES))


def _outstanding(calm: pd.DataFrame, sensitivity: Sensitivity) -> list[str]:
    """The parts with hits enough, of which some ten minutes hold many and a share above the part's own usual one.

    Others need no closer look.
    """
    tens = calm.groupby(["part", calm["second"].dt.floor("10min")])[["hits", "n"]].sum()
    whole = tens.groupby("part").transform("sum")
    often = whole["hits"] >= sensitivity.part_hits
    some = tens["hits"] * 2 >= sensitivity.part_hits
    above = tens["hits"] * whole["n"].clip(lower=1) >= whole["hits"] * tens["n"]
    return list(tens.index[often & some & above].get_level_values("part").unique())


def _tables(digest: Digest, signals: Signals) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """(dimension, signal, rows of second, part, n, hits): what is looked at part by part."""
    asked = digest.requests[~digest.requests["probe"]]
    known = asked["route"].isin(signals.known_routes)
    yield "route", "failing", asked.assign(part=asked["route"], hits=asked["failed"])
    yield "route", "wrong", asked[known].assign(part=asked["route"], hits=asked["wrong"])
    over = signals.is_slow(digest.latency)
    yield "route", "slow", digest.latency.assign(part=digest.latency["route"], hits=digest.latency["n"].where(over, 0))
    yield "host", "failing", asked.assign(part=asked["host"], hits=asked["failed"])
    yield "log", "failing", asked.assign(part=asked["source"].map(log_of), hits=asked["failed"])
    failed = digest.clients[digest.clients["trouble"] == "failed"]
    rows = [failed.assign(hits=failed["n"], n=0), digest.active.assign(hits=0)]
    both = pd.concat(rows, ignore_index=True)
    yield "network", "failing", both.assign(part=network_of(both["client"].astype("str")))


def _beside(rows: pd.DataFrame, found: Sequence[Stretch]) -> pd.DataFrame:
    for stretch in found:
        rows = rows[~rows["second"].between(stretch.start - QUIET, stretch.stop + QUIET)]
    return rows
