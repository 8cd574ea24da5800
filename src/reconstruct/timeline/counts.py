"""Columns of events -> the tables that are counted of them, a row for each second and key; tables add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.columns import Coded, Columns, Flags, Ints, code, combine, holds, micros_of, rank, write_together
from reconstruct.events import KINDS, SEVERITIES

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
NUMBERS_IN_ROUTES = r"/(?:[0-9]+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,})([/.]|$)"
ROUTES_KEPT = 200  # a block's rarer routes are counted together, so that a scanner cannot fill the memory
OTHER_ROUTES = "(other routes)"
BY_REQUEST = ("second", "source", "host", "route", "probe")
BY_LATENCY = ("second", "route", "bucket")
BY_CLIENT = ("second", "client", "trouble")
BY_ACTIVE = ("second", "client")
BY_RECORD = ("second", "source", "kind", "severity", "template")
# Drain's first step (He et al. 2017, doi:10.1109/ICWS.2017.13): what varies in a message is masked.
VARIES = r"""(?s)\n.*|"[^"]*"|'[^']*'|\S*[0-9]\S*"""
TEMPLATE_LENGTH = 100
TROUBLES = ("", "failed", "slow", "wrong")

Key = Coded | npt.NDArray[Any]


def count_requests(asked: Columns, place: Coded) -> pd.DataFrame:
    """Counts by second, source, host, route and probe: `n`, `failed` (5xx or given up), `wrong` (4xx)."""
    failed, refused = has_failed(asked.status), is_refused(asked.status)
    probe = find_probes(asked.agent, asked.route)
    return tally(
        {
            "second": asked.seconds,
            "source": asked.source,
            "host": filled(asked.host),
            "route": place,
            "probe": probe,
        },
        {"n": None, "failed": failed, "wrong": refused},
    )


def count_latency(asked: Columns, place: Coded) -> pd.DataFrame:
    """Counts by second, route and latency bucket, of the requests whose duration is known."""
    known = ~np.isnan(asked.duration_ms)
    buckets = bucket_of(asked.duration_ms[known])
    return tally({"second": asked.seconds[known], "route": place.take(known), "bucket": buckets}, {"n": None})


def count_clients(asked: Columns) -> pd.DataFrame:
    """Counts by second, client and trouble, of the requests that had any."""
    trouble = trouble_of(asked)
    met = (trouble > 0) & (asked.client.codes >= 0)
    told = Coded(trouble[met], pa.array(TROUBLES, pa.large_string()))
    return tally({"second": asked.seconds[met], "client": asked.client.take(met), "trouble": told}, {"n": None})


def count_active(asked: Columns) -> pd.DataFrame:
    """Counts by minute and client."""
    known = asked.client.codes >= 0
    return tally({"second": asked.seconds[known] // 60 * 60, "client": asked.client.take(known)}, {"n": None})


def count_records(others: Columns) -> pd.DataFrame:
    """Counts by second, source, kind, severity and template of the records from warning up."""
    grave = others.severity >= SEVERITIES.index("warning")
    told = others.message.filter(pa.array(grave))
    kind = Coded(others.kind[grave].astype(np.int32), pa.array(KINDS, pa.large_string()))
    severity = Coded(others.severity[grave].astype(np.int32), pa.array(SEVERITIES, pa.large_string()))
    keys: dict[str, Key] = {
        "second": others.seconds[grave],
        "source": others.source.take(grave),
        "kind": kind,
        "severity": severity,
        "template": template_texts(others.component.take(grave), told),
    }
    return tally(keys, {"n": None})


def template_texts(component: Coded, message: pa.Array) -> Coded:
    """The kind of each message: its component and first line, with what varies in it masked."""
    kind = code(message)
    masked = pc.replace_substring_regex(pc.utf8_slice_codeunits(kind.values, 0, 4 * TEMPLATE_LENGTH), VARIES, "*")
    pairs, placed = rank(combine(component.codes, kind.codes))
    first = np.zeros(len(pairs), np.int64)
    first[placed[::-1]] = np.arange(len(placed))[::-1]
    front = pc.if_else(pa.array(component.codes[first] < 0), "", write_together(component.take(first).plain(""), ": "))
    texts = write_together(front, masked.take(pa.array(kind.codes[first])))
    whole = code(pc.utf8_slice_codeunits(texts, 0, TEMPLATE_LENGTH))
    return Coded(whole.codes[placed], whole.values)


def tally(keys: Mapping[str, Key], sums: Mapping[str, npt.NDArray[np.generic] | None]) -> pd.DataFrame:
    """A row for each distinct key, in order, with the sums over its rows; None sums ones.

    >>> tally({"second": np.array([0, 9, 0])}, {"n": None})["n"].tolist()
    [2, 1]
    """
    return sum_up({name: in_order(key) if isinstance(key, Coded) else key for name, key in keys.items()}, sums)


def sum_up(keys: Mapping[str, Key], sums: Mapping[str, npt.NDArray[np.generic] | None]) -> pd.DataFrame:
    """The same of keys whose texts are in the order of the alphabet."""
    whole = combine(*(key.codes if isinstance(key, Coded) else key for key in keys.values()))
    order = np.argsort(whole, kind="stable").astype(np.int32)
    whole = whole[order]
    starts = np.flatnonzero(np.append(True, whole[1:] != whole[:-1])[: len(whole)]).astype(np.int32)
    sizes = np.diff(np.append(starts, len(whole)))
    table = {name: column_of(name, key, order[starts]) for name, key in keys.items()}
    for name, values in sums.items():
        counted = sizes if values is None or not len(sizes) else np.add.reduceat(values[order], starts, dtype=np.int32)
        table[name] = counted.astype(np.int32)
    return pd.DataFrame(table)


def column_of(name: str, key: Key, rows: npt.NDArray[Any]) -> pd.Series | pd.Categorical | npt.NDArray[np.generic]:
    """A key's column of a table."""
    if isinstance(key, Coded):
        return pd.Categorical.from_codes(key.codes[rows], pd.Index(key.texts(), dtype="str"))
    return pd.Series(pd.to_datetime(key[rows] * 1_000_000, unit="us", utc=True)) if name == "second" else key[rows]


def in_order(coded: Coded) -> Coded:
    """The same column, its distinct texts in the order of the alphabet and none that no row holds."""
    there, codes = rank(coded.codes.astype(np.int64))
    texts = coded.values.take(pa.array(there))
    order = pc.array_sort_indices(texts).to_numpy()
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return Coded(places[codes], texts.take(pa.array(order)))


def total(tables: Sequence[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    """The sum of tables with the same keys.

    >>> one = tally({"second": np.array([0])}, {"n": None})
    >>> total([one, one], ["second"])["n"].tolist()
    [2]
    """
    whole: dict[str, Key] = {}
    for name in keys:
        columns = [table[name] for table in tables]
        if isinstance(columns[0].dtype, pd.CategoricalDtype):
            union = pd.api.types.union_categoricals(columns, sort_categories=True)
            whole[name] = Coded(union.codes.astype(np.int32), pa.array(list(union.categories), pa.large_string()))
        elif name == "second":
            whole[name] = np.concatenate([micros_of(column) for column in columns]) // 1_000_000
        else:
            whole[name] = np.concatenate([column.to_numpy() for column in columns])
    sums = [str(name) for name in tables[0] if name not in keys]
    return sum_up(whole, {name: np.concatenate([table[name].to_numpy() for table in tables]) for name in sums})


def has_failed(status: npt.NDArray[np.int16]) -> Flags:
    """Which answers failed for the one who asked: a 5xx, or none before the client gave up."""
    failed: Flags = (status >= FAILED_FROM) | (status == CLIENT_GAVE_UP)
    return failed


def is_refused(status: npt.NDArray[np.int16]) -> Flags:
    """Which answers refused or did not find (4xx), logins apart."""
    refused: Flags = (status >= WRONG_FROM) & (status < FAILED_FROM) & ~np.isin(status, (CLIENT_GAVE_UP, *ASKS_WHO))
    return refused


def trouble_of(asked: Columns) -> npt.NDArray[np.int32]:
    """The place among TROUBLES of each request's."""
    trouble = np.where(asked.duration_ms > FELT_MS, TROUBLES.index("slow"), 0).astype(np.int32)
    trouble[is_refused(asked.status)] = TROUBLES.index("wrong")
    trouble[has_failed(asked.status)] = TROUBLES.index("failed")
    return trouble


def find_probes(agent: Coded, route: Coded) -> Flags:
    """Which requests are health checks and probes, by agent and route."""
    return agent.flag(holds(agent.values, PROBE_AGENTS)) | route.flag(holds(route.values, PROBE_ROUTES))


def bucket_of(milliseconds: npt.NDArray[np.float64]) -> Ints:
    """The latency bucket of each duration; bucket b holds durations up to `bucket_top(b)`.

    >>> int(bucket_of(np.array([1000.0]))[0]), round(bucket_top(40))
    (40, 1024)
    """
    buckets: Ints = np.ceil(np.log2(np.maximum(milliseconds, 1.0)) * BUCKETS_PER_DOUBLING).astype(np.int64)
    return buckets


def bucket_top(bucket: float) -> float:
    """The longest duration of a bucket, in milliseconds."""
    return float(2.0 ** (bucket / BUCKETS_PER_DOUBLING))


def strip_numbers(routes: pa.Array) -> pa.Array:
    """Paths with the numbers and ids in them as {n}.

    >>> strip_numbers(pa.array(["/products/17/4.html"])).to_pylist()
    ['/products/{n}/{n}.html']
    """
    # The sign behind a number may be the one before the next number: a second round finds those left out.
    once = pc.replace_substring_regex(routes, NUMBERS_IN_ROUTES, r"/{n}\1")
    return pc.replace_substring_regex(once, NUMBERS_IN_ROUTES, r"/{n}\1")


def place_of(methods: Coded, paths: Coded, blocks: Ints) -> Coded:
    """Method and path, numbers and ids in it as {n}; in each block, routes that are rare are told together."""
    method, route = filled(methods), filled(paths)
    plain = code(strip_numbers(route.values))
    values = pa.concat_arrays([plain.values, pa.array([OTHER_ROUTES], pa.large_string())])
    routes = plain.codes[route.codes].astype(np.int64)
    if len(plain.values) > ROUTES_KEPT:
        for block in np.unique(blocks):
            here = np.flatnonzero(blocks == block)
            routes[here] = keep_common(routes[here], values)
    pairs, placed = rank(method.codes * len(values) + routes)
    named = method.values.take(pa.array(pairs // len(values)))
    texts = pc.utf8_trim_whitespace(write_together(named, values.take(pa.array(pairs % len(values))), joint=" "))
    whole = code(texts)
    return Coded(whole.codes[placed], whole.values)


def keep_common(routes: Ints, values: pa.Array) -> Ints:
    """The routes' codes, that of the last value for all but the most common ones."""
    there, placed = rank(routes)
    if len(there) <= ROUTES_KEPT:
        return routes
    table = pa.table({"text": values.take(pa.array(there)), "n": np.bincount(placed)})
    order = pc.sort_indices(table, [("n", "descending"), ("text", "ascending")]).to_numpy()
    kept = np.full(len(there), len(values) - 1, np.int64)
    kept[order[:ROUTES_KEPT]] = there[order[:ROUTES_KEPT]]
    return kept[placed]


def filled(column: Coded) -> Coded:
    """A column in which an empty text stands for none."""
    values = pa.concat_arrays([column.values, pa.array([""], pa.large_string())])
    return Coded(np.append(np.arange(len(column.values), dtype=np.int32), len(column.values))[column.codes], values)
