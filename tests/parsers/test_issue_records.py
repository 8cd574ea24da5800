"""Exports of pagers and trackers give each act with the one who did it, and nobody where a machine did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reconstruct import read_logs

ISSUE = {
    "key": "SHOP-7",
    "fields": {
        "created": "2026-11-23T09:00:00.000+0000",
        "summary": "Shop down",
        "status": {"name": "Done"},
        "reporter": {"displayName": "Mia"},
        "comment": {
            "comments": [
                {"author": {"displayName": "Bo"}, "created": "2026-11-23T09:05:00.000+0000", "body": "rolling back"}
            ]
        },
    },
    "changelog": {
        "histories": [
            {
                "author": {"displayName": "Anna"},
                "created": "2026-11-23T09:02:00.000+0000",
                "items": [{"field": "status", "fromString": "Open", "toString": "In Progress"}],
            }
        ]
    },
}
INCIDENT = {
    "id": "P1",
    "incident_number": 7,
    "title": "Shop down",
    "created_at": "2026-11-23T09:00:00Z",
    "status": "resolved",
    "resolved_at": "2026-11-23T09:30:00Z",
    "urgency": "high",
    "acknowledgements": [{"at": "2026-11-23T09:02:00Z", "acknowledger": {"summary": "Anna"}}],
    "assignments": [{"assignee": {"summary": "Anna"}}],
}


def acts_in(folder: Path, document: Any) -> list[tuple[str, str]]:
    """(what was done, by whom) of each record of a document, in order of time."""
    (folder / "export.json").write_text(json.dumps(document, indent=1))
    frame = read_logs([folder]).sort_values("time")
    return list(zip(frame["action"], frame["actor"].fillna(""), strict=True))


@pytest.mark.parametrize("document", [ISSUE, {"issues": [ISSUE]}, [ISSUE]])
def test_an_issue_gives_itself_its_history_and_its_comments(tmp_path: Path, document: Any) -> None:
    assert acts_in(tmp_path, document) == [("opened", "Mia"), ("acknowledged", "Anna"), ("noted", "Bo")]


@pytest.mark.parametrize(("kind", "actor"), [("user_reference", "Anna"), ("service_reference", "")])
def test_what_an_integration_resolved_was_resolved_by_nobody(tmp_path: Path, kind: str, actor: str) -> None:
    document = {"incidents": [INCIDENT | {"last_status_change_by": {"type": kind, "summary": "Anna"}}]}
    assert acts_in(tmp_path, document)[1:] == [("acknowledged", "Anna"), ("resolved", actor)]
