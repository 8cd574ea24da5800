"""Records of unknown names are alerts, pages, tickets, changes or chat by what they hold; a program's own are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.parse import parse_text
from reconstruct.parsers.recognise_files import recognise_any
from reconstruct.parsers.sources import Block, LogSource

FORMATS = load_formats()


def read(text: str, name: str) -> pd.DataFrame:
    form = recognise_any(text.encode(), name, FORMATS)
    assert form is not None
    return parse_text(Block(LogSource(name, Path(name), format=form)), text.encode()).frame


def acts(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    """(kind, action, time of day) of each event."""
    clocks = frame["time"].dt.strftime("%H:%M:%S")
    return list(zip(frame["kind"].astype(str), frame["action"].fillna(""), clocks, strict=True))


NAMED: list[tuple[str, Any, list[tuple[str, str, str]]]] = [
    (
        "incident.json",
        {
            "data": {
                "type": "incident",
                "attributes": {
                    "name": "Checkout is down",
                    "started_at": "2026-11-23T09:00:00Z",
                    "acknowledged_at": "2026-11-23T09:02:00Z",
                    "resolved_at": "2026-11-23T09:30:00Z",
                },
            }
        },
        [("page", "triggered", "09:00:00"), ("page", "acknowledged", "09:02:00"), ("page", "resolved", "09:30:00")],
    ),
    (
        "outages.json",
        {"outages": [{"monitor": "shop", "start": 1795424400, "end": 1795425300, "reason": "Connection timeout"}]},
        [("alert", "firing", "09:00:00"), ("alert", "resolved", "09:15:00")],
    ),
    (
        "export.json",
        [
            {
                "caseNumber": "C-7",
                "customer": {"name": "Ana"},
                "title": "Cannot pay",
                "openedAt": "2026-11-23T09:00:00Z",
                "firstResponseAt": "2026-11-23T09:04:00Z",
                "closedAt": None,
            }
        ],
        [("ticket", "opened", "09:00:00"), ("ticket", "acknowledged", "09:04:00")],
    ),
]


@pytest.mark.parametrize(("name", "document", "told"), NAMED)
def test_each_named_time_of_a_record_is_an_event(name: str, document: Any, told: list[tuple[str, str, str]]) -> None:
    assert acts(read(json.dumps(document, indent=1), name)) == told


TABLES = [
    (
        "Incidencia;Asunto;Cliente;Creado;Cerrado\nI-1;No puedo pagar;Ana;23/11/2026 09:00:00;23/11/2026 09:30:00\n",
        [("ticket", "opened", "09:00:00"), ("ticket", "resolved", "09:30:00")],
    ),
    (
        "#,Project,Tracker,Status,Subject,Author,Created,Closed\n7,Shop,Bug,Closed,Page is slow,ana,"
        "2026/11/23 09:00,2026/11/23 09:30\n",
        [("ticket", "opened", "09:00:00"), ("ticket", "resolved", "09:30:00")],
    ),
    (
        "RFC,System,Summary,Planned start,Planned end,Actual start (CET),Actual end (CET),Implementer\n"
        "RFC-9,Shop,Release 2.15,2026-11-23 08:00,2026-11-23 08:30,2026-11-23 09:00:00,2026-11-23 09:05:00,ana\n",
        [("change", "started", "09:00:00"), ("change", "finished", "09:05:00")],
    ),
    (
        "When,Device,Sensor,State,Message\n2026-11-23 09:00:00,web-1,HTTP,Down,timeout\n"
        "2026-11-23 09:01:00,web-1,HTTP,Down (Acknowledged),by ana\n2026-11-23 09:30:00,web-1,HTTP,Up,OK\n",
        [("alert", "firing", "09:00:00"), ("alert", "acknowledged", "09:01:00"), ("alert", "resolved", "09:30:00")],
    ),
]


@pytest.mark.parametrize(("table", "told"), TABLES)
def test_a_table_is_known_by_its_columns(table: str, told: list[tuple[str, str, str]]) -> None:
    found = acts(read(table, "export.csv"))
    assert [one for one in told if one not in found] == []


def test_a_ticket_is_closed_by_who_closed_it_and_by_nobody_where_that_is_not_told() -> None:
    record = {"ticket": "T-1", "title": "Cannot pay", "reporter": "ana", "opened_at": "2026-11-23T09:00:00Z"}
    ended = {"resolved_at": "2026-11-23T09:30:00Z"}
    closed = read(json.dumps([record | ended | {"resolved_by": "ben"}], indent=1), "a.json")
    silent = read(json.dumps([record | ended], indent=1), "a.json")
    assert closed["actor"].tolist() == ["ana", "ben"]
    assert silent["actor"].fillna("").tolist() == ["ana", ""]


@pytest.mark.parametrize("indent", [None, 1])
def test_notes_within_a_record_are_said_by_their_authors_at_their_times(indent: int | None) -> None:
    notes = [
        {"created_at": "2026-11-23T09:02:00Z", "author": {"name": "Ben"}, "body": "taking this one"},
        {"created_at": "2026-11-23T09:20:00Z", "author": {"name": "Ana"}, "body": "rolled back the release"},
    ]
    record = {
        "case": "C-7",
        "title": "Cannot pay",
        "reporter": "Eva",
        "created_at": "2026-11-23T09:00:00Z",
        "closed_at": "2026-11-23T09:30:00Z",
        "comments": notes,
    }
    frame = read(json.dumps(record, indent=indent), "case.json").sort_values("time")
    assert acts(frame) == [
        ("ticket", "opened", "09:00:00"),
        ("ticket", "noted", "09:02:00"),
        ("ticket", "noted", "09:20:00"),
        ("ticket", "resolved", "09:30:00"),
    ]
    assert frame["actor"].fillna("").tolist() == ["Eva", "Ben", "Ana", ""]
    assert frame["message"].tolist()[1] == "taking this one"


def test_states_in_words_beside_a_number_are_alerts() -> None:
    rows = [
        {"at": 1795424400, "type": 1, "monitor": "shop", "reason": {"detail": "Service Unavailable"}},
        {"at": 1795425300, "type": 2, "monitor": "shop", "reason": {"detail": "OK"}},
    ]
    frame = read("\n".join(map(json.dumps, rows)) + "\n", "x.jsonl")
    assert acts(frame) == [("alert", "firing", "09:00:00"), ("alert", "resolved", "09:15:00")]


CHATS: list[tuple[str, Any]] = [
    (
        "result.json",
        {
            "name": "ops",
            "id": 4,
            "messages": [
                {"date": "2026-11-23T10:00:00", "date_unixtime": "1795424400", "from": "Ana", "text": "pay is down"},
                {"date": "2026-11-23T10:01:00", "date_unixtime": "1795424460", "from": "Ben", "text": "on it now"},
            ],
        },
    ),
    (
        "export.json",
        {
            "room": {"name": "ops"},
            "conversation": [
                {"sentAt": 1795424400000, "sender": {"id": 7, "fullName": "Ana"}, "html": "<p>pay is <b>down</b></p>"},
                {"sentAt": 1795424460000, "sender": {"id": 8, "fullName": "Ben"}, "html": "<p>on it now</p>"},
            ],
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "document"), CHATS)
def test_a_list_of_messages_with_author_text_and_time_is_chat(name: str, document: Any) -> None:
    frame = read(json.dumps(document, indent=1, ensure_ascii=False), name)
    assert acts(frame) == [("chat", "said", "09:00:00"), ("chat", "said", "09:01:00")]
    assert frame["actor"].tolist() == ["Ana", "Ben"]
    assert frame["message"].tolist() == ["pay is down", "on it now"]


OF_PROGRAMS: list[Any] = [
    {"opened_at": "2026-11-23T09:00:00Z", "closed_at": "2026-11-23T09:00:03Z", "session": "a1", "bytes": 912},
    {"job": "thumbs", "started_at": "2026-11-23T09:00:00Z", "finished_at": "2026-11-23T09:00:03Z", "name": "resize"},
    {"ts": "2026-11-23T09:00:00Z", "user": "ana", "message": "viewed the cart page"},
    {"ts": "2026-11-23T09:00:00Z", "service": "shop", "state": "OK", "message": "check passed"},
    {"ts": "2026-11-23T09:00:00Z", "level": "info", "host": "web-1", "status": "up", "msg": "worker is up"},
    {"time": "2026-11-23T09:00:00Z", "pid": 7, "monitor": "m", "state": "Down", "message": "lost a connection"},
]


@pytest.mark.parametrize("record", OF_PROGRAMS)
def test_what_a_program_writes_into_its_own_log_is_nobodys_record(record: dict[str, Any]) -> None:
    frame = read(f"{json.dumps(record)}\n" * 4, "app.log")
    assert set(frame["kind"].astype(str)) <= {"application", "record"}


def test_a_programs_records_with_a_channel_a_user_and_a_message_are_no_chat() -> None:
    told = {"channel": "app", "user": "ana", "message": "order was placed"}
    lines = [json.dumps({"timestamp": f"2026-11-23T09:00:0{at}Z", **told, "message": f"order {at}"}) for at in range(6)]
    found = recognise_any("\n".join(lines).encode(), "app.log", FORMATS)
    assert found is None or found.kind != "chat"
