"""Markdown, wiki markup or plain text -> the lines as they read: headings, bullets, rows of tables, paragraphs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from reconstruct.stated.nouns import Line

_FENCE = re.compile(r"^\s*(?:```+|~~~+)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^\s{0,3}(?:(#{1,6})\s+(.*?)#*\s*$|(={1,6})\s*([^=].*?)\s*={1,6}\s*$|h([1-6])\.\s+(.*))")
_ALONE_BOLD = re.compile(r"^\s*(?:\*\*|__|''')([^*_']+?):?(?:\*\*|__|''')\s*:?\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(?:=+|-{3,})\s*$")
_BULLET = re.compile(r"^(\s*)(?:[-*+•‣◦·–—]+|\(?\d{1,2}[.)]|[a-z][.)])\s+(?=\S)")
_ROW = re.compile(r"^\s*\|{1,2}.*\|")
_RULE_OF_TABLE = re.compile(r"^[\s|:+=-]+$")
_TAG = re.compile(
    r"</?(?:b|i|em|strong|code|span|time|u|s|sup|sub|small|p|div|font|kbd|a|br|ins|del|mark|tt)\b[^>]*>", re.I
)
_INLINE = (
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\((?:[^()\s]|\([^)]*\))*(?:\s+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]+)\]\]"), r"\1"),
    (re.compile(r"\[\^?\d{1,3}\](?!\()"), ""),
    (re.compile(r"'{2,3}"), ""),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?![\w_])"), r"\1"),
    (re.compile(r"`+"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|~>-])"), r"\1"),
)


LONGEST_LINE = 10_000  # characters of a line that are read: a paragraph of prose, not a pasted dump


def read_document(text: str, begins: Callable[[str], bool], alone: Callable[[str], bool]) -> list[Line]:
    """The lines of a text; in a paragraph one that `begins` an entry or stands `alone` is its own, others are joined.

    >>> [line.text for line in read_document("# Down\\n\\n- **9:15 AM**: it\\n  broke", str.isupper, str.isupper)]
    ['Down', '9:15 AM: it broke']
    """
    lines: list[Line] = []
    for number, block, raw, kind in _raw_lines(_without_comments(text)):
        plain = plain_text(raw)
        joins = kind == "more" and bool(lines) and lines[-1].block == block
        if joins and not (begins(plain) or alone(plain) or alone(lines[-1].text)):
            last = lines[-1]
            lines[-1] = Line(last.number, f"{last.text} {plain}".strip(), last.kind, block, last.level)
        elif kind == "row":
            cells = tuple(plain_text(cell) for cell in _cells(raw))
            lines.append(Line(number, " | ".join(cells), "row", block, cells=cells))
        elif plain:
            level = int(kind[-1]) if kind.startswith("heading") else 0
            shape = "heading" if level else "bullet" if kind == "bullet" else "text"
            lines.append(Line(number, plain, shape, block, level))  # type: ignore[arg-type]  # one of Line's own words
    return lines


def plain_text(raw: str) -> str:
    """A piece of Markdown or wiki markup as it reads, in one line.

    >>> plain_text("**9:15 AM** - see [the `graph`](http://x/y) &amp; _more_")
    '9:15 AM - see the graph & more'
    """
    shown = html.unescape(_TAG.sub(" ", raw[:LONGEST_LINE])).replace("\u00a0", " ").replace("\u202f", " ")
    for pattern, kept in _INLINE:
        shown = pattern.sub(kept, shown)
    return " ".join(shown.split())


def _without_comments(text: str) -> str:
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)


def _cells(raw: str) -> list[str]:
    row = raw.strip()
    row = re.sub(r"^\|{1,2}|\|{1,2}$", "", row)
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|{1,2}", row)]


def _raw_lines(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(number, block, text, kind) of each line that says something; kind "more" continues the line before."""
    block, inside, fenced = 0, "", False
    rows = text.splitlines()
    for number, written in enumerate(rows, 1):
        if _FENCE.match(written):
            fenced, block, inside = not fenced, block + 1, ""
            continue
        line = re.sub(r"^\s*(?:>\s?)+", "", written).expandtabs(4)
        if not line.strip():
            inside = ""
            continue
        heading = None if fenced else _heading(line, rows[number] if number < len(rows) else "")
        if heading:
            block, inside = block + 1, ""
            yield number, block, heading[1], f"heading{heading[0]}"
        elif _UNDERLINE.match(line) or _RULE_OF_TABLE.match(line):
            continue
        else:
            kind = _kind(line, fenced)
            same = (kind == inside) or (kind == "text" and inside in ("bullet", "text") and not fenced)
            block += not same and not (kind == "bullet" and inside == "")
            yield number, block, _BULLET.sub("", line) if kind == "bullet" else line, _continued(kind, inside)
            inside = inside if kind == "text" and inside == "bullet" else kind


def _continued(kind: str, inside: str) -> str:
    return "more" if kind == "text" and inside in ("bullet", "text") else kind


def _kind(line: str, fenced: bool) -> str:
    if not fenced and (_ROW.match(line) or (" | " in line and line.count("|") >= 1)):
        return "row"
    if not fenced and _BULLET.match(line):
        return "bullet"
    return "fenced" if fenced else "text"


def _heading(line: str, below: str) -> tuple[int, str] | None:
    found = _HEADING.match(line)
    if found:
        marks, one, equals, two, digit, three = found.groups()
        return len(marks or equals or "") or int(digit or 1), one or two or three or ""
    alone = _ALONE_BOLD.match(line)
    if alone:
        return 5, alone[1]
    if below and _UNDERLINE.match(below) and not _BULLET.match(line) and "|" not in line and len(line) < 120:
        return 1 if "=" in below else 2, line
    return None
