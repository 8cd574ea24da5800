"""The first records of a file -> what is seen of them: values by path, words, and which path holds what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reconstruct.parsers.fields import Record, plain
from reconstruct.parsers.guess import LEAST_SHARE, flatten, mean_words, share_of_times
from reconstruct.parsers.people_words import AUTHORS, MATTERS, NOTES, OF_SOMEBODY, TEXTS

NOTHING = ("", "-", "null", "none", "n/a")
LONGEST_NAME = 40  # characters of an author's name


@dataclass(frozen=True, slots=True)
class Seen:
    """The first records of a file: the texts under each path, the words of its names, the lists within the records."""

    columns: Mapping[str, Sequence[str]]
    words: frozenset[str]
    lists: Mapping[str, Sequence[Record]]


def look(records: Sequence[Record], name: str) -> Seen:
    """What is seen of records in a file of this name."""
    flat = [dict(flatten(record)) for record in records]
    paths = dict.fromkeys(path for record in flat for path in record)
    columns = {path: [blank(record.get(path, "")) for record in flat] for path in paths}
    kinds = " ".join(text for path, texts in columns.items() if path.endswith("type") for text in set(texts))
    keys = " ".join(key for record in records for key in keys_within(record))
    words = frozenset(map(str.lower, re.findall(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+", f"{name} {kinds} {keys}")))
    lists: dict[str, list[Record]] = {}
    for record in records:
        for key, held in record.items():
            if isinstance(held, list) and plain(key) in NOTES:
                lists.setdefault(plain(key), []).extend(item for item in held if isinstance(item, dict))
    return Seen(columns, words, lists)


def keys_within(record: Record) -> Iterator[str]:
    """The names in a record, those of the objects within it too."""
    for key, held in record.items():
        yield str(key)
        if isinstance(held, dict):
            yield from keys_within(held)


def blank(text: str) -> str:
    """The text, "" for one of the ways to write nothing."""
    return "" if text.lower() in NOTHING else text


def speak(seen: Seen, matter: str) -> bool:
    """Whether the file's name, the names of its fields or the types that it gives speak of a matter."""
    return not MATTERS[matter].isdisjoint(seen.words)


def named(seen: Seen, names: Sequence[str], least_share: float = 0.0) -> list[str]:
    """The paths whose last step is one of the names, in the order of the names, filled in more than a share."""
    held = {path: sum(map(bool, texts)) / max(len(texts), 1) for path, texts in seen.columns.items()}
    return [path for name in names for path in held if last(path) == name and held[path] > least_share]


def last(path: str) -> str:
    """The last step of a path."""
    return path.rpartition(".")[2]


def are_times(texts: Sequence[str]) -> bool:
    """Whether those of the texts that are filled are times with their day."""
    filled = [text for text in texts if text]
    return bool(filled) and share_of_times(filled) >= LEAST_SHARE


def find_time(seen: Seen) -> str | None:
    """The path of the time at which a record was written: one with its zone before one without, a later edit last."""
    filled = {path: texts for path, texts in seen.columns.items() if sum(map(bool, texts)) * 2 >= len(texts)}
    times = [path for path, texts in filled.items() if are_times(texts)]
    later = re.compile("edit|updat|modif|delet|last|close|resolve|end")
    return min(times, key=lambda path: (bool(later.search(path)), not has_zone(seen.columns[path])), default=None)


def has_zone(texts: Sequence[str]) -> bool:
    """Whether the times say their zone, or count from the epoch."""
    filled = [text for text in texts if text]
    return all(re.search(r"^\d+(?:\.\d+)?$|Z$|[+-]\d\d:?\d\d$|UTC$|GMT$", text) for text in filled)


def find_author(seen: Seen) -> str | None:
    """The path of the author's name: a short one with letters, under a name that says so."""
    found = [path for path in named(seen, AUTHORS, 0.5) if is_name(seen.columns[path]) and of_somebody(path)]
    return found[0] if found else None


def of_somebody(path: str) -> bool:
    """Whether a path leads to somebody's name: a bare `name` may be that of a room."""
    steps = path.split(".")
    return steps[-1] != "name" if len(steps) == 1 else steps[-2] in OF_SOMEBODY or steps[-1] not in ("name", "email")


def is_name(texts: Sequence[str]) -> bool:
    """Whether texts may be names of people."""
    filled = [text for text in texts if text]
    return all(len(text) <= LONGEST_NAME and re.search(r"[^\W\d_]", text) for text in filled)


def people_under(seen: Seen, names: Sequence[str]) -> list[str]:
    """The paths of the names of people that stand under one of the names: author.username."""
    return [
        path for name in names for path in seen.columns
        if path.count(".") and path.split(".")[-2] == name and last(path) in AUTHORS
    ]  # fmt: skip


def find_text(seen: Seen) -> str | None:
    """The path of what was said."""
    found = [path for path in named(seen, TEXTS, 0.5) if mean_words([t for t in seen.columns[path] if t]) >= 2]
    return found[0] if found else None
