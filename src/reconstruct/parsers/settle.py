"""The texts of records and their format -> event columns: each text by its meaning, per kind of event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.events import KIND, SEVERITY
from reconstruct.parsers.fields import Record, as_text, extract
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.meanings import read_act, read_chat, read_duration, read_status, read_target

DURATIONS: Mapping[str, str] = {"duration_ms": "ms", "duration_s": "s", "duration_us": "us", "duration_ns": "ns"}
AS_WRITTEN = ("host", "component", "code", "client", "agent", "actor", "subject")
NOTHING = ("", "-", "(none)", "null", "00000")  # 00000 is the SQLSTATE of success
MESSAGE_LIMIT = 64 * 1024  # characters; a record of 100 MB must not be copied into the frame


def settle(
    texts: pd.DataFrame, records: Sequence[Record], raw: Callable[[int], str], form: LogFormat, name: str
) -> dict[str, Any]:
    """Event columns of the texts, a row each; `raw` gives the whole text of the record of a number."""
    texts = read_message(texts, form)
    columns: dict[str, Any] = {"time": texts["time"]}
    columns |= {column: present(texts[column]) for column in AS_WRITTEN if column in texts}
    columns |= read_request(texts)
    columns |= read_span(columns, texts)
    columns["kind"] = read_kind(columns, texts, form)
    columns["message"] = read_messages(texts, columns["kind"], records, raw)
    if "severity" in texts:
        columns["severity"] = each(texts["severity"], lambda word: form.severity.get(word.lower())).astype(SEVERITY)
    columns["action"] = read_actions(texts, form)
    if form.kind == "chat":
        columns |= read_talk(columns, texts, records, form, name)
    for column, value in form.defaults.items():
        held = columns.get(column)
        columns[column] = pd.Series(value, index=texts.index) if held is None else held.fillna(value)
    return columns


def each(texts: pd.Series, read: Callable[[str], Any]) -> pd.Series:
    """What each text means, read once for each distinct one."""
    meanings = {text: read(text) for text in texts.unique()}
    return pd.Series([meanings[text] for text in texts], index=texts.index, dtype="object")


def present(texts: pd.Series) -> pd.Series:
    """The texts, missing where they are one of the ways to write nothing."""
    return texts.where(~texts.isin(NOTHING))


def read_message(texts: pd.DataFrame, form: LogFormat) -> pd.DataFrame:
    """The texts with what the format's patterns read out of the message."""
    for pattern in form.patterns:
        found = pc.extract_regex(pa.array(texts["message"], pa.large_string()), pattern)
        groups = {field.name: pc.struct_field(found, field.name).to_pandas().fillna("") for field in found.type}
        read = {key: pd.Series(list(held), texts.index, dtype="str") for key, held in groups.items()}
        texts = texts.assign(
            **{key: held.where(held != "", texts[key]) if key in texts else held for key, held in read.items()}
        )
    return texts


def read_request(texts: pd.DataFrame) -> dict[str, Any]:
    """Status, method, route and duration of what may be requests."""
    columns: dict[str, Any] = {}
    if "status" in texts:
        columns["status"] = each(texts["status"], read_status).astype("Int16")
    if "method" in texts:
        columns["method"] = present(texts["method"])
    if "route" in texts:
        targets = each(texts["route"], lambda text: read_target(text) if text else (None, None))
        columns["route"] = targets.str[1].astype("str")
        own = targets.str[0].astype("str")
        columns["method"] = own.where(own.notna(), columns["method"]) if "method" in columns else own
    for column, unit in DURATIONS.items():
        if column in texts:
            read = each(texts[column], partial(read_duration, unit=unit)).astype("float64")
            columns["duration_ms"] = columns["duration_ms"].fillna(read) if "duration_ms" in columns else read
    return columns


def read_span(columns: Mapping[str, Any], texts: pd.DataFrame) -> dict[str, Any]:
    """The duration of what a record tells the beginning of, where it does not give it itself."""
    if "began" not in texts:
        return {}
    spans = (texts["time"] - texts["began"]).dt.total_seconds() * 1e3
    spans = spans.where(spans >= 0).round(6)
    return {"duration_ms": columns["duration_ms"].fillna(spans) if "duration_ms" in columns else spans}


def read_kind(columns: Mapping[str, Any], texts: pd.DataFrame, form: LogFormat) -> pd.Series:
    """The kind of each row: a record of an application that holds method, route and status is a request.

    One that goes on over several lines tells of an exception: it is the application's word on a request, no access
    record.
    """
    kinds = pd.Series(form.kind, index=texts.index)
    if form.kind in ("application", "request"):
        whole = pd.Series(True, index=texts.index)
        # Where the values show requests but nowhere a method, route and status are enough.
        bare = form.kind == "request" and not ("method" in columns and columns["method"].notna().any())
        told = ("method", "route", "status")[bare:]
        for column in told:
            whole &= columns[column].notna() if column in columns else False
        whole &= ~texts["message"].str.contains("\n", regex=False)
        kinds = kinds.where(~whole, "request").where(whole, "application")
    return kinds.astype(KIND)


def read_messages(
    texts: pd.DataFrame, kinds: pd.Series, records: Sequence[Record], raw: Callable[[int], str]
) -> pd.Series:
    """The readable text of each row: of a request its whole line, of a change all that its record says."""
    messages = []
    rows = zip(texts["message"], kinds == "request", kinds == "change", texts["record"], strict=True)
    told = list(zip(*(texts[name] for name in ("stamp", "actor") if name in texts), strict=True))
    for place, (message, request, change, row) in enumerate(rows):
        text = tell(message, records[row], told[place], raw(row)) if change else message
        messages.append((raw(row) if request or not text else text)[:MESSAGE_LIMIT])
    return pd.Series(messages, index=texts.index, dtype="str")


def tell(message: str, record: Record, told: Sequence[str], whole: str) -> str:
    """The message and the fields of its record that it does not tell yet, as name=text where `whole` has the name.

    >>> page = {"time": "09:00", "action": "edited", "page": "returns"}
    >>> tell("edited", page, ["09:00"], str(page)), tell("edited", page, ["09:00"], "09:00,edited,returns")
    ('edited page=returns', 'edited returns')
    """
    rest = {as_text(key): as_text(value) for key, value in record.items()}
    left = {key: text for key, text in rest.items() if text and text not in told and text not in message}
    more = [f"{key}={text}" if f'"{key}"' in whole or f"'{key}'" in whole else text for key, text in left.items()]
    return " ".join(filter(None, (message, *more)))


def read_actions(texts: pd.DataFrame, form: LogFormat) -> pd.Series:
    """What was done: the moment, or what the action's text (of a change the message too) means, else that text."""
    if "action" not in texts and form.kind != "change" and not texts["moment"].any():
        return pd.Series(None, index=texts.index, dtype="str")
    own = texts["action"] if "action" in texts else pd.Series("", index=texts.index)
    change = form.kind == "change"
    acts = []
    for moment, word, message in zip(texts["moment"], own, texts["message"], strict=True):
        act = read_act((word, message) if change else (word,), form.actions) or ("" if change else word)
        # The end of a change that failed is its failure.
        acts.append("failed" if (moment, act) == ("finished", "failed") else moment or act)
    return present(pd.Series(acts, index=texts.index, dtype="str"))


def read_talk(
    columns: Mapping[str, Any], texts: pd.DataFrame, records: Sequence[Record], form: LogFormat, name: str
) -> dict[str, Any]:
    """Message and channel of a chat; the last name of `actor` is the id by which others mention that person."""
    ids = extract(records, {"id": form.fields["actor"][-1:]})["id"]
    known = zip(texts["record"], texts.get("actor", ""), strict=False)
    people = {**form.people, **{ids[row]: actor for row, actor in known if actor and actor != ids[row]}}
    messages = [read_chat(text, people) for text in columns["message"]]
    path = PurePosixPath(name)
    channel = present(pd.Series(path.parent.name or path.stem, index=texts.index, dtype="str"))
    own = columns.get("component")
    return {
        "actor": columns["actor"].map(lambda actor: people.get(actor, actor), na_action="ignore").astype("str"),
        "message": pd.Series(messages, index=texts.index, dtype="str"),
        "component": channel if own is None else own.fillna(channel),
    }
