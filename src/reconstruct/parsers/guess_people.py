"""Records of unknown names that people or monitors left -> a format of alerts, pages, tickets, changes or chat.

A record that holds several named times is somebody's: when it was opened, acknowledged, closed. One with an author
and a text in a list of messages is chat, and rows whose state flips between down and up are alerts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Any

from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.guess import LEAST_SHARE, RECORDS_LOOKED_AT
from reconstruct.parsers.guess_moments import Base, guess_moments
from reconstruct.parsers.json_records import decode
from reconstruct.parsers.people_words import MATTERS, MONITORED, OF_A_LOG, ROOMS, STATES
from reconstruct.parsers.records import cut, layout_of
from reconstruct.parsers.seen import Seen, find_author, find_text, find_time, look, named

LIST_OF_OBJECTS = re.compile(rb'"([^"\\.|+=]{1,40})"\s*:\s*\[\s*\{')
REASONS = ("message", "reason", "detail", "details", "description", "info")
OF_ANY_LOG = frozenset({"message", "channel"})  # programs' records have them too, Monolog's for one
OF_NO_CHAT = ("title", "subject", "status", "level", "severity")
LEAST_TEXTS = 2  # messages of a chat
LEAST_DISTINCT = 0.7  # of the texts of a chat: a program says the same again and again, people do not


def guess_people(head: bytes, name: str, formats: Sequence[LogFormat]) -> LogFormat | None:
    """The format of records that are people's or a monitor's, each field found by its name's words and its values.

    >>> from reconstruct.parsers.formats import load_formats
    >>> line = b'{"monitor": "shop", "started_at": "2026-11-23T09:00:00Z", "resolved_at": "2026-11-23T09:05:00Z"}'
    >>> found = guess_people(line, "x.json", load_formats())
    >>> found.kind, found.fields["time"]
    ('alert', ('startedat -> firing', 'resolvedat -> resolved'))
    """
    bases = {form.name: form for form in formats}
    layout = layout_of(head)
    if not {"json", "alert-records", "tickets", "chat-records", "change-records"} <= bases.keys():
        return None
    for explode in (None, *(lists_of(head) if layout == "json-document" else ())):
        shape = replace(bases["json"], layout=layout, explode=explode, fields={})
        pieces = islice(cut(head, shape, name), RECORDS_LOOKED_AT)
        seen = look([piece.record for piece in pieces if piece.record], f"{name} {explode or ''}")
        if not OF_A_LOG.isdisjoint(path.rpartition(".")[2] for path in seen.columns):
            continue
        for guess in (guess_moments, guess_states, guess_chat):
            if found := guess(seen, bases):
                return replace(
                    found, layout=layout, explode=explode_of(explode, found.explode), columns=(), patterns=()
                )
    return None


def explode_of(lists: str | None, beside: str | None) -> str | None:
    """The way to the records, and to the notes within them."""
    return "|".join(filter(None, (lists, beside))) or None


def lists_of(head: bytes) -> Iterator[str]:
    """The dotted ways to the lists of objects in a document, outer ones first; of a broken one their names alone."""
    value = decode(head)
    if isinstance(value, dict):
        yield from walk_lists(value, "")
    elif not isinstance(value, list):
        yield from dict.fromkeys(key.decode("utf-8", "replace") for key in LIST_OF_OBJECTS.findall(head))


def walk_lists(value: Mapping[str, Any], above: str) -> Iterator[str]:
    """The same within one object."""
    for key, held in value.items():
        if re.search(r"[.|+=]", key):
            continue
        if isinstance(held, list) and held and all(isinstance(item, dict) for item in held):
            yield f"{above}{key}"
    for key, held in value.items():
        if isinstance(held, dict) and above.count(".") < 2 and not re.search(r"[.|+=]", key):
            yield from walk_lists(held, f"{above}{key}.")


def guess_states(seen: Seen, bases: Base) -> LogFormat | None:
    """Rows of a monitor: a time, what is watched, and a state of it that flips between down and up."""
    watched, time = named(seen, MONITORED, 1 - LEAST_SHARE), find_time(seen)
    texts = {path: seen.columns[path] for path in seen.columns if path not in watched}
    states = [path for path in texts if watched and flips(texts[path], seen.columns[watched[0]])]
    if time is None or not states:
        return None
    base, state = bases["alert-records"], states[0]
    reasons = [path for path in named(seen, REASONS) if path != state]
    fields = {"time": (time,), "action": (state,), "component": tuple(watched[:1])}
    fields["message"] = (" + ".join((*watched[:2], state, *reasons[:1])),)
    actions = {text.lower(): act for text in set(texts[state]) if (act := state_of(text))}
    return replace(base, fields=fields, actions={**base.actions, **actions}, requires=(time,), explode=None)


def state_of(text: str) -> str | None:
    """What a state means: firing, acknowledged or resolved.

    >>> state_of("Down (Acknowledged)"), state_of("Back up"), state_of("started")
    ('acknowledged', 'resolved', None)
    """
    return next((state for state, words in STATES.items() if words.fullmatch(text.lower())), None)


def flips(texts: Sequence[str], watched: Sequence[str]) -> bool:
    """Whether texts are all states, of one thing bad and good, that change rather than repeat as those of a poll do.

    >>> flips(["Up", "Down", "Up"], "aaa"), flips(["OK"] * 9 + ["Down"], "a" * 10), flips(["Up", "Down"], "ab")
    (True, False, False)
    """
    states = [state_of(text) for text in texts]
    turns = sum(one != other for one, other in pairwise(states))
    both = {thing for thing, state in zip(watched, states, strict=True) if state == "firing"} & {
        thing for thing, state in zip(watched, states, strict=True) if state == "resolved"
    }
    return None not in states and bool(both) and turns * 2 >= len(states) - 1


def guess_chat(seen: Seen, bases: Base) -> LogFormat | None:
    """Messages with an author, a text and a time, in a file or list whose name or fields speak of a chat."""
    author, text, time = find_author(seen), find_text(seen), find_time(seen)
    spoken = MATTERS["chat"] & seen.words - OF_ANY_LOG
    if not (author and text and time and spoken) or named(seen, OF_NO_CHAT):
        return None
    said = [one for one in seen.columns[text] if one]
    if len(said) < LEAST_TEXTS or len(set(said)) < LEAST_DISTINCT * len(said):
        return None
    rooms = named(seen, ROOMS)
    places = {"time": (time,), "actor": (author,), "message": (text,), "component": tuple(rooms[:1])}
    fields = {column: paths for column, paths in places.items() if paths}
    return replace(bases["chat-records"], fields=fields, requires=(time,), explode=None)
