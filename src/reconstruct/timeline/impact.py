"""Digest and an incident's span -> what it cost: requests, failed, slow, clients, routes."""

from __future__ import annotations

import pandas as pd

from reconstruct.timeline.condense import Digest
from reconstruct.timeline.laws import Flags
from reconstruct.timeline.nouns import Impact, RouteImpact
from reconstruct.timeline.signals import Signals
from reconstruct.timeline.stretches import Stretch

ROUTES_SHOWN = 10
TROUBLES = {"failing": "failed", "wrong": "wrong", "slow": "slow"}  # what a client met, by the signal that departed


def measure_impact(
    digest: Digest, signals: Signals, stretches: list[Stretch], start: pd.Timestamp, stop: pd.Timestamp
) -> Impact:
    """The impact from `start` to `stop`, both seconds included; probes and health checks are left out."""
    asked = digest.requests[digest.requests["second"].between(start.floor("s"), stop) & ~digest.requests["probe"]]
    total, failed = int(asked["n"].sum()), int(asked["failed"].sum())
    inside = (signals.index >= start.floor("s")) & (signals.index <= stop)
    troubles = {TROUBLES[s.signal] for s in stretches if s.signal in TROUBLES}
    troubled = digest.clients[digest.clients["trouble"].isin(troubles)]
    clients = troubled[troubled["second"].between(start.floor("s"), stop)]["client"].nunique()
    known = bool(troubles) and bool(len(digest.active))
    failing = [s for s in stretches if s.signal == "failing"]
    return Impact(
        requests=total,
        failed=failed,
        failed_share=round(failed / total, 4) if total else None,
        slow=int(signals.slow[inside].sum()),
        lost=_lost(signals, stretches, inside),
        clients_affected=int(clients) if known else None,
        baseline_share=round(failing[0].base, 5) if failing else None,
        routes=_routes(asked),
    )


def _lost(signals: Signals, stretches: list[Stretch], inside: Flags) -> int | None:
    """Requests that were expected and did not come, where traffic fell."""
    falls = [s for s in stretches if s.signal == "traffic"]
    if not falls:
        return None
    usual = float(signals.users[~inside].mean()) if (~inside).any() else 0.0
    seconds = sum(s.seconds for s in falls)
    came = sum(float(signals.users[(signals.index >= s.start) & (signals.index <= s.stop)].sum()) for s in falls)
    return max(0, round(usual * seconds - came))


def _routes(asked: pd.DataFrame) -> tuple[RouteImpact, ...]:
    by_route = asked.groupby("route")[["n", "failed"]].sum().sort_values(["failed", "n"], ascending=False)
    worst = by_route[by_route["failed"] > 0].head(ROUTES_SHOWN)
    return tuple(RouteImpact(str(route), int(row["n"]), int(row["failed"])) for route, row in worst.iterrows())
