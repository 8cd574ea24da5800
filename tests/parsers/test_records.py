"""Records of JSON and CSV become events, each at its place; nothing is lost, whatever the bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct import events
from reconstruct.parsers.formats import FOLDER, LogFormat, load_format
from reconstruct.parsers.recognise_records import recognise_records
from reconstruct.parsers.records import Records, explain_no_log, parse_records

FORMATS = tuple(form for form in map(load_format, sorted(FOLDER.glob("*.toml"))) if form.layout not in ("lines", "w3c"))
BY_NAME: Mapping[str, LogFormat] = {form.name: form for form in FORMATS}
SAMPLES = [
    pytest.param(form, number, id=f"{form.name}-{number}")
    for form in FORMATS
    if form.layout != "copied"  # a chat is told by several messages: test_guess_talk.py
    for number in range(len(form.samples))
]


def frame_of(records: Records) -> pd.DataFrame:
    return events.conform({**records.columns, "offset": records.offsets, "line": records.lines}, len(records.offsets))


def read(text: str | bytes, name: str = "x", zone: str = "UTC") -> pd.DataFrame:
    raw = text.encode() if isinstance(text, str) else text
    form = recognise_records(raw[: 64 * 1024], name, FORMATS)
    assert form is not None, "no format was recognised"
    return frame_of(parse_records(raw, form, zone, name))


def as_lines(*records: object) -> str:
    return "\n".join(json.dumps(record) for record in records)


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def column(frame: pd.DataFrame, name: str) -> Sequence[object]:
    return [None if pd.isna(value) else value for value in frame[name]]


@pytest.mark.parametrize(("form", "number"), SAMPLES)
def test_each_sample_is_recognised_as_its_own_format_and_gives_what_it_promises(form: LogFormat, number: int) -> None:
    sample = form.samples[number]
    found = recognise_records(sample.text.encode(), "x", FORMATS)
    assert found is not None
    assert found.name == form.name
    row = frame_of(parse_records(sample.text.encode(), found, "UTC")).iloc[0]
    for name, wanted in sample.gives.items():
        assert row[name] == (pd.Timestamp(wanted) if name == "time" else wanted), name


def test_an_unknown_access_log_in_json_gives_requests_with_their_whole_line() -> None:
    line = '{"@timestamp": "2026-11-23T09:00:00Z", "verb": "GET", "url": "http://a/c?d", "statusCode": 502, "took": 12}'
    row = read(line).iloc[0]
    assert (row["kind"], row["method"], row["route"], row["status"]) == ("request", "GET", "/c", 502)
    assert row["duration_ms"] == 12.0
    assert row["message"] == line


def test_a_duration_without_a_unit_is_unknown_and_one_with_a_suffix_is_known() -> None:
    common = {"time": "2026-11-23T09:00:00Z", "msg": "m"}
    frame = read(as_lines(*({**common, "duration": value} for value in (0.25, "12ms", "1.5s", "350µs"))))
    assert column(frame, "duration_ms") == [None, 12.0, 1500.0, 0.35]


def test_an_exception_follows_the_message_and_its_record_is_no_request() -> None:
    record = {"ts": 1795424207, "level": "error", "msg": "failed", "method": "GET", "path": "/a", "status": 500}
    row = read(as_lines(record | {"stack": "Error: x\n  at y"})).iloc[0]
    assert (row["kind"], row["message"]) == ("application", "failed\nError: x\n  at y")


@pytest.mark.parametrize(
    "stamp", ["1795424207", "1795424207000", "1795424207000000", "1795424207000000000", '"2026-11-23T09:56:47+01:00"']
)
def test_epochs_in_any_unit_and_stamps_with_a_zone_are_the_same_time(stamp: str) -> None:
    assert read(f'{{"ts": {stamp}, "msg": "m"}}')["time"].tolist() == [utc("2026-11-23T08:56:47")]


def test_nested_and_flattened_names_are_found() -> None:
    nested = {"@timestamp": "2026-11-23T09:00:00Z", "log": {"level": "warn"}, "message": "m", "service": {"name": "s"}}
    flat = {"@timestamp": "2026-11-23T09:00:00Z", "log.level": "warn", "message": "m", "service.name": "s"}
    frame = read(as_lines(nested, flat))
    assert column(frame, "severity") == ["warning", "warning"]
    assert column(frame, "component") == ["s", "s"]


def alert(status: str, start: str, end: str = "0001-01-01T00:00:00Z", name: str = "ShopDown") -> dict[str, object]:
    labels = {"severity": "page", "alertname": name}
    return {"status": status, "labels": labels, "annotations": {}, "startsAt": start, "endsAt": end}


def test_an_alert_that_several_bodies_repeat_fires_once_and_is_resolved_once() -> None:
    start, end = "2026-11-23T09:00:00Z", "2026-11-23T09:05:00Z"
    bodies = [{"alerts": [alert("firing", start)]}] * 3 + [{"alerts": [alert("resolved", start, end)]}] * 2
    frame = read(as_lines(*bodies))
    assert column(frame, "action") == ["firing", "resolved"]
    assert frame["time"].tolist() == [utc(start), utc(end)]
    assert column(frame, "subject")[0] == "alertname=ShopDown, severity=page"


def test_a_body_with_its_time_of_arrival_tells_of_the_notification_too() -> None:
    body = {"received_at": "2026-11-23T09:00:05Z", "payload": {"alerts": [alert("firing", "2026-11-23T09:00:00Z")]}}
    frame = read(json.dumps([body], indent=1))
    assert column(frame, "action") == ["notified", "firing"]
    assert column(frame, "component") == ["ShopDown", "ShopDown"]


def test_log_entries_are_read_alike_as_lines_as_a_list_and_as_a_document() -> None:
    entries = [json.loads(BY_NAME["pagerduty"].samples[number].text) for number in (1,)] * 3
    shapes = [as_lines(*entries), json.dumps(entries), json.dumps({"log_entries": entries}, indent=2)]
    frames = [read(shape).drop(columns=["offset", "line"]) for shape in shapes]
    assert len(frames[0]) == 3
    pd.testing.assert_frame_equal(frames[0], frames[1])
    pd.testing.assert_frame_equal(frames[0], frames[2])


def test_a_person_who_assigns_escalates_and_a_service_that_assigns_does_not() -> None:
    entry = json.loads(BY_NAME["pagerduty"].samples[1].text) | {"type": "assign_log_entry"}
    service = entry | {"agent": {"id": "PS", "type": "service_reference", "summary": "checkout"}}
    assert column(read(as_lines(entry, service)), "action") == ["escalated", "assigned"]


def test_chat_has_its_channel_from_the_folder_and_names_for_mentions() -> None:
    said = {
        "type": "message",
        "user": "U1",
        "text": "hello",
        "ts": "1795424207.1",
        "user_profile": {"real_name": "Anna"},
    }
    reply = {
        "type": "message",
        "user": "U2",
        "text": "<@U1> &lt;ok&gt;",
        "ts": "1795424208.1",
        "edited": {"user": "U2"},
    }
    frame = read(json.dumps([said, reply]), "slack/incidents/2026-11-23.json")
    assert column(frame, "component") == ["incidents", "incidents"]
    assert column(frame, "message") == ["hello", "@Anna <ok>"]
    assert column(frame, "actor") == ["Anna", "U2"]


def test_only_people_say_something() -> None:
    common = {"type": "message", "text": "x", "ts": "1795424207.1"}
    own = [
        {"user": "U1"},
        {"bot_id": "B1"},
        {"subtype": "channel_topic", "user": "U1"},
        {"subtype": "me_message", "user": "U1"},
    ]
    frame = read(json.dumps([common | one for one in own]))
    assert column(frame, "action") == ["said", "posted", "channel_topic", "said"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tickets_are_read_with_any_separator_and_day_first_where_the_column_shows_it(separator: str) -> None:
    rows = [
        ["Date created (UTC)", "Ticket", "Title"],
        ["03/11/2026 09:05", "7", "Site down"],
        ["23/11/2026 9:15", "8", "x"],
    ]
    frame = read("\ufeff" + "\r\n".join(separator.join(row) for row in rows), zone="Europe/Berlin")
    assert frame["time"].tolist() == [utc("2026-11-03T09:05"), utc("2026-11-23T09:15")]
    assert column(frame, "subject") == ["7", "8"]
    assert column(frame, "action") == ["opened", "opened"]


def test_a_quoted_newline_keeps_a_ticket_whole_and_the_lines_after_it_right() -> None:
    text = 'id,created,subject,requester\n1,2026-11-23 09:00,"down\nagain, please",a\n2,2026-11-23 09:01,slow,b\n'
    frame = read(text)
    assert column(frame, "message") == ["down\nagain, please", "slow"]
    assert column(frame, "line") == [2, 4]
    assert [text.encode()[offset:].split(b",")[0] for offset in frame["offset"]] == [b"1", b"2"]


def test_a_list_of_changes_is_told_by_its_name_and_tells_all_its_fields() -> None:
    text = as_lines({"time": "2026-11-23T09:00:00Z", "actor": "pia", "action": "page edited", "page": "returns"})
    row = read(text, "cms-audit.jsonl").iloc[0]
    assert (row["kind"], row["actor"], row["message"]) == ("change", "pia", "page edited page=returns")
    assert pd.isna(row["action"])
    assert read(text, "app.jsonl")["kind"].tolist() == ["application"]


def test_the_records_of_a_document_that_breaks_off_are_kept_and_the_break_is_said() -> None:
    whole = json.dumps(
        [{"type": "message", "user": "U1", "text": str(n), "ts": f"179542420{n}.5"} for n in range(5)], indent=1
    )
    broken = whole[: whole.index('"3"')].encode()
    form = recognise_records(broken, "x", FORMATS)
    assert form is not None
    records = parse_records(broken, form, "UTC")
    assert list(records.columns["message"]) == ["0", "1", "2"]
    assert records.unread == 1
    assert records.first_unread is not None
    assert records.first_unread[0] == broken[: broken.rindex(b"{")].count(b"\n") + 1


def test_what_is_no_record_and_what_has_no_time_is_unread_and_the_first_is_kept() -> None:
    text = (
        '{"ts": 1795424207, "msg": "a"}\n{"msg": "no time"}\nnot json\n\n17\n{"ts": 1, "ts": 1795424208, "msg": "b"}\n'
    )
    records = parse_records(text.encode(), BY_NAME["json"], "UTC")
    assert list(records.columns["message"]) == ["a", "b"]
    assert (records.total_lines, records.unread, records.first_unread) == (6, 3, (2, '{"msg": "no time"}'))


@pytest.mark.parametrize("value", ["[" * 100_000, '{"a":' * 100_000, "9" * 10_000, "1e400", "NaN", '"\\ud800"'])
def test_deep_nesting_and_giant_numbers_do_no_harm(value: str) -> None:
    good = '{"ts": 1795424207, "msg": "a"}'
    records = parse_records(
        f'{good}\n{{"ts": 1795424207, "msg": "b", "x": {value}}}\n{good}'.encode(), BY_NAME["json"], "UTC"
    )
    assert len(records.offsets) + records.unread == 3
    assert len(frame_of(records)) >= 2


def test_tables_of_names_are_no_logs_and_say_so() -> None:
    users = '[{"id": "U1", "name": "anna", "real_name": "Anna Keller"}]'
    channels = '[{"id": "C1", "name": "incidents", "created": 1650000000}]'
    for table in (users, channels):
        assert recognise_records(table.encode(), "slack/x.json", FORMATS) is None
        assert explain_no_log(table.encode()) is not None
    assert explain_no_log(as_lines({"id": "1", "name": "x", "message": "m"}).encode()) is None


def test_a_plain_text_log_is_none_of_these_formats() -> None:
    text = "2026-11-23 09:00:00,123 INFO shop: started, ok\n" * 3
    assert recognise_records(text.encode(), "app.log", FORMATS) is None


@given(st.lists(st.one_of(st.binary(max_size=40), st.just(b'{"ts": 1795424207, "msg": "a"}')), max_size=12))
def test_events_and_unread_account_for_every_line_that_is_not_blank(lines: list[bytes]) -> None:
    text = b"\n".join(lines)
    records = parse_records(text, BY_NAME["json"], "UTC")
    filled = sum(bool(line.strip(b" \t\r")) for line in text.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    assert len(records.offsets) + records.unread == filled
    assert all(text[offset : offset + 1] == b"{" for offset in records.offsets)
    assert [text[:offset].count(b"\n") + 1 for offset in records.offsets] == list(records.lines)


@given(st.binary(max_size=200), st.sampled_from(FORMATS), st.sampled_from([b"", b"[", b"{", b'[{"a": "', b'"a,b\n1']))
def test_no_bytes_break_a_reader(text: bytes, form: LogFormat, front: bytes) -> None:
    records = parse_records(front + text, form, "UTC")
    assert len(frame_of(records)) == len(records.lines)
    recognise_records(front + text, "x", FORMATS)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.dictionaries(st.sampled_from(["ts", "msg", "request", "status", "log", "a"]), json_values), max_size=5)
)
def test_a_record_gives_the_same_in_a_line_and_in_a_document(values: list[dict[str, object]]) -> None:
    values = [value | {"ts": "2026-11-23T09:00:00Z"} for value in values]
    by_line = parse_records(as_lines(*values).encode(), BY_NAME["json"], "UTC")
    document = parse_records(json.dumps(values, indent=1).encode(), load_as_document(BY_NAME["json"]), "UTC")
    for name in ("severity", "status", "component"):
        assert column(frame_of(by_line), name) == column(frame_of(document), name)


def load_as_document(form: LogFormat) -> LogFormat:
    return replace(form, layout="json-document")


def test_an_item_of_a_list_within_a_list_stands_where_it_is_written() -> None:
    text = """{"incidents": [
 {"id": "a", "name": "Checkout", "impact": "major", "incident_updates": [
  {"id": "1", "status": "investigating", "body": "looking", "incident_id": "a", "created_at": "2026-11-23T09:00:00Z"},
  {"id": "2", "status": "resolved", "body": "over", "incident_id": "a", "created_at": "2026-11-23T09:30:00Z"}]}]}"""
    frame = read(text)
    assert frame["line"].tolist() == [3, 4]
    assert [text[offset:].startswith('{"id": "') for offset in frame["offset"]] == [True, True]
    assert frame["component"].tolist() == ["Checkout", "Checkout"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Nummer;Erstellt am;Melder;Kurzbeschreibung", "7;23.11.2026 09:05;m.olsen;Shop ist weg"),
        ("Numéro;Créé le;Demandeur;Objet", "7;23/11/2026 09:05;m.olsen;Shop ist weg"),
        ("Número;Fecha de creación;Solicitante;Asunto", "7;23/11/2026 09:05;m.olsen;Shop ist weg"),
        ("Numero;Aperto il;Utente;Titolo", "7;23-11-2026 09:05;m.olsen;Shop ist weg"),
        ("Chamado;Data de abertura;Usuário;Título", "7;23/11/2026 09:05;m.olsen;Shop ist weg"),
        ("Case Number,Date/Time Opened,Contact Name,Subject", "7,11/23/2026 9:05 AM,m.olsen,Shop ist weg"),
    ],
)
def test_tickets_are_read_in_the_languages_of_the_people_who_write_them(header: str, row: str) -> None:
    first = read(f"{header}\n{row}\n").iloc[0]
    assert (first["kind"], first["time"], first["subject"]) == ("ticket", utc("2026-11-23 09:05"), "7")
    assert (first["actor"], first["message"]) == ("m.olsen", "Shop ist weg")


def test_a_run_that_only_tests_is_no_change() -> None:
    run = {"id": 1, "name": "CI", "head_sha": "a", "run_number": 1, "status": "completed", "conclusion": "success"}
    times = {"created_at": "2026-11-23T09:00:00Z", "run_started_at": "2026-11-23T09:00:00Z"}
    text = json.dumps({"workflow_runs": [run | times]})
    form = recognise_records(text.encode(), "x", FORMATS)
    assert form is None or form.kind != "change"


def test_the_end_of_a_run_that_failed_is_a_failed_change() -> None:
    run = {"id": 1, "name": "Deploy", "head_sha": "a", "run_number": 1, "status": "completed", "conclusion": "failure"}
    times = {"created_at": "2026-11-23T09:00:00Z", "run_started_at": "2026-11-23T09:00:00Z"}
    frame = read(json.dumps({"workflow_runs": [run | times | {"updated_at": "2026-11-23T09:05:00Z"}]}))
    assert frame["action"].tolist() == ["started", "failed"]


def test_the_phases_of_an_incident_of_splunk_on_call_are_events_and_of_two_acknowledgements_the_first_counts() -> None:
    steps = [("ACKED", "09:05"), ("ACKED", "09:07"), ("RESOLVED", "09:30")]
    transitions = [{"name": name, "at": f"2026-11-23T{at}:00Z", "by": "anna"} for name, at in steps]
    incident = {"incidentNumber": "7", "currentPhase": "RESOLVED", "entityDisplayName": "down", "alertCount": 1}
    text = json.dumps({"incidents": [incident | {"startTime": "2026-11-23T09:00:00Z", "transitions": transitions}]})
    frame = read(text).sort_values("time")
    assert frame["action"].tolist() == ["triggered", "acknowledged", "resolved"]
    assert frame["time"].dt.minute.tolist() == [0, 5, 30]
