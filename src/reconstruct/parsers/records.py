"""A text of records (JSON, CSV, stanzas, a chat) and its format -> the columns of its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from reconstruct.parsers.blocks import cut_blocks
from reconstruct.parsers.clock import to_utc
from reconstruct.parsers.copied import cut_copied
from reconstruct.parsers.csv_records import cut_csv
from reconstruct.parsers.fields import extract
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.json_records import cut_document, cut_lines, is_lines
from reconstruct.parsers.pieces import BOM, Found, Piece, excerpt, gather
from reconstruct.parsers.requires import satisfies
from reconstruct.parsers.settle import settle
from reconstruct.parsers.stanzas import cut_stanzas
from reconstruct.parsers.talk import cut_talk

HEAD_BYTES = 64 * 1024
Layout = Literal["lines", "json-lines", "json-document", "csv"]
NAMES = ("id", "name|real_name|profile.real_name|members")  # of the look-up tables beside a chat's messages
ARROW = " -> "
BY = " by "


@dataclass(frozen=True, slots=True)
class Records:
    """The events of a text and the account of its lines.

    `columns`: event columns by name, each as long as `offsets`; `offsets`: the byte at which each event's record
    begins; `lines`: the number of that line, from 1; `first_unread`: (line, text).
    """

    columns: Mapping[str, Any]
    offsets: Sequence[int]
    lines: Sequence[int]
    total_lines: int
    unread: int
    first_unread: tuple[int, str] | None


def parse_records(text: bytes, form: LogFormat, zone: str, name: str = "") -> Records:
    """The events of a text of JSON or CSV; `name` is the file's path, whose folder is a chat's channel.

    A record without a readable time is unread, as is what is no record at all.
    """
    found = gather(text, cut(text, form, name))
    texts = read_fields(found, form)
    texts = texts.assign(stamp=texts["time"], time=to_utc(texts["time"], form.time, zone))
    if "began" in texts:
        texts = texts.assign(began=to_utc(texts["began"], form.time, zone))
    timed = texts[texts["time"].notna()]
    kept = drop_repeats(timed, form).reset_index(drop=True)
    timeless = sorted(set(range(len(found.pieces))) - set(timed["record"]))
    return Records(
        columns=settle(kept, found.records, lambda row: whole(text, found.pieces[row]), form, name),
        offsets=[found.pieces[row].start for row in kept["record"]],
        lines=[found.lines[row] for row in kept["record"]],
        total_lines=found.total_lines,
        unread=found.unread + len(timeless),
        first_unread=first_of(text, found, timeless),
    )


def whole(text: bytes, piece: Piece) -> str:
    """The text of a piece."""
    return text[piece.start : piece.stop].decode("utf-8", "replace").strip()


def first_of(text: bytes, found: Found, timeless: Sequence[int]) -> tuple[int, str] | None:
    """The first line that gave nothing: no record, or one without a time."""
    late = [(found.lines[row], excerpt(text, found.pieces[row])) for row in timeless[:1]]
    return min([*late, *([found.first_unread] if found.first_unread else [])], default=None)


def cut(text: bytes, form: LogFormat, name: str = "") -> Iterable[Piece]:
    """The pieces of a text in the layout of the format; the file's `name` may tell the day of a chat."""
    if form.layout == "blocks":
        return cut_blocks(text)
    if form.layout == "talk":
        return cut_talk(text, name)
    if form.layout == "copied":
        return cut_copied(text, name, form.days)
    if form.begins:
        return cut_stanzas(text, form.begins)
    layout = form.layout if form.layout == "json-lines" or form.columns else layout_of(text)
    if layout == "csv":
        return cut_csv(text, form.columns, form.fields)
    return (cut_lines if layout == "json-lines" else cut_document)(text, form.explode)


def layout_of(text: bytes) -> Layout:
    """The layout that a text of records has by the look of its beginning.

    >>> layout_of(b"id,title"), layout_of(b'[{"id": 1}]'), layout_of(b'{"id": 1}')
    ('csv', 'json-document', 'json-lines')
    """
    head = text[:HEAD_BYTES].removeprefix(BOM).lstrip()
    if head[:1] not in (b"{", b"["):
        return "csv"
    return "json-lines" if is_lines(head) else "json-document"


def read_fields(found: Found, form: LogFormat) -> pd.DataFrame:
    """The text of each of the format's fields, a row for each event; `record` is the number of its record from 0.

    A `time` that is written as "name -> act" makes an event of its own: an alert begins and ends in one record. With
    "name by who -> act" its actor is who did that, nobody where the record names none: what a machine closed is closed
    by nobody.
    """
    stamps = form.fields["time"]
    acts = dict.fromkeys(name.partition(ARROW)[2] for name in stamps if ARROW in name)
    fields = {column: names for column, names in form.fields.items() if column != "time"}
    fields["time"] = tuple(name for name in stamps if ARROW not in name)
    moments = {f"time{ARROW}{act}": tuple(name for name in stamps if name.endswith(ARROW + act)) for act in acts}
    bare = {key: tuple(bare_name(name) for name in names) for key, names in moments.items()}
    actors = {f"actor{ARROW}{act}": actors_of(stamps, act) for act in acts if actors_of(stamps, act)}
    texts = pd.DataFrame(extract(found.records, fields | bare | actors), dtype="object")
    texts["record"] = range(len(found.pieces))
    if not acts:
        return texts.assign(moment="")
    parts = [
        texts.assign(time=texts[f"time{ARROW}{act}"], moment=act)
        if f"actor{ARROW}{act}" not in actors
        else texts.assign(time=texts[f"time{ARROW}{act}"], moment=act, actor=texts[f"actor{ARROW}{act}"])
        for act in acts
    ]
    told = pd.concat([part[part["time"] != ""] for part in parts])
    plain = texts[~texts["record"].isin(told["record"])].assign(moment="")
    return pd.concat([told, plain]).sort_values("record", kind="stable", ignore_index=True)


def bare_name(stamp: str) -> str:
    """The name of the field in a `time` of a format.

    >>> bare_name("closed_at by closer -> resolved"), bare_name("closed_at")
    ('closed_at', 'closed_at')
    """
    return stamp.partition(ARROW)[0].partition(BY)[0]


def actors_of(stamps: Sequence[str], act: str) -> tuple[str, ...]:
    """The fields that name who did an act.

    >>> actors_of(["closed_at by closer -> resolved", "opened_at -> triggered"], "resolved")
    ('closer',)
    """
    fronts = (stamp.partition(ARROW)[0] for stamp in stamps if stamp.endswith(ARROW + act))
    return tuple(front.partition(BY)[2] for front in fronts if BY in front)


def drop_repeats(texts: pd.DataFrame, form: LogFormat) -> pd.DataFrame:
    """Without the moments that several records tell of alike, as each notification of an alert tells when it began."""
    if not texts["moment"].any():
        return texts
    same = [column for column in ("time", "moment", "component", "subject") if column in texts]
    return texts.drop_duplicates(same)


def explain_no_log(head: bytes) -> str | None:
    """Why a file of JSON is no log though it was read: it only names people or channels; None where it may be one.

    >>> explain_no_log(b'[{"id": "U1", "name": "anna", "real_name": "Anna Keller"}]')
    'a table of names (id, name), no log'
    """
    if layout_of(head) == "csv":
        return None
    records = [piece.record for piece in cut_document(head) if piece.record is not None]
    tables = [record for record in records if satisfies(record, NAMES) and not satisfies(record, ("ts|text|message",))]
    return "a table of names (id, name), no log" if records and len(tables) == len(records) else None


def names_of(text: bytes) -> dict[str, str]:
    """The names of people and channels by their ids, as a table of them that lies beside a chat's messages has them.

    >>> names_of(b'[{"id": "U1", "name": "anna", "real_name": "Anna Keller"}]')
    {'U1': 'Anna Keller'}
    """
    if explain_no_log(text) is None:
        return {}
    records = [piece.record for piece in cut_document(text) if piece.record is not None]
    told = extract(records, {"id": ("id",), "name": ("real_name", "profile.real_name", "profile.display_name", "name")})
    return {key: name for key, name in zip(told["id"], told["name"], strict=True) if key and name}
