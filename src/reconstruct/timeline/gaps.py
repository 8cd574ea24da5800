"""Sources and their records -> the gaps in what the logs cover, each with the milestones and numbers it touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reconstruct.events import HUMAN_KINDS, Source
from reconstruct.timeline.components import speaks_only_in_trouble
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.durations import Milestones
from reconstruct.timeline.evidence import Evidence
from reconstruct.timeline.findings import ComponentFailure, Gap
from reconstruct.timeline.people import cite
from reconstruct.timeline.rotated import log_of

LONGER = 3.0  # times the longest silence that a log keeps otherwise
LEAST = 60.0  # seconds: shorter silences are not looked for
TOLD_BY = 10  # silences, at least, that tell what is usual for a log
COARSE = 60.0  # seconds: a log that writes no seconds
# Kinds of logs that belong to every outage, in words, and what cannot be told well without them.
NEEDED: Mapping[tuple[str, ...], tuple[str, tuple[str, ...]]] = {
    ("request",): ("access log of requests", ("onset", "mitigated", "impact")),
    ("server", "database", "application", "system", "record"): (
        "server, database or application log",
        ("order of the components", "hypotheses"),
    ),
    ("alert", "page"): ("alert or page", ("detected", "acknowledged", "escalated", "resolved")),
    ("chat",): ("chat", ("acknowledged", "identified", "repair_started")),
    ("ticket",): ("ticket of a customer", ("detected",)),
    ("change",): ("list of changes", ("suspects",)),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """An incident's first and last moment, and what was found from which log."""

    begin: pd.Timestamp
    end: pd.Timestamp
    milestones: Milestones
    components: Mapping[str, ComponentFailure]

    def touched(self, log: str, kind: str | None) -> tuple[str, ...]:
        """The milestones proved by lines of this log, the impact where it holds requests, and its component's place."""
        known = [(name, m) for name, m in self.milestones.items() if m is not None]
        names = [name for name, m in known if any(log_of(e.path) == log for e in m.evidence)]
        names += ["impact"] if kind == "request" else []
        names += ["order of the components"] if log in self.components else []
        names += ["suspects"] if kind == "change" else []
        return tuple(names)


def find_gaps(
    digest: Digest,
    begin: pd.Timestamp,
    end: pd.Timestamp,
    milestones: Milestones,
    components: Sequence[ComponentFailure],
) -> tuple[Gap, ...]:
    """The gaps that touch something known of the incident from `begin` to `end`, whose `components` failed.

    >>> from reconstruct.timeline.condense import condense
    >>> from reconstruct.events import empty
    >>> moment = pd.Timestamp("2023-05-15T09:00Z")
    >>> [gap.kind for gap in find_gaps(condense(empty()), moment, moment, {}, ())][:1]
    ['missing']
    """
    scope = Scope(begin, end, milestones, {log_of(each.evidence[0].path): each for each in components})
    read = [source for source in digest.sources if source.skipped is None and source.events]
    logs: dict[str, list[Source]] = {}
    for source in read:
        logs.setdefault(log_of(source.path), []).append(source)
    found = [gap for log, sources in logs.items() for gap in _of_log(log, sources, digest, scope)]
    return (*found, *_missing(read))


def _of_log(log: str, sources: list[Source], digest: Digest, scope: Scope) -> Iterator[Gap]:
    kind = sources[0].kind
    touches = scope.touched(log, kind)
    if kind not in HUMAN_KINDS and not speaks_only_in_trouble(digest, [source.path for source in sources]):
        yield from _silences(log, digest, scope, touches or ("order of the components",))
    for source in sources:
        yield from _unread(source, digest, scope, touches)
    astray = all(s.first is None or s.last is None or s.first > scope.end or s.last < scope.begin for s in sources)
    if touches or (astray and kind not in HUMAN_KINDS):
        yield from _clocks(log, sources, touches or ("order of the components", "hypotheses"), scope)


def _silences(log: str, digest: Digest, scope: Scope, touches: tuple[str, ...]) -> Iterator[Gap]:
    """Where a log falls silent within the incident for far longer than otherwise; at its ends: starts late, stops."""
    edges = digest.edges[digest.edges["source"].astype("str").map(log_of) == log].sort_values(["time", "offset"])
    times = edges["time"]
    after = times.shift(-1)
    length = (after - times).dt.total_seconds()
    # Within a minute only its first and last record are known: what lies between them is no silence.
    length = length.where(times.dt.floor("min") != after.dt.floor("min"))
    inside = (after >= scope.begin) & (times <= scope.end)
    usual = length[~inside].dropna()
    if len(usual) < TOLD_BY:
        return
    limit = max(LEAST, LONGER * float(usual.max()))
    rest = f"its longest silence outside of the incident is {usual.max():.0f} s"
    for at in length.index[inside & (length > limit)]:
        text = f"{log}: silent for {length[at]:.0f} s within the incident; {rest}"
        yield Gap("silence", text, touches, (cite(edges.loc[at]), cite(edges.shift(-1).loc[at])))
    first, last = edges.iloc[0], edges.iloc[-1]
    if (first["time"] - scope.begin).total_seconds() > limit:
        yield Gap("starts_late", f"{log}: its first record comes after the incident began", touches, (cite(first),))
    if (scope.end - last["time"]).total_seconds() > limit:
        yield Gap("stops_early", f"{log}: its last record comes before the incident ended", touches, (cite(last),))


def _unread(source: Source, digest: Digest, scope: Scope, touches: tuple[str, ...]) -> Iterator[Gap]:
    """Lines that were not understood, unless the first of them stands after the incident."""
    if not source.unread or source.first_unread is None:
        return
    line, text = source.first_unread
    edges = digest.edges[digest.edges["source"].astype("str") == source.path]
    after = edges[edges["line"] > line]["time"]
    earlier = edges[edges["line"] < line]["time"]
    if len(earlier) and earlier.max() > scope.end and (not len(after) or after.min() > scope.end):
        return
    place = f"line {line}" if line else f"{text[:80]!r}"
    said = f"{source.path}: {source.unread} of {source.lines} lines were not understood, the first is {place}"
    said += "; whether they stand within the incident cannot be told"
    yield Gap(
        "unread", said, touches or ("order of the components",), (Evidence(source.path, line or None, text[:500]),)
    )


def _clocks(log: str, sources: list[Source], touches: tuple[str, ...], scope: Scope) -> Iterator[Gap]:
    assumed = [source for source in sources if source.timezone_basis.startswith("assumed")]
    if assumed:
        said = f"{log}: its lines state no zone and were read as {assumed[0].timezone} ({assumed[0].timezone_basis})"
        yield Gap("zone", said, touches)
    off = [source.clock_offset_seconds for source in sources if source.clock_offset_seconds]
    if off:
        yield Gap("clock", f"{log}: its clock seems off by {max(off, key=abs):+.3g} s against the other logs", touches)
    failed = scope.components.get(log)
    if not off and failed is not None and failed.clock_off_seconds is not None:
        said = f"{log}: its errors begin and end {abs(failed.clock_off_seconds):.0f} s "
        said += "after" if failed.clock_off_seconds > 0 else "before"
        said += " the incident does: its clock seems off by as much, or what it logs waits so long"
        yield Gap("clock", said, touches, failed.evidence)
    step = max(source.resolution_seconds or 0.0 for source in sources)
    if step >= COARSE:
        yield Gap("resolution", f"{log}: its times are written in steps of {step:.0f} s", touches)


def _missing(read: list[Source]) -> Iterator[Gap]:
    kinds = {source.kind for source in read}
    for needed, (title, touches) in NEEDED.items():
        if not kinds & set(needed):
            yield Gap("missing", f"no {title} was read", touches)
