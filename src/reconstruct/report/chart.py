"""Timeline -> one matplotlib Figure that tells the incident, at the size of a page, a slide or a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from reconstruct.report.curves import MAX_BINS
from reconstruct.report.labels import place_in_rows
from reconstruct.report.layout import ROW, Box, Needs, Size, find_size, lack_of_room, lay_out
from reconstruct.report.panels import LANES, days_of, draw_curves, draw_lanes, draw_time_axis, ring_change
from reconstruct.report.scene import Moment, Phase, Scene, plan_scene
from reconstruct.report.style import INK, SHADES, drawable, styled
from reconstruct.report.wording import write_foot, write_head
from reconstruct.timeline.nouns import Timeline

LABEL_GAP = 0.035  # inches between a line and its label
NARROW_BINS = 120  # a column is a third as wide as a page


def draw(timeline: Timeline, incident: int | None = None, size: str = "page") -> Figure:
    """The chart of one incident (its index), or of all of them, at the size of a page, a slide or a column.

    11 x 6.5, 13.3 x 7.5 or 3.5 x 5.6 inches. Raises IndexError where the timeline has no such incident, UsageError
    where there is no such size.
    """
    chosen = find_size(size)
    return draw_scene(plan_scene(timeline, incident, NARROW_BINS if chosen.keyed else MAX_BINS), chosen)


def draw_scene(scene: Scene, size: Size) -> Figure:
    """The figure of this plan at this size; taller where its words would leave too little room for the panels."""
    with styled():
        figure = Figure(figsize=(size.width, size.height), dpi=size.dpi, facecolor="white")
        FigureCanvasAgg(figure)
        labels = [_label(figure, moment, size) for moment in scene.moments]
        places = [_place(moment.time, scene, size) for moment in scene.moments]
        rows = place_in_rows(places, [_width(figure, label) + 2 * LABEL_GAP for label in labels])
        head, foot = write_head(figure, scene, size), write_foot(figure, scene, size)
        needs = Needs(max(rows, default=-1) + 1, len(LANES) + 1, head, foot, bool(scene.small))
        lack = lack_of_room(size, needs)
        if lack > 0:
            return draw_scene(scene, replace(size, height=size.height + lack))
        boxes = lay_out(size, needs)
        _draw_panels(figure, scene, boxes)
        _draw_phases(figure, scene, boxes["phases"])
        for moment, label, place, row in zip(scene.moments, labels, places, rows, strict=True):
            base, height = boxes["labels"].bottom + row * ROW * size.scale, ROW * size.scale
            label.set_position(((place + LABEL_GAP) / size.width, (base + height / 2) / size.height))
            ends = boxes["lanes"].bottom / size.height, (base + height) / size.height
            _draw_line(figure, moment, place / size.width, ends)
        return figure


def _place(time: pd.Timestamp, scene: Scene, size: Size) -> float:
    """Inches from the figure's left edge at which this time stands."""
    left, width = size.panel
    return left + (time - scene.start) / (scene.end - scene.start) * width


def _label(figure: Figure, moment: Moment, size: Size) -> Text:
    """The moment's words, or its letter where the words stand below the title, not yet in their place."""
    label = figure.text(0, 0, drawable(moment.mark if size.keyed else moment.label), fontsize=8 * size.scale, color=INK)
    label.set(va="center", ha="left", gid=f"moment-{moment.name}")
    label.set_fontweight("bold" if moment.strong else "normal")
    return label


def _width(figure: Figure, text: Text) -> float:
    """Inches that the text takes from left to right."""
    return float(text.get_window_extent().width / figure.dpi)


def _draw_line(figure: Figure, moment: Moment, across: float, ends: tuple[float, float]) -> None:
    line = Line2D([across] * 2, ends, transform=figure.transFigure, color=INK, gid=f"line-{moment.name}")
    line.set_linewidth(1.0 if moment.strong else 0.6)
    line.set_linestyle("-" if moment.strong else (0, (5, 2)))
    figure.add_artist(line)


def _draw_panels(figure: Figure, scene: Scene, boxes: Mapping[str, Box]) -> None:
    size = boxes["lanes"].size
    lanes = figure.add_axes(boxes["lanes"].fractions)
    draw_time_axis(lanes, scene, size)
    draw_lanes(lanes, scene, size)
    if scene.suspect is not None:
        ring_change(lanes, scene.suspect, size)
    main = figure.add_axes(boxes["main"].fractions, sharex=lanes)
    draw_curves(main, scene.main, size)
    panels = [lanes, main]
    if "small" in boxes:
        small = figure.add_axes(boxes["small"].fractions, sharex=lanes)
        draw_curves(small, scene.small, size, small=True)
        panels.append(small)
    for panel in panels:
        _shade(panel, scene.phases)


def _shade(axes: Axes, phases: Sequence[Phase]) -> None:
    axes.patch.set_visible(False)
    for place, phase in enumerate(phases):
        axes.axvspan(*days_of([phase.start, phase.end]), color=SHADES[place % 2], alpha=0.6, linewidth=0, zorder=0)


def _draw_phases(figure: Figure, scene: Scene, box: Box) -> None:
    """The strip that names the phases, each by the first of its names that has room."""
    axes = figure.add_axes(box.fractions)
    axes.set_axis_off()
    axes.set(xlim=(0, box.width), ylim=(0, 1))
    for shade, phase in enumerate(scene.phases):
        left, right = (_place(time, scene, box.size) for time in (phase.start, phase.end))
        colour = SHADES[shade % 2]
        axes.axvspan(left - box.left, right - box.left, color=colour, linewidth=0)
        across, up = (left + right) / 2 / box.size.width, (box.bottom + 0.48 * box.height) / box.size.height
        name = figure.text(across, up, "", fontsize=7.5 * box.size.scale, color=INK, ha="center", va="center", zorder=5)
        name.set_bbox({"facecolor": colour, "edgecolor": "none", "pad": 0.4})
        _fit(figure, name, phase.names, right - left - 2 * LABEL_GAP)


def _fit(figure: Figure, text: Text, names: Sequence[str], room: float) -> None:
    """Write the first of the names that takes no more than these inches, or none."""
    text.set_gid("phase")
    for name in (*names, ""):
        text.set_text(name)
        if _width(figure, text) <= max(0.0, room):
            return
