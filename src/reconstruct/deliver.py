"""What the command line wants written -> the files, and what the terminal shows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from reconstruct.report.audience import for_customers
from reconstruct.report.incident_file import offer_edits
from reconstruct.report.layout import find_size
from reconstruct.report.redact import find_private, hide_private
from reconstruct.report.summary import summarise
from reconstruct.report.surroundings import with_surroundings
from reconstruct.report.write import check_chart, check_formats, write_chart, write_report
from reconstruct.stated.read import Written
from reconstruct.timeline.against import hold_against
from reconstruct.timeline.compared import compare_runs
from reconstruct.timeline.edits import FILE, read_edits
from reconstruct.timeline.finish import apply_edits
from reconstruct.timeline.nouns import Timeline
from reconstruct.timeline.pick import pick_incident


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written: a report into a folder, a chart into a file, or both."""

    folder: Path | None
    formats: tuple[str, ...]
    audience: str
    chart: Path | None
    chart_size: str
    redacted: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What people say about a timeline: incident.toml in `folder`, a text and its zone, the incident that they want,
    the earlier run to compare it with, and the names that the team gives to hosts."""

    folder: Path
    written: Written | None = None
    timezone: str | None = None
    incident: int | None = None
    earlier: Timeline | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def take_in(timeline: Timeline, said: Said) -> Timeline:
    """The timeline with what people say about it.

    Raises UsageError where incident.toml is wrong, or where there is no such incident.
    """
    edits = read_edits(said.folder / FILE)
    timeline = apply_edits(timeline, replace(edits, names={**said.names, **(edits.names or {})}))
    if said.written is not None:
        timeline = hold_against(timeline, said.written, said.timezone)
    if said.incident is not None:
        timeline = pick_incident(timeline, said.incident)
    return timeline if said.earlier is None else compare_runs(timeline, said.earlier)


def check_wanted(  # noqa: PLR0913 - one argument for each option
    output: Path | None, formats: str | None, audience: str, chart: Path | None, size: str, *, redacted: bool
) -> Wanted:
    """What the options want written; a report into `report` where none of them says otherwise.

    Raises UsageError for a format, an audience, a size or a kind of picture that there is not.
    """
    names = None if formats is None else [name.strip().lower() for name in formats.split(",") if name.strip()]
    find_size(size)
    if chart is not None:
        check_chart(chart)
    folder = Path("report") if output is None and chart is None else output
    return Wanted(folder, check_formats(names, audience), audience, chart, size, redacted)


def deliver(timeline: Timeline, wanted: Wanted, *, quiet: bool) -> str | None:
    """Write what is wanted and return what the terminal shows of it, None where it is to be quiet.

    Raises OutputError where something cannot be written, or where redaction missed a name or an address.
    """
    private = None
    if wanted.redacted:
        timeline = with_surroundings(timeline)  # of what the page shows nothing is read after this
        private = find_private(timeline)
        timeline = hide_private(timeline, private)
    if wanted.chart is not None:
        shown = for_customers(timeline) if wanted.audience == "customer" else timeline
        write_chart(shown, wanted.chart, wanted.chart_size)
    if wanted.folder is not None:
        write_report(timeline, wanted.folder, wanted.formats, wanted.audience, private)
        if wanted.audience == "internal" and not timeline.of_text_alone:
            offer_edits(timeline, wanted.folder)
    return None if quiet else summarise(timeline, wanted.folder)
