"""A figure in; its bytes as SVG, PNG or PDF out, the same for the same figure."""

from __future__ import annotations

import io
import re
from typing import Any

from matplotlib.figure import Figure

from reconstruct.report.style import styled

NUMBER = re.compile(r"-?\d+\.\d{3,}")
NO_DATES: dict[str, dict[str, Any]] = {
    "svg": dict.fromkeys(("Date", "Creator", "Format", "Type")),
    "png": {"Software": None},
    "pdf": dict.fromkeys(("CreationDate", "Creator", "Producer")),
}


def picture_of(figure: Figure, form: str) -> bytes:
    """The figure in this form: svg, png or pdf; text stays text in the first and the last."""
    with styled(), io.BytesIO() as file:
        figure.savefig(file, format=form, dpi=figure.dpi, metadata=NO_DATES[form])
        content = file.getvalue()
    return _shorten(content.decode("utf-8")).encode("utf-8") if form == "svg" else content


def svg_of(figure: Figure) -> str:
    """The figure as SVG, its text kept as text."""
    return picture_of(figure, "svg").decode("utf-8")


def png_of(figure: Figure) -> bytes:
    """The figure as PNG."""
    return picture_of(figure, "png")


def _shorten(svg: str) -> str:
    """The SVG with its coordinates to a hundredth of a point, which is finer than any screen or press shows.

    >>> _shorten('<path d="M 44.640001 342.36 \\nL 666.123456 342.36"/>')
    '<path d="M 44.64 342.36 L 666.12 342.36"/>'
    """
    plain = svg.replace(" \n", " ")
    parts = re.split(r"(<text.*?</text>)", plain, flags=re.DOTALL)  # what was written stays as it was written
    return "".join(
        part
        if part.startswith("<text")
        else NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), part)
        for part in parts
    )
