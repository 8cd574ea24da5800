"""A figure and its plan in; title, key and notes written on the figure, and the inches that they take, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matplotlib.figure import Figure

from reconstruct.report.layout import LINE, TITLE, TOP, Size
from reconstruct.report.scene import Scene
from reconstruct.report.style import GREY, INK, drawable

MARGIN = 0.12  # inches that stay free at the right edge
# Not between a number and its unit, nor within a duration: "97 %", "4 h 13 min".
BREAKS = re.compile(r"(?:(?<!\d h)(?<!\d d)(?<!\d min)|(?=\s+\D))\s+(?!(?:%|s|min|h|d)(?:\W|$))")
MOST_LINES = 3  # that one sentence may fill


def write_head(figure: Figure, scene: Scene, size: Size) -> float:
    """Title, lines below it and, where letters stand for the milestones, what they mean; the inches down to there."""
    left = size.panel[0] if not size.keyed else MARGIN
    room, scale = size.width - left - MARGIN, size.scale
    titles = wrap(figure, scene.title, room, 13 * scale, "bold") if scene.title else []
    below = [line for text in scene.deck for line in wrap(figure, text, room, 9 * scale)]
    title_height = TOP + TITLE * scale * len(titles)
    across, up = left / size.width, 1 - TOP / size.height
    written = figure.text(across, up, "\n".join(titles), fontsize=13 * scale, weight="bold", color=INK, va="top")
    written.set_gid("title")
    deck = figure.text(across, 1 - title_height / size.height, "\n".join(below), fontsize=9 * scale, color=GREY)
    deck.set(va="top", linespacing=1.25, gid="subtitle")
    deep = title_height + LINE * scale * len(below) + 0.12 * scale
    return deep + (_write_key(figure, scene, size, deep) if size.keyed else 0.0)


def _write_key(figure: Figure, scene: Scene, size: Size, deep: float) -> float:
    """What the letters mean, in columns read downwards; the inches that they take."""
    told = [moment for moment in scene.moments if moment.label != moment.mark]
    texts = [figure.text(0, 0, drawable(f"{moment.mark}  {moment.label}")) for moment in told]
    for moment, text in zip(told, texts, strict=True):
        text.set(fontsize=7.5 * size.scale, color=INK, va="top", gid=f"key-{moment.name}")
        text.set_fontweight("bold" if moment.strong else "normal")
    widest = max((text.get_window_extent().width / figure.dpi for text in texts), default=0.0)
    columns = max(1, int((size.width - MARGIN) // (widest + MARGIN))) if texts else 1
    rows = -(-len(told) // columns)
    for place, text in enumerate(texts):
        across = MARGIN + place // rows * (size.width - MARGIN) / columns
        down = deep + (place % rows) * LINE * size.scale
        text.set_position((across / size.width, 1 - down / size.height))
    return (rows * LINE + 0.1) * size.scale if rows else 0.0


def write_foot(figure: Figure, scene: Scene, size: Size) -> float:
    """The notes at the foot of the figure; the inches that they take."""
    left = size.panel[0] if not size.keyed else MARGIN
    lines = [line for text in scene.notes for line in wrap(figure, text, size.width - left - MARGIN, 7 * size.scale)]
    foot = figure.text(left / size.width, 0.08 / size.height, "\n".join(lines), fontsize=7 * size.scale, color=GREY)
    foot.set(va="bottom", linespacing=1.25, gid="foot")
    return 0.08 + len(lines) * 0.135 * size.scale


def wrap(figure: Figure, text: str, inches: float, points: float, weight: str = "normal") -> list[str]:
    """The text in lines that are no wider than that at this size of type, the last one cut where it is too long."""
    probe = figure.text(0, 0, "", fontsize=points, weight=weight)

    def fits(words: Sequence[str]) -> bool:
        probe.set_text(" ".join(words))
        return bool(probe.get_window_extent().width / figure.dpi <= inches)

    lines: list[list[str]] = [[]]
    for word in BREAKS.split(drawable(text)):
        if lines[-1] and not fits([*lines[-1], word]):
            lines.append([])
        lines[-1].append(word)
    cut = lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        cut[-1] = [*cut[-1], "…"]
    for line in cut:
        while line and not fits(line):  # a word wider than the line, or no room for the dots
            line[-1] = line[-1][:-2] + "…" if len(line[-1]) > 2 else ""
            line[:] = [word for word in line if word]
    probe.remove()
    return [" ".join(line) for line in cut]
