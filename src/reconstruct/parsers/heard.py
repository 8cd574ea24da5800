"""Events as columns -> what is told of their source: its span, its pauses, what it saw; of blocks it adds up."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.columns import Coded, Columns, Flags, Ints, code, columns_of, combine, rank
from reconstruct.events import BLOCK_BYTES, HUMAN_KINDS, KINDS, SEVERITIES
from reconstruct.parsers.witness import FAILED_STATUS, RARE_TIMES, Seconds, Witness, find_words
from reconstruct.parsers.zones import localise

STEPS = (60_000_000, 1_000_000, 1_000, 1)  # microseconds in which times are written
Kind = tuple[int, Seconds]
HUMAN = [KINDS.index(kind) for kind in HUMAN_KINDS]
TROUBLE = "trouble"
KIND_LETTERS = 120  # of a message tell its kind
KINDS_HEARD = 50  # of a block's kinds of events, the most frequent
# More seconds of a kind leave no pause by which to tell its events apart.
SECONDS_HEARD = 1000


@dataclass(frozen=True, slots=True)
class Heard:
    """What the events of a source, or of a block of it, tell of its clock and for its account.

    `events` of all, `timed` of them, `human` and `severe` (from warning up) of those. `first` and `last` in
    microseconds, `step` (of STEPS) in which times are written. `kinds`: for each frequent kind of event how many there
    were and at which seconds (no more than SECONDS_HEARD + 1). Words are those of a source's first block.
    """

    witness: Witness
    events: int = 0
    timed: int = 0
    human: int = 0
    severe: int = 0
    first: int | None = None
    last: int | None = None
    step: int | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict)


def hear(path: str, frame: pd.DataFrame, listening: bool = True, thin: int = 1) -> Heard:
    """What the events of one source tell; see `hear_columns`.

    >>> from reconstruct.events import conform
    >>> times = pd.to_datetime(["2026-11-23T09:00:00Z", "2026-11-23T09:00:07Z"]).as_unit("us")
    >>> frame = conform({"time": times, "severity": ["info", "error"], "message": ["order 48211", "x"]}, 2)
    >>> {key: len(seconds) for key, seconds in hear("app.log", frame).witness.seen.items()}
    {'trouble': 1, 'word 48211': 1}
    """
    timed = frame[frame["time"].notna()]
    heard = hear_columns(path, columns_of(timed), listening, thin)
    return replace(heard, events=len(frame))


def hear_columns(path: str, columns: Columns, listening: bool = True, thin: int = 1) -> Heard:
    """What events tell; what other sources may have seen too only where `listening`, of one client in `thin`."""
    if not len(columns):
        return Heard(Witness(path, False, {}, np.empty(0, np.int64)))
    human = int(np.isin(columns.kind, HUMAN).sum())
    every = np.unique(columns.seconds)
    severe = columns.severity >= SEVERITIES.index("warning")
    return Heard(
        witness=Witness(path, human * 2 > len(columns), find_seen(columns, thin) if listening else {}, every),
        events=len(columns),
        timed=len(columns),
        human=human,
        severe=int(severe.sum()),
        first=int(columns.time.min()),
        last=int(columns.time.max()),
        step=next(step for step in STEPS if not (columns.time % step).any()),
        kinds=find_kinds(columns, severe) if listening else {},
    )


def find_seen(columns: Columns, thin: int) -> dict[str, Seconds]:
    """For trouble, each client and each rare word the seconds at which it was seen."""
    seconds = columns.seconds
    seen: dict[str, Seconds] = {}
    if np.isin(columns.kind, HUMAN).mean() <= 0.5:
        errors = columns.severity >= SEVERITIES.index("error")
        seen["trouble"] = np.unique(seconds[errors | (columns.status >= FAILED_STATUS)])
        seen["warning"] = np.unique(seconds[columns.severity == SEVERITIES.index("warning")])
    seen |= {f"client {name}": when for name, when in split(seconds, sift(columns.client, thin))}
    if columns.offset.min() < BLOCK_BYTES:
        seen |= {f"word {name}": when[: RARE_TIMES + 1] for name, when in find_words(columns)}
    return {key: when for key, when in seen.items() if len(when)}


def sift(clients: Coded, thin: int) -> Coded:
    """The same clients, those of one in `thin` names only: enough to tell a clock by, in any size of log."""
    if thin <= 1:
        return clients
    kept = np.array([zlib.crc32(name.encode()) % thin == 0 for name in clients.texts()], bool)
    return Coded(np.where(clients.flag(kept), clients.codes, -1).astype(np.int32), clients.values)


def split(seconds: Ints, coded: Coded) -> Iterable[tuple[str, Seconds]]:
    """Each text that rows hold, with the distinct seconds of those, in order."""
    rows = np.flatnonzero(coded.codes >= 0)
    order = rows[np.lexsort((seconds[rows], coded.codes[rows]))]
    codes = coded.codes[order]
    starts = np.flatnonzero(np.append(True, codes[1:] != codes[:-1])[: len(codes)])
    names = coded.values.take(pa.array(codes[starts])).to_pylist()
    return zip(names, map(np.unique, np.split(seconds[order], starts[1:])), strict=bool(len(order)))


def find_kinds(columns: Columns, severe: Flags) -> dict[str, Kind]:
    """Of the frequent kinds of events how many there are, and their seconds: trouble, routes by status, words alike."""
    kinds = name_kinds(columns, severe | (columns.status >= FAILED_STATUS))
    counts = np.bincount(kinds.codes, minlength=len(kinds.values))
    texts = kinds.texts()
    often = sorted(range(len(texts)), key=lambda at: (-counts[at], texts[at]))[:KINDS_HEARD]
    chosen = Coded(np.where(np.isin(kinds.codes, often), kinds.codes, -1).astype(np.int32), kinds.values)
    places = dict(zip(texts, counts.tolist(), strict=True))
    return {name: (places[name], when[: SECONDS_HEARD + 1]) for name, when in split(columns.seconds, chosen)}


def name_kinds(columns: Columns, trouble: Flags) -> Coded:
    """The kind of each event; what has a digit in it is a name of one thing, and left out."""
    asked = columns.asked
    requests = columns.take(np.flatnonzero(asked))
    keys, placed = rank(combine(requests.method.codes, requests.route.codes, requests.status))
    firsts = np.empty(len(keys), np.int64)
    firsts[placed[::-1]] = np.arange(len(placed))[::-1]
    status = pa.array(requests.status[firsts]).cast(pa.large_string())
    method, route = requests.method.take(firsts).plain(""), requests.route.take(firsts).plain("")
    named = pc.binary_join_element_wise(
        method, route, pa.array(status, pa.large_string()), pa.scalar(" ", pa.large_string())
    )
    told = code(pc.utf8_slice_codeunits(columns.message, 0, KIND_LETTERS))
    values = pa.concat_arrays([blur(named), blur(told.values), pa.array([TROUBLE], pa.large_string())])
    places = np.full(len(columns), len(values) - 1, np.int64)
    places[asked] = placed
    places[~asked] = len(named) + told.codes
    places[trouble] = len(values) - 1
    alike = code(values)
    return Coded(alike.codes[places], alike.values)


def blur(texts: pa.Array) -> pa.Array:
    """The texts with # for each word that has a digit in it."""
    return pc.replace_substring_regex(texts, r"[\w.-]*[0-9][\w.-]*", "#")


def sum_heard(parts: Sequence[Heard]) -> Heard:
    """What several blocks of one source tell together."""
    human, timed = (sum(getattr(part, name) for part in parts) for name in ("human", "timed"))
    known = [part for part in parts if part.timed]
    heard = [part.witness for part in known] or [parts[0].witness]
    return Heard(
        witness=Witness(heard[0].path, human * 2 > timed, join_seen(heard), join_seconds([one.every for one in heard])),
        events=sum(part.events for part in parts),
        timed=timed,
        human=human,
        severe=sum(part.severe for part in parts),
        first=min((part.first for part in known if part.first is not None), default=None),
        last=max((part.last for part in known if part.last is not None), default=None),
        step=min((part.step for part in known if part.step is not None), default=None),
        kinds=join_kinds([part.kinds for part in known]),
    )


def join_seen(witnesses: Sequence[Witness]) -> dict[str, Seconds]:
    """What the blocks of a source saw; a word that it says more often than rarely names no single thing."""
    if len(witnesses) == 1:
        seen = dict(witnesses[0].seen)
    else:
        names = dict.fromkeys(key for one in witnesses for key in one.seen)
        seen = {key: join_seconds([one.seen[key] for one in witnesses if key in one.seen]) for key in names}
    return {key: when for key, when in seen.items() if not key.startswith("word ") or len(when) <= RARE_TIMES}


def join_kinds(parts: Sequence[Mapping[str, Kind]]) -> dict[str, Kind]:
    """The kinds of events of several blocks."""
    names = dict.fromkeys(name for part in parts for name in part)
    held = {name: [part[name] for part in parts if name in part] for name in names}
    return {
        name: (sum(count for count, _ in several), join_seconds([when for _, when in several])[: SECONDS_HEARD + 1])
        for name, several in held.items()
    }


def join_seconds(parts: Sequence[Seconds]) -> Seconds:
    """The distinct seconds of several blocks, in order."""
    return parts[0] if len(parts) == 1 else np.unique(np.concatenate([*parts, np.empty(0, np.int64)])).astype(np.int64)


def move_heard(heard: Heard, zone: tzinfo) -> Heard:
    """What was heard of a source whose wall clock was read as UTC, read in a zone."""
    witness = heard.witness
    seen = {key: read_wall(when, zone) for key, when in witness.seen.items()}
    first, last = (None if end is None else move_micros(end, zone) for end in (heard.first, heard.last))
    return replace(
        heard,
        witness=replace(witness, seen=seen, every=read_wall(witness.every, zone)),
        kinds={name: (count, read_wall(when, zone)) for name, (count, when) in heard.kinds.items()},
        first=first,
        last=last,
    )


def read_wall(seconds: Seconds, zone: tzinfo) -> Seconds:
    """Seconds of a wall clock as UTC; of the hour that comes twice the first is meant."""
    wall = pd.Series(pd.to_datetime(seconds, unit="s")).astype("datetime64[us]")
    return np.unique(localise(wall, zone).astype("int64").to_numpy() // 1_000_000)


def move_micros(micros: int, zone: tzinfo) -> int:
    """Microseconds of a wall clock as UTC."""
    seconds, rest = divmod(micros, 1_000_000)
    return int(read_wall(np.array([seconds]), zone)[0]) * 1_000_000 + rest
