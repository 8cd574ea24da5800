"""Records and the names that a format requires -> whether they hold them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reconstruct.parsers.fields import Record, as_text, find, keys_of, may_hold, read_candidate, read_path


def may_satisfy(records: Sequence[Record], requires: Iterable[str]) -> bool:
    """Whether any of the records can hold, by its keys alone, what is required.

    >>> may_satisfy([{"id": "1"}], ["id|key", "!level"]), may_satisfy([{"id": "1"}], ["id", "title"])
    (True, False)
    """
    wanted = [names.split("|") for names in requires if not names.startswith("!")]
    return any(
        all(any(may_hold(keys_of(keys), read_candidate(name)) for name in names) for names in wanted)
        for keys in {tuple(record) for record in records}
    )


def satisfies(record: Record, requires: Iterable[str]) -> bool:
    """Whether a record holds each of these names, of "a|b" at least one, of "!a|b" none.

    >>> satisfies({"id": "1", "title": "x"}, ["id|key", "subject|title", "!level"])
    True
    """
    return all(holds(record, names.removeprefix("!")) != names.startswith("!") for names in requires)


def holds(record: Record, names: str) -> bool:
    """Whether a record holds a text under one of the names "a|b"."""
    return any(as_text(find(record, read_path(name))) for name in names.split("|"))
