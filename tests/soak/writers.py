"""Requests -> the lines of a log in one of many formats, each stamp in a zone of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from tests.soak.traffic import ROUTES, Requests

AGENT = "Mozilla/5.0 (X11; Linux x86_64)"


@dataclass(frozen=True, slots=True)
class Row:
    """One request as a writer needs it: answered at `time` (aware, in the log's zone), asked `seconds` before."""

    time: datetime
    begun: datetime
    seconds: float
    status: int
    route: str
    client: str
    size: int


@dataclass(frozen=True, slots=True)
class Writer:
    """A log's name and its lines; `zoned`: its stamps say their zone; `timed`: it tells durations."""

    name: str
    line: Callable[[Row], str]
    zoned: bool = True
    timed: bool = False
    head: str = ""
    utc: bool = False


def rows_of(requests: Requests, zone: ZoneInfo) -> Iterator[Row]:
    """The requests in the order in which they were answered, which is that of the log's lines."""
    for at in np.argsort(requests.done, kind="stable"):
        done = datetime.fromtimestamp(requests.done[at], zone)
        yield Row(
            time=done,
            begun=datetime.fromtimestamp(requests.arrived[at], zone),
            seconds=float(requests.seconds[at]),
            status=int(requests.status[at]),
            route=ROUTES[requests.route[at]],
            client=f"198.51.{requests.client[at] // 250}.{requests.client[at] % 250}",
            size=200 + int(requests.client[at]),
        )


def _clf(time: datetime) -> str:
    return time.strftime("%d/%b/%Y:%H:%M:%S %z")


def _combined(row: Row, tail: str = "") -> str:
    request = f'"GET {row.route} HTTP/1.1" {row.status} {row.size}'
    return f'{row.client} - - [{_clf(row.time)}] {request} "-" "{AGENT}"{tail}'


def _apache(row: Row) -> str:
    micros = round(row.seconds * 1e6)
    request = f'"GET {row.route} HTTP/1.1" {row.status} {row.size}'
    return f'{row.client} - - [{_clf(row.begun)}] {request} "-" "{AGENT}" {micros}'


def _json(row: Row) -> str:
    told = {"time": row.time.isoformat(timespec="milliseconds"), "remote_addr": row.client, "method": "GET"}
    told |= {"uri": row.route, "status": row.status, "request_time": round(row.seconds, 3), "bytes_sent": row.size}
    return json.dumps(told)


def _epoch(row: Row) -> str:
    told = {"ts": round(row.time.timestamp() * 1000), "lvl": "info", "msg": "request", "verb": "GET"}
    told |= {"path": row.route, "code": row.status, "elapsed_ms": round(row.seconds * 1000, 1), "ip": row.client}
    return json.dumps(told)


def _haproxy(row: Row) -> str:
    accepted = row.begun.strftime("%d/%b/%Y:%H:%M:%S.") + f"{row.begun.microsecond // 1000:03d}"
    total = round(row.seconds * 1000)
    head = f"{row.time:%b} {row.time.day:2d} {row.time:%H:%M:%S}"
    return (
        f"{head} lb1 haproxy[812]: {row.client}:51000 [{accepted}] web~ app/app1 0/0/1/{total - 1}/{total} "
        f'{row.status} {row.size} - - ---- 12/10/3/1/0 0/0 "GET {row.route} HTTP/1.1"'
    )


def _iis(row: Row) -> str:
    stamp = row.time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    taken = round(row.seconds * 1000)
    return f"{stamp} 10.0.0.5 GET {row.route} - 443 - {row.client} Mozilla/5.0 {row.status} 0 0 {taken}"


IIS_HEAD = (
    "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n"
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status "
    "sc-substatus sc-win32-status time-taken\n"
)
ACCESS: Mapping[str, Writer] = {
    "combined": Writer("access.log", _combined),
    "combined-timed": Writer("access.log", lambda row: _combined(row, f" {row.seconds:.3f}"), timed=True),
    "combined-fields": Writer(
        "access.log", lambda row: _combined(row, f" rt={row.seconds:.3f} ut={row.seconds:.3f}"), timed=True
    ),
    "apache-micros": Writer("access_log", _apache, timed=True),
    "json": Writer("access.json", _json, timed=True),
    "epoch": Writer("requests.jsonl", _epoch, timed=True),
    "haproxy": Writer("haproxy.log", _haproxy, zoned=False, timed=True),
    "iis": Writer("u_ex.log", _iis, timed=True, head=IIS_HEAD, utc=True),
}


def _logback(row: Row) -> str:
    stamp = row.time.strftime("%Y-%m-%d %H:%M:%S,") + f"{row.time.microsecond // 1000:03d}"
    if row.status < 500:
        return f"{stamp} INFO  [http-8] shop.web.Controller - {row.route} answered"
    trace = "java.io.IOException: reset\n\tat a.b(C.java:7)"
    return f"{stamp} ERROR [http-8] shop.web.Controller - {row.route} failed\n{trace}"


def _python(row: Row) -> str:
    stamp = row.time.strftime("%Y-%m-%d %H:%M:%S,") + f"{row.time.microsecond // 1000:03d}"
    level, told = ("ERROR", "failed: connection refused") if row.status >= 500 else ("INFO", "ok")
    return f"{stamp} {level} shop.views: {row.route} {told}"


def _pino(row: Row) -> str:
    level, told = (50, "request errored") if row.status >= 500 else (30, "request completed")
    return json.dumps(
        {"level": level, "time": round(row.time.timestamp() * 1000), "pid": 7, "hostname": "a", "msg": told}
    )


def _logfmt(row: Row) -> str:
    level = "error" if row.status >= 500 else "info"
    return f'time={row.time.isoformat(timespec="milliseconds")} level={level} msg="served" path={row.route}'


APP: Mapping[str, Writer] = {
    "logback": Writer("app.log", _logback, zoned=False),
    "python": Writer("app.log", _python, zoned=False),
    "pino": Writer("app.jsonl", _pino),
    "logfmt": Writer("app.log", _logfmt),
}
