"""An HTML page -> the lines as they read: headings, bullets, rows of tables, paragraphs."""

from __future__ import annotations

from html.parser import HTMLParser

from reconstruct.stated.document import LONGEST_LINE
from reconstruct.stated.nouns import Line

_HIDDEN = {"script", "style", "head", "template", "noscript", "svg", "nav"}
_BLOCKS = {"p", "div", "section", "article", "blockquote", "pre", "dt", "dd", "td", "th", "ul", "ol", "dl", "table"}
_BLOCKS |= {"tr", "li", "header", "footer", "main", "aside", "figure", "figcaption", "br", "hr", "details", "summary"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}


def read_hypertext(text: str) -> list[Line]:
    """The lines of a page; a table's row is one line with its cells.

    >>> [line.text for line in read_hypertext("<h2>Timeline</h2><ul><li><b>9:15</b> broke</ul>")]
    ['Timeline', '9:15 broke']
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_line()
    return reader.lines


class _Reader(HTMLParser):
    """Collects the lines; HTMLParser is made to be inherited from."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._hidden = 0
        self._text: list[tuple[int, str]] = []
        self._kind, self._level, self._block = "text", 0, 0
        self._cells: list[str] | None = None
        self._row_line: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        if tag in _HEADINGS or tag in _BLOCKS:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        if self._cells is not None and tag not in ("tr", "table"):
            if tag in ("td", "th"):
                self._end_cell()
            elif self._text:
                self._text.append((0, " "))
            return
        self.end_line()
        self._block += tag in ("ul", "ol", "table", "dl") or tag in _HEADINGS
        self._kind = "heading" if tag in _HEADINGS else "bullet" if tag in ("li", "dt", "dd") else self._kind_now(tag)
        self._level = int(tag[1]) if tag in _HEADINGS else 0
        if tag == "tr":
            self._cells, self._row_line = [], None

    def _kind_now(self, tag: str) -> str:
        return "bullet" if tag in ("p", "div", "br") and self._kind == "bullet" else "text"

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if self._cells is not None:
            if tag in ("td", "th"):
                self._end_cell()
            elif tag in ("tr", "table"):
                self._end_row()
        elif tag in _HEADINGS or (tag in _BLOCKS and tag != "br"):
            self.end_line()
            self._kind, self._level = "text", 0

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        line = self.getpos()[0]
        for number, piece in enumerate(data.split("\n")):
            if piece.strip():
                self._text.append((line + number, piece))
            elif self._text:
                self._text.append((line + number, " "))
            if self.cdata_elem is None and number < data.count("\n") and self._text:
                self._text.append((line + number, " "))

    def _end_cell(self) -> None:
        assert self._cells is not None  # noqa: S101 - only called within a row
        if self._text or self._row_line is not None:
            self._row_line = self._row_line or next((n for n, piece in self._text if n and piece.strip()), None)
            shown = _join(self._text)
            if shown or self._text:
                self._cells.append(shown)
        self._text = []

    def _end_row(self) -> None:
        self._end_cell()
        cells = tuple(self._cells or ())
        if any(cells):
            self.lines.append(Line(self._row_line or 1, " | ".join(cells), "row", self._block, cells=cells))
        self._cells = None

    def end_line(self) -> None:
        """Close the line at hand, where it says something."""
        shown = _join(self._text)
        if shown:
            number = next(n for n, piece in self._text if n and piece.strip())
            self.lines.append(Line(number, shown, self._kind, self._block, self._level))  # type: ignore[arg-type]
        self._text = []


def _join(pieces: list[tuple[int, str]]) -> str:
    shown = "".join(piece for _, piece in pieces)[:LONGEST_LINE]
    return " ".join(shown.replace("\u00a0", " ").replace("\u202f", " ").split())
