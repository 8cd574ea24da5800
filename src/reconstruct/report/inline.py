"""A chart as SVG in; an element of a page out, that needs neither styles of its own nor ids that another may bear."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

TAG = re.compile(r"<[^>]*>")
USED = re.compile(r'(?:href="#|url\(#)([\w-]+)')
KEPT = "moment-"  # ids by which the page's script finds the milestones
# What the page's own style sheet says of all charts, or what says nothing.
SAID_ELSEWHERE = re.compile(r"font-family: [^;\"]*;? ?|stroke-dashoffset: 0;? ?| transform=\"rotate\(-0 [^\"]*\"")


def inline(svg: str, name: str, description: str) -> Markup:
    """The SVG as one image of a page, its ids beginning with `name`, told by `description` to those who cannot see it.

    Styles become attributes, since a page that forbids inline styles would not show them. The SVG must be our own:
    what it says in its text is escaped there already.

    >>> print(inline('<svg width="9pt" viewBox="0 0 9 9"><g id="a" style="fill: red; stroke: none"/></svg>', "", "box"))
    <svg viewBox="0 0 9 9" role="img" aria-label="box"><g fill="red" stroke="none"/></svg>
    """
    element = re.sub(r"<defs>\s*<style.*?</defs>\s*", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    opening, rest = element.split(">", 1)
    opening = re.sub(r'\s(width|height|version|xmlns(:xlink)?)="[^"]*"', "", opening)
    used = set(USED.findall(rest))
    body = re.sub(r">\s+<", "><", TAG.sub(lambda tag: _tag(tag[0], name, used), rest).strip())
    return Markup(f'{opening} role="img" aria-label="{escape(description)}">{body}')  # noqa: S704 - our own chart


def _tag(tag: str, name: str, used: set[str]) -> str:
    """One tag of the SVG with attributes for its styles, and only those ids that something refers to."""
    tag = SAID_ELSEWHERE.sub("", tag).replace("xlink:href", "href")
    tag = re.sub(r' style="([^"]*)"', lambda found: _attributes(found[1]), tag)
    tag = re.sub(r' id="([^"]*)"', lambda found: _id(found[1], name, used), tag)
    return re.sub(r'((?:href="|url\()#)', rf"\1{name}-", tag)


def _attributes(style: str) -> str:
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    return "".join(f' {key.strip()}="{value.strip()}"' for key, value in pairs)


def _id(old: str, name: str, used: set[str]) -> str:
    return f' id="{name}-{old}"' if old in used or old.startswith(KEPT) else ""
