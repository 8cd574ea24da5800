"""Event frame -> Digest: counts per second, and the rows that may be cited; digests add up in any order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from reconstruct.columns import (
    Coded,
    Columns,
    Flags,
    Ints,
    code,
    columns_of,
    combine,
    firsts,
    holds,
    lasts,
    write_together,
)
from reconstruct.events import BLOCK_BYTES, COLUMNS, HUMAN_KINDS, KINDS, SEVERITIES, Source, empty, join, sources_of
from reconstruct.timeline.answered import Pick, as_answered
from reconstruct.timeline.changes import change_pattern, tells_of_change
from reconstruct.timeline.counts import (
    BY_ACTIVE,
    BY_CLIENT,
    BY_LATENCY,
    BY_RECORD,
    BY_REQUEST,
    FELT_MS,
    count_active,
    count_clients,
    count_latency,
    count_records,
    count_requests,
    find_probes,
    has_failed,
    is_refused,
    place_of,
    template_texts,
    total,
)
from reconstruct.timeline.signs import fault_pattern, net_pattern

COUNTED = {
    "requests": BY_REQUEST,
    "latency": BY_LATENCY,
    "clients": BY_CLIENT,
    "active": BY_ACTIVE,
    "records": BY_RECORD,
}
CITED = ("marks", "events", "edges")
ERRORS = SEVERITIES[SEVERITIES.index("error") :]


@dataclass(frozen=True, slots=True)
class Digest:
    """What a timeline needs of an event frame, in a size that follows seconds and sources, not records.

    `requests`: counts by second, source, host, route and probe: `n`, `failed` (5xx or given up), `wrong` (4xx).
    `latency`: counts by second, route and latency bucket. `clients`: counts by second, client and trouble (failed,
    wrong, slow: of over a second).
    `active`: counts by minute and client. `records`: counts by second, source, kind, severity (from warning
    up) and template of the message.
    `marks`: the requests that may be cited: of each second and source the first and last and the first and last
    failing, of each route in it the first wrong and the slowest. `events`: people's records whole, the first and last
    error of each second and source, the first of each minute, source and component, the records in which processes
    and jobs begin or end, and those that bear a sign of a fault or of a safety net. `edges`: the first and the last
    record of each minute and source, by which silences are told.
    """

    requests: pd.DataFrame
    latency: pd.DataFrame
    clients: pd.DataFrame
    active: pd.DataFrame
    records: pd.DataFrame
    marks: pd.DataFrame
    events: pd.DataFrame
    sources: tuple[Source, ...]
    edges: pd.DataFrame = field(default_factory=empty)

    @property
    def errors(self) -> pd.DataFrame:
        """Of `records` the errors and worse."""
        return self.records[self.records["severity"].isin(ERRORS)]


def condense(frame: pd.DataFrame, block_bytes: int = BLOCK_BYTES) -> Digest:
    """The digest of an event frame, requests counted when they were answered.

    Records without a time are left out, their sources account for them.
    It is the sum of those of the frame's blocks (of `block_bytes` of each source's text).

    >>> from reconstruct.events import empty
    >>> len(condense(empty()).requests)
    0
    """
    timed, sources = frame[frame["time"].notna()], sources_of(frame)
    started = [source.path for source in sources if source.stamps == "start"]
    columns, pick = as_answered(columns_of(timed), lambda rows: timed.iloc[rows], started)
    return add([condense_columns(columns, pick, sources, block_bytes)])


def condense_columns(
    columns: Columns, pick: Pick, sources: tuple[Source, ...] = (), block_bytes: int = BLOCK_BYTES
) -> Digest:
    """The digest of events given as columns, of which `pick` gives those whole that may be cited."""
    order = in_time(columns)
    asked, others = (order[columns.asked[order] == wanted] for wanted in (True, False))
    blocks = combine(columns.source.codes, columns.offset // block_bytes)
    requests, records = columns.take(asked), columns.take(others)
    place = place_of(requests.method, requests.route, blocks[asked])
    chosen = (
        asked[mark(requests, place, blocks[asked])],
        others[note(records, blocks[others])],
        order[ends(combine(columns.seconds[order] // 60, blocks[order]))],
    )
    marks, notes, edges = pick_each(pick, chosen)
    return Digest(
        requests=count_requests(requests, place),
        latency=count_latency(requests, place),
        clients=count_clients(requests),
        active=count_active(requests),
        records=count_records(records),
        marks=marks,
        events=notes,
        sources=sources,
        edges=edges,
    )


def in_time(columns: Columns) -> Ints:
    """The rows in the order of time, of one time in that of the file: the first of a second is asked for."""
    step, further = np.diff(columns.time), np.diff(columns.offset) >= 0
    if ((step > 0) | ((step == 0) & further)).all():
        return np.arange(len(columns))
    return np.lexsort((columns.offset, columns.time))


def pick_each(pick: Pick, chosen: Sequence[Ints]) -> list[pd.DataFrame]:
    """Each choice of rows whole, in the order of time; what several choose is picked once."""
    every = np.unique(np.concatenate(chosen))
    if not len(every):
        return [empty() for _ in chosen]
    frame = pick(every)[list(COLUMNS)]
    return [frame.iloc[np.searchsorted(every, np.unique(rows))] for rows in chosen]


def mark(asked: Columns, place: Coded, blocks: Ints) -> Ints:
    """The requests that may be cited, by their rows."""
    by_source = combine(asked.seconds, blocks)
    by_route = combine(asked.seconds, blocks, place.codes)
    failed, refused = (np.flatnonzero(found(asked.status)) for found in (has_failed, is_refused))
    felt = np.flatnonzero(asked.duration_ms > FELT_MS)
    slowest_first = felt[np.argsort(-asked.duration_ms[felt], kind="stable")]
    parts = [
        ends(by_source),
        failed[ends(by_source[failed])],
        refused[firsts(by_route[refused])],
        slowest_first[firsts(by_route[slowest_first])],
    ]
    return np.concatenate(parts)


def note(others: Columns, blocks: Ints) -> Ints:
    """The records that may be cited, by their rows."""
    human = np.isin(others.kind, [KINDS.index(kind) for kind in HUMAN_KINDS])
    by_source = combine(others.seconds, blocks)
    grave = ~human & (others.severity >= SEVERITIES.index("error"))
    errors, named = np.flatnonzero(grave), np.flatnonzero(grave & (others.component.codes >= 0))
    by_component = combine(others.seconds // 60, blocks, others.component.codes)
    parts = [
        np.flatnonzero(human),
        errors[ends(by_source[errors])],
        named[firsts(by_component[named])],
    ]
    parts += [telling[firsts(by_source[telling])] for telling in tell(others, ~human)]
    return np.concatenate(parts)


def tell(others: Columns, machine: Flags) -> Iterable[Ints]:
    """The records of machines in which something begins or ends, that bear a sign of a fault, and of a safety net."""
    rows = np.flatnonzero(machine)
    message = others.message if len(rows) == len(machine) else others.message.take(pa.array(rows))
    component = others.component.take(rows).plain("")
    told = write_together(component, message, joint=": ")
    yield rows[holds(message, change_pattern())]
    yield rows[holds(told, fault_pattern())]
    yield rows[holds(told, net_pattern())]


def ends(keys: Ints) -> Ints:
    """The first and the last row of each key."""
    return np.concatenate([firsts(keys), lasts(keys)])


def add(digests: Iterable[Digest]) -> Digest:
    """The digest of all their frames together, whatever their order.

    >>> from reconstruct.events import empty
    >>> len(add([condense(empty()), condense(empty())]).marks)
    0
    """
    every = list(digests)
    tables = {name: [getattr(one, name) for one in every] for name in (*COUNTED, *CITED)}
    sources = tuple(source for one in every for source in one.sources)
    every.clear()  # each table's parts are let go as soon as their sum is made
    cited = {name: join(tables.pop(name)) for name in CITED}
    counted = {name: total(tables.pop(name), keys) for name, keys in COUNTED.items()}
    return Digest(**counted, **cited, sources=sources)


def is_probe(requests: pd.DataFrame) -> pd.Series:
    """Which requests are health checks and probes, by agent and route."""
    agent, route = (code(pa.array(requests[name])) for name in ("agent", "route"))
    return pd.Series(find_probes(agent, route), index=requests.index)


def failing(requests: pd.DataFrame) -> pd.Series:
    """Which requests failed for the one who asked: a 5xx, or no answer before the client gave up."""
    return pd.Series(has_failed(requests["status"].fillna(0).to_numpy(np.int16)), index=requests.index)


def wrong(requests: pd.DataFrame) -> pd.Series:
    """Which requests were refused or not found (4xx), logins apart."""
    return pd.Series(is_refused(requests["status"].fillna(0).to_numpy(np.int16)), index=requests.index)


def route_of(requests: pd.DataFrame) -> pd.Series:
    """Method and path, numbers and ids in it as {n}; routes that are rare among them are told together.

    >>> requests = pd.DataFrame({"method": ["GET"], "route": ["/products/17"]}, dtype="str")
    >>> route_of(requests).tolist()
    ['GET /products/{n}']
    """
    method, route = (code(pa.array(requests[name])) for name in ("method", "route"))
    place = place_of(method, route, np.zeros(len(requests), np.int64))
    return pd.Series(pd.array(place.plain(""), dtype="str"), index=requests.index)


def template_of(records: pd.DataFrame) -> pd.Series:
    """The kind of each message: its component and first line, with numbers, names with digits and quotations masked.

    >>> records = pd.DataFrame({"component": [None], "message": ["worker 7: lost 'db-1'"]}, dtype="str")
    >>> template_of(records).tolist()
    ['worker * lost *']
    """
    component, message = (
        code(pa.array(records["component"])),
        pa.array(records["message"].fillna(""), pa.large_string()),
    )
    template = template_texts(component, message)
    return pd.Series(pd.array(template.plain(""), dtype="str"), index=records.index)


def begins_or_ends(machine: pd.DataFrame) -> pd.Series:
    """Which records of machines tell of a change, or that a process or a job begins or ends."""
    return tells_of_change(machine["message"])
