"""Hostile text in; Markdown out that shows it and renders nothing of it, on GitHub, GitLab and in tables."""

from __future__ import annotations

import re

# Of lists, headings and rules, where they begin a line.
OPENERS = re.compile(r"^([-+=]+(?=\s|$)|#|\d+(?=[.)](?:\s|$)))")
MARKUP = re.compile(r"([\\`*_\[\]~])")
# Mentions, issue numbers and bare addresses become links where the page is shown, after Markdown has been read, so
# a backslash does not stop them; an empty comment between the characters does.
LINKS = re.compile(r"(@|#(?=\d)|:(?=//)|\bwww(?=\.))")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&vert;", "$": "&dollar;"}


class Markdown(str):
    """Text that is Markdown already and is not escaped again."""

    __slots__ = ()


def escape_markdown(text: str) -> Markdown:
    """The text as Markdown in which it stands as it is.

    >>> print(escape_markdown("see [x](http://a.b) | @ops <b>"))
    see \\[x\\](http:<!-- -->//a.b) &vert; @<!-- -->ops &lt;b&gt;
    """
    entities = "".join(ENTITIES.get(character, character) for character in MARKUP.sub(r"\\\1", text))
    return Markdown(OPENERS.sub(r"<!-- -->\1", LINKS.sub(r"\1<!-- -->", entities)))


def escape_code(text: str) -> Markdown:
    """The text as code, also within a table.

    A code span where that is safe; else HTML with all that is no letter or digit written as a number, since a table
    is cut at its pipes before its code spans are read.

    >>> print(escape_code("GET /a_b"), escape_code("a|`b"))
    `GET /a_b` <code>a&#124;&#96;b</code>
    """
    if not text.strip():
        return Markdown("")
    if not re.search(r"[|`\r\n]", text):
        return Markdown(f"`{text.strip()}`")
    return Markdown("<code>" + re.sub(r"[^\w\s]", lambda found: f"&#{ord(found.group())};", text) + "</code>")
