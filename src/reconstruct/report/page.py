"""Timeline -> report.html, one file that needs nothing else, and report.md with the same content."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from reconstruct.report import text
from reconstruct.report.calls import FILTERS, GLOBALS, LINE_LIMIT
from reconstruct.report.markdown import Markdown, escape_code, escape_markdown
from reconstruct.timeline.nouns import Timeline

if TYPE_CHECKING:
    from reconstruct.report.exhibits import Exhibit

WORDS_LIMIT = 2000  # characters of any other text
PAGES = {"internal": "report", "customer": "customer"}  # the template for each audience


def render_html(timeline: Timeline, exhibits: Sequence[Exhibit], audience: str = "internal") -> str:
    """The report as one self-contained HTML page, its charts inline; all log text in it is escaped.

    `exhibits` begin with the chart of the whole; there are none where a text alone is told. The page's policy lets
    no script or style run but its own two, whose hashes it names (https://www.w3.org/TR/CSP3/#external-hash).
    """
    environment = _html()
    style, script = (_asset(environment, name) for name in ("style.css", "script.js"))
    policy = (
        f"default-src 'none'; script-src '{hash_of(script)}'; style-src '{hash_of(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    own = {"style": style, "script": script, "policy": policy, "exhibits": exhibits}
    return environment.get_template(f"{PAGES[audience]}.html.j2").render(_content(timeline), **own)


def render_markdown(timeline: Timeline, chart: str = "", audience: str = "internal") -> str:
    """The report as GitHub-flavoured Markdown without HTML; nothing of the log text in it renders.

    `chart` is the picture's file beside it, where there is one.
    """
    return _markdown().get_template(f"{PAGES[audience]}.md.j2").render(_content(timeline), chart=chart)


def hash_of(content: str) -> str:
    """The content's hash as a Content-Security-Policy names it.

    >>> hash_of("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _asset(environment: jinja2.Environment, name: str) -> Markup:
    assert environment.loader is not None  # noqa: S101 - made with one below
    return Markup(environment.loader.get_source(environment, name)[0])  # noqa: S704 - our own file


def _content(timeline: Timeline) -> dict[str, Any]:
    return {"timeline": timeline, "zone": timeline.timezone, "incidents": timeline.incidents}


@cache
def _html() -> jinja2.Environment:
    return _environment(autoescape=True, finalize=_show_safely)


@cache
def _markdown() -> jinja2.Environment:
    environment = _environment(autoescape=False, finalize=_show_as_markdown)
    environment.filters["code"] = lambda line: escape_code(text.safe_text(line, LINE_LIMIT))
    environment.filters["verbatim"] = Markdown  # what a macro of ours wrote is escaped already
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
    environment.filters |= FILTERS
    environment.globals |= GLOBALS
    return environment


def _show_safely(value: Any) -> Any:
    return value if isinstance(value, Markup) else text.safe_text(str(value), WORDS_LIMIT)


def _show_as_markdown(value: Any) -> Markdown:
    return value if isinstance(value, Markdown) else escape_markdown(text.safe_text(str(value), WORDS_LIMIT))
