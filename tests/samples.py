"""A hand-made Timeline for tests: two incidents, one with all its milestones, one with few, and hostile evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reconstruct.events import Source, conform
from reconstruct.timeline.nouns import (
    MILESTONES,
    SPANS,
    AlertReplay,
    Basis,
    Duration,
    Entry,
    Evidence,
    Impact,
    Incident,
    Milestone,
    RouteImpact,
    Statement,
    Suspect,
    Timeline,
)
from reconstruct.window import Window

HOSTILE = (
    '10.0.0.9 - - "GET /<script>alert(1)</script>?q=\x1b[2J\x1b]0;owned\x07\u202eevil\u2066 HTTP/1.1" 500 '
    '"![x](javascript:alert(1)) | </td> `code` =cmd|calc" \r\n forged: line \x00 ' + "A" * 600
)
STEP_SECONDS = 10


def at(clock: str) -> pd.Timestamp:
    """That time of 15 May 2023, UTC.

    >>> at("08:47")
    Timestamp('2023-05-15 08:47:00+0000', tz='UTC')
    """
    return pd.Timestamp(f"2023-05-15T{clock}Z")


def milestone(name: str, clock: str, evidence: Evidence, by: str | None = None, spread: float = 1.0) -> Milestone:
    """A milestone at that time, known to `spread` seconds each way."""
    bases: dict[str, Basis] = {"onset": "measured", "mitigated": "measured", "identified": "stated"}
    width = pd.Timedelta(seconds=spread)
    time = at(clock)
    rule = f"{name}: the rule that chose it"
    return Milestone(name, time, time - width, time + width, bases.get(name, "recorded"), rule, (evidence,), by)


def durations_of(milestones: dict[str, Milestone | None]) -> dict[str, Duration]:
    """All durations between these milestones, unknown where an end is."""
    return {name: duration_between(name, milestones[a], milestones[b]) for name, (a, b) in SPANS.items()}


def duration_between(name: str, start: Milestone | None, end: Milestone | None) -> Duration:
    """Seconds from start to end, with the least and the most that their intervals allow."""
    if start is None or end is None or start.time is None or end.time is None:
        return Duration(name, None, None, None)
    assert start.earliest is not None
    assert start.latest is not None
    assert end.earliest is not None
    assert end.latest is not None
    return Duration(
        name,
        (end.time - start.time).total_seconds(),
        (end.earliest - start.latest).total_seconds(),
        (end.latest - start.earliest).total_seconds(),
    )


def full_incident() -> Incident:
    """The morning's incident: every milestone is known, the onset's evidence is hostile."""
    found: dict[str, Milestone | None] = {
        "onset": milestone("onset", "08:47:03", Evidence("web/access.log", 10412, HOSTILE, 1_204_331)),
        "detected": milestone(
            "detected",
            "09:00:00",
            Evidence("tickets.csv", 4, "2023-05-15 09:00,Mia,checkout shows an error page"),
            by="customer",
            spread=30.0,
        ),
        "acknowledged": milestone(
            "acknowledged", "09:15:20", Evidence("chat/ops/2023-05-15.json", 31, "ben: looking at it")
        ),
        "identified": milestone(
            "identified", "10:30:00", Evidence("chat/ops/2023-05-15.json", 88, "ana: orders_items.MYI is corrupt")
        ),
        "escalated": milestone(
            "escalated", "10:00:11", Evidence("pager.json", 12, "escalated to the database team"), spread=0.0
        ),
        "repair_started": milestone(
            "repair_started", "11:15:00", Evidence("chat/ops/2023-05-15.json", 120, "ana: REPAIR TABLE runs now")
        ),
        "mitigated": milestone("mitigated", "13:00:02", Evidence("web/access.log", 55120, "GET /cart 500", 7_331_020)),
        "resolved": milestone("resolved", "13:04:00", Evidence("pager.json", 19, "resolved"), spread=0.0),
    }
    milestones = {name: found[name] for name in MILESTONES}
    return Incident(
        signal="failing",
        milestones=milestones,
        unknown={},
        durations=durations_of(milestones),
        impact=Impact(
            requests=48_211,
            failed=20_433,
            failed_share=20_433 / 48_211,
            slow=512,
            lost=1_900,
            clients_affected=3_120,
            baseline_share=0.0012,
            routes=(RouteImpact("/checkout", 21_000, 20_000), RouteImpact("/<img src=x onerror=alert(1)>", 900, 433)),
        ),
        suspects=(
            Suspect(
                at("08:40:00"),
                "change",
                "deploy cms 4.2.1 <b>by</b> \x1b[31mci",
                0.91,
                (Evidence("changes.txt", 7, "2023-05-15 08:40 deploy cms 4.2.1"),),
                speaks_for=("7 min before the onset", "touches the database that failed"),
                speaks_against=("a like change on 2 May did no harm",),
            ),
            Suspect(
                at("07:10:00"), "change", "renewed TLS certificate", 0.22, (Evidence("changes.txt", 5, "07:10 TLS"),)
            ),
        ),
        alerts=(
            AlertReplay("5xx share over 5 % for 1 min", at("08:48:10"), 710.0),
            AlertReplay("no traffic for 2 min", None, None),
        ),
        intervals=((at("08:47:03"), at("09:40:00")), (at("09:42:00"), at("13:00:02"))),
        statements=(
            Statement(
                "hypothesis",
                "the network was suspected and dropped",
                at("09:20:00"),
                (Evidence("chat/ops/2023-05-15.json", 40, "ben: is it the network?"),),
            ),
            Statement("finding", "nobody was alerted: customers reported it"),
        ),
        entries=(
            Entry(at("08:40:00"), "context", "change", "deploy cms 4.2.1", (Evidence("changes.txt", 7, "deploy"),)),
            Entry(at("08:47:03"), "key", "request", HOSTILE, (Evidence("web/access.log", 10412, HOSTILE),), "onset"),
            Entry(
                at("09:00:00"),
                "key",
                "ticket",
                "Mia: checkout shows an error page",
                (Evidence("tickets.csv", 4, "checkout shows an error page"),),
                "detected",
            ),
            Entry(at("09:01:00"), "all", "database", "Table is marked as crashed", (Evidence("db/error.log", 9, "t"),)),
        ),
    )


def partial_incident() -> Incident:
    """The afternoon's incident: it still runs when the logs end, and nobody wrote anything about it."""
    milestones: dict[str, Milestone | None] = dict.fromkeys(MILESTONES)
    milestones["onset"] = milestone("onset", "15:10:40", Evidence("web/access.log", 61020, "GET /search 502"))
    milestones["mitigated"] = Milestone(
        "mitigated",
        None,
        at("15:30:00"),
        None,
        "measured",
        "still failing when the logs end",
        (Evidence("web/access.log", 63999, "GET /search 502"),),
    )
    people = "no alert, page, chat or ticket speaks of it; an export of the pager would settle it"
    return Incident(
        signal="failing",
        milestones=milestones,
        unknown={name: people for name in MILESTONES if milestones[name] is None},
        durations=durations_of(milestones),
        impact=Impact(requests=3_100, failed=1_410, failed_share=1_410 / 3_100),
        suspects=(),
        alerts=(AlertReplay("5xx share over 5 % for 1 min", at("15:11:50"), None),),
        intervals=((at("15:10:40"), at("15:30:00")),),
        statements=(),
        entries=(
            Entry(
                at("15:10:40"),
                "key",
                "request",
                "GET /search 502",
                (Evidence("web/access.log", 61020, "GET /search 502"),),
                "onset",
            ),
        ),
    )


def sample_signals() -> pd.DataFrame:
    """Counts a step of ten seconds from 07:30 to 15:30, failing where the incidents are."""
    index = pd.date_range(at("07:30:00"), at("15:30:00"), freq=f"{STEP_SECONDS}s", inclusive="left")
    seconds = (index - index[0]).total_seconds().to_numpy()
    requests = (20 + 6 * np.sin(seconds / 4000)).round().astype("int64")
    failing = ((index >= at("08:47:00")) & (index < at("13:00:10"))) | (index >= at("15:10:40"))
    failed = np.where(failing, (requests * 0.42).round(), 0).astype("int64")
    return pd.DataFrame(
        {"requests": requests, "failed": failed, "slow": failed // 10, "errors": failed // 5}, index=index
    )


def sample_events() -> pd.DataFrame:
    """Four notable records, one of them hostile."""
    return conform(
        {
            "time": [at("08:40:00"), at("08:47:03"), at("09:00:00"), at("09:01:00")],
            "source": ["changes.txt", "web/access.log", "tickets.csv", "db/error.log"],
            "offset": [300, 1_204_331, 410, 800],
            "line": [7, 10412, 4, 9],
            "kind": ["change", "request", "ticket", "database"],
            "severity": [None, None, None, "error"],
            "message": ["deploy cms 4.2.1", HOSTILE, "=cmd|' /C calc'!A0", "Table is marked as crashed"],
        },
        4,
    )


def sample_sources() -> tuple[Source, ...]:
    """What the files gave: a clean one, one with unread lines and a clock that runs ahead, one that is no log."""
    return (
        Source(
            "web/access.log",
            "nginx_access",
            "request",
            lines=64_000,
            events=63_999,
            first=at("07:30:00"),
            last=at("15:30:00"),
            timezone="UTC",
            timezone_basis="written in each line",
        ),
        Source(
            "db/error.log",
            "mariadb_error",
            "database",
            lines=900,
            events=840,
            unread=3,
            first_unread=(17, "\x1b[31m--Thread 1398 has waited\x1b[0m"),
            first=at("07:31:00"),
            last=at("13:02:00"),
            timezone="Europe/Berlin",
            timezone_basis="--timezone",
            clock_offset_seconds=95.0,
            notes=("its clock runs 95 s ahead of web/access.log",),
        ),
        Source("logo.png", skipped="no log: a binary file"),
    )


def sample_timeline() -> Timeline:
    """Two incidents on 15 May 2023, read in London."""
    return Timeline(
        window=Window(at("07:30:00"), at("15:30:00")),
        window_basis="found",
        sources=sample_sources(),
        signals=sample_signals(),
        step_seconds=STEP_SECONDS,
        events=sample_events(),
        incidents=(full_incident(), partial_incident()),
        blips=(Statement("precursor", "4 requests failed within 3 s", at("08:20:00")),),
        verdict="two incidents: requests failed well above their baseline twice",
        timezone="Europe/London",
        timezone_basis="--report-timezone",
    )


def quiet_timeline() -> Timeline:
    """A day on which nothing happened."""
    signals = sample_signals().assign(failed=0, slow=0, errors=0)
    return Timeline(
        window=Window(at("07:30:00"), at("15:30:00")),
        window_basis="all",
        sources=sample_sources()[:1],
        signals=signals,
        step_seconds=STEP_SECONDS,
        events=sample_events().iloc[:0],
        incidents=(),
        verdict="no incident: the share of failing requests never left its baseline of 0.1 %",
    )
