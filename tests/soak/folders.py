"""A seed -> a folder of logs as outages leave them: formats, zones, rotation and damage mixed; and what is true."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tests.soak.traffic import FAULTS, Requests, Truth, make_traffic
from tests.soak.writers import ACCESS, APP, Writer, rows_of

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo")
DAMAGE = {
    "garbage": b"~~~ disk is full, cannot log ~~~\n",
    "nuls": b"\0" * 700 + b"\n",
    "bytes": b"\xff\xfe\xf0 what is this\n",
    "blank": b"\n\n",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """What was written: the paths by their names, the lines in each, the zone of naive stamps, and the truth."""

    path: Path
    lines: dict[str, int]
    zone: str
    access: str
    app: str
    damage: str
    rotated: bool
    truth: Truth
    paged: float | None


def write_folder(path: Path, seed: int) -> Folder:
    """Write the folder of this seed."""
    random = np.random.default_rng([seed, 20260101])
    fault, zone = str(random.choice(FAULTS)), str(random.choice(ZONES))
    names = [name for name, writer in ACCESS.items() if writer.timed or fault != "slow"]
    access, app = str(random.choice(names)), str(random.choice(list(APP)))
    damage, rotated = str(random.choice(["none", *DAMAGE])), bool(random.random() < 0.4)
    requests, truth = make_traffic(random, fault)
    path.mkdir(parents=True, exist_ok=True)
    texts = {ACCESS[access].name: _log(ACCESS[access], requests, zone), APP[app].name: _log(APP[app], requests, zone)}
    files = {name: _damaged(text, damage, random) for name, text in texts.items()}
    if rotated:
        files |= _rotated(ACCESS[access].name, files.pop(ACCESS[access].name), ACCESS[access].head.encode())
    paged = truth.onset + float(random.uniform(60, 170)) if fault != "none" and random.random() < 0.7 else None
    if paged:
        files["pagerduty_log_entries.json"] = _pages(paged)
    for name, content in files.items():
        (path / name).write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)
    lines = {name: _count(content) for name, content in files.items()}
    return Folder(path, lines, zone, access, app, damage, rotated, truth, paged)


def _log(writer: Writer, requests: Requests, zone: str) -> bytes:
    told = "\n".join(writer.line(row) for row in rows_of(requests, ZoneInfo(zone)))
    return (writer.head + told + "\n").encode()


def _damaged(text: bytes, damage: str, random: np.random.Generator) -> bytes:
    """The text with a foreign line somewhere in it, and its last line cut off."""
    if damage == "none":
        return text
    lines = text.splitlines(keepends=True)
    at = int(random.integers(10, len(lines)))
    return b"".join([*lines[:at], DAMAGE[damage], *lines[at:]])[:-7]


def _rotated(name: str, text: bytes, head: bytes) -> dict[str, bytes]:
    lines = text.splitlines(keepends=True)
    third = len(lines) // 3
    parts = (lines[:third], lines[third : 2 * third], lines[2 * third :])
    old, middle, new = (b"".join(part) for part in parts)
    return {f"{name}.2.gz": old, f"{name}.1": head + middle, name: head + new}


def _pages(paged: float) -> bytes:
    def entry(kind: str, seconds: float, summary: str) -> dict[str, object]:
        time = pd.Timestamp(paged + seconds, unit="s", tz="UTC").strftime("%Y-%m-%dT%H:%M:%SZ")
        channel = {"type": "api" if kind.startswith("trigger") else "website"}
        incident = {"id": "PT4KHLK", "type": "incident_reference", "summary": "[#9] Shop is failing"}
        agent = (
            {"type": "user_reference", "summary": "Ana Lopez"}
            if kind.startswith("ack")
            else {"type": "service_reference"}
        )
        told = {"id": f"R{seconds:.0f}", "type": kind, "summary": summary, "created_at": time, "agent": agent}
        return told | {"channel": channel, "incident": incident}

    entries = [
        entry("trigger_log_entry", 0, "Triggered through the API."),
        entry("acknowledge_log_entry", 45, "Acknowledged by Ana Lopez."),
    ]
    return json.dumps({"log_entries": entries[::-1]}, indent=1).encode() + b"\n"


def _count(content: bytes) -> int:
    return content.count(b"\n") + (not content.endswith(b"\n"))
