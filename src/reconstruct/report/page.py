"""Timeline -> report.html, one file that needs nothing else, and report.md with the same content."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup, escape

from reconstruct.report import findings, replays, rows, stated, text, words, written
from reconstruct.report.markdown import Markdown, escape_code, escape_markdown
from reconstruct.timeline.nouns import Timeline

LINE_LIMIT = 300  # characters of a log line that are shown: its place is given, the file holds the rest
WORDS_LIMIT = 2000  # characters of any other text


def render_html(timeline: Timeline, svg: str) -> str:
    """The report as one self-contained HTML page, with the chart inline (none: ""); all log text in it is escaped."""
    template = _html().get_template("report.html.j2")
    return template.render(_content(timeline), chart=_inline(svg, words.describe_chart(timeline)) if svg else "")


def render_markdown(timeline: Timeline) -> str:
    """The report as GitHub-flavoured Markdown; nothing of the log text in it renders."""
    return _markdown().get_template("report.md.j2").render(_content(timeline))


def _content(timeline: Timeline) -> dict[str, Any]:
    return {"timeline": timeline, "zone": timeline.timezone, "incidents": timeline.incidents}


def _inline(svg: str, description: str) -> Markup:
    """The SVG as an element of a page: without prolog and fixed size, with a text for those who cannot see it."""
    element = svg[svg.index("<svg") :]
    opening, rest = element.split(">", 1)
    opening = re.sub(r'\s(width|height)="[^"]*"', "", opening)
    return Markup(f'{opening} role="img" aria-label="{escape(description)}">{rest}')  # noqa: S704 - our own chart


@cache
def _html() -> jinja2.Environment:
    return _environment(autoescape=True, finalize=_show_safely)


@cache
def _markdown() -> jinja2.Environment:
    environment = _environment(autoescape=False, finalize=_show_as_markdown)
    environment.filters["code"] = lambda line: escape_code(text.safe_text(line, LINE_LIMIT))
    return environment


def _environment(autoescape: bool, finalize: Callable[[Any], Any]) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("reconstruct.report"),
        autoescape=autoescape,  # noqa: S701 - off for Markdown only, whose `finalize` escapes
        finalize=finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "duration": text.say_duration,
        "share": text.say_share,
        "count": text.say_count,
        "time": text.say_time,
        "clock": text.say_clock,
        "place": words.say_place,
        "line": lambda line: text.safe_text(line, LINE_LIMIT),
    }
    environment.globals |= {
        "headline": words.headline,
        "headline_of": words.headline_of,
        "subtitle": words.subtitle,
        "summarise": words.summarise_incident,
        "key_times": rows.list_key_times,
        "durations": rows.list_durations,
        "impact": rows.list_impact,
        "intervals": rows.list_intervals,
        "group": rows.group_statements,
        "spans_days": rows.spans_days,
        "replays": replays.list_replays,
        "say_delay": replays.say_delay,
        "milestone_titles": words.MILESTONE_TITLES,
        "first_component": findings.say_first_component,
        "lead_of": findings.say_lead,
        "touched": findings.say_touched,
        "verdicts": findings.VERDICTS,
        "stated_rows": stated.list_stated,
        "measured_rows": stated.list_measured,
        "say_agreement": stated.say_agreement,
        "overrides": written.list_overrides,
        "blocks": written.list_blocks,
        "by_people": written.is_finished_by_people,
    }
    return environment


def _show_safely(value: Any) -> Any:
    return value if isinstance(value, Markup) else text.safe_text(str(value), WORDS_LIMIT)


def _show_as_markdown(value: Any) -> Markdown:
    return value if isinstance(value, Markdown) else escape_markdown(text.safe_text(str(value), WORDS_LIMIT))
