"""What a text states beside what was measured -> what agrees, what contradicts, what one of them lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from reconstruct.spoken import say_duration
from reconstruct.stated.nouns import Measured, Stated, StatedEntry
from reconstruct.timeline.nouns import MILESTONES, Entry, Evidence, Incident, Milestone
from reconstruct.timeline.words import telling_words

ROUNDING = 150.0  # seconds: people round to five minutes, which is off by half of them at most
STEPS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}
CLOSING = ("mitigated", "resolved")


def compare(stated: Stated, incident: Incident | None, zone: str) -> Iterator[Measured]:
    """What agrees, what the logs contradict, what they do not show, and what the text leaves out."""
    told: set[str] = set()
    for entry in stated.entries:
        for name in entry.milestones:
            told.add(name)
            yield _of_milestone(stated, entry, name, incident, zone)
        if not entry.milestones and entry.time is not None:
            yield _of_record(entry, incident, zone)
    if incident is not None:
        yield from _opening(stated, incident, told, zone)
        yield from _missing(incident, told, zone)


def _of_milestone(stated: Stated, entry: StatedEntry, name: str, incident: Incident | None, zone: str) -> Measured:
    title = _title(name)
    if entry.time is None:
        text = f"written: {title} at “{entry.time_text}”, which is no time that can be told"
        return Measured("not_shown", name, entry.line, None, None, None, text)
    written = f"written: {title} at {_clock(entry.time, zone)}"
    milestone = find_closest(stated, incident, name, entry) if incident is not None else None
    if milestone is None or incident is None:
        why = incident.unknown.get(name, "no record shows it") if incident is not None else "they show no incident"
        return Measured(
            "not_shown", name, entry.line, entry.time, None, None, f"{written}; the logs do not show it: {why}"
        )
    seconds = gap_between(entry, milestone)
    shown = f"measured: {_say(milestone, name, zone)}"
    verdict = "agrees" if abs(seconds) <= ROUNDING else "contradicted"
    return Measured(
        verdict,
        name,
        entry.line,
        entry.time,
        milestone.moment,
        seconds,
        f"{written}; {shown}{_how_far(seconds)}",
        _cite(milestone.evidence),
    )


def _how_far(seconds: float) -> str:
    if not seconds:
        return ""
    side = "later" if seconds > 0 else "earlier"
    return f"; written {say_duration(abs(seconds))} {side} than measured"


def _say(milestone: Milestone, name: str, zone: str) -> str:
    """When the measured milestone was, named where it is another than the text's."""
    title = "" if milestone.name == name else f"{_title(milestone.name)} at "
    if milestone.time is not None:
        return f"{title}{_clock(milestone.time, zone)}"
    side = "before" if milestone.latest is not None else "after"
    return f"{title}{side} {_clock(milestone.moment, zone)}"


def _opening(stated: Stated, incident: Incident, told: set[str], zone: str) -> Iterator[Measured]:
    """A story that begins when people noticed, while the logs show that it began earlier."""
    onset, detected = incident.milestones.get("onset"), incident.milestones.get("detected")
    timed = [entry for entry in stated.entries if entry.time is not None]
    if onset is None or onset.time is None or not timed:
        return
    spans = [span for span in stated.spans if span.time is not None]
    opening = next((entry for entry in timed if "detected" in entry.milestones), None)
    first = spans[0] if spans and "onset" not in told else None
    if first is None and ("onset" in told or opening is None or opening is not min(timed, key=_time)):
        return
    begins = first or opening
    if begins is None or begins.time is None or gap_between(begins, onset) <= ROUNDING:
        return
    late = ""
    if detected is not None and detected.time is not None:
        late = f", detection {say_duration((detected.time - onset.time).total_seconds())} late"
    what = "it began" if first else "detected"
    moment = "" if first else ", the moment at which its story begins"
    written = f"written: {what} at {_clock(begins.time, zone)}{moment}"
    text = f"{written}; measured: failures since {_clock(onset.time, zone)}{late}"
    told.add("onset")
    yield Measured(
        "contradicted",
        "onset",
        begins.line,
        begins.time,
        onset.time,
        gap_between(begins, onset),
        text,
        _cite(onset.evidence),
    )


def _missing(incident: Incident, told: set[str], zone: str) -> Iterator[Measured]:
    for name in MILESTONES:
        milestone = incident.milestones.get(name)
        if milestone is None or name in told or (name in CLOSING and told & set(CLOSING)):
            continue
        text = f"not written: {_title(name)}; measured: {_say(milestone, name, zone)}"
        yield Measured("missing", name, None, None, milestone.moment, None, text, _cite(milestone.evidence))


def _of_record(entry: StatedEntry, incident: Incident | None, zone: str) -> Measured:
    """An entry that states no milestone beside the record that says the same at that time."""
    assert entry.time is not None  # noqa: S101 - only asked for entries that have a time
    row = _same_record(entry, incident.entries) if incident is not None else None
    written = f"written at {_clock(entry.time, zone)}"
    if row is None:
        return Measured(
            "not_shown", None, entry.line, entry.time, None, None, f"{written}; no record of the logs tells the same"
        )
    seconds = (entry.time - row.time).total_seconds()
    text = f"{written}; recorded at {_clock(row.time, zone)}"
    return Measured("agrees", None, entry.line, entry.time, row.time, seconds, text, _cite(row.evidence))


def _same_record(entry: StatedEntry, rows: Sequence[Entry]) -> Entry | None:
    assert entry.time is not None  # noqa: S101 - only asked for entries that have a time
    begin = entry.time
    end = begin + pd.Timedelta(seconds=STEPS[entry.precision])
    slack = pd.Timedelta(seconds=ROUNDING)
    words = telling_words(entry.text)
    near = [(len(words & telling_words(row.text)), row) for row in rows if begin - slack <= row.time <= end + slack]
    shared, row = max(near, key=lambda pair: pair[0], default=(0, None))
    return row if shared else None


def find_closest(stated: Stated, incident: Incident, name: str, entry: StatedEntry) -> Milestone | None:
    """The measured milestone of that name; where the text tells of one end only, the one that lies closer to it."""
    told = {each for other in stated.entries for each in other.milestones}
    names = CLOSING if name in CLOSING and not set(CLOSING) <= told else (name,)
    found = [milestone for each in names if (milestone := incident.milestones.get(each)) is not None]
    own = incident.milestones.get(name)
    if own is not None and abs(gap_between(entry, own)) <= ROUNDING:
        return own
    return min(found, key=lambda milestone: abs(gap_between(entry, milestone)), default=None)


def gap_between(entry: StatedEntry, milestone: Milestone) -> float:
    """By how many seconds the entry is too late (+) or too early (-), beyond what both leave open."""
    assert entry.time is not None  # noqa: S101 - only asked for entries that have a time
    begin = entry.time
    end = begin + pd.Timedelta(seconds=STEPS[entry.precision] - 1.0)
    low = milestone.earliest or milestone.time
    high = milestone.latest or milestone.time
    if high is not None and begin > high:
        return (begin - high).total_seconds()
    return (end - low).total_seconds() if low is not None and end < low else 0.0


def _time(entry: StatedEntry) -> pd.Timestamp:
    return entry.time if entry.time is not None else pd.Timestamp.max.tz_localize("UTC")


def _clock(time: pd.Timestamp, zone: str) -> str:
    return f"{time.tz_convert(zone):%H:%M:%S}".removesuffix(":00")


def _title(name: str) -> str:
    return {"onset": "it began", "repair_started": "the repair began"}.get(name, name)


def _cite(evidence: Sequence[Evidence]) -> tuple[str, int | None, str] | None:
    return (evidence[0].path, evidence[0].line, evidence[0].text) if evidence else None
