"""Logs in, the story of an outage out: when it began, was noticed, was repaired and was over, with proof.

Four calls go from logs to a report, and the command line makes the same four:

    frame = read_logs("logs/")               # the event frame: one row a record, a plain pandas frame
    timeline = build_timeline(frame, "find")  # the Timeline: sources, signals, incidents
    figure = draw(timeline)                   # a matplotlib Figure
    write_report(timeline, "report")          # report.html, report.md, chart, timeline.json, events.csv
    load("report")                            # the Timeline of an earlier run, from its timeline.json

The nouns: a `Timeline` looks at a `Window`, tells of each `Source` what it gave, and holds `Incident`s. An incident has
eight `Milestone`s (onset, detected, acknowledged, escalated, identified, repair_started, mitigated, resolved), each
with the rule that chose it and the `Evidence` that proves it: path, line, text; one that no record tells is None.
Between them lie `Duration`s; `Impact` counts the requests that suffered, and each `Suspect` is a change that came
before. Every time is aware and in UTC. Every error is a `ReconstructError`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reconstruct.errors import ReconstructError
    from reconstruct.events import Source
    from reconstruct.parsers.read import read_logs
    from reconstruct.report.chart import draw
    from reconstruct.report.incident_file import offer_edits
    from reconstruct.report.load import load
    from reconstruct.report.write import write_report
    from reconstruct.stated.nouns import Stated
    from reconstruct.stated.read import open_stated
    from reconstruct.timeline.against import check_text, hold_against
    from reconstruct.timeline.build import build_timeline
    from reconstruct.timeline.edits import read_edits
    from reconstruct.timeline.finish import apply_edits
    from reconstruct.timeline.nouns import Duration, Evidence, Impact, Incident, Milestone, Suspect, Timeline
    from reconstruct.window import Window, parse_window

# Each name is fetched when it is first asked for: pandas and matplotlib take a second that --help need not wait for.
_HOMES = {
    "ReconstructError": "errors",
    "Source": "events",
    "read_logs": "parsers.read",
    "draw": "report.chart",
    "load": "report.load",
    "write_report": "report.write",
    "Stated": "stated.nouns",
    "open_stated": "stated.read",
    "check_text": "timeline.against",
    "hold_against": "timeline.against",
    "apply_edits": "timeline.finish",
    "offer_edits": "report.incident_file",
    "read_edits": "timeline.edits",
    "build_timeline": "timeline.build",
    "Duration": "timeline.nouns",
    "Evidence": "timeline.nouns",
    "Impact": "timeline.nouns",
    "Incident": "timeline.nouns",
    "Milestone": "timeline.nouns",
    "Suspect": "timeline.nouns",
    "Timeline": "timeline.nouns",
    "Window": "window",
    "parse_window": "window",
}

__all__ = [
    "Duration",
    "Evidence",
    "Impact",
    "Incident",
    "Milestone",
    "ReconstructError",
    "Source",
    "Stated",
    "Suspect",
    "Timeline",
    "Window",
    "apply_edits",
    "build_timeline",
    "check_text",
    "draw",
    "hold_against",
    "load",
    "offer_edits",
    "open_stated",
    "parse_window",
    "read_edits",
    "read_logs",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
