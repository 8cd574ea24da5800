"""Curves and marks in; the axes that show them out: the signal panels and the lanes below them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import HOURLY, MINUTELY, SECONDLY
from matplotlib.text import Text
from matplotlib.ticker import Formatter, FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

from reconstruct.report.curves import TITLES, Curve
from reconstruct.report.layout import Size
from reconstruct.report.scene import Marks, Scene
from reconstruct.report.style import BLUE, FAINT, GREEN, GRID, INK, ORANGE, PURPLE, SKY, VERMILLION
from reconstruct.report.text import say_count, zone_of

Numbers = NDArray[np.float64]
COLOURS: Mapping[str, str] = MappingProxyType({"failing": VERMILLION, "slow": PURPLE, "requests": BLUE, "errors": INK})
# Their names stand on white, where text needs a contrast of 4.5 (WCAG 2.2, 1.4.3) that the palette does not have.
TEXT_COLOURS = {**COLOURS, "failing": "#B34700", "slow": "#A3487E"}
SHARE_FLOOR = 0.05  # the share axis reaches at least this far: a healthy day must not look like an outage
LANES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("alerts ▼  pages ◆", ("alert", "page")),
    ("chat ●  tickets ■", ("chat", "ticket")),
    ("changes ▲", ("change",)),
)
MARKERS: Mapping[str, tuple[str, str, float]] = MappingProxyType(
    {
        "alert": ("v", ORANGE, 34.0),
        "page": ("D", VERMILLION, 20.0),
        "chat": ("o", GREEN, 16.0),
        "ticket": ("s", SKY, 20.0),
        "change": ("^", BLUE, 38.0),
    }
)
HOLLOW = frozenset({"resolved", "posted", "finished"})  # the end of something, or a bot's echo of it
# What a tick says by its level (year, month, day, hour, minute, second), and where that level is at its zero.
TICKS = ("%Y", "%b %Y", "%d %b", "%H:%M", "%H:%M", "%H:%M:%S")
ZERO_TICKS = ("", "%Y", "%b %Y", "%d %b", "%H:%M", "%H:%M")
ROUND_STEPS = {HOURLY: [1, 2, 3, 4, 6, 12], MINUTELY: [1, 2, 5, 10, 15, 30], SECONDLY: [1, 2, 5, 10, 15, 30]}
# matplotlib ships no types for these two
_locator: Callable[..., mdates.AutoDateLocator] = mdates.AutoDateLocator
_formatter: Callable[..., Formatter] = mdates.ConciseDateFormatter
ERROR_LANE = "error records"
NAMED_LINE = 0.75  # of a lane's height lies above its line where the lane's name stands there
ERROR_TOP = 0.5  # of the lane's height is for the error records where their name stands above them


def draw_curves(axes: Axes, curves: Sequence[Curve], size: Size, small: bool = False) -> None:
    """The first curve filled (a thin line where `small`), the others dashed; their names beside or above them."""
    for place, curve in enumerate(curves):
        colour = COLOURS[curve.name]
        times, values = _outline(curve.values)
        if place == 0 and not small:
            axes.fill_between(times, values, step="post", color=colour, alpha=0.35, linewidth=0)
        style = "-" if place == 0 else (0, (4, 2))
        axes.plot(times, values, drawstyle="steps-post", color=colour, linewidth=0.8 if small else 1.1, linestyle=style)
        _name_curve(axes, curves, place, size)
    _scale_values(axes, curves, small)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="x", bottom=False, labelbottom=False)
    axes.tick_params(axis="y", labelsize=8 * size.scale, length=3, colors=INK)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def days_of(times: Iterable[pd.Timestamp]) -> Numbers:
    """The times in days since 1970, as matplotlib counts them.

    >>> days_of([pd.Timestamp("1970-01-02T12:00Z")]).tolist()
    [1.5]
    """
    index = pd.DatetimeIndex(list(times), tz="UTC") - pd.Timestamp(0, tz="UTC")
    return np.asarray(index / pd.Timedelta(days=1), dtype="float64")


def _outline(values: pd.Series) -> tuple[Numbers, Numbers]:
    """Bin starts and values, with the last bin's own end, up to which a step must be drawn."""
    days, numbers = days_of(values.index), values.to_numpy(dtype="float64")
    if len(days) < 2:
        return days, numbers
    return np.append(days, 2 * days[-1] - days[-2]), np.append(numbers, numbers[-1])


def _name_curve(axes: Axes, curves: Sequence[Curve], place: int, size: Size) -> None:
    """To the right of the panel, one below the other; in a column above it, all in one line from the left."""
    curve, alone = curves[place], len(curves) == 1
    mark = "" if alone else "━ " if place == 0 else "╌ "
    share = ", share" if curve.unit == "share" else ""
    title = mark + TITLES[curve.name] + share
    spot, offset, align = (1.0, 1.0), (8.0, -1 - 12.0 * place * size.scale), "top"
    if size.keyed:
        spot, offset, align = (place * 0.52, 1.0), (0.0, 3.0), "bottom"
        title = title if alone else title.replace(" requests", "")
    elif alone and share:
        title = f"{TITLES[curve.name]}\n(share of all)"
    text = _write_beside(axes, title, spot, offset, align)
    text.set(fontsize=8 * size.scale, color=TEXT_COLOURS[curve.name])


def _write_beside(axes: Axes, text: str, spot: tuple[float, float], offset: tuple[float, float], align: str) -> Text:
    """The text so many points off that spot of the axes, on the figure itself: above all that crosses the axes."""
    moved = axes.transAxes + ScaledTranslation(offset[0] / 72, offset[1] / 72, axes.figure.dpi_scale_trans)
    written = axes.figure.text(*spot, text, transform=moved, va=align, zorder=5, gid="name", linespacing=1.05)
    written.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.6})
    return written


def _scale_values(axes: Axes, curves: Sequence[Curve], small: bool) -> None:
    peaks = [float(curve.values.max()) for curve in curves if curve.values.notna().any()]
    top = max(peaks, default=0.0)
    share = curves[0].unit == "share"
    top = min(1.0, max(top * 1.08, SHARE_FLOOR)) if share else max(top * 1.12, 1e-9 if top else 1.0)
    axes.set_ylim(0, top * 1.001)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3 if small else 5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(_say_percent if share else _say_number))


def _say_percent(value: float, _: int | None = None) -> str:
    return f"{value * 100:g} %"


def _say_number(value: float, _: int | None = None) -> str:
    return f"{value:,.6g}"


def draw_lanes(axes: Axes, scene: Scene, size: Size) -> None:
    """One lane a group of records, the markers of each kind in it, error records as ticks by their number."""
    count = len(LANES) + 1
    axes.set_ylim(0, count)
    for place, (title, kinds) in enumerate(LANES):
        height = count - place - (NAMED_LINE if size.keyed else 0.5)
        there = [mark for mark in scene.marks if mark.kind in kinds]
        axes.axhline(height, color="#D9D9D9", linewidth=0.6, zorder=0.5)
        _name_lane(axes, title + ("" if there else ": none"), height, size, faint=not there)
        for mark in there:
            _draw_marks(axes, mark, height, size)
    _draw_errors(axes, scene.errors, size)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", left=False, labelleft=False)
    axes.tick_params(axis="x", labelsize=8 * size.scale, colors=INK)


def ring_change(axes: Axes, time: pd.Timestamp, size: Size) -> None:
    """A circle around the change that the words below the title speak of, in the lane of changes."""
    lane = next(place for place, (_, kinds) in enumerate(LANES) if "change" in kinds)
    height = len(LANES) + 1 - lane - (NAMED_LINE if size.keyed else 0.5)
    ring = axes.scatter(days_of([time]), [height], s=130 * size.scale**2, facecolors="none", edgecolors=INK)
    ring.set(linewidths=1.1, zorder=4, gid="suspect", clip_on=False)


def _draw_marks(axes: Axes, mark: Marks, height: float, size: Size) -> None:
    marker, colour, area = MARKERS[mark.kind]
    hollow = mark.action in HOLLOW
    days = _thin(axes, days_of(mark.times))
    axes.scatter(
        days,
        np.full(len(days), height),
        s=area * (0.6 if size.keyed else size.scale),
        marker=marker,
        facecolors="white" if hollow else colour,
        edgecolors=colour if hollow else INK,
        linewidths=0.9 if hollow else 0.5,
        zorder=3 if mark.kind != "chat" else 2.5,
    )


def _thin(axes: Axes, days: Numbers) -> Numbers:
    """The days without those that would fall on one another: a thousand places are all that the eye can part."""
    start, end = axes.get_xlim()
    places = np.floor((days - start) / (end - start) * 1000)
    return days[np.unique(places, return_index=True)[1]]


def _draw_errors(axes: Axes, errors: Curve, size: Size) -> None:
    peak = float(errors.values.max()) if len(errors.values) else 0.0
    height = ERROR_TOP if size.keyed else 0.5
    if not peak:
        _name_lane(axes, f"{ERROR_LANE}: none", height, size, faint=True)
        return
    # Below ten a minute the first digit after the point tells whether it was one or none.
    most = say_count(round(peak)) if peak >= 10 else f"{peak:.2g}"
    _name_lane(axes, f"{ERROR_LANE},{' ' if size.keyed else chr(10)}at most {most} a minute", height, size)
    times, values = _outline(errors.values)
    # Square roots: one error beside ten thousand must still be seen.
    top = ERROR_TOP if size.keyed else 0.9
    axes.fill_between(times, np.sqrt(values / peak) * top, step="post", color=INK, linewidth=0.5)


def _name_lane(axes: Axes, title: str, height: float, size: Size, faint: bool = False) -> None:
    """To the right of its line; in a column above it, from the left."""
    share = height / (len(LANES) + 1)
    if size.keyed:
        text = _write_beside(axes, title, (0.0, share), (0.0, 4.0 * size.scale), "bottom")
    else:
        text = _write_beside(axes, title, (1.0, share), (8.0, 0.0), "center")
    text.set(fontsize=(7 if size.keyed else 8) * size.scale, color=FAINT if faint else INK)


def draw_time_axis(axes: Axes, scene: Scene, size: Size) -> None:
    """Ticks at round times of the report's zone, whose name stands below them."""
    zone = zone_of(scene.timezone)
    axes.set_xlim(*days_of([scene.start, scene.end]))
    locator = _locator(tz=zone, minticks=2 if size.keyed else 4, maxticks=5 if size.keyed else 9)
    locator.intervald |= ROUND_STEPS
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(
        _formatter(locator, tz=zone, formats=TICKS, zero_formats=ZERO_TICKS, show_offset=False)
    )
    axes.set_xlabel(f"time ({scene.timezone})", fontsize=8 * size.scale, color=INK, labelpad=2)
