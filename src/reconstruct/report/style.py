"""The chart's look: its palette, its fonts, and the settings that keep its bytes the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
from matplotlib.font_manager import findfont, get_font

# Okabe and Ito's palette, told apart by people who are colour-blind (https://jfly.uni-koeln.de/color/).
ORANGE, SKY, GREEN, BLUE, VERMILLION, PURPLE = "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7"
INK, GREY, FAINT, GRID = "#222222", "#555555", "#757575", "#E4E4E4"
SHADES = ("#E2E2E2", "#F1F1F1")
# Log text may hold dollar signs, which must not be read as formulas.
STYLE: Mapping[str, Any] = MappingProxyType(
    {
        "font.family": ["sans-serif"],
        "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "Helvetica"],
        "text.parse_math": False,
        "text.usetex": False,
        "axes.edgecolor": FAINT,
        "axes.linewidth": 0.7,
        "xtick.color": INK,
        "ytick.color": INK,
        "svg.fonttype": "none",
        "svg.hashsalt": "reconstruct",
        "pdf.fonttype": 42,
        "path.simplify": True,
        "date.epoch": "1970-01-01T00:00:00",
    }
)


def styled() -> AbstractContextManager[None]:
    """The settings in which a figure is drawn and saved, whatever the user's own are."""
    context: Callable[..., AbstractContextManager[None]] = mpl.rc_context  # its type wants each key as a literal
    return context(dict(STYLE))


def drawable(text: str) -> str:
    """The text with a box for each character that the chart's font does not have.

    >>> drawable("deploy \N{ROCKET} 4.2"), drawable("größer")
    ('deploy □ 4.2', 'größer')
    """
    known = get_font(findfont("DejaVu Sans")).get_charmap()
    return "".join(character if character == "\n" or ord(character) in known else "□" for character in text)
