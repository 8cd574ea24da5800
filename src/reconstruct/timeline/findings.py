"""What follows from an incident's moments: impact, views, failed components, safety nets, gaps, hypotheses."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reconstruct.timeline.evidence import Duration, Evidence, Statement


@dataclass(frozen=True, slots=True)
class RouteImpact:
    """What one route suffered between onset and mitigated; `lost` as in Impact."""

    route: str
    requests: int
    failed: int
    wrong: int = 0
    lost: int | None = None


@dataclass(frozen=True, slots=True)
class PartImpact:
    """What one host or client suffered between onset and mitigated; a client's requests are known by the minute."""

    part: str
    requests: int
    failed: int
    wrong: int = 0
    lost: int | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """Requests between onset and mitigated, probes and health checks left out; None where the logs cannot say.

    `wrong`: refused or not found on known routes; they count among the failed where they departed. `lost`: expected
    less those that came, where traffic surely fell. `budget_burnt`: failed, of what may fail in 30 days at the logs'
    usual rate if `objective` of the requests must not.
    """

    requests: int
    failed: int
    failed_share: float | None
    slow: int = 0
    lost: int | None = None
    clients_affected: int | None = None
    baseline_share: float | None = None
    routes: tuple[RouteImpact, ...] = ()
    wrong: int = 0
    hosts: tuple[PartImpact, ...] = ()
    clients: tuple[PartImpact, ...] = ()
    objective: float = 0.999
    budget_burnt: float | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A duration as one authority defines it: `term` in its words, `formula` in ours, `why` where it is unknown."""

    authority: str
    term: str
    formula: str
    duration: Duration
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class ComponentFailure:
    """A component's first error beyond its own baseline, at `time`, surely between `earliest` and `latest`.

    `rank` counts from 1; components of the same rank cannot be told apart within the clocks' error. `usual`: errors
    a minute that it logs otherwise. `lead_seconds`: before (+) or after (-) the onset. `clock_off_seconds`: how far
    its clock seems to be ahead, where its errors begin and end as much later than the incident does.
    """

    component: str
    tier: str
    rank: int
    time: pd.Timestamp
    earliest: pd.Timestamp
    latest: pd.Timestamp
    usual: float
    lead_seconds: float
    evidence: tuple[Evidence, ...]
    clock_off_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SafetyNet:
    """What the logs say of the last backup or of replication, and what data rest on it.

    `net`: backup, replication. `state`: good, doubtful, failed, running, behind, stopped, not_found. `settle`: the
    record that would tell what the logs do not.
    """

    net: str
    state: str
    text: str
    time: pd.Timestamp | None
    evidence: tuple[Evidence, ...]
    settle: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap in what the logs cover, and the milestones and numbers that it touches."""

    kind: str
    text: str
    touches: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A cause that somebody supposed, checked against the logs; `verdict`: for, against, both, unknown."""

    subject: str
    text: str
    time: pd.Timestamp | None
    verdict: str
    speaks_for: tuple[Statement, ...]
    speaks_against: tuple[Statement, ...]
    evidence: tuple[Evidence, ...]
