"""TOML files -> LogFormats, each checked as it is loaded; what a wrong file is answered with."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.events import COLUMNS, KINDS, SEVERITIES
from reconstruct.parsers.complaint import Place, complain

FOLDER = Path(__file__).parent / "formats"
SHARED = FOLDER / "shared" / "pieces.toml"
STAMPS = ("start", "end")
LAYOUTS = ("lines", "json-lines", "json-document", "csv", "blocks", "w3c", "stanzas", "talk", "copied")
# Groups and fields that no column holds by that name: they are turned into one.
EXTRA = ("zone", "duration_s", "duration_us", "duration_ns", "priority", "began", "logged")
NOWHERE = Place("")
REQUIRED = ("name", "title", "url", "kind", "layout", "samples")


@dataclass(frozen=True, slots=True)
class Sample:
    """A line (or document) of the format and what it must give: event columns by name, `time` in ISO 8601.

    `of` names the software where the format serves several, `url` is then that vendor's page.
    """

    text: str
    gives: Mapping[str, Any]
    of: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class LogFormat:
    """One log format: what its records look like and which event columns they give. Data, no code.

    `layout`: lines (RE2 `patterns` with named groups), json-lines, json-document, csv or blocks (lines of KEY=value up
    to a blank one); for these `fields`: event column -> the names under which a record may hold it, dotted where
    nested, first one present wins. stanzas (mail, git) have a first line, headers and a body; talk is a chat with the
    time of day alone in its lines, copied one of any shape. w3c has `fields` too, and becomes lines by the
    `#Fields:` that stand in a file.
    """

    name: str
    title: str
    url: str
    kind: str
    layout: Literal["lines", "json-lines", "json-document", "csv", "blocks", "w3c", "stanzas", "talk", "copied"]
    patterns: tuple[str, ...]  # RE2; the first that matches a line wins; groups are event columns, or time and zone
    fields: Mapping[str, tuple[str, ...]]
    requires: tuple[str, ...]  # names that a record must hold for the file to be recognised; "a|b" for either
    time: tuple[str, ...]  # shapes of the stamp: strptime formats, or "iso", "epoch"; "none" where it writes no time
    timezone: str | None  # of stamps without one, where the format itself settles it
    severity: Mapping[str, str]  # the format's word (lower case) -> events.SEVERITIES
    actions: Mapping[str, str]  # the format's word -> action, see events.KINDS
    defaults: Mapping[str, Any]  # event columns of every record of the format
    explode: str | None  # a list within a record, each item of which is a record of its own (Alertmanager's alerts)
    multiline: bool  # a line that matches no pattern goes on with the record before it
    generic: bool  # only where no other format is as good
    samples: tuple[Sample, ...]
    columns: tuple[str, ...] = ()  # names of the columns of a CSV without a header
    continues: str | None = None  # RE2; a line that matches it goes on with the record before, though it has a stamp
    names: tuple[str, ...] = ()  # words of a file's name that speak for the format
    speaks: str | None = None  # RE2; the file is taken by its name or because half of its lines match this
    within: tuple[str, ...] = ()  # RE2 over a record's whole message; its groups fill columns that are still empty
    ignored: str | None = None  # RE2; lines that hold nothing to be read: headers, banners
    wraps: bool = False  # its messages are the lines of another log (a container's), whose format is found by itself
    stamps: str = "end"  # what the time of a request is: its "start", or its "end" as its answer was sent
    begins: str | None = None  # RE2; the first line of a record of stanzas
    days: tuple[date, ...] = ()  # on which the logs beside a chat have records; no key either
    people: Mapping[str, str] = field(default_factory=dict)  # names by id, as found beside a chat; no key either
    inner: LogFormat | None = None  # that format, as found in one file; no key of a TOML file
    own: bool = False  # the user's, which comes before what is shipped; no key either


def load_formats(folder: Path = FOLDER) -> tuple[LogFormat, ...]:
    """The formats of a folder of TOML files, in the order of their names.

    Raises FormatError for the first file that is wrong.

    >>> "nginx-error" in [form.name for form in load_formats()]
    True
    """
    return tuple(load_format(path) for path in sorted(folder.glob("*.toml")))


def load_format(path: Path) -> LogFormat:
    """The format that a TOML file describes.

    Raises FormatError with the reason, the file and line, and help.
    """
    return read_format(read_toml(path), place_of(path))


def place_of(path: Path) -> Place:
    """A file with its text, in which a complaint finds its line."""
    return Place(path.name, path.read_text(encoding="utf-8", errors="replace"))


@cache
def shared_pieces() -> dict[str, str]:
    """The named parts of patterns that every format may use."""
    return read_toml(SHARED)


def read_toml(path: Path) -> dict[str, Any]:
    """The table that a TOML file holds."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise complain(path.name, f"not TOML: {trouble}", "correct the line it names") from trouble
    except OSError as trouble:
        raise complain(path.name, f"cannot be read: {trouble}", "give a readable TOML file") from trouble


def read_format(table: Mapping[str, Any], place: Place) -> LogFormat:
    """The format that a table (of the TOML file `place`) describes.

    Raises FormatError with the reason, the place and help.
    """
    known = set(LogFormat.__dataclass_fields__) - {"inner", "people", "days", "own"} | {"pattern", "pieces"}
    if unknown := sorted(set(table) - known):
        raise complain(
            place.at_value(unknown[0]), f"unknown key {unknown[0]!r}", f"the keys are {', '.join(sorted(known))}"
        )
    if missing := [key for key in REQUIRED if key not in table]:
        raise complain(place.name, f"no {missing[0]!r}", f"every format needs {', '.join(REQUIRED)}")
    patterns = table.get("patterns", [table["pattern"]] if "pattern" in table else [])
    pieces = shared_pieces() | table.get("pieces", {})
    texts: dict[str, Any] = {key: table.get(key) for key in ("timezone", "explode")}
    signs = {key: table[key] for key in ("begins", "continues", "ignored", "speaks") if key in table}
    texts |= {key: expand(pattern, pieces, place) for key, pattern in signs.items()}
    texts |= {key: str(table[key]) for key in ("name", "title", "url", "kind", "layout")}
    texts |= {"stamps": table.get("stamps", "end")}
    tables: dict[str, Any] = {key: dict(table.get(key, {})) for key in ("severity", "actions", "defaults")}
    flags: dict[str, Any] = {key: bool(table.get(key, False)) for key in ("multiline", "generic", "wraps")}
    lists: dict[str, Any] = {key: as_tuple(table.get(key, ())) for key in ("requires", "columns", "names")}
    form = LogFormat(
        patterns=tuple(expand(pattern, pieces, place) for pattern in patterns),
        fields={key: as_tuple(names) for key, names in table.get("fields", {}).items()},
        time=as_tuple(table.get("time", "iso")),
        within=tuple(expand(pattern, pieces, place) for pattern in as_tuple(table.get("within", ()))),
        samples=tuple(read_sample(sample, place, number) for number, sample in enumerate(table["samples"], 1)),
        **texts,
        **tables,
        **flags,
        **lists,
    )
    check(form, place)
    return form


def check(form: LogFormat, place: Place) -> None:
    """Refuse a format that names what does not exist, or whose patterns are not linear (RE2)."""
    columns = sorted([*COLUMNS, *EXTRA])
    if form.layout not in LAYOUTS:
        raise complain(place.at_value(form.layout), f"no such layout: {form.layout!r}", f"one of {', '.join(LAYOUTS)}")
    if form.kind not in KINDS:
        raise complain(place.at_value(form.kind), f"no such kind: {form.kind!r}", f"one of {', '.join(KINDS)}")
    if form.stamps not in STAMPS:
        raise complain(place.at_value(form.stamps), f"no such stamps: {form.stamps!r}", f"one of {', '.join(STAMPS)}")
    if wrong := set(form.severity.values()) - set(SEVERITIES):
        raise complain(
            place.at_value(min(wrong)), f"no such severity: {min(wrong)!r}", f"one of {', '.join(SEVERITIES)}"
        )
    if form.layout == "lines" and not form.patterns:
        raise complain(place.name, "no pattern", "give `pattern` or `patterns`")
    named = {*form.fields, *form.defaults}
    for pattern in filter(None, (*form.patterns, *form.within, form.begins, form.continues, form.ignored, form.speaks)):
        named |= set(groups_of(pattern, place))
    if strange := sorted(named - set(columns)):
        raise complain(place.at_value(strange[0]), f"no such column: {strange[0]!r}", f"one of {', '.join(columns)}")
    if len(form.samples) < 2:
        raise complain(place.at("[[samples]]"), "fewer than two samples", "add [[samples]] with `text` and `gives`")


def groups_of(pattern: str, place: Place = NOWHERE) -> tuple[str, ...]:
    """The named groups of an RE2 pattern, in their order.

    Raises FormatError where the pattern is not RE2 (look-around and back-references are not).

    >>> groups_of("(?P<method>[A-Z]+) (?P<route>.*)")
    ('method', 'route')
    """
    if "(?P<" not in pattern:
        try:
            pc.match_substring_regex(pa.array([], pa.large_string()), pattern)
        except pa.ArrowInvalid as trouble:
            raise complain(
                place.at_pattern(pattern), str(trouble), "patterns are RE2: no look-around, no back-references"
            ) from trouble
        return ()
    try:
        found = pc.extract_regex(pa.array([], pa.large_string()), pattern)
    except pa.ArrowInvalid as trouble:
        raise complain(
            place.at_pattern(pattern), str(trouble), "patterns are RE2: every group named, no look-around"
        ) from trouble
    return tuple(field.name for field in found.type)


def expand(pattern: str, pieces: Mapping[str, str], place: Place = NOWHERE) -> str:
    """A pattern as RE2 reads it: each %{name} replaced by that piece, the lines that it is written over joined.

    >>> expand("^%{day}\\n   [ ](?P<message>.*)$", {"digit": "[0-9]", "day": "%{digit}{2}"})
    '^[0-9]{2}[ ](?P<message>.*)$'
    """
    joined = "".join(line.strip() for line in pattern.splitlines())
    unknown = set(re.findall(r"%\{(\w+)\}", joined)) - set(pieces)
    if unknown:
        raise complain(
            place.at(f"%{{{min(unknown)}}}"),
            f"no such piece: %{{{min(unknown)}}}",
            f"one of {', '.join(pieces)}, or give [pieces]",
        )
    above: dict[str, str] = {}
    for name, piece in pieces.items():
        above[name] = "".join(line.strip() for line in fill(piece, above).splitlines())
    return fill(joined, above)


def fill(text: str, pieces: Mapping[str, str]) -> str:
    """The text with each %{name} that there is a piece for replaced by it."""
    return re.sub(r"%\{(\w+)\}", lambda found: pieces.get(found[1], found[0]), text)


def read_sample(sample: Mapping[str, Any], place: Place, number: int) -> Sample:
    """One [[samples]] table, the `number`th of its file."""
    if "text" not in sample or "gives" not in sample:
        raise complain(
            place.at("[[samples]]", number=number), "a sample without `text` or `gives`", "each sample needs both"
        )
    of, url = (str(sample.get(key, "")) for key in ("of", "url"))
    return Sample(str(sample["text"]).strip("\n"), dict(sample["gives"]), of, url)


def as_tuple(value: str | Iterable[str]) -> tuple[str, ...]:
    """A TOML value that may be one text or a list of them."""
    return (value,) if isinstance(value, str) else tuple(value)
