"""Texts as records hold them -> what they mean: severities, durations, routes, acts, plain words of a chat."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

MILLISECONDS: Mapping[str, float] = {
    **dict.fromkeys(("ns", "nanos", "nanoseconds"), 1e-6),
    **dict.fromkeys(("us", "µs", "μs", "usec", "micros", "microsecs", "usecs", "microseconds"), 1e-3),
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "millisecs", "milliseconds"), 1.0),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1e3),
    **dict.fromkeys(("m", "min", "minutes"), 6e4),
    **dict.fromkeys(("h", "hours"), 3.6e6),
}
NUMBER = r"(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
AMOUNT = re.compile(rf"\s*{NUMBER}\s*([a-zµμ]*)\s*")
# nginx writes the times of several upstreams as "0.002, 0.180" or "0.002 : 0.180", and "-" where there was none.
APART = re.compile(r"\s*[,:]\s*")
REQUEST_LINE = re.compile(r"([A-Z][A-Z-]{1,15}) (\S+)(?: HTTP/[\d.]+)?")
ORIGIN = re.compile(r"[a-zA-Z][\w+.-]*://[^/?#]*")
# The markup of Teams; in Slack's texts a "<" that is no link stands as an entity.
TAG = re.compile(
    r"</?(?:div|p|br|b|i|u|s|em|strong|span|a|ul|ol|li|at|attachment|img|pre|code|blockquote|h\d|hr|table|tbody|tr|td|th)\b[^<>]*>"
)
BLOCK = re.compile(r"(?:</(?:div|p|li|tr|h\d|blockquote)>|<br\s*/?>)(?=.)", re.DOTALL)
LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def read_duration(text: str, unit: str) -> float | None:
    """Milliseconds of a duration: in the unit that it carries, else in `unit`; of several the sum, None for no number.

    >>> read_duration("0.182", "s"), read_duration("12ms", "s"), read_duration("1m2.5s", "ms"), read_duration("-", "s")
    (182.0, 12.0, 62500.0, None)
    """
    total = None
    for part in APART.split(text.strip()):
        at = 0
        while at < len(part) and (match := AMOUNT.match(part, at)):
            scale = MILLISECONDS.get(match[2].lower() or unit)
            if scale is None:
                return None
            total = (total or 0.0) + float(match[1]) * scale
            at = match.end()
        if at < len(part) and part != "-":
            return None
    return round(total, 6) if total is not None and math.isfinite(total) else None


def read_status(text: str) -> int | None:
    """An HTTP status, None where the text is none.

    >>> read_status("200"), read_status("ok"), read_status("12345")
    (200, None, None)
    """
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() and text >= "100" else None


def read_target(text: str) -> tuple[str | None, str]:
    """The method (where the text is a request line) and the route, without origin and query.

    >>> read_target("GET /a?b=1 HTTP/1.1"), read_target("https://shop.example.com/a?b")
    (('GET', '/a'), (None, '/a'))
    """
    match = REQUEST_LINE.fullmatch(text)
    target = match[2] if match else text
    route = re.split(r"[?#]", ORIGIN.sub("", target), maxsplit=1)[0]
    return (match[1] if match else None), route or "/"


def read_act(texts: tuple[str, ...], acts: Mapping[str, str]) -> str | None:
    """What the first text that names an act means: the whole text, else its first part before a colon, else a word.

    >>> read_act(("bulk update started",), {"started": "started"})
    'started'
    >>> read_act(("assign: user",), {"assign": "assigned", "assign: user": "escalated"})
    'escalated'
    """
    for text in texts:
        whole = text.lower()
        for word in (whole, whole.split(": ")[0], *re.findall(r"[a-z]+", whole)):
            if word in acts:
                return acts[word]
    return None


def read_chat(text: str, people: Mapping[str, str]) -> str:
    """A message without the markup of Slack and Teams: mentions and links by their names, entities as characters.

    https://api.slack.com/reference/surfaces/formatting

    >>> read_chat("<@U1> see <http://a.example/|the graph> &amp; <http://b.example>", {"U1": "Anna"})
    '@Anna see the graph & http://b.example'
    >>> read_chat("<p>rolled <b>back</b></p><p>errors stop</p>", {})
    'rolled back errors stop'
    """

    def replace(match: re.Match[str]) -> str:
        target, label = match[1], match[2]
        if target.startswith("@"):
            return "@" + (label or people.get(target.lstrip("@!&"), target.lstrip("@!&")))
        if target.startswith(("#", "!")):
            return target[0].replace("!", "@") + (label or target[1:]).lstrip("@")
        return label or target

    plain = LINK.sub(replace, TAG.sub("", BLOCK.sub(" ", text)).strip())
    return plain.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
