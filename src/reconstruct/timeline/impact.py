"""Digest and an incident's span -> what it cost: requests, failed, slow, lost, clients; by route, host and client."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reconstruct.timeline.alert_rules import DAY, OBJECTIVE
from reconstruct.timeline.baseline import dispersion
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.laws import FALLS, Counts, Flags, gain
from reconstruct.timeline.nouns import Impact, PartImpact, RouteImpact
from reconstruct.timeline.rotated import log_of
from reconstruct.timeline.scan import Baseline, Rules
from reconstruct.timeline.signals import Signals, usual_traffic
from reconstruct.timeline.stretches import Stretch

SHOWN = 10  # routes, hosts, clients: the worst of them
BUDGET_DAYS = 30
TROUBLES = {"failing": "failed", "wrong": "wrong", "slow": "slow"}  # what a client met, by the signal that departed


def measure_impact(
    digest: Digest, signals: Signals, stretches: list[Stretch], start: pd.Timestamp, stop: pd.Timestamp
) -> Impact:
    """The impact from `start` to `stop`, both seconds included; probes and health checks are left out."""
    users = digest.requests[~digest.requests["probe"]]
    asked = users[users["second"].between(start.floor("s"), stop)]
    wrong = int(asked[asked["route"].isin(signals.known_routes)]["wrong"].sum())
    departed = any(stretch.signal == "wrong" for stretch in stretches)
    total, failed = int(asked["n"].sum()), int(asked["failed"].sum()) + wrong * departed
    inside = (signals.index >= start.floor("s")) & (signals.index <= stop)
    troubles = {TROUBLES[s.signal] for s in stretches if s.signal in TROUBLES}
    troubled = digest.clients[digest.clients["trouble"].isin(troubles)]
    troubled = troubled[troubled["second"].between(start.floor("s"), stop)]
    known = bool(troubles) and bool(len(digest.active))
    failing = [s for s in stretches if s.signal == "failing"]
    lost = _lost(signals, inside, (stop - signals.index[-1]).total_seconds())
    expected = (total + lost) * _shares(users[~users["second"].between(start.floor("s"), stop)]) if lost else None
    return Impact(
        requests=total,
        failed=failed,
        failed_share=round(failed / total, 4) if total else None,
        slow=int(signals.slow[inside].sum()),
        lost=lost,
        clients_affected=int(troubled["client"].nunique()) if known else None,
        baseline_share=round(failing[0].base, 5) if failing else None,
        routes=_routes(asked, expected),
        wrong=wrong,
        hosts=_hosts(digest, asked),
        clients=_clients(troubled, digest.active, start, stop),
        objective=OBJECTIVE,
        budget_burnt=_budget_burnt(failed, signals, inside),
    )


def _lost(signals: Signals, inside: Flags, beyond: float) -> int | None:
    """Requests that were expected and did not come; None where chance explains as few.

    `beyond`: so many seconds of the incident lie after the last request.
    """
    if not inside.any():
        return None
    usual = usual_traffic(signals.users, inside)
    counts = Counts(signals.users, np.maximum(usual, 1e-9), FALLS)
    there = counts[inside]
    spread = Baseline(1.0, dispersion(counts, inside, 1.0, Rules())).spread_at(len(there))
    came, expected = float(there.hits.sum()), float(there.size.sum() + max(beyond, 0.0) * usual[-1])
    whole = Counts(np.array([came]), np.array([expected]), FALLS)
    surely = gain(whole, 1.0) > np.log(1 / Rules().near_alarms) * spread
    return round(expected - came) if surely else None


def _budget_burnt(failed: int, signals: Signals, inside: Flags) -> float | None:
    """The part of the error budget that went, at the rate of the requests outside of the incident."""
    rate = float(signals.users[~inside].mean()) if (~inside).any() else 0.0
    budget = (1 - OBJECTIVE) * rate * BUDGET_DAYS * DAY
    return round(failed / budget, 4) if budget else None


def _shares(calm: pd.DataFrame) -> pd.Series:
    """Each route's share of the requests outside of the incident."""
    by_route: pd.Series = calm.groupby("route")["n"].sum()
    return by_route / max(by_route.sum(), 1)


def _routes(asked: pd.DataFrame, expected: pd.Series | None) -> tuple[RouteImpact, ...]:
    sums = asked.groupby("route")[["n", "failed", "wrong"]].sum()
    if expected is not None:
        sums = sums.reindex(sums.index.union(expected.index), fill_value=0)
        sums["lost"] = (expected.reindex(sums.index, fill_value=0.0) - sums["n"]).clip(lower=0).round()
    else:
        sums["lost"] = 0
    worst = sums.sort_values(["failed", "wrong", "lost", "n"], ascending=False)
    worst = worst[worst[["failed", "wrong", "lost"]].sum(axis=1) > 0].head(SHOWN)
    return tuple(
        RouteImpact(str(route), int(n), int(failed), int(wrong), None if expected is None else int(lost))
        for route, n, failed, wrong, lost in worst.itertuples()
    )


def _hosts(digest: Digest, asked: pd.DataFrame) -> tuple[PartImpact, ...]:
    """By host where several are named, else by log; nothing where there is only one."""
    named = digest.requests["host"].nunique() > 1
    place = asked["host"] if named else asked["source"].astype("str").map(log_of)
    if not named and digest.requests["source"].astype("str").map(log_of).nunique() < 2:
        return ()
    return _parts(asked.groupby(place)[["n", "failed", "wrong"]].sum())


def _clients(
    troubled: pd.DataFrame, active: pd.DataFrame, start: pd.Timestamp, stop: pd.Timestamp
) -> tuple[PartImpact, ...]:
    """The clients that met most trouble."""
    met = troubled.pivot_table(index="client", columns="trouble", values="n", aggfunc="sum", fill_value=0)
    met = met.reindex(columns=["failed", "wrong"], fill_value=0)
    asked = active[active["second"].between(start.floor("min"), stop)].groupby("client")["n"].sum()
    return _parts(met.assign(n=asked.reindex(met.index, fill_value=0))[["n", "failed", "wrong"]])


def _parts(sums: pd.DataFrame) -> tuple[PartImpact, ...]:
    worst = sums.sort_values(["failed", "wrong", "n"], ascending=False)
    worst = worst[worst[["failed", "wrong"]].sum(axis=1) > 0].head(SHOWN)
    return tuple(PartImpact(str(name), *(int(count) for count in counts)) for name, *counts in worst.itertuples())
