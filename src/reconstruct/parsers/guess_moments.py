"""Records with several named times -> a format that makes an event of each: alerts, pages, tickets or changes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reconstruct.parsers.fields import Record
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.people_words import DOERS, IDS, MOMENTS, OPENERS, PREFIX, SUFFIX, TITLES
from reconstruct.parsers.seen import (
    Seen,
    are_times,
    find_author,
    find_text,
    find_time,
    last,
    look,
    named,
    people_under,
    speak,
)

NOBODY = "(nobody)"  # what no record names: a ticket whose end names nobody was not ended by who opened it
BEGUN = {"alert": "firing", "page": "triggered", "ticket": "opened"}
Base = Mapping[str, LogFormat]


def guess_moments(seen: Seen, bases: Base) -> LogFormat | None:
    """Records with several named times: incidents, alerts, tickets or changes."""
    moments = {act: path for act, names in MOMENTS.items() if (path := find_moment(seen, names))}
    opened, ended = moments.get("opened"), moments.get("ended")
    titles = named(seen, TITLES)
    if opened is None or not titles or not {"acknowledged", "escalated", "resolved", "ended"} & moments.keys():
        return None
    if ended and speak(seen, "change") and not {"acknowledged", "escalated"} & moments.keys():
        return change_of(seen, opened, ended, titles, bases)
    kind = kind_of(seen, moments)
    return None if kind is None else record_of(seen, kind, moments, titles, bases)


def add_moments(form: LogFormat, found: LogFormat | None) -> LogFormat:
    """The format by its fields' names, with the times and the notes that were found; itself where there are none."""
    if found is None or found.kind != form.kind:
        return form
    noted = found.fields["message"][: bool(found.explode and "+=" in found.explode)]
    fields = {**form.fields, "time": found.fields["time"], "message": (*noted, *form.fields["message"])}
    defaults = {column: value for column, value in form.defaults.items() if column != "action"}
    return replace(form, fields=fields, explode=found.explode, layout=found.layout, defaults=defaults, time=("any",))


def kind_of(seen: Seen, moments: Mapping[str, str]) -> str | None:
    """Whether records with named times are tickets, pages or alerts; None where nothing says so."""
    ticket, alert = speak(seen, "ticket"), speak(seen, "alert")
    if ticket and not alert:
        return "ticket"
    if {"acknowledged", "escalated"} & moments.keys() or speak(seen, "page"):
        return "page"
    return "alert" if alert else None


def find_moment(seen: Seen, names: Sequence[str]) -> str | None:
    """The path of a time that has one of the names, the first name first; planned times last."""
    for name in names:
        look_of = re.compile(f"{PREFIX}{name}{SUFFIX}")
        found = [path for path, texts in seen.columns.items() if look_of.fullmatch(last(path)) and are_times(texts)]
        if found:
            return min(found, key=lambda path: ("plan" in path or "sched" in path, path.count(".")))
    return None


def change_of(seen: Seen, opened: str, ended: str, titles: Sequence[str], bases: Base) -> LogFormat:
    """Changes with their beginnings and ends."""
    places = {
        "time": (f"{opened} -> started", f"{ended} -> finished"),
        "message": (" + ".join(titles[:2]),),
        "actor": tuple(named(seen, DOERS)),
        "subject": tuple(named(seen, IDS)),
        "action": tuple(named(seen, ("result", "outcome", "status"))),
    }
    fields = {column: paths for column, paths in places.items() if paths}
    return replace(bases["change-records"], fields=fields, requires=(opened,), time=("any",), explode=None)


def record_of(seen: Seen, kind: str, moments: Mapping[str, str], titles: Sequence[str], bases: Base) -> LogFormat:
    """Incidents, alerts or tickets with an event at each of their times, and what was noted on them."""
    acts = {"opened": BEGUN[kind], "ended": "resolved"}
    own = {act: path for act, path in moments.items() if act != "ended" or "resolved" not in moments}
    openers = [*named(seen, OPENERS), *people_under(seen, OPENERS)] if kind == "ticket" else []
    others = {act: openers if act == "opened" else [NOBODY] * (kind == "ticket") for act in own}
    doers = {act: [*doers_of(seen, path, act), *others[act]][:1] for act, path in own.items()}
    times = [" by ".join((path, *doers[act])) + f" -> {acts.get(act, act)}" for act, path in own.items()]
    note = note_of(seen.lists)
    fields = {
        "time": (*times, *([note["time"]] if note else ())),
        "message": (*([note["message"]] if note else ()), " + ".join(titles[:2]), titles[0]),
        "subject": tuple(named(seen, IDS)[:1] or titles[:1]),
    }
    return replace(
        bases["tickets" if kind == "ticket" else "alert-records"],
        kind=kind,
        fields=fields,
        requires=(moments["opened"],),
        time=("any",),
        defaults={},
        explode=f"+={note['list']}" if note else None,
    )


def doers_of(seen: Seen, path: str, act: str) -> list[str]:
    """The paths of who did an act, beside that of its time: resolved_at, resolved_by."""
    above = path[: len(path) - len(last(path))]
    by = re.compile(rf"{re.escape(above)}(?:{'|'.join(MOMENTS[act])})by(?:\.\w+)?")
    return [other for other in seen.columns if by.fullmatch(other)]


def note_of(lists: Mapping[str, Sequence[Record]]) -> dict[str, str] | None:
    """The list of notes on a record: its name, the time and author of a note, its text; None where there is none."""
    for name, items in lists.items():
        seen = look(items, name)
        time, author, text = find_time(seen), find_author(seen), find_text(seen)
        if time and text:
            by = f" by {name}.{author}" if author else ""
            return {"list": name, "time": f"{name}.{time}{by} -> noted", "message": f"{name}.{text}"}
    return None
