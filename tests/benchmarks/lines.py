"""When something happened and whether it failed -> the lines that a server writes of it, as various as real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Text = pa.LargeStringArray
LARGE = pa.large_string()
CLIENTS = 30_000
VISITORS, VISIT_SECONDS = 600, 120  # at a time, and the shortest visit
ODD_SHARE = 0.001  # of the requests are the noise of the internet: no HTTP, quotes and spaces where none should be
SHAPES = {
    "access": "%d/%b/%Y:%H:%M:%S",
    "plain": "%Y-%m-%d %H:%M:%S",
    "syslog": "%b %e %H:%M:%S",
    "iso": "%Y-%m-%dT%H:%M:%S",
}
ROUTES = (
    *["/", "/products/{n}", "/products/{n}", "/search?q={n}", "/static/app.{n}.js", "/static/img/{n}.webp", "/cart"],
    *["/api/v1/stock/{n}", "/api/v1/prices?ids={n}", "/checkout", "/login", "/orders/{n}", "/account/orders?page={n}"],
    *[
        "/categories/{n}?sort=price",
        "/api/v1/recommendations/{n}",
        "/static/css/site.{n}.css",
        "/healthz",
        "/favicon.ico",
    ],
)
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8.5.0",
    "-",
)
REFERERS = (
    *["-", "https://shop.example.com/", "https://www.google.com/", "https://shop.example.com/search?q=winter+boots"],
    *["https://shop.example.com/categories/shoes?sort=price&page=2", "https://shop.example.com/products/4711"],
)
ODD_REQUESTS = (
    r"\x16\x03\x01\x00\xEE\x01\x00",
    "-",
    "GET /a b c.php HTTP/1.1",
    r"GET /?q=\"quoted\" HTTP/1.1",
    "\\n",
    "OPTIONS * HTTP/1.0",
)
STATEMENTS = (
    "SELECT id, name, price FROM products WHERE id = {n}",
    "UPDATE stock SET quantity = quantity - 1 WHERE product = {n}",
    "INSERT INTO orders (customer, total) VALUES ({n}, 49.90)",
    "SELECT o.id, o.total\n\tFROM orders o JOIN customers c ON c.id = o.customer\n\tWHERE c.id = {n}",
)
TOLD = (
    ("sshd", "Accepted publickey for deploy from 198.18.4.7 port {n} ssh2: ED25519 SHA256:k2vT"),
    ("CRON", "(root) CMD (test -x /usr/sbin/anacron || run-parts /etc/cron.daily {n})"),
    ("systemd", "session-{n}.scope: Deactivated successfully."),
    ("dhclient", "DHCPACK of 10.20.0.31 from 10.20.0.1 (xid=0x{n})"),
    ("kernel", "[{n}.459614] DROP: IN=eth0 OUT= SRC=203.0.113.36 DST=198.51.100.4 LEN=52 PROTO=TCP"),
    ("shop", "order {n} placed, total 49.90"),
)


@dataclass(frozen=True, slots=True)
class Events:
    """A block of events: their seconds since 1970, whether each failed, and whether for the incident's sake.

    `first` is the number of the first of them; all else that is random about them comes from `random`.
    """

    seconds: Whole
    failing: Flags
    broken: Flags
    first: int
    random: np.random.Generator

    def __len__(self) -> int:
        return len(self.seconds)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of log: the name of its file, and what writes its lines, each with its end."""

    name: str
    write: Callable[[Events], Text]


def write_access(events: Events) -> Text:
    """The combined format of nginx and Apache."""
    status = choose_status(events, 499)
    odd = ~events.failing & (events.random.random(len(events)) < ODD_SHARE)
    method = pick(events, ["GET"] * 9 + ["POST"])
    plain = join(method, " ", routes(events), " HTTP/1.", pick(events, ["1", "1", "1", "0"]))
    request = pc.if_else(pa.array(odd), pick(events, ODD_REQUESTS), plain)
    front = join(clients(events), " - ", pick(events, ["-"] * 49 + ["deploy"]), " [", stamps(events, "access"))
    answer = join(text(np.where(odd, 400, status)), " ", numbers(events, 40_000))
    tail = join(' "', pick(events, REFERERS), '" "', pick(events, AGENTS), '"\n')
    return join(front, ' +0000] "', request, '" ', answer, tail)


def write_json(events: Events) -> Text:
    """Requests as bunyan writes them."""
    status = choose_status(events, 500)
    level = np.where(status >= 500, "50", np.where(status >= 400, "40", "30"))
    front = '{"name":"shop","hostname":"web-1","pid":4242,"level":'
    time = join(stamps(events, "iso"), ".", millis(events), "Z")
    request = join('"req":{"method":"', pick(events, ["GET", "GET", "GET", "POST"]), '","url":"', routes(events))
    client = join('","remoteAddress":"', clients(events), '"},"res":{"statusCode":', text(status))
    took = join('},"duration":', numbers(events, 400), ',"msg":"request completed","time":"', time, '","v":0}\n')
    return join(front, pa.array(level.tolist(), LARGE), ",", request, client, took)


def write_postgresql(events: Events) -> Text:
    """stderr with log_min_duration_statement, statements of one or more lines; errors with their statement."""
    process = numbers(events, 60)
    front = join(stamps(events, "plain"), ".", millis(events), " UTC [47", process, "] shop@shop ")
    took = join(numbers(events, 900), ".", millis(events))
    statement = fill(events, STATEMENTS, 900_000)
    usual = join(front, "LOG:  duration: ", took, " ms  statement: ", statement, "\n")
    cancelled = join(front, "ERROR:  canceling statement due to statement timeout\n")
    failed = join(cancelled, front, "STATEMENT:  ", statement, "\n")
    return pc.if_else(pa.array(events.failing), failed, usual)


def write_mariadb(events: Events) -> Text:
    """The error log: aborted connections on every day, a crashed table in the incident."""
    hour = pc.replace_substring_regex(stamps(events, "plain"), " 0", "  ")
    number = numbers(events, 90_000)
    reason = " to db: 'shop' user: 'report' host: '10.20.0.31' (Got timeout reading communication packets)\n"
    usual = join(hour, " ", number, " [Warning] Aborted connection ", number, reason)
    crashed = "Table './shop/cms_content' is marked as crashed and should be repaired\n"
    return pc.if_else(pa.array(events.failing), join(hour, " ", number, " [ERROR] mariadbd: ", crashed), usual)


def write_syslog(events: Events) -> Text:
    """RFC 3164, no year in its stamps: the usual services, and an application whose workers are killed."""
    front = join(stamps(events, "syslog"), " web-", pick(events, ["1", "2", "3"]), " ")
    which = events.random.integers(0, len(TOLD), len(events))
    process, told = zip(*TOLD, strict=True)
    usual = join(
        front, take(process, which), "[", numbers(events, 40_000), "]: ", fill(events, told, 900_000, which), "\n"
    )
    lost = "error: worker lost: connection to database refused, request failed"
    failed = join(front, "shop[", numbers(events, 40_000), "]: ", lost, "\n")
    return pc.if_else(pa.array(events.failing), failed, usual)


KINDS: Mapping[str, Kind] = {
    "access": Kind("access.log", write_access),
    "json": Kind("app.json.log", write_json),
    "postgresql": Kind("postgresql.log", write_postgresql),
    "mariadb": Kind("mariadb-error.log", write_mariadb),
    "syslog": Kind("syslog", write_syslog),
}


def choose_status(events: Events, gave_up: int) -> Whole:
    """A status for each request; a few of the failing ones are of clients that gave up."""
    well = events.random.choice(
        [200, 200, 200, 200, 301, 304, 404, 401], len(events), p=[0.22] * 4 + [0.04, 0.05, 0.02, 0.01]
    )
    bad = events.random.choice([502, 503, 500, gave_up], len(events), p=[0.5, 0.2, 0.2, 0.1])
    return np.where(events.failing, bad, well)


def stamps(events: Events, shape: str) -> Text:
    """The stamp of each event, each second written once."""
    distinct, places = np.unique(events.seconds, return_inverse=True)
    written = pc.strftime(pa.array(distinct, pa.timestamp("s", "UTC")), format=SHAPES[shape])
    return pc.cast(written, LARGE).take(pa.array(places))


def routes(events: Events) -> Text:
    """The path of each request."""
    return fill(events, ROUTES, 5_000)


def clients(events: Events) -> Text:
    """The address of each client: so many are there at a time, each for some minutes and some dozens of requests."""
    visitor = events.random.integers(0, VISITORS, len(events))
    visit = (events.seconds + 37 * visitor) // (VISIT_SECONDS + visitor)
    return addresses().take(pa.array((visitor * 7_919 + visit * 104_729) % CLIENTS))


@cache
def addresses() -> Text:
    """The addresses of all clients, hardly two of them in one network; one in twenty comes by IPv6."""
    plain = (f"10.{n % 251}.{n * 7 % 241}.{n * 13 % 239 + 1}" for n in range(CLIENTS))
    six = (f"2001:db8:{n % 9999:x}::{n:x}" for n in range(CLIENTS))
    return pa.array([b if n % 20 == 7 else a for n, (a, b) in enumerate(zip(plain, six, strict=True))], LARGE)


def pick(events: Events, words: Sequence[str]) -> Text:
    """One of the words for each event, each as often."""
    return take(words, events.random.integers(0, len(words), len(events)))


def numbers(events: Events, below: int) -> Text:
    """A number for each event, in digits."""
    return text(events.random.integers(1, below, len(events)))


def millis(events: Events) -> Text:
    """Three digits behind the point for each event, rising within a second."""
    place = np.arange(len(events))
    began = np.maximum.accumulate(np.where(np.diff(events.seconds, prepend=-1) != 0, place, 0))
    return pc.utf8_lpad(text(np.minimum(place - began, 999)), 3, "0")


def text(values: npt.NDArray[Any]) -> Text:
    """Numbers in digits."""
    return pc.cast(pa.array(values), LARGE)


def fill(events: Events, shapes: Sequence[str], below: int, chosen: Whole | None = None) -> Text:
    """One of the shapes for each event (`chosen` tells which), its {n} filled with a number."""
    which = events.random.integers(0, len(shapes), len(events)) if chosen is None else chosen
    before, mark, after = zip(*(shape.partition("{n}") for shape in shapes), strict=True)
    value = pc.if_else(pa.array(np.array(mark)[which] != ""), numbers(events, below), "")
    return join(take(before, which), value, take(after, which))


def take(words: Sequence[str], which: Whole) -> Text:
    """The words at these places."""
    return pa.array(words, LARGE).take(pa.array(which))


def join(*parts: Text | str) -> Text:
    """The parts of each line one after another; a plain text is the same in all of them."""
    wide = [pa.scalar(part, LARGE) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*wide, pa.scalar("", LARGE))
