"""Event frame -> Digest: counts per second, and the rows that may be cited; digests add up in any order."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from reconstruct.events import COLUMNS, HUMAN_KINDS, Source, empty, join, sources_of
from reconstruct.timeline.changes import tells_of_change
from reconstruct.timeline.signs import holds, tells_of_fault, tells_of_net

FAILED_FROM = 500  # RFC 9110, 15.6: the server knows that it has erred or cannot perform the request
CLIENT_GAVE_UP = 499  # nginx: the client closed the connection before the answer
WRONG_FROM = 400
ASKS_WHO = (401, 407)  # a login that fails is an answer, not a fault
FELT_MS = 1000.0  # the limit of the user's flow of thought (Nielsen, Usability Engineering, 1993): faster is not slow
BUCKETS_PER_DOUBLING = 4  # a latency bucket is 19 % wide: fine enough to tell a factor of two

# Probes ask whether a service lives; nobody waits for their answer.
PROBE_AGENTS = (
    r"(?i)health|kube-probe|blackbox.exporter|googlehc|uptime|pingdom|statuscake|site24x7|nagios|check_http|zabbix"
    r"|haproxy|consul|datadog|newrelic|monitis|prometheus|better.?stack|catchpoint|freshping"
)
PROBE_ROUTES = (
    r"(?i)^/+(?:[\w.-]+/)?(?:health|healthz|healthcheck|health-check|livez|readyz|liveness|readiness|alive|ping"
    r"|heartbeat|nginx_status|stub_status|server-status|metrics|up)/?$"
)
NUMBERS_IN_ROUTES = r"/(?:\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,})(?=/|$|\.)"
ROUTES_KEPT = 200  # a block's rarer routes are counted together, so that a scanner cannot fill the memory
OTHER_ROUTES = "(other routes)"
BY_REQUEST = ("second", "source", "host", "route", "probe")
BY_LATENCY = ("second", "route", "bucket")
BY_CLIENT = ("second", "client", "trouble")
BY_ACTIVE = ("second", "client")
BY_RECORD = ("second", "source", "kind", "severity", "template")
# Drain's first step (He et al. 2017, doi:10.1109/ICWS.2017.13): what varies in a message is masked.
VARIES = r"""(?s)\n.*|"[^"]*"|'[^']*'|\S*\d\S*"""
TEMPLATE_LENGTH = 100


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


def condense(frame: pd.DataFrame) -> Digest:
    """The digest of an event frame; records without a time are left out, their sources account for them.

    >>> from reconstruct.events import empty
    >>> len(condense(empty()).requests)
    0
    """
    timed = _in_order(frame[frame["time"].notna()])
    second = timed["time"].dt.floor("s")
    asked = timed["kind"] == "request"
    requests = timed[asked].assign(second=second[asked])
    requests = requests.assign(place=route_of(requests), trouble=_trouble(requests))
    others = timed[~asked].assign(second=second[~asked])
    known = requests[requests["duration_ms"].notna()]
    return Digest(
        requests=_count_requests(requests),
        latency=_count(known.assign(route=known["place"], bucket=bucket_of(known["duration_ms"])), *BY_LATENCY),
        clients=_count(requests[requests["trouble"] != ""], *BY_CLIENT),
        active=_count(requests.assign(second=requests["second"].dt.floor("min")), *BY_ACTIVE),
        records=_count_records(others[others["severity"] >= "warning"]),
        marks=_marks(requests),
        events=_notable(others),
        sources=sources_of(frame),
        edges=_edges(timed),
    )


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of time: a file may hold them otherwise, and the first of a second is asked for."""
    return rows if rows["time"].is_monotonic_increasing else rows.sort_values(["time", "source", "offset"])


def add(digests: Iterable[Digest]) -> Digest:
    """The digest of all their frames together, whatever their order.

    >>> from reconstruct.events import empty
    >>> len(add([condense(empty()), condense(empty())]).marks)
    0
    """
    return functools.reduce(_add_two, digests)


def is_probe(requests: pd.DataFrame) -> pd.Series:
    """Which requests are health checks and probes, by agent and route."""
    return holds(requests["agent"], PROBE_AGENTS) | holds(requests["route"], PROBE_ROUTES)


def failing(requests: pd.DataFrame) -> pd.Series:
    """Which requests failed for the one who asked: a 5xx, or no answer before the client gave up."""
    status = requests["status"].fillna(0).astype("int16")
    return (status >= FAILED_FROM) | (status == CLIENT_GAVE_UP)


def wrong(requests: pd.DataFrame) -> pd.Series:
    """Which requests were refused or not found (4xx), logins apart."""
    status = requests["status"].fillna(0).astype("int16")
    return (status >= WRONG_FROM) & (status < FAILED_FROM) & ~status.isin(ASKS_WHO) & ~failing(requests)


def route_of(requests: pd.DataFrame) -> pd.Series:
    """Method and path, numbers and ids in it as {n}; routes that are rare among them are told together.

    >>> requests = pd.DataFrame({"method": ["GET"], "route": ["/products/17"]}, dtype="str")
    >>> route_of(requests).tolist()
    ['GET /products/{n}']
    """
    route = requests["route"].fillna("").str.replace(NUMBERS_IN_ROUTES, "/{n}", regex=True)
    common = route.value_counts().index[:ROUTES_KEPT]
    return (requests["method"].fillna("") + " " + route.where(route.isin(common), OTHER_ROUTES)).str.strip()


def _trouble(requests: pd.DataFrame) -> pd.Series:
    trouble = pd.Series("", index=requests.index, dtype="str")
    trouble = trouble.mask(requests["duration_ms"] > FELT_MS, "slow")
    return trouble.mask(wrong(requests), "wrong").mask(failing(requests), "failed")


def _count_requests(requests: pd.DataFrame) -> pd.DataFrame:
    keyed = pd.DataFrame(
        {
            "second": requests["second"],
            "source": requests["source"].astype("str"),
            "host": requests["host"].fillna("").astype("str"),
            "route": requests["place"],
            "probe": is_probe(requests),
            "n": 1,
            "failed": failing(requests).astype("int64"),
            "wrong": wrong(requests).astype("int64"),
        }
    )
    return keyed.groupby(list(BY_REQUEST), as_index=False, observed=True).sum()


def template_of(records: pd.DataFrame) -> pd.Series:
    """The kind of each message: its component and first line, with numbers, names with digits and quotations masked.

    >>> records = pd.DataFrame({"component": [None], "message": ["worker 7: lost 'db-1'"]}, dtype="str")
    >>> template_of(records).tolist()
    ['worker *: lost *']
    """
    masked = records["message"].fillna("").str.slice(0, 4 * TEMPLATE_LENGTH).str.replace(VARIES, "*", regex=True)
    named = records["component"].where(records["component"].isna(), records["component"] + ": ").fillna("")
    return (named + masked).str.slice(0, TEMPLATE_LENGTH)


def _count_records(records: pd.DataFrame) -> pd.DataFrame:
    return _count(records.assign(template=template_of(records)), *BY_RECORD)


def bucket_of(milliseconds: pd.Series) -> pd.Series:
    """The latency bucket of each duration; bucket b holds durations up to `bucket_top(b)`.

    >>> int(bucket_of(pd.Series([1000.0])).iloc[0]), round(bucket_top(40))
    (40, 1024)
    """
    raised = np.maximum(milliseconds.to_numpy("float64"), 1.0)
    return pd.Series(np.ceil(np.log2(raised) * BUCKETS_PER_DOUBLING).astype("int64"), index=milliseconds.index)


def bucket_top(bucket: float) -> float:
    """The longest duration of a bucket, in milliseconds."""
    return float(2.0 ** (bucket / BUCKETS_PER_DOUBLING))


def _count(rows: pd.DataFrame, *keys: str) -> pd.DataFrame:
    keyed = rows[list(keys)].astype({key: "str" for key in keys if key not in ("second", "bucket")})
    return keyed.groupby(list(keys), as_index=False, observed=True).size().rename(columns={"size": "n"})


def _marks(requests: pd.DataFrame) -> pd.DataFrame:
    by_source = ["second", "source"]
    by_route = ["second", "source", "place"]
    failed = requests[failing(requests)].groupby(by_source, observed=True)
    refused = requests[wrong(requests)].groupby(by_route, observed=True)
    felt = requests[requests["duration_ms"] > FELT_MS]
    slowest = felt.groupby(by_route, observed=True)["duration_ms"].idxmax()
    every = requests.groupby(by_source, observed=True)
    parts = [failed.head(1), failed.tail(1), refused.head(1), every.head(1), every.tail(1), requests.loc[slowest]]
    rows = pd.concat(parts)
    return _as_events(rows[~rows.index.duplicated()])


def _notable(others: pd.DataFrame) -> pd.DataFrame:
    people = others[others["kind"].isin(HUMAN_KINDS)]
    errors = others[~others["kind"].isin(HUMAN_KINDS) & (others["severity"] >= "error")]
    by_second = errors.groupby(["second", "source"], observed=True)
    by_minute = errors.groupby([errors["second"].dt.floor("min"), "source", "component"], observed=True)
    machine = others[~others["kind"].isin(HUMAN_KINDS)]
    told = machine["component"].fillna("") + ": " + machine["message"].fillna("")
    telling = (begins_or_ends(machine), tells_of_fault(told), tells_of_net(told))
    firsts = [machine[kept].groupby(["second", "source"], observed=True).head(1) for kept in telling]
    rows = pd.concat([people, by_second.head(1), by_second.tail(1), by_minute.head(1), *firsts])
    return _as_events(rows[~rows.index.duplicated()])


def begins_or_ends(machine: pd.DataFrame) -> pd.Series:
    """Which records of machines tell of a change, or that a process or a job begins or ends."""
    return tells_of_change(machine["message"])


def _edges(timed: pd.DataFrame) -> pd.DataFrame:
    in_order = timed.sort_values(["time", "source", "offset"])
    by_minute = in_order.groupby([in_order["time"].dt.floor("min"), "source"], observed=True)
    rows = pd.concat([by_minute.head(1), by_minute.tail(1)])
    return _as_events(rows[~rows.index.duplicated()])


def _as_events(rows: pd.DataFrame) -> pd.DataFrame:
    return join([rows[list(COLUMNS)]]) if len(rows) else empty()


def _add_two(one: Digest, two: Digest) -> Digest:
    def total(name: str, keys: tuple[str, ...]) -> pd.DataFrame:
        both: pd.DataFrame = pd.concat([getattr(one, name), getattr(two, name)], ignore_index=True)
        return both.groupby(list(keys), as_index=False, observed=True).sum()

    return Digest(
        requests=total("requests", BY_REQUEST),
        latency=total("latency", BY_LATENCY),
        clients=total("clients", BY_CLIENT),
        active=total("active", BY_ACTIVE),
        records=total("records", BY_RECORD),
        marks=join([one.marks, two.marks]),
        events=join([one.events, two.events]),
        sources=one.sources + two.sources,
        edges=join([one.edges, two.edges]),
    )
