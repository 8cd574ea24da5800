"""Records whose field names no format knows -> a format that names them by what their values look like, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import pandas as pd

from reconstruct.parsers.clock import to_utc
from reconstruct.parsers.fields import Record, as_text, extract, plain
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.records import cut, layout_of

REQUEST_LOOKS = {
    # The registered codes and those that nginx and Cloudflare add: 443 is a port, 576 bytes.
    "status": re.compile(r"10[0-3]|20[0-8]|226|30[0-8]|4(?:0\d|1[0-8]|2[1-9]|31|44|51|9[5-9])|5(?:0\d|1[01]|2\d|30)"),
    "route": re.compile(r"(?:[A-Z]{3,16} )?(?:https?://[^ ]+|/[^ ]*)(?: HTTP/[\d.]+)?"),
    "method": re.compile(r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE"),
    "client": re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}"),
}
# A name that speaks of a duration and ends with its unit, apart from the word before it: took_s, latencyMs, elapsed.ns.
DURATION = re.compile(
    r"(?:.*[_. -])?(?i:took|taken|dur|time|latency|elapsed|rt|response|request|total|wait|cost|spent)(?:.*[a-z])?"
    r"(?:[_. -](?=[a-z])|(?<=[a-z])(?=[A-Z]))(?i:(ns|nano)|(us|micro)|(ms|milli)|(s|sec))[a-z]*"
)
UNITS = ("ns", "us", "ms", "s")
RECORDS_LOOKED_AT = 50
LEAST_SHARE = 0.9  # of the records must hold what makes a field of the time or the severity
LEAST_CELLS = 3  # of a CSV's header: two words with a comma between them are a sentence
DEEPEST = 3  # levels of objects within objects; a log record that nests deeper says nothing about itself there
EARLIEST = pd.Timestamp("2000-01-01", tz="UTC")  # a number that is an earlier epoch is a count


def guess_format(head: bytes, name: str, formats: Sequence[LogFormat]) -> LogFormat | None:
    """The generic JSON format with the fields of this file, found by their values; None where no field is a time.

    >>> from reconstruct.parsers.formats import load_formats
    >>> lines = b'{"zeitpunkt": "2026-11-23T09:00:00Z", "stufe": "ERROR", "was": "no route to host"}'
    >>> found = guess_format(lines, "x", load_formats())
    >>> [found.fields[column][0] for column in ("time", "severity", "message")]
    ['zeitpunkt', 'stufe', 'was']
    """
    generic = next((form for form in formats if form.name == "json"), None)
    if generic is None:
        return None
    form = replace(generic, layout=layout_of(head), explode=None)
    records = [
        record for record in (piece.record for piece in islice(cut(head, form, name), RECORDS_LOOKED_AT)) if record
    ]
    fields = guess_fields(records, form.severity) if form.layout != "csv" or is_table(records) else {}
    if "time" not in fields:
        return None
    told = {column: (path, *form.fields.get(column, ())) for column, path in fields.items()}
    form = replace(form, kind="request") if is_request(fields) else form
    return replace(form, fields={**form.fields, **told}, requires=(fields["time"],))


def is_table(records: Sequence[Record]) -> bool:
    """Whether the rows of a CSV have names that are names, and as many cells as there are names.

    >>> is_table([{"ort": "a", "wann": "b", "was": "c"}]), is_table([{"2026-11-23": "a", "x": "b", "y": "c"}])
    (True, False)
    """
    names = {tuple(record) for record in records}
    return len(names) == 1 and all(
        len(header) >= LEAST_CELLS and all(cell.strip() and not any(map(str.isdigit, cell)) for cell in header)
        for header in names
    )


def guess_fields(records: Sequence[Record], severities: Mapping[str, str]) -> dict[str, str]:
    """The path of the time, the severity and the message within records, as far as their values tell."""
    flat = [dict(flatten(record)) for record in records]
    paths = list(dict.fromkeys(path for record in flat for path in record))
    columns = {path: [record.get(path, "") for record in flat] for path in paths}
    words = {word for word in severities if word.isalpha() and len(word) > 1}
    times = [path for path, texts in columns.items() if share_of_times(texts) >= LEAST_SHARE]
    grades = [path for path, texts in columns.items() if share_within(texts, words) >= LEAST_SHARE]
    texts = {path: mean_words(texts) for path, texts in columns.items() if path not in times and path not in grades}
    found = {"time": times[:1], "severity": grades[:1], "message": sorted(texts, key=lambda path: -texts[path])[:1]}
    request = guess_request(columns)
    return (
        {column: held[0] for column, held in found.items() if held}
        | request
        | (guess_durations(records[0]) if request else {})
    )


def add_request(form: LogFormat, head: bytes, name: str) -> LogFormat:
    """The generic JSON format with the fields of a request by their values, where its names find no status."""
    pieces = islice(cut(head, form, name), RECORDS_LOOKED_AT)
    records = [piece.record for piece in pieces if piece.record]
    if not records or any(extract(records, {"status": form.fields.get("status", ())})["status"]):
        return form
    flat = [dict(flatten(record)) for record in records]
    found = guess_request({path: [record.get(path, "") for record in flat] for path in flat[0]})
    found |= guess_durations(records[0])
    told = {column: (path, *form.fields.get(column, ())) for column, path in found.items()}
    return replace(form, fields={**form.fields, **told}, kind="request") if is_request(found) else form


def guess_request(columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The paths of what makes a request, where one looks like a status and one like a route.

    >>> guess_request({"rsp": ["200", "502"], "what": ["/quote/1", "/"], "verb": ["GET", "GET"]})
    {'status': 'rsp', 'route': 'what', 'method': 'verb'}
    """
    looks = {
        column: [path for path, texts in columns.items() if share_like(texts, pattern) >= LEAST_SHARE]
        for column, pattern in REQUEST_LOOKS.items()
    }
    if not (looks["status"] and looks["route"]):
        return {}
    return {column: held[0] for column, held in looks.items() if held}


def is_request(fields: Mapping[str, str]) -> bool:
    """Whether fields that were found by their values make a request: what was answered, and how or by whom asked."""
    return "status" in fields and bool({"method", "client"} & fields.keys())


def guess_durations(record: Record) -> dict[str, str]:
    """The paths of durations, whose names must say their unit.

    >>> guess_durations({"took_s": "0.1", "wait": "3"}), guess_durations({"elapsedMs": "12", "requests": "3"})
    ({'duration_s': 'tooks'}, {'duration_ms': 'elapsedms'})
    """
    found = {key: DURATION.fullmatch(key) for key in record}
    units = {
        key: next(unit for unit, held in zip(UNITS, match.groups(), strict=True) if held)
        for key, match in found.items()
        if match
    }
    return {f"duration_{unit}": plain(key) for key, unit in reversed(units.items())}


def share_like(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    """The share of texts that look like the pattern."""
    return sum(bool(pattern.fullmatch(text)) for text in texts) / max(len(texts), 1)


def flatten(record: Record, above: str = "", depth: int = 1) -> Iterator[tuple[str, str]]:
    """(dotted path, text) of each value in a record."""
    for key, value in record.items():
        path = f"{above}{plain(str(key))}"
        if isinstance(value, dict) and depth < DEEPEST:
            yield from flatten(value, f"{path}.", depth + 1)
        elif text := as_text(value):
            yield path, text


def share_of_times(texts: Sequence[str]) -> float:
    """The share of texts that are a time with its day, of this century."""
    times = to_utc(pd.Series(texts, dtype="str"), ("any",))
    long_enough = pd.Series([len(text) >= len("1795424207") for text in texts])
    return float(((times >= EARLIEST) & long_enough).mean()) if texts else 0.0


def share_within(texts: Sequence[str], words: set[str]) -> float:
    """The share of texts that are one of the words."""
    return sum(text.lower() in words for text in texts) / max(len(texts), 1)


def mean_words(texts: Sequence[str]) -> float:
    """How many words a text has on the mean."""
    return sum(len(text.split()) for text in texts) / max(len(texts), 1)
