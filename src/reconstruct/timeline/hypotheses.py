"""What people supposed to be the cause -> each supposition checked against the logs: what speaks for it and against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from reconstruct.events import HUMAN_KINDS
from reconstruct.timeline.acts import read_acts
from reconstruct.timeline.condense import Digest
from reconstruct.timeline.evidence import Statement
from reconstruct.timeline.findings import Hypothesis
from reconstruct.timeline.nouns import Suspect
from reconstruct.timeline.people import cite
from reconstruct.timeline.signs import Subject, holds, subjects
from reconstruct.timeline.words import telling_words

EARLY = pd.Timedelta(seconds=60)  # a fault shows in the logs of machines before users feel it
SPECIAL_RATIO = 2.0  # a sign that comes less than twice as often as before is no sign of this incident
AHEAD = pd.Timedelta(minutes=5)  # traffic just before the onset: what came after is changed by the fault itself
RISEN, LEVEL = 1.5, 1.2  # times the usual traffic: beyond the first it rose, below the second it did not
LEAST_REQUESTS = 100  # before and in all, for a rate to be known to a tenth (Poisson)
HOUR, DAY = pd.Timedelta(hours=1), pd.Timedelta(days=1)
SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s+|\s[-–—]+\s|,\s+")
UNNAMED = "not named"


@dataclass(frozen=True, slots=True)
class Scene:
    """What a supposition is held against: the machines' records, and the incident's first and last second."""

    digest: Digest
    suspects: Sequence[Suspect]
    begin: pd.Timestamp
    end: pd.Timestamp

    @property
    def machine(self) -> pd.DataFrame:
        """The notable records of machines."""
        return self.digest.events[~self.digest.events["kind"].isin(HUMAN_KINDS)]

    def covering(self, kinds: Iterable[str]) -> list[str]:
        """The paths of the logs of these kinds that have records before and after the whole incident."""
        return [
            s.path
            for s in self.digest.sources
            if s.kind in set(kinds) and s.first is not None and s.last is not None
            if s.first <= self.begin and s.last >= self.end
        ]


def check_hypotheses(
    statements: Iterable[Statement],
    digest: Digest,
    suspects: Sequence[Suspect],
    begin: pd.Timestamp,
    end: pd.Timestamp,
) -> tuple[Hypothesis, ...]:
    """Each supposition among the statements, clause by clause, with what the logs say of it from `begin` to `end`.

    Nothing is concluded: signs that came with the incident speak for a cause, logs that would show it and do not
    speak against it, and where no log could show it, the verdict is unknown.
    """
    scene = Scene(digest, suspects, begin, end)
    found: dict[tuple[str, str], Hypothesis] = {}
    for statement in statements:
        if statement.kind in ("hypothesis", "earlier_cause"):
            for clause in _suppositions(statement):
                checked = _check(clause, statement, scene)
                found.setdefault((checked.subject, checked.text), checked)
    return tuple(found.values())


def _suppositions(statement: Statement) -> list[str]:
    """The clauses of a statement that suppose something; all of it, where it states a cause."""
    if statement.kind == "earlier_cause":
        return [statement.text]
    clauses = [clause.strip() for clause in SENTENCE_ENDS.split(statement.text) if clause.strip()]
    supposed = read_acts(pd.Series(clauses, dtype="str"))["hypothesis"] if clauses else pd.Series(dtype=bool)
    named = [clause for clause, told in zip(clauses, supposed, strict=True) if told or _is_bare_question(clause)]
    return named or [statement.text]


def _is_bare_question(clause: str) -> bool:
    """Whether a clause only names something and asks: "CDN?"."""
    return clause.endswith("?") and len(clause.split()) <= 2 and _subject_of(clause) is not None


def _subject_of(clause: str) -> Subject | None:
    """The subject that a clause names first: "network between app and db" supposes the network."""
    places = [(found.start(), subject) for subject in subjects() if (found := re.search(subject.named, clause))]
    return min(places, key=lambda place: place[0])[1] if places else None


def _check(clause: str, statement: Statement, scene: Scene) -> Hypothesis:
    subject = _subject_of(clause)
    if subject is None:
        return Hypothesis(UNNAMED, clause, statement.time, "unknown", (), (), statement.evidence)
    said = [*_read_signs(subject, scene), *_silence(subject, scene)]
    if subject.name == "change":
        said += _check_changes(clause, scene)
    if subject.name == "traffic":
        said += _check_traffic(scene)
    speaks_for = tuple(each for each in said if each.kind == "for")
    against = tuple(each for each in said if each.kind == "against")
    if speaks_for:  # a log that is silent tells little where another one speaks
        against = tuple(each for each in against if each.evidence)
    return Hypothesis(
        subject=subject.name,
        text=clause,
        time=statement.time,
        verdict={(1, 0): "for", (0, 1): "against", (1, 1): "both"}.get((bool(speaks_for), bool(against)), "unknown"),
        speaks_for=speaks_for,
        speaks_against=against,
        evidence=statement.evidence,
    )


def _read_signs(subject: Subject, scene: Scene) -> Iterator[Statement]:
    machine = scene.machine
    for sign in subject.signs:
        yield from _weigh(machine[holds(machine["message"], sign.pattern)], sign.says, sign.speaks, scene)
    if subject.errors_of is not None:
        errors = machine[(machine["kind"] == subject.errors_of) & (machine["severity"] >= "error")]
        yield from _weigh(errors, f"errors in the {subject.errors_of}'s own log", "for", scene)


def _weigh(rows: pd.DataFrame, says: str, speaks: str, scene: Scene) -> Iterator[Statement]:
    """What records of one sign say: they came with the incident, or they came as often before."""
    start = scene.begin - EARLY
    inside, before = rows[rows["time"].between(start, scene.end)], rows[rows["time"] < start]
    if not len(inside):
        return
    first = inside.iloc[0]
    seconds = inside["time"].dt.floor("s").nunique()
    rate = seconds / max((scene.end - start).total_seconds(), 1.0)
    usual = before["time"].dt.floor("s").nunique() / max(_covered(inside, start, scene), 1.0)
    if rate <= SPECIAL_RATIO * usual:
        text = f"{says}: as often before the incident as in it"
        yield Statement("against", text, first["time"], (cite(before.iloc[-1]), cite(first)))
        return
    some = "a second" if seconds == 1 else f"{seconds} different seconds"
    ahead = "none in these logs before" if not len(before) else "rarer before"
    yield Statement(speaks, f"{says}: in {some} of the incident, {ahead}", first["time"], (cite(first),))


def _covered(rows: pd.DataFrame, start: pd.Timestamp, scene: Scene) -> float:
    """Seconds before `start` that are covered by the logs in which these rows stand."""
    paths = set(rows["source"].astype("str"))
    begins = [s.first for s in scene.digest.sources if s.path in paths and s.first is not None]
    return max(0.0, (start - min(begins, default=start)).total_seconds())


def _silence(subject: Subject, scene: Scene) -> Iterator[Statement]:
    """Logs that would show such a fault, reach over the whole incident, and show none."""
    paths = scene.covering(subject.seen_in)
    if paths and not any(True for _ in _read_signs(subject, scene)):
        named = ", ".join(paths[:3])
        what = " or ".join(sign.says for sign in subject.signs if sign.speaks == "for")
        yield Statement("against", f"{named}: over the whole incident, no sign of {what}")


def _check_changes(clause: str, scene: Scene) -> Iterator[Statement]:
    listed = [s for s in scene.suspects if s.kind == "change" and s.time >= scene.begin - DAY]
    words = telling_words(clause)
    same = [s for s in listed if words & telling_words(s.text)]
    late = [s for s in listed if s.time >= scene.begin - HOUR]
    for suspect in (same or late)[:2]:
        text = f"a change that is listed {_minutes(scene.begin - suspect.time)} before the onset"
        yield Statement("for", text, suspect.time, suspect.evidence[:1])
    lists = [s.path for s in scene.digest.sources if s.kind == "change" and s.skipped is None]
    if lists and not listed:
        yield Statement("against", f"{', '.join(lists[:3])}: no change within a day before the onset")


def _check_traffic(scene: Scene) -> Iterator[Statement]:
    """The rate of requests just before the onset against the usual one; afterwards, retries and give-ups blur it."""
    asked = scene.digest.requests[~scene.digest.requests["probe"]]
    first = asked["second"].min() if len(asked) else scene.begin
    healthy = (scene.begin - first).total_seconds()
    ahead = min(AHEAD.total_seconds(), healthy / 3)
    near = asked[asked["second"].between(scene.begin - pd.Timedelta(seconds=ahead), scene.begin, inclusive="left")]
    usual = asked[asked["second"] < scene.begin - pd.Timedelta(seconds=ahead)]
    if near["n"].sum() < LEAST_REQUESTS or usual["n"].sum() < LEAST_REQUESTS:
        return
    rate, level = near["n"].sum() / ahead, usual["n"].sum() / (healthy - ahead)
    text = f"{rate:.3g} requests a second in the {ahead:.0f} s before the onset, {level:.3g} before that"
    marks = scene.digest.marks[scene.digest.marks["time"].between(near["second"].min(), scene.begin)]
    evidence = tuple(cite(row) for _, row in marks.tail(1).iterrows())
    if rate >= RISEN * level:
        yield Statement("for", f"traffic rose: {text}", near["second"].min(), evidence)
    elif rate <= LEVEL * level:
        yield Statement("against", f"traffic was as usual: {text}", near["second"].min(), evidence)


def _minutes(lead: pd.Timedelta) -> str:
    seconds = lead.total_seconds()
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
