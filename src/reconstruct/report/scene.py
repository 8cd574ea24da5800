"""Timeline and the incident to show in; the plan of the chart out: its stretch of time, curves, marks, moments."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from reconstruct.events import HUMAN_KINDS
from reconstruct.report.caption import say_deck, say_notes
from reconstruct.report.curves import MAX_BINS, Curve, bin_counts, plan_curves, plan_errors
from reconstruct.report.text import DAY, say_duration
from reconstruct.report.words import MILESTONE_TITLES, headline, headline_of
from reconstruct.timeline.nouns import PHASES, Incident, Milestone, Timeline

CLOCK = "%H:%M:%S"  # of a chart of a day at most
MARGIN = 0.5  # of the incident's length is shown as baseline on either side
MIN_MARGIN_SECONDS = 120
# What a phase is on its way to, long and short.
GOALS = {
    "detected": ("until detected", "detect"),
    "acknowledged": ("until acknowledged", "acknowledge"),
    "identified": ("until identified", "identify"),
    "repair_started": ("to start the repair", "start repair"),
    "mitigated": ("to mitigate", "mitigate"),
}
LABELLED_INCIDENTS = 8  # beyond it an overview only numbers them


@dataclass(frozen=True, slots=True)
class Marks:
    """Moments of one kind in a lane; `kind` and `action` choose the marker."""

    kind: str
    action: str
    times: tuple[pd.Timestamp, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A vertical line with its label; `name` is a milestone's, or the incident's number in an overview.

    `mark` is the letter or number that stands for the label where there is no room for it.
    """

    name: str
    time: pd.Timestamp
    label: str
    mark: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """A shaded stretch; `names` from the longest to the shortest, of which the first that fits is written."""

    start: pd.Timestamp
    end: pd.Timestamp
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the chart draws, and nothing of how it looks."""

    start: pd.Timestamp
    end: pd.Timestamp
    timezone: str
    title: str
    deck: tuple[str, ...]
    notes: tuple[str, ...]
    main: tuple[Curve, ...]
    small: tuple[Curve, ...]
    errors: Curve
    marks: tuple[Marks, ...]
    moments: tuple[Moment, ...]
    phases: tuple[Phase, ...]
    suspect: pd.Timestamp | None = None


def plan_scene(timeline: Timeline, incident: int | None = None, most_bins: int = MAX_BINS) -> Scene:
    """The plan of the chart of one incident (its index), or of all of them, its curves in that many bins at most.

    Raises IndexError where the timeline has no such incident.
    """
    shown = timeline.incidents if incident is None else (timeline.incidents[incident],)
    start, end = _stretch(timeline, shown[0] if len(shown) == 1 else None)
    counts = bin_counts(timeline, start, end, most_bins)
    main, small = plan_curves(counts, shown)
    return Scene(
        start=start,
        end=end,
        timezone=timeline.timezone,
        title=headline(timeline) if incident is None else headline_of(shown[0]),
        deck=tuple(say_deck(timeline, shown, start, end)),
        notes=tuple(say_notes(timeline, shown, main[0])),
        main=main,
        small=small,
        errors=plan_errors(counts),
        marks=_marks(timeline, start, end),
        moments=_moments(timeline, shown, start, end),
        phases=_phases(shown, start, end),
        suspect=_suspect(shown, start, end),
    )


def _stretch(timeline: Timeline, incident: Incident | None) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The window, or the incident with its baseline on either side where nobody gave a window."""
    window = timeline.window
    if incident is None or timeline.window_basis == "given":
        return window.start, window.end
    known = [time for m in incident.milestones.values() if m is not None for time in (_moment_of(m),) if time]
    known += [time for interval in incident.intervals for time in interval]
    if not known:
        return window.start, window.end
    margin = max((max(known) - min(known)) * MARGIN, pd.Timedelta(seconds=MIN_MARGIN_SECONDS))
    first = min([*known, *(s.time for s in incident.suspects[:1] if s.time > min(known) - 2 * margin)])
    start, end = max(window.start, first - margin), min(window.end, max(known) + margin)
    return (start, end) if start < end else (window.start, window.end)


def _moment_of(milestone: Milestone) -> pd.Timestamp | None:
    """Where the milestone's line stands: at its time, or at the one end that is known."""
    return milestone.time if milestone.time is not None else milestone.latest or milestone.earliest


def _marks(timeline: Timeline, start: pd.Timestamp, end: pd.Timestamp) -> tuple[Marks, ...]:
    """What alerts, pages and people recorded and what changed, by kind and action, in the order of time."""
    events = timeline.events
    inside = events[(events["time"] >= start) & (events["time"] < end)]
    people = inside[inside["kind"].isin(HUMAN_KINDS)]
    groups = people.assign(action=people["action"].fillna("")).groupby(["kind", "action"], observed=True)["time"]
    return tuple(Marks(str(kind), str(action), tuple(times.sort_values())) for (kind, action), times in groups)


def _suspect(shown: tuple[Incident, ...], start: pd.Timestamp, end: pd.Timestamp) -> pd.Timestamp | None:
    """When the change most closely associated with the one incident was, where the chart shows that time."""
    if len(shown) != 1 or not shown[0].suspects:
        return None
    time = shown[0].suspects[0].time
    return time if start <= time < end else None


def _moments(
    timeline: Timeline, shown: tuple[Incident, ...], start: pd.Timestamp, end: pd.Timestamp
) -> tuple[Moment, ...]:
    """The milestones of one incident, the beginnings of several, or else the blips, in the order of time."""
    timezone = timeline.timezone
    stamp = CLOCK if (end - start).total_seconds() <= DAY else "%d %b %H:%M"
    found: list[Moment | None]
    if not shown:
        blips = [(number, blip.time) for number, blip in enumerate(timeline.blips[:LABELLED_INCIDENTS], 1)]
        found = [Moment(f"blip-{i}", t, f"over at once  {t.tz_convert(timezone):{stamp}}") for i, t in blips if t]
    elif len(shown) == 1:
        found = [_label_milestone(m, timezone, stamp) for m in shown[0].milestones.values() if m is not None]
    else:
        shape = f"incident {{}}  {{:{stamp}}}" if len(shown) <= LABELLED_INCIDENTS else "{}"
        found = [_label_incident(number, incident, timezone, shape) for number, incident in enumerate(shown, 1)]
    inside = sorted((m for m in found if m is not None and start <= m.time <= end), key=lambda moment: moment.time)
    return tuple(m if m.mark else replace(m, mark=chr(ord("A") + place)) for place, m in enumerate(inside))


def _label_milestone(milestone: Milestone, timezone: str, stamp: str) -> Moment | None:
    time = _moment_of(milestone)
    if time is None:
        return None
    # beside a date there is no room for the words at the figure's right edge
    before, after = ("before ", "after ") if stamp == CLOCK else ("< ", "> ")
    side = "" if milestone.time is not None else before if milestone.latest is not None else after
    label = f"{MILESTONE_TITLES[milestone.name]}  {side}{time.tz_convert(timezone):{stamp}}"
    return Moment(milestone.name, time, label, strong=milestone.name in ("onset", "mitigated"))


def _label_incident(number: int, incident: Incident, timezone: str, shape: str) -> Moment | None:
    onset = incident.milestones.get("onset")
    time = _moment_of(onset) if onset is not None else None
    if time is None:
        return None
    label = shape.format(number, time.tz_convert(timezone))
    return Moment(f"incident-{number}", time, label, str(number), strong=True)


def _phases(shown: tuple[Incident, ...], start: pd.Timestamp, end: pd.Timestamp) -> tuple[Phase, ...]:
    """What the shaded stretches are: the phases of one incident, or each of several incidents."""
    if len(shown) == 1:
        return _phases_of(shown[0], start, end)
    phases = []
    for number, incident in enumerate(shown, 1):
        ends = [incident.milestones.get(name) for name in ("onset", "mitigated")]
        first, last = (m and _moment_of(m) for m in ends)
        first, last = max(first or start, start), min(last or end, end)
        if first < last:
            phases.append(Phase(first, last, (say_duration((last - first).total_seconds()), str(number))))
    return tuple(phases)


def _phases_of(incident: Incident, start: pd.Timestamp, end: pd.Timestamp) -> tuple[Phase, ...]:
    """From each known milestone of PHASES to the next; one that stands in the wrong order opens none."""
    phases: list[Phase] = []
    last: pd.Timestamp | None = None
    for name in PHASES:
        milestone = incident.milestones.get(name)
        time = _moment_of(milestone) if milestone is not None else None
        if time is None or (last is not None and time < last) or not start <= time <= end:
            continue
        if last is not None and time > last:
            length = ("" if milestone and milestone.time else "over ") + say_duration((time - last).total_seconds())
            names = tuple(f"{goal} {length}" for goal in GOALS[name])
            phases.append(Phase(last, time, (*names, length)))
        last = time
    return tuple(phases)
