"""Timeline -> timeline.json (schema_version 1) and the notable events as CSV: what other programs read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd

from reconstruct.events import COLUMNS, Source
from reconstruct.report.text import safe_text
from reconstruct.stated.nouns import Stated
from reconstruct.timeline.nouns import (
    DEFINITIONS,
    MILESTONES,
    SPANS,
    AlertReplay,
    Evidence,
    Incident,
    Milestone,
    Statement,
    Timeline,
)

SCHEMA_VERSION = 1
FINDINGS = (
    "entries",
    "components",
    "hypotheses",
    "safety_nets",
    "gaps",
    "views",
)  # of an incident, beside its milestones
TEXT_LIMIT = 2000  # characters of a log line that are passed on: the place is given, the file holds the rest
# OWASP, CSV injection: a cell that begins so is run as a formula by spreadsheets; the wide forms in some locales.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def timeline_json(timeline: Timeline) -> str:
    """The timeline as JSON: times in ISO 8601 UTC, keys in a fixed order, never NaN, plain ASCII."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "window": {
            "start": iso(timeline.window.start),
            "end": iso(timeline.window.end),
            "basis": timeline.window_basis,
        },
        "timezone": {"name": timeline.timezone, "basis": timeline.timezone_basis},
        "verdict": timeline.verdict,
        "sources": [_source(source) for source in timeline.sources],
        "incidents": [_incident(incident) for incident in timeline.incidents],
        "blips": _statements(timeline.blips),
        "questions": _statements(timeline.questions),
    }
    document |= _by_people(timeline)
    told = json.dumps(document, indent=1, allow_nan=False).removesuffix("\n}")
    # a number a line would make this the longest part of the file
    return f'{told},\n "signals": {json.dumps(_signals(timeline))}\n}}\n'


def _by_people(timeline: Timeline) -> dict[str, Any]:
    """What people wrote, each kind of it only where there is some."""
    known: dict[str, Any] = {"stated": None if timeline.stated is None else _stated(timeline.stated)}
    known |= {"blocks": dict(timeline.blocks), "actions": _plain(timeline.actions)}
    known |= {"changes": _statements(timeline.changes)}
    return {name: value for name, value in known.items() if value}


def _stated(stated: Stated) -> dict[str, Any]:
    """What people wrote: the entries as read, and what was found about them."""
    names = ("line", "time", "time_text", "milestone", "text")
    return {
        "path": stated.path,
        "entries": [{name: _plain(getattr(entry, name)) for name in names} for entry in stated.entries],
        "findings": [_plain(finding) for finding in stated.findings],
    }


def _signals(timeline: Timeline) -> dict[str, Any]:
    signals = timeline.signals
    return {
        "start": iso(signals.index[0]) if len(signals) else None,
        "step_seconds": timeline.step_seconds,
        "columns": [str(name) for name in signals],
        "counts": {str(name): signals[name].tolist() for name in signals},
    }


def events_csv(timeline: Timeline) -> str:
    """The notable events as CSV, one a row, with nothing in it that a spreadsheet would run."""
    frame = timeline.events
    columns = {name: _cells(frame[name]) for name in COLUMNS}
    return pd.DataFrame(columns, columns=list(COLUMNS)).to_csv(index=False, lineterminator="\n")


def iso(time: pd.Timestamp | None) -> str | None:
    """The time in ISO 8601, UTC, ending in Z, with a fraction only where it has one.

    >>> iso(pd.Timestamp("2026-11-23T10:08:05+01:00")), iso(pd.Timestamp("2026-11-23T09:08:05.25Z"))
    ('2026-11-23T09:08:05Z', '2026-11-23T09:08:05.25Z')
    """
    if time is None or pd.isna(time):
        return None
    text = time.tz_convert("UTC").tz_localize(None).isoformat()
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "Z"


def defuse(text: str) -> str:
    """The text as a spreadsheet's cell that is never run and stays in one line.

    >>> defuse("=cmd|' /C calc'!A0"), defuse("two\\nlines")
    ("'=cmd|' /C calc'!A0", 'two\\\\nlines')
    """
    shown = safe_text(text, TEXT_LIMIT)
    return "'" + shown if text.startswith(FORMULA_STARTS) else shown


def _cells(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.map(iso)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column
    return column.astype("object").map(lambda cell: None if pd.isna(cell) else defuse(str(cell)))


def _number(value: float | None) -> float | int | None:
    """A finite number to the microsecond, without a fraction where it has none."""
    if value is None or not math.isfinite(value):
        return None
    rounded = round(float(value), 6)
    return int(rounded) if rounded.is_integer() else rounded


def _source(source: Source) -> dict[str, Any]:
    unread = source.first_unread
    return {
        "path": source.path,
        "format": source.format,
        "kind": source.kind,
        "lines": source.lines,
        "events": source.events,
        "unread": source.unread,
        "first_unread": None if unread is None else {"line": unread[0] or None, "text": unread[1][:TEXT_LIMIT]},
        "first": iso(source.first),
        "last": iso(source.last),
        "timezone": source.timezone,
        "timezone_basis": source.timezone_basis,
        "clock_offset_seconds": _number(source.clock_offset_seconds),
        "resolution_seconds": _number(source.resolution_seconds),
        "stamps": source.stamps,
        "encoding": source.encoding,
        "skipped": source.skipped,
        "notes": list(source.notes),
    }


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "signal": incident.signal,
        "milestones": {name: _milestone(incident.milestones.get(name)) for name in MILESTONES},
        "unknown": {name: incident.unknown[name] for name in DEFINITIONS if name in incident.unknown},
        "durations": {name: _duration(incident, name) for name in SPANS},
        "impact": _plain(incident.impact),
        "intervals": [{"start": iso(start), "end": iso(end)} for start, end in incident.intervals],
        "suspects": list(_suspects(incident)),
        "alerts": [_replay(replay) for replay in incident.alerts],
        "statements": _statements(incident.statements),
    } | {name: _plain(getattr(incident, name)) for name in FINDINGS}


def _replay(replay: AlertReplay) -> dict[str, Any]:
    return {
        "rule": replay.rule,
        "name": replay.name or None,
        "would_fire": iso(replay.would_fire),
        "lead_seconds": _number(replay.lead_seconds),
        "delay_seconds": _number(replay.delay_seconds),
        "false_firings": replay.false_firings,
        "false_per_day": _number(replay.false_per_day),
        "quiet_seconds": _number(replay.quiet_seconds),
        "assumed": replay.assumed or None,
        "unknown": replay.unknown or None,
    }


def _plain(value: object) -> Any:
    """A noun as JSON holds it: its fields by their names, times in ISO 8601, evidence with its text bounded."""
    if isinstance(value, Evidence):
        return _evidence([value])[0]
    if isinstance(value, pd.Timestamp):
        return iso(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    return _number(value) if isinstance(value, float) else value


def _milestone(milestone: Milestone | None) -> dict[str, Any] | None:
    if milestone is None:
        return None
    known = {
        "time": iso(milestone.time),
        "earliest": iso(milestone.earliest),
        "latest": iso(milestone.latest),
        "basis": milestone.basis,
        "rule": milestone.rule,
        "evidence": _evidence(milestone.evidence),
    }
    known |= {"by": milestone.by} if milestone.name == "detected" else {}
    return known | ({} if milestone.override is None else {"override": _plain(milestone.override)})


def _duration(incident: Incident, name: str) -> dict[str, Any]:
    duration = incident.durations.get(name)
    if duration is None:
        return {"seconds": None, "low": None, "high": None}
    return {"seconds": _number(duration.seconds), "low": _number(duration.low), "high": _number(duration.high)}


def _suspects(incident: Incident) -> Iterable[dict[str, Any]]:
    for suspect in incident.suspects:
        yield {
            "time": iso(suspect.time),
            "kind": suspect.kind,
            "text": suspect.text,
            "score": _number(suspect.score),
            "speaks_for": list(suspect.speaks_for),
            "speaks_against": list(suspect.speaks_against),
            "evidence": _evidence(suspect.evidence),
        }


def _statements(statements: Iterable[Statement]) -> list[dict[str, Any]]:
    return [
        {"kind": s.kind, "text": s.text, "time": iso(s.time), "evidence": _evidence(s.evidence)} for s in statements
    ]


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"path": e.path, "line": e.line, "offset": e.offset, "text": e.text[:TEXT_LIMIT]} for e in evidence]
