"""The nouns of a reconstruction, frozen: evidence, milestones, durations, incidents, the timeline that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from reconstruct.events import Source
from reconstruct.stated.nouns import Stated
from reconstruct.timeline.evidence import Duration, Evidence, Statement
from reconstruct.timeline.findings import (
    ComponentFailure,
    Gap,
    Hypothesis,
    Impact,
    PartImpact,
    RouteImpact,
    SafetyNet,
    View,
)
from reconstruct.timeline.said import ActionItem, Override
from reconstruct.window import Window

__all__ = [
    "DEFINITIONS",
    "MILESTONES",
    "PHASES",
    "SPANS",
    "ActionItem",
    "AlertReplay",
    "Basis",
    "Duration",
    "Entry",
    "Evidence",
    "Impact",
    "Incident",
    "Milestone",
    "Override",
    "PartImpact",
    "RouteImpact",
    "Statement",
    "Suspect",
    "Timeline",
    "Trace",
]

Basis = Literal["measured", "recorded", "stated", "inferred", "override"]
MILESTONES = (
    "onset",
    "detected",
    "acknowledged",
    "escalated",
    "identified",
    "repair_started",
    "mitigated",
    "resolved",
)
DEFINITIONS: Mapping[str, str] = {
    "onset": "the first request (or record, where there are no requests) of the sustained departure from the baseline",
    "detected": "the earliest of an alert that fires about it, a page, and a person who reports it",
    "acknowledged": "the first acknowledgement or first act of a responder",
    "escalated": "the first time that a further team or person is called in, or the severity is raised",
    "identified": "the first time that somebody states the cause that the repair then acts on",
    "repair_started": "the first act of the repair that worked",
    "mitigated": "the last failing request before the signals are back at their baseline and stay there",
    "resolved": "the records declare the incident over",
    "time_to_detect": "detected - onset",
    "time_to_acknowledge": "acknowledged - detected",
    "time_to_escalate": "escalated - detected",
    "time_to_identify": "identified - detected",
    "time_to_repair": "mitigated - repair_started",
    "time_to_mitigate": "mitigated - onset",
    "time_to_resolve": "resolved - onset",
}
SPANS: Mapping[str, tuple[str, str]] = {
    "time_to_detect": ("onset", "detected"),
    "time_to_acknowledge": ("detected", "acknowledged"),
    "time_to_escalate": ("detected", "escalated"),
    "time_to_identify": ("detected", "identified"),
    "time_to_repair": ("repair_started", "mitigated"),
    "time_to_mitigate": ("onset", "mitigated"),
    "time_to_resolve": ("onset", "resolved"),
}
PHASES = ("onset", "detected", "acknowledged", "identified", "repair_started", "mitigated")


@dataclass(frozen=True, slots=True)
class Milestone:
    """A moment of an incident, with the rule that chose it and the lines that prove it.

    `time` is None where it began before the logs (`latest` set) or ends after them (`earliest` set); else
    `earliest` <= `time` <= `latest`. `by` tells who detected: alert, engineer, customer. `override` is what people say
    instead; where they alone tell of it, all three times are None.
    """

    name: str
    time: pd.Timestamp | None
    earliest: pd.Timestamp | None
    latest: pd.Timestamp | None
    basis: Basis
    rule: str
    evidence: tuple[Evidence, ...]
    by: str | None = None
    override: Override | None = None

    def __post_init__(self) -> None:
        if not self.evidence or not self.rule:
            raise ValueError(f"{self.name}: a milestone needs a rule and its evidence")
        if self.time is None and self.earliest is None and self.latest is None and self.override is None:
            raise ValueError(f"{self.name}: a milestone needs a time, or a bound where it lies outside of the logs")

    @property
    def settled(self) -> tuple[pd.Timestamp | None, pd.Timestamp | None, pd.Timestamp | None]:
        """(earliest, time, latest) that durations rest on: what people say, else what was measured."""
        if self.override is not None:
            return self.override.time, self.override.time, self.override.time
        return self.earliest or self.time, self.time, self.latest or self.time

    @property
    def moment(self) -> pd.Timestamp:
        """The time; where it lies outside of the logs, the bound that is known."""
        said = self.override.time if self.override is not None else None
        known = [time for time in (self.time, self.latest, self.earliest, said) if time is not None]
        return known[0]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A change before the onset; `score` from 0 to 1 orders them and is no probability."""

    time: pd.Timestamp
    kind: str
    text: str
    score: float
    evidence: tuple[Evidence, ...]
    speaks_for: tuple[str, ...] = ()
    speaks_against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """What an alert rule sees around its firing: hits and trials in even steps, so that a test can show it again.

    The steps before the logs begin are the clean past that the replay assumes. Evaluated every minute from `begin`
    on, the rule is surely quiet after `quiet_after` seconds and surely fires after `firing_after`; None: not sure.
    """

    begin: pd.Timestamp
    step_seconds: int
    hits: tuple[float, ...]
    trials: tuple[float, ...]
    quiet_after: int | None = None
    firing_after: int | None = None


@dataclass(frozen=True, slots=True)
class AlertReplay:
    """When a well-known alert rule would have fired, in seconds before people knew (`lead_seconds`).

    `would_fire` is the first instant at which the logs' own counts fulfil the rule while the incident lasts, None for
    never; `delay_seconds` is what scraping and evaluating add at most. `false_firings` is how often it fires in the
    `quiet_seconds` outside of all incidents. `unknown` says why the rule could not be replayed, `assumed` on what the
    answer rests. `trace` is there where it fires.
    """

    rule: str
    would_fire: pd.Timestamp | None
    lead_seconds: float | None
    name: str = ""
    delay_seconds: float = 0.0
    false_firings: int | None = None
    quiet_seconds: float = 0.0
    assumed: str = ""
    unknown: str = ""
    trace: Trace | None = None

    @property
    def false_per_day(self) -> float | None:
        """How often it would cry wolf in a quiet day; None where there was no quiet part."""
        if self.false_firings is None or self.quiet_seconds <= 0:
            return None
        return self.false_firings * 86400 / self.quiet_seconds


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the report's timeline; `level`: key (a milestone), context (people, alerts, changes), all."""

    time: pd.Timestamp
    level: str
    kind: str
    text: str
    evidence: tuple[Evidence, ...]
    milestone: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """One departure from the baseline, from onset to the end.

    `signal` is what departed: failing, wrong, slow, traffic, errors; or records, where only people told of it.
    `milestones` has all eight names; one that was not found is None, and `unknown` says why and what would settle it.
    `intervals` are the stretches of impact, several where it flapped.
    """

    signal: str
    milestones: Mapping[str, Milestone | None]
    unknown: Mapping[str, str]
    durations: Mapping[str, Duration]
    impact: Impact
    suspects: tuple[Suspect, ...]
    alerts: tuple[AlertReplay, ...]
    intervals: tuple[tuple[pd.Timestamp, pd.Timestamp], ...]
    statements: tuple[Statement, ...]
    entries: tuple[Entry, ...]
    views: tuple[View, ...] = ()
    components: tuple[ComponentFailure, ...] = ()
    safety_nets: tuple[SafetyNet, ...] = ()
    gaps: tuple[Gap, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened: the window looked at, what the sources gave, the signals and the incidents.

    `signals`: a frame with an aware UTC DatetimeIndex of even steps (`step_seconds`) and the columns `requests`,
    `failed`, `slow`, `errors` (error records of databases and applications) as counts a step. `events`: the notable
    rows of the event frame. `blips` are short departures that are no incident; `verdict` says in a sentence what was
    found and why. `timezone` is the zone in which people read the report. `stated` is what people wrote about it, where
    such a text was given; `blocks` and `actions` are the texts by their names and the action items that people wrote in
    incident.toml; `changes` say what is otherwise than in an earlier run. `around`: by "path:line",
    that line and those beside it in the log.
    """

    window: Window
    window_basis: Literal["given", "found", "all"]
    sources: tuple[Source, ...]
    signals: pd.DataFrame
    step_seconds: int
    events: pd.DataFrame
    incidents: tuple[Incident, ...]
    blips: tuple[Statement, ...] = ()
    verdict: str = ""
    timezone: str = "UTC"
    timezone_basis: str = "no zone was asked for"
    questions: tuple[Statement, ...] = field(default=())
    stated: Stated | None = None
    blocks: Mapping[str, str] = field(default_factory=dict)
    actions: tuple[ActionItem, ...] = ()
    changes: tuple[Statement, ...] = ()
    around: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)

    @property
    def of_text_alone(self) -> bool:
        """Whether it rests on no logs, only on what people wrote."""
        return self.stated is not None and not self.sources
