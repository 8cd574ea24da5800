"""Timeline -> the charts of its page: an overview and one of each incident, wide and narrow, each with its figures."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from reconstruct.report.caption import say_alternative
from reconstruct.report.chart import NARROW_BINS, draw_scene
from reconstruct.report.curves import MAX_BINS, Curve
from reconstruct.report.inline import inline
from reconstruct.report.layout import SIZES
from reconstruct.report.pictures import svg_of
from reconstruct.report.scene import Scene, plan_scene
from reconstruct.report.text import DAY
from reconstruct.timeline.nouns import Timeline

# A page of very many incidents stays small: 2,400 bins over all of its charts are about 1 MB of curves and tables.
BINS_OF_A_PAGE, LEAST_BINS = 2400, 60
CHARTS_FOR_PHONES = 8  # incidents up to which each has a second chart, drawn for a narrow screen


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The figures of one bin in words; `across` is where it begins, as a share of the panel's width."""

    across: float
    time: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One chart of the page: `name` begins its ids, `panels` are left edge and width of the plot as shares, by width.

    `first` is the row at which reading begins. `narrow` is None where the wide one must do on a narrow screen too.
    """

    name: str
    wide: Markup
    narrow: Markup | None
    panels: tuple[tuple[float, float], tuple[float, float]]
    columns: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    first: int = 0


def list_exhibits(timeline: Timeline) -> tuple[Exhibit, ...]:
    """The chart of the whole timeline, and where it has several incidents one of each after it."""
    count = len(timeline.incidents)
    shown = [None, *range(count)] if count > 1 else [None]
    bins = max(LEAST_BINS, min(MAX_BINS, BINS_OF_A_PAGE // len(shown)))
    return tuple(_exhibit(timeline, one, bins, narrow=one is None or count <= CHARTS_FOR_PHONES) for one in shown)


def _exhibit(timeline: Timeline, incident: int | None, bins: int, narrow: bool) -> Exhibit:
    scene = _untitled(plan_scene(timeline, incident, bins))
    name = "chart" if incident is None else f"chart-{incident + 1}"
    shown = timeline.incidents if incident is None else (timeline.incidents[incident],)
    told = say_alternative(timeline, shown, _curves(scene))
    page, column = SIZES["page"], SIZES["column"]
    small = _untitled(plan_scene(timeline, incident, NARROW_BINS)) if narrow else None
    return Exhibit(
        name=name,
        wide=inline(svg_of(draw_scene(scene, page)), f"{name}-wide", told),
        narrow=inline(svg_of(draw_scene(small, column)), f"{name}-narrow", told) if small else None,
        panels=(page.panel_share, column.panel_share),
        columns=tuple(curve.title for curve in _curves(scene)),
        rows=_rows(scene),
        first=_first(scene),
    )


def _untitled(scene: Scene) -> Scene:
    """The same without the lines that the page itself says above the chart: its title, and when it was."""
    return replace(scene, title="", deck=scene.deck[1:])


def _first(scene: Scene) -> int:
    """The bin in which the first moment lies, 0 where there is none: from there on a reader reads the curves."""
    index = _curves(scene)[0].values.index
    return max(0, int((index <= scene.moments[0].time).sum()) - 1) if scene.moments else 0


def _curves(scene: Scene) -> tuple[Curve, ...]:
    """The curves that the chart shows, each once: the error records may stand in a panel and in their lane."""
    return tuple({curve.name: curve for curve in (*scene.main, *scene.small, scene.errors)}.values())


def _rows(scene: Scene) -> tuple[FigureRow, ...]:
    curves = _curves(scene)
    length = (scene.end - scene.start).total_seconds()
    stamp = "%H:%M:%S" if length <= DAY else "%d %b %H:%M:%S"
    return tuple(
        FigureRow(
            round((time - scene.start).total_seconds() / length, 4),
            time.tz_convert(scene.timezone).strftime(stamp),
            tuple(curve.say(float(curve.values.iloc[place])) for curve in curves),
        )
        for place, time in enumerate(curves[0].values.index)
    )
