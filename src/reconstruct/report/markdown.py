"""Hostile text in; Markdown out that shows it and renders nothing of it, on GitHub, GitLab and where it is imported."""

from __future__ import annotations

import re

# Of lists, headings and rules, where they begin a line.
OPENERS = re.compile(r"^([-+=]+(?=\s|$)|#|\d+(?=[.)](?:\s|$)))")
MARKUP = re.compile(r"([\\`*_\[\]~])")
# Mentions, issue numbers and bare addresses become links where the page is shown, after Markdown has been read, so
# a backslash does not stop them; a word joiner, which has no width, between the characters does.
JOINER = "&#8288;"
LINKS = re.compile(r"(@|#(?=\d)|:(?=//)|\bwww(?=\.))")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&vert;", "$": "&dollar;"}


class Markdown(str):
    """Text that is Markdown already and is not escaped again."""

    __slots__ = ()


def escape_markdown(text: str) -> Markdown:
    """The text as Markdown in which it stands as it is.

    No HTML stands in it: Confluence and Google Docs show that as it is written.

    >>> print(escape_markdown("see [x](http://a.b) | @ops <b>"))
    see \\[x\\](http:&#8288;//a.b) &vert; @&#8288;ops &lt;b&gt;
    """
    entities = "".join(ENTITIES.get(character, character) for character in MARKUP.sub(r"\\\1", text))
    return Markdown(OPENERS.sub(rf"{JOINER}\1", LINKS.sub(rf"\1{JOINER}", entities)))


def escape_code(text: str) -> Markdown:
    """The text as code, also within a table; as prose where a code span could not hold it.

    A table is cut at its pipes before its code spans are read, and a backtick would end the span.

    >>> print(escape_code("GET /a_b"), escape_code("a|`b"))
    `GET /a_b` a&vert;\\`b
    """
    if not text.strip():
        return Markdown("")
    if re.search(r"[|`\r\n]", text):
        return escape_markdown(" ".join(text.split()))
    return Markdown(f"`{text.strip()}`")
