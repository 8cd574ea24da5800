"""Timeline -> one matplotlib Figure that tells the incident, and that Figure as SVG or PNG."""

from __future__ import annotations

import io
import itertools
import textwrap
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.text import Text

from reconstruct.report.labels import place_in_rows
from reconstruct.report.layout import HEIGHT, LEFT, ROW, WIDTH, Box, lay_out
from reconstruct.report.panels import FAINT, GREY, INK, LANES, days_of, draw_curves, draw_lanes, draw_time_axis
from reconstruct.report.scene import Moment, Phase, Scene, plan_scene
from reconstruct.timeline.nouns import Timeline

DPI = 150
# Log text may hold dollar signs, which must not be read as formulas; the rest keeps the bytes the same everywhere.
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
        "path.simplify": True,
        "date.epoch": "1970-01-01T00:00:00",
    }
)
SHADES = ("#E2E2E2", "#F1F1F1")
LABEL_GAP = 0.035  # inches between a line and its label
MARKER = 0.1  # inches from a marker's middle to where a text beside it begins


def draw(timeline: Timeline, incident: int | None = None) -> Figure:
    """The chart of one incident (its index), or of all of them; 11 x 6.2 inches.

    Raises IndexError where the timeline has no such incident.
    """
    scene = plan_scene(timeline, incident)
    with _styled():
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        return _draw_scene(figure, scene)


def svg_of(figure: Figure) -> str:
    """The figure as SVG, text kept as text, the same bytes for the same figure."""
    with _styled(), io.StringIO() as file:
        figure.savefig(file, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
        return file.getvalue()


def png_of(figure: Figure) -> bytes:
    """The figure as PNG, the same bytes for the same figure."""
    with _styled(), io.BytesIO() as file:
        figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
        return file.getvalue()


def _styled() -> AbstractContextManager[None]:
    context: Callable[..., AbstractContextManager[None]] = mpl.rc_context  # its type wants each key as a literal
    return context(dict(STYLE))


def _draw_scene(figure: Figure, scene: Scene) -> Figure:
    labels = [_label(figure, moment) for moment in scene.moments]
    places = [_place(moment.time, scene) for moment in scene.moments]
    rows = place_in_rows(places, [_width(figure, label) + 2 * LABEL_GAP for label in labels])
    title_lines = _write_title(figure, scene)
    boxes = lay_out(max(rows, default=-1) + 1, len(LANES) + 1, title_lines, bool(scene.small))
    _draw_panels(figure, scene, boxes)
    _draw_phases(figure, scene, boxes["phases"])
    _name_suspect(figure, scene, boxes["lanes"])
    for moment, label, place, row in zip(scene.moments, labels, places, rows, strict=True):
        base = boxes["labels"].bottom + row * ROW
        label.set_position(((place + LABEL_GAP) / WIDTH, (base + ROW / 2) / HEIGHT))
        _draw_line(figure, moment, place, boxes["lanes"].bottom, base + ROW)
    return figure


def _place(time: pd.Timestamp, scene: Scene) -> float:
    """Inches from the figure's left edge at which this time stands."""
    panel = lay_out(0, 0, 0, False)["main"]
    return panel.left + (time - scene.start) / (scene.end - scene.start) * panel.width


def _label(figure: Figure, moment: Moment) -> Text:
    weight = "bold" if moment.strong else "normal"
    return figure.text(
        0,
        0,
        drawable(moment.label),
        fontsize=8,
        color=INK,
        weight=weight,
        va="center",
        ha="left",
        gid=f"moment-{moment.name}",
    )


def _width(figure: Figure, text: Text) -> float:
    """Inches that the text takes from left to right."""
    return float(text.get_window_extent().width / figure.dpi)


def _draw_line(figure: Figure, moment: Moment, place: float, bottom: float, top: float) -> None:
    line = Line2D(
        [place / WIDTH] * 2,
        [bottom / HEIGHT, top / HEIGHT],
        transform=figure.transFigure,
        color=INK,
        linewidth=1.0 if moment.strong else 0.6,
        linestyle="-" if moment.strong else (0, (5, 2)),
        gid=f"line-{moment.name}",
    )
    figure.add_artist(line)


def _write_title(figure: Figure, scene: Scene) -> int:
    """Title and subtitle at the top left; how many lines of the subtitle's size they take."""
    title = textwrap.shorten(drawable(scene.title), 96, placeholder=" …")
    below = [line for part in scene.subtitle.split("\n") for line in textwrap.wrap(part, 150)]
    left, top = LEFT / WIDTH, 1 - 0.1 / HEIGHT
    figure.text(left, top, title, fontsize=13, weight="bold", color=INK, va="top", gid="title")
    text = drawable("\n".join(below))
    figure.text(left, top - 0.27 / HEIGHT, text, fontsize=9, color=GREY, va="top", linespacing=1.2, gid="subtitle")
    return 1 + len(below)


def _draw_panels(figure: Figure, scene: Scene, boxes: Mapping[str, Box]) -> None:
    lanes = figure.add_axes(boxes["lanes"].fractions)
    draw_time_axis(lanes, scene.start, scene.end, scene.timezone)
    draw_lanes(lanes, scene.marks, scene.errors)
    main = figure.add_axes(boxes["main"].fractions, sharex=lanes)
    draw_curves(main, scene.main)
    panels = [lanes, main]
    if "small" in boxes:
        small = figure.add_axes(boxes["small"].fractions, sharex=lanes)
        draw_curves(small, scene.small, small=True)
        panels.append(small)
    for panel in panels:
        _shade(panel, scene.phases)


def _shade(axes: Axes, phases: Sequence[Phase]) -> None:
    axes.patch.set_visible(False)
    for place, phase in enumerate(phases):
        axes.axvspan(*days_of([phase.start, phase.end]), color=SHADES[place % 2], alpha=0.6, linewidth=0, zorder=0)


def _name_suspect(figure: Figure, scene: Scene, box: Box) -> None:
    """The first suspect's own words beside its marker, where the lane has room for them on one of its sides."""
    if scene.suspect is None:
        return
    place = _place(scene.suspect.time, scene)
    lane = next(i for i, (_, kinds) in enumerate(LANES) if "change" in kinds)
    others = [_place(t, scene) for marks in scene.marks if marks.kind == "change" for t in marks.times]
    others += [_place(moment.time, scene) for moment in scene.moments]
    left = place - max((other for other in others if other < place), default=box.left)
    right = min((other for other in others if other > place), default=box.left + box.width) - place
    side = -1 if left >= right else 1
    height = box.top - (lane + 0.5) * box.height / (len(LANES) + 1)
    label = figure.text((place + side * MARKER) / WIDTH, height / HEIGHT, "", fontsize=7.5, color=INK, va="center")
    label.set(ha="left" if side > 0 else "right", gid="suspect")
    label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8})
    for text in (*scene.suspect.texts, ""):
        label.set_text(drawable(text))
        if _width(figure, label) + 2 * MARKER <= max(left, right):
            return


def drawable(text: str) -> str:
    """The text with a box for each character that the chart's font does not have.

    >>> drawable("deploy \N{ROCKET} 4.2"), drawable("größer")
    ('deploy □ 4.2', 'größer')
    """
    known = get_font(findfont("DejaVu Sans")).get_charmap()
    return "".join(character if character == "\n" or ord(character) in known else "□" for character in text)


def _draw_phases(figure: Figure, scene: Scene, box: Box) -> None:
    """The strip that names the phases, each by the first of its names that has room between the lines."""
    axes = figure.add_axes(box.fractions)
    axes.set_axis_off()
    axes.set(xlim=(0, box.width), ylim=(0, 1))
    lines = [_place(moment.time, scene) - box.left for moment in scene.moments]
    for shade, phase in enumerate(scene.phases):
        left, right = (_place(time, scene) - box.left for time in (phase.start, phase.end))
        axes.axvspan(left, right, color=SHADES[shade % 2], linewidth=0)
        start, end = _widest_gap(left, right, lines)
        name = axes.text((start + end) / 2, 0.48, "", fontsize=7.5, color=INK, ha="center", va="center")
        for text in (*phase.names, ""):
            name.set_text(text)
            if _width(figure, name) <= max(0.0, end - start - 2 * LABEL_GAP):
                break


def _widest_gap(left: float, right: float, lines: Sequence[float]) -> tuple[float, float]:
    """The widest stretch from left to right that no line crosses."""
    stops = [left, *(line for line in lines if left < line < right), right]
    return max(itertools.pairwise(stops), key=lambda gap: gap[1] - gap[0])
