"""Records (mappings, nested ones too) and a format's `fields` -> for each column the text that each record holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Record = Mapping[str, Any]
BARE_NUMBER = re.compile(r"[-+]?[\d.]+(?:[eE][-+]?\d+)?")
STAMPS = " "  # what joins a date and its time
DEEPEST_LIST = 50  # items of a list that are joined into one text; a list in a log record is a handful


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a key, or (with `wants`) a condition that the key's value begins so."""

    key: str
    wants: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One name under which a record may hold a column.

    `paths` are joined where several are present; `word` stands for the value where it is given; `goes_on` adds it
    after a newline to what was found before; `wants_unit` takes only a value that carries its own unit.
    """

    paths: tuple[tuple[Step, ...], ...]
    word: str | None = None
    goes_on: bool = False
    wants_unit: bool = False


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name without case and punctuation, under which `createdAt`, `Created at` and `created_at` are the same.

    A name of one letter keeps its punctuation: `@x` is Serilog's exception, `x` is anything.

    >>> plain("@timestamp"), plain("Created at"), plain("@x")
    ('timestamp', 'createdat', '@x')
    """
    bare = "".join(filter(str.isalnum, name.lower()))
    return bare if len(bare) > 1 else name.lower().strip()


@lru_cache(maxsize=4096)
def read_candidate(text: str) -> Candidate:
    """The candidate that a format's TOML writes as text.

    `a.b` is nested, `a.*` all that a holds as name=text; `a + b` joins; `a -> word` is the word where a is present;
    `[key=value].a` holds only where the value begins so; `... a` goes on after a newline; `a?` holds only where the
    value carries its unit.

    >>> read_candidate("bot_id -> posted").word
    'posted'
    """
    goes_on, text = text.startswith("... "), text.removeprefix("... ")
    wants_unit, text = text.endswith("?"), text.removesuffix("?")
    names, _, word = text.partition(" -> ")
    paths = tuple(read_path(name) for name in names.split(" + "))
    return Candidate(paths, word or None, goes_on, wants_unit)


@lru_cache(maxsize=4096)
def read_path(text: str) -> tuple[Step, ...]:
    """The steps of a dotted name.

    >>> [step.key for step in read_path("agent[type=user].summary")]
    ['agent', 'type', 'summary']
    """
    steps: list[Step] = []
    for key, condition in re.findall(r"([^.\[\]]+)|\[([^\]]*)\]", text):
        name, _, wants = condition.partition("=")
        steps.append(Step(plain(key)) if key else Step(plain(name), wants))
    return tuple(steps)


def find(value: Any, path: Sequence[Step]) -> Any:
    """What stands at a path within a value, None where nothing does; of a list, what its items hold.

    >>> find({"log.level": "warn"}, read_path("log.level")), find({"a": [{"b": "1"}, {"b": "2"}]}, read_path("a.b"))
    ('warn', ['1', '2'])
    """
    if not path:
        return value
    if isinstance(value, list):
        found = [find(item, path) for item in value[:DEEPEST_LIST]]
        return [item for item in found if item not in (None, "")] or None
    return find_within(value, path) if isinstance(value, dict) else None


def find_within(value: Record, path: Sequence[Step]) -> Any:
    """What stands at a path within a record."""
    step, keys = path[0], keys_of(tuple(value))
    if step.key == "*":
        return ", ".join(sorted(f"{as_text(key)}={as_text(held)}" for key, held in value.items()))
    if step.wants is not None:
        held = as_text(value.get(keys.get(step.key, "")))
        return find(value, path[1:]) if held.startswith(step.wants) else None
    if step.key in keys and (found := find(value[keys[step.key]], path[1:])) not in (None, ""):
        return found
    flat = flat_key(path)
    return value[keys[flat]] if len(path) > 1 and flat in keys else None


@lru_cache(maxsize=1024)
def keys_of(names: tuple[str, ...]) -> Mapping[str, str]:
    """The names of a record by their plain form; of two alike the first stands."""
    return {plain(name): name for name in reversed(names)}


def as_text(value: Any) -> str:
    """A value as one text: a list's items joined, nothing for null and for what has no text of its own.

    >>> as_text(["a", None, "b"]), as_text(True), as_text({"a": 1}), as_text(["see ", {"text": "@ana"}])
    ('a, b', 'true', '', 'see @ana')
    """
    if isinstance(value, str):
        return value.strip() if value.isascii() else mend(value.strip())
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        if is_text_in_parts(value):
            return mend("".join(part if isinstance(part, str) else part["text"] for part in value).strip())
        return ", ".join(filter(None, (as_text(item) for item in value[:DEEPEST_LIST])))
    return "" if value is None or isinstance(value, dict) else str(value)


def is_text_in_parts(value: Sequence[Any]) -> bool:
    """Whether a list is one text, cut where its markup changes, as Telegram has it: ["see ", {"text": "@ana"}].

    https://core.telegram.org/import-export
    """
    marked = [part for part in value if isinstance(part, dict)]
    texts = len(marked) < len(value) and all(isinstance(part.get("text"), str) for part in marked)
    return bool(marked) and texts and all(isinstance(part, (str, dict)) for part in value)


def first_text(value: Any) -> str:
    """The text of a value, of a list that of its first item: of several acknowledgements the first counts.

    >>> first_text(["09:05", "09:07"])
    '09:05'
    """
    return as_text(value[0] if isinstance(value, list) and value else value)


def mend(text: str) -> str:
    """The text with U+FFFD for halves of characters and for bytes that were no UTF-8, which no column can hold.

    >>> mend("a\\ud800b")
    'a\ufffdb'
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def join_texts(texts: Iterable[str], joint: str) -> str:
    """The texts that are not empty, each once; after the end of a sentence a space is joint enough.

    >>> join_texts(["Note added.", "", "Rollback"], ": "), join_texts(["ShopDown", "no answer"], ": ")
    ('Note added. Rollback', 'ShopDown: no answer')
    """
    whole = ""
    for text in dict.fromkeys(filter(None, texts)):
        whole += (" " if whole.endswith((".", "!", "?")) else joint if whole else "") + text
    return whole


def extract(records: Sequence[Record], fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """For each column of `fields`, each record's text, "" where it holds none.

    Records of the same keys are read together: which names they can hold at all is settled once for all of them.

    >>> extract([{"msg": "a"}, {"message": "b", "lvl": "warn"}], {"message": ["message", "msg"], "severity": ["lvl"]})
    {'message': ['a', 'b'], 'severity': ['', 'warn']}
    """
    alike: dict[tuple[str, ...], list[int]] = {}
    for row, record in enumerate(records):
        alike.setdefault(tuple(record), []).append(row)
    columns = {column: [""] * len(records) for column in fields}
    for keys, rows in alike.items():
        group = [records[row] for row in rows]
        for column, names in fields.items():
            candidates = [one for one in map(read_candidate, names) if may_hold(keys_of(keys), one)]
            if candidates:
                texts = read_column(group, keys, candidates, STAMPS if column.startswith("time") else ": ")
                for row, text in zip(rows, texts, strict=True):
                    columns[column][row] = text
    return columns


def may_hold(present: Mapping[str, str], candidate: Candidate) -> bool:
    """Whether a record with these plain keys may hold something under the candidate."""
    return any(path[0].key in present or flat_key(path) in present for path in candidate.paths)


def flat_key(path: Sequence[Step]) -> str:
    """The path as one key, as records have it that are flattened: log.level."""
    return "".join(step.key for step in path)


def read_column(
    records: Sequence[Record], keys: tuple[str, ...], candidates: Sequence[Candidate], joint: str
) -> list[str]:
    """Each record's text under the first candidate that it holds, and under the first that goes on with it."""
    found, more = [""] * len(records), [""] * len(records)
    for candidate in candidates:
        into = more if candidate.goes_on else found
        left = [row for row, text in enumerate(into) if not text]
        if not left:
            continue
        for row, text in zip(left, read_texts([records[row] for row in left], keys, candidate, joint), strict=True):
            if not (candidate.goes_on and text in (found[row], "true", "false")):
                into[row] = text
    return ["\n".join(filter(None, pair)) for pair in zip(found, more, strict=True)] if any(more) else found


def read_texts(records: Sequence[Record], keys: tuple[str, ...], candidate: Candidate, joint: str) -> list[str]:
    """Each record's text under one candidate, "" where it holds none."""
    path = candidate.paths[0]
    present = keys_of(keys)
    if len(candidate.paths) == len(path) == 1 and path[0].wants is None:
        name = present[path[0].key]
        texts = [as_text(record[name]) for record in records]
    elif not any(is_nested(records, present, path) for path in candidate.paths):
        return [""] * len(records)
    else:
        read = first_text if joint == STAMPS else as_text
        texts = [join_texts((read(find(record, path)) for path in candidate.paths), joint) for record in records]
    if candidate.wants_unit:
        texts = ["" if BARE_NUMBER.fullmatch(text) else text for text in texts]
    return [candidate.word if text else "" for text in texts] if candidate.word else texts


def is_nested(records: Sequence[Record], present: Mapping[str, str], path: Sequence[Step]) -> bool:
    """Whether anything can stand at the path in these records, of which most hold texts and nothing deeper."""
    if len(path) == 1 or path[0].wants is not None or flat_key(path) in present:
        return True
    name = present.get(path[0].key)
    return name is not None and any(type(record[name]) is not str for record in records)
