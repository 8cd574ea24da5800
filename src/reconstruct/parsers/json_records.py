"""JSON lines and JSON documents, broken ones too -> their records, each with the bytes that it stands in."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

from reconstruct.parsers.fields import keys_of, plain
from reconstruct.parsers.pieces import BOM, Piece

# Numbers stay text: their digits are kept (an epoch's microseconds), and a giant one costs nothing.
DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
COLON = re.compile(r"[ \t\r\n:]*")
BETWEEN = re.compile(r"[ \t\r\n,]*")
LONGEST_OBJECT_LINES = 500  # a deep stack trace; what is longer is no record that goes on, but a broken one
LINES_LOOKED_AT = 50  # enough to outvote a line that rotation or a crash has cut
Path = tuple[str, ...]
Span = tuple[int, int, Mapping[str, Any] | None]  # start, stop, the record; None where it is broken


def is_lines(head: bytes) -> bool:
    """Whether each line is a value of its own: at least half of the first lines are whole objects.

    >>> is_lines(b'{"a": 1}'), is_lines(b'[{"a": 1}]'), is_lines(b'{')
    (True, False, False)
    """
    lines = [line for line in head.removeprefix(BOM).splitlines() if line.strip()][:LINES_LOOKED_AT]
    return sum(isinstance(decode(line), dict) for line in lines) * 2 >= max(len(lines), 1)


def decode(line: bytes) -> Any:
    """The value that a line holds, None where it holds none.

    >>> decode(b'{"ts": 1795424207.093000}'), decode(b'{"a"')
    ({'ts': '1795424207.093000'}, None)
    """
    try:
        return DECODER.decode(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def cut_lines(text: bytes, explode: str | None = None) -> Iterator[Piece]:
    """The records of JSON lines; a line that holds no object is a piece without a record, a blank one is none.

    >>> [piece.start for piece in cut_lines(b'{"a": 1}\\n\\n {"a": 2}')]
    [0, 11]
    """
    paths = read_paths(explode)
    at = len(BOM) if text.startswith(BOM) else 0
    while at < len(text):
        stop = end_of_line(text, at)
        value = decode(text[at:stop])
        if value is None and text[at:stop].lstrip().startswith(b"{"):
            stop, value = read_on(text, at, stop)
        bare = text[at:stop].strip(b" \t\r")
        if bare:
            first = text.index(bare, at)
            for record in unfold(value, paths) if isinstance(value, dict) else [None]:
                yield Piece(first, first + len(bare), record)
        at = stop + 1


def end_of_line(text: bytes, at: int) -> int:
    """The byte at which the line ends that `at` lies in."""
    stop = text.find(b"\n", at)
    return len(text) if stop < 0 else stop


def read_on(text: bytes, at: int, stop: int) -> tuple[int, Any]:
    """The end and the value of an object that goes on over the next lines; its first line's end and None for none.

    Elasticsearch 7 writes the stack trace of a record so.
    """
    end = stop
    for _ in range(LONGEST_OBJECT_LINES):
        following = end + 1
        if following >= len(text) or text[following : following + 1] == b"{":
            break
        end = end_of_line(text, following)
        if text[following:end].rstrip().endswith(b"}") and isinstance(value := decode(text[at:end]), dict):
            return end, value
    return stop, None


def cut_document(text: bytes, explode: str | None = None) -> Iterator[Piece]:
    """The records of a list, of an object that holds the list `explode`, or of values one after the other.

    Of a document that breaks off, the records before the break, then what is left as a piece without a record.

    >>> [piece.record for piece in cut_document(b'[{"a": 1}, {"a": 2}, {"a"')]
    [{'a': '1'}, {'a': '2'}, None]
    """
    whole = text.decode("utf-8", "surrogateescape")
    chars = place = 0
    for start, stop, record in walk(whole, read_paths(explode)):
        place += count_bytes(whole[chars:start])
        chars = start
        yield Piece(place, place + count_bytes(whole[start:stop]), record)


def count_bytes(text: str) -> int:
    """The length of a text in the bytes that it was decoded from."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def read_paths(explode: str | None) -> tuple[Path, ...]:
    """The ways to the list that a record may hold, as a format writes them: "payload.alerts|alerts".

    A way that begins with + leads to a list beside the record itself: an issue, and +comments the comments on it. With
    +=comments each comment keeps its own place, so that no field of it stands for one of the issue: comments.author.
    """
    names = (re.match(r"(\+?=?)(.*)", name) for name in (explode or "").split("|") if name)
    ways = ((match[1], match[2].split(".")) for match in names if match)
    return tuple((mark + plain(way[0]), *map(plain, way[1:])) for mark, way in ways)


def unfold(value: Mapping[str, Any], paths: Sequence[Path]) -> list[Mapping[str, Any]]:
    """The items of the first list that is found at a path, the outer record's own fields behind theirs; else itself.

    >>> unfold({"at": "9", "alerts": [{"a": "1"}]}, [("alerts",)])
    [{'at': '9', 'a': '1'}]
    """
    apart, beside = without_beside(paths), beside_of(paths)
    records = next((found for path in apart if (found := unfold_at(value, path))), [value])
    return [each for record in records for each in (without(record, beside), *unfold_beside(record, beside))]


def unfold_beside(record: Mapping[str, Any], beside: Sequence[Path]) -> Iterator[Mapping[str, Any]]:
    """The items of the lists beside a record."""
    for path in beside:
        if path[0].startswith("="):
            items = record.get(keys_of(tuple(record)).get(path[0][1:], ""))
            yield from (keep_place(record, path, item) for item in items or () if isinstance(item, Mapping))
        else:
            yield from unfold_at(record, path)


def without(record: Mapping[str, Any], beside: Sequence[Path]) -> Mapping[str, Any]:
    """The record without the lists whose items keep their own place beside it."""
    kept = {path[0][1:] for path in beside if path[0].startswith("=")}
    return {key: held for key, held in record.items() if plain(key) not in kept} if kept else record


def keep_place(record: Mapping[str, Any], path: Path, item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a record with one item of a list in the place of that list.

    >>> keep_place({"at": "9", "notes": [{"at": "10"}]}, ("=notes",), {"at": "10"})
    {'at': '9', 'notes': {'at': '10'}}
    """
    return {**outer_fields(record), path[0][1:]: item}


def without_beside(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The ways to lists whose items stand for the record."""
    return tuple(path for path in paths if not path[0].startswith("+"))


def beside_of(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The ways to lists whose items stand beside the record, without their mark."""
    return tuple((path[0].removeprefix("+"), *path[1:]) for path in paths if path[0].startswith("+"))


def unfold_at(value: Mapping[str, Any], path: Path) -> list[Mapping[str, Any]]:
    """The items of the list at a path, and of the lists within each of them that the rest of the path names.

    >>> unfold_at({"a": [{"n": "1", "b": [{"c": "2"}]}]}, ("a", "b"))
    [{'n': '1', 'c': '2'}]
    """
    inner: Any = value
    for depth, key in enumerate(path, 1):
        inner = inner.get(keys_of(tuple(inner)).get(key)) if isinstance(inner, Mapping) else None
        if isinstance(inner, list) and inner and all(isinstance(item, Mapping) for item in inner):
            outer = {key: held for key, held in value.items() if held is not inner}
            items: list[Mapping[str, Any]] = [{**outer, **item} for item in inner]
            return [one for item in items for one in unfold_at(item, path[depth:])] if path[depth:] else items
    return []


def walk(text: str, paths: Sequence[Path]) -> Iterator[Span]:
    """Each record of a document, by characters."""
    at = skip(text, 1 if text.startswith("\ufeff") else 0)
    while at < len(text):
        if text[at] == "[":
            at = yield from walk_list(text, at + 1, {}, paths)
        else:
            stop, value = take(text, at)
            yield from walk_value(text, (at, stop, value), {}, paths)
            at = stop
        at = skip(text, at)


def walk_value(
    text: str, span: tuple[int, int, Any], outer: Mapping[str, Any], paths: Sequence[Path]
) -> Iterator[Span]:
    """A value's own record; where it holds a list at one of the paths, each item of that with the value's fields."""
    at, stop, value = span
    beside = [path for path in paths if path[0].startswith("+")]
    for path in without_beside(paths):
        for depth in range(1, len(path) + 1):
            inner = find_list(text, at, [path[:depth]]) if may_lead(value, path) else None
            if inner is not None:
                rest = [*([path[depth:]] if path[depth:] else []), *beside]
                yield from walk_list(text, inner, {**outer, **outer_fields(value)}, rest)
                return
    yield at, stop, without({**outer, **value}, beside_of(beside)) if isinstance(value, dict) else None
    for path in beside_of(beside):
        keys = (path[0].removeprefix("="), *path[1:])
        if may_lead(value, keys) and (first := find_list(text, at, [keys])) is not None:
            own = path[0].startswith("=")
            around = {**outer, **outer_fields(value)}
            items = walk_list(text, first, {} if own else around, [])
            yield from ((a, z, keep_place(around, path, it) if own and it is not None else it) for a, z, it in items)


def may_lead(value: Any, path: Path) -> bool:
    """Whether a path can lead into a value; one that is broken is searched as far as it goes."""
    return value is None or (isinstance(value, dict) and path[0] in keys_of(tuple(value)))


def walk_list(text: str, at: int, outer: Mapping[str, Any], paths: Sequence[Path]) -> Generator[Span, None, int]:
    """The items of a list from its first on, with the outer record's fields; gives back the character after it."""
    at = skip(text, at)
    while at < len(text) and text[at] != "]":
        stop, value = take(text, at)
        yield from walk_value(text, (at, stop, value), outer, paths)
        at = skip(text, stop)
    return min(at + 1, len(text))


def outer_fields(value: Any) -> Mapping[str, Any]:
    """The fields of the object around a list that are no list themselves."""
    return {key: held for key, held in value.items() if not isinstance(held, list)} if isinstance(value, dict) else {}


def find_list(text: str, at: int, paths: Sequence[Path]) -> int | None:
    """The character at which the first item stands of a list of objects, within the object that begins at `at`.

    >>> find_list('{"n": 1, "logs": [{}]}', 0, [("logs",)])
    18
    """
    for path in paths:
        place: int | None = at
        for key in path:
            place = None if place is None else find_key(text, place, key)
        if place is not None and text[place : place + 1] == "[":
            first = skip(text, place + 1)
            if text[first : first + 1] == "{":
                return first
    return None


def find_key(text: str, at: int, key: str) -> int | None:
    """The character at which the value of a key begins, within the object that begins at `at`."""
    if text[at : at + 1] != "{":
        return None
    at = skip(text, at + 1)
    while text[at : at + 1] == '"':
        at, name = take(text, at)
        at = skip(text, at, COLON)
        if isinstance(name, str) and plain(name) == key:
            return at
        at = skip(text, take(text, at)[0])
    return None


def take(text: str, at: int) -> tuple[int, Any]:
    """The character after the value that begins at `at`, and the value; the text's end and None where it is broken."""
    try:
        value, stop = DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return len(text), None
    return stop, value


def skip(text: str, at: int, over: re.Pattern[str] = BETWEEN) -> int:
    """The first character from `at` on that is none of those to be skipped."""
    match = over.match(text, at)
    return match.end() if match else at
