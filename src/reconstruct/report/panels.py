"""Curves and marks in; the axes that show them out: the signal panels and the lanes below them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import HOURLY, MINUTELY, SECONDLY
from matplotlib.ticker import Formatter, FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from reconstruct.report.curves import Curve
from reconstruct.report.scene import Marks
from reconstruct.report.text import zone_of

Numbers = NDArray[np.float64]
# Okabe and Ito's palette, told apart by people who are colour-blind (https://jfly.uni-koeln.de/color/).
ORANGE, SKY, GREEN, BLUE, VERMILLION, PURPLE = "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7"
INK, GREY, FAINT = "#222222", "#555555", "#8A8A8A"
COLOURS: Mapping[str, str] = MappingProxyType({"failing": VERMILLION, "slow": PURPLE, "requests": BLUE, "errors": INK})
TITLES: Mapping[str, str] = MappingProxyType(
    {
        "failing": "requests that fail",
        "slow": "requests that are slow",
        "requests": "requests per second",
        "errors": "error records per minute",
    }
)
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


def draw_curves(axes: Axes, curves: Sequence[Curve], small: bool = False) -> None:
    """The first curve filled (a thin line where `small`), the others dashed; their names to the right."""
    for place, curve in enumerate(curves):
        colour = COLOURS[curve.name]
        times, values = _outline(curve.values)
        if place == 0 and not small:
            axes.fill_between(times, values, step="post", color=colour, alpha=0.35, linewidth=0)
        style = "-" if place == 0 else (0, (4, 2))
        axes.plot(times, values, drawstyle="steps-post", color=colour, linewidth=0.8 if small else 1.1, linestyle=style)
        _name_curve(axes, curve, colour, place, len(curves))
    _scale_values(axes, curves, small)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="x", bottom=False, labelbottom=False)
    axes.tick_params(axis="y", labelsize=8, length=3, colors=INK)
    axes.grid(axis="y", color="#E4E4E4", linewidth=0.6)
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


def _name_curve(axes: Axes, curve: Curve, colour: str, place: int, count: int) -> None:
    mark = "" if count == 1 else "━ " if place == 0 else "╌ "
    title = mark + TITLES[curve.name] + (", share" if curve.unit == "share" else "")
    axes.annotate(
        title.replace(", share", "\n(share of all)" if count == 1 else ""),
        (1, 1),
        xycoords="axes fraction",
        xytext=(8, -1 - 12 * place),
        textcoords="offset points",
        va="top",
        fontsize=8,
        color=colour,
    )


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


def draw_lanes(axes: Axes, marks: Sequence[Marks], errors: Curve) -> None:
    """One lane a group of records, the markers of each kind in it, error records as ticks by their number."""
    count = len(LANES) + 1
    axes.set_ylim(0, count)
    for place, (title, kinds) in enumerate(LANES):
        height = count - place - 0.5
        there = [mark for mark in marks if mark.kind in kinds]
        axes.axhline(height, color="#D9D9D9", linewidth=0.6, zorder=0.5)
        _name_lane(axes, title, height, faint=not there)
        for mark in there:
            _draw_marks(axes, mark, height)
    _draw_errors(axes, errors)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", left=False, labelleft=False)
    axes.tick_params(axis="x", labelsize=8, colors=INK)


def _draw_marks(axes: Axes, mark: Marks, height: float) -> None:
    marker, colour, size = MARKERS[mark.kind]
    hollow = mark.action in HOLLOW
    days = _thin(axes, days_of(mark.times))
    axes.scatter(
        days,
        np.full(len(days), height),
        s=size,
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


def _draw_errors(axes: Axes, errors: Curve) -> None:
    peak = float(errors.values.max()) if len(errors.values) else 0.0
    _name_lane(axes, ERROR_LANE, 0.5, faint=not peak)
    if not peak:
        return
    times, values = _outline(errors.values)
    # Square roots: one error beside ten thousand must still be seen.
    axes.fill_between(times, np.sqrt(values / peak) * 0.9, step="post", color=INK, linewidth=0.5)


def _name_lane(axes: Axes, title: str, height: float, faint: bool) -> None:
    axes.annotate(
        title + (": none" if faint else ""),
        (1, height),
        xycoords=("axes fraction", "data"),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=FAINT if faint else INK,
    )


def draw_time_axis(axes: Axes, start: pd.Timestamp, end: pd.Timestamp, timezone: str) -> None:
    """Ticks at round times of the report's zone, whose name stands below them."""
    zone = zone_of(timezone)
    axes.set_xlim(*days_of([start, end]))
    locator = _locator(tz=zone, minticks=4, maxticks=9)
    locator.intervald |= ROUND_STEPS
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(
        _formatter(locator, tz=zone, formats=TICKS, zero_formats=ZERO_TICKS, show_offset=False)
    )
    axes.set_xlabel(f"time ({timezone})", fontsize=8, color=INK, labelpad=3)
