"""People's records around an incident -> how it was met: detection to resolution, causes stated, repairs tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from reconstruct.timeline.milestones import (
    Span,
    find_acknowledged,
    find_detected,
    find_escalated,
    find_identified,
    find_repair_started,
    find_resolved,
)
from reconstruct.timeline.nouns import Milestone, Statement
from reconstruct.timeline.people import cite
from reconstruct.timeline.repair import Repair, find_repair


@dataclass(frozen=True, slots=True)
class Response:
    """The milestones of detection and response by name, the repair that worked, and the causes stated before."""

    milestones: dict[str, Milestone | None]
    repair: Repair | None
    earlier_causes: pd.DataFrame


def find_response(people: pd.DataFrame, span: Span) -> Response:
    """How people met the incident of that span; `people` as gathered."""
    detected = find_detected(people, span)
    resolved = find_resolved(people, span)
    known = span.begin if detected is None else detected.time or span.begin
    repair = find_repair(people, known, span.end)
    identified, earlier = find_identified(people, detected, repair)
    milestones = {
        "detected": detected,
        "acknowledged": find_acknowledged(people, span, detected),
        "escalated": find_escalated(people, span, detected, resolved),
        "identified": identified,
        "repair_started": find_repair_started(repair),
        "resolved": resolved,
    }
    return Response(milestones, repair, earlier)


def causes_named(response: Response) -> list[str]:
    """What people stated as the cause and how they repaired it."""
    identified = response.milestones["identified"]
    stated = [] if identified is None else [evidence.text for evidence in identified.evidence]
    return stated if response.repair is None else [*stated, *response.repair.acts["message"].astype("str")]


def list_statements(people: pd.DataFrame, span: Span, response: Response) -> Iterator[Statement]:
    """Causes that were stated earlier, hypotheses, and repairs that failed, each with its line."""
    last = span.end or span.until
    near = people[people["time"].between(span.begin, last) & people["said"] & ~people["relayed"]]
    failed = people.iloc[:0] if response.repair is None else response.repair.failed
    hypotheses = near[near["hypothesis"] & ~near["cause"]]
    for kind, rows in (
        ("earlier_cause", response.earlier_causes),
        ("hypothesis", hypotheses),
        ("failed_repair", failed),
    ):
        for _, row in rows.iterrows():
            yield Statement(kind, cite(row).text, row["time"], (cite(row),))
