"""The chart tells the incident at a glance: nothing overlaps or is clipped, the same input gives the same bytes."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from reconstruct.errors import UsageError
from reconstruct.report.chart import draw
from reconstruct.report.layout import SIZES
from reconstruct.report.panels import LANES
from reconstruct.report.pictures import picture_of, png_of, svg_of
from reconstruct.timeline.nouns import MILESTONES, Evidence, Incident, Milestone, Statement, Suspect, Timeline
from reconstruct.window import Window
from tests.samples import at, quiet_timeline, sample_timeline

PROOF = (Evidence("a.log", 1, "line"),)
START = pd.Timestamp("2024-03-01T00:00Z")


def texts(figure: Figure, prefix: str = "") -> list[Text]:
    """The texts that the figure shows whose id begins so."""
    return [t for t in figure.findobj(Text) if t.get_text() and (t.get_gid() or "").startswith(prefix)]


def boxes(figure: Figure, prefix: str) -> list[Bbox]:
    return [text.get_window_extent() for text in texts(figure, prefix)]


def words(figure: Figure) -> str:
    return " | ".join(text.get_text() for text in texts(figure))


def overlap(a: Bbox, b: Bbox) -> bool:
    return bool(a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1)


def timeline_at(offsets: list[float], length: float) -> Timeline:
    """Eight milestones at these seconds from the start of a window of that many seconds."""
    times = [START + pd.Timedelta(seconds=offset) for offset in offsets]
    found: dict[str, Milestone | None] = {
        name: Milestone(name, time, time, time, "measured", "rule", PROOF)
        for name, time in zip(MILESTONES, times, strict=True)
    }
    step = max(1, round(length / 200))
    index = pd.date_range(START, periods=int(length // step) + 1, freq=f"{step}s")
    signals = pd.DataFrame({"requests": 30, "failed": 3, "slow": 0, "errors": 1}, index=index)
    whole = sample_timeline()
    incident = replace(whole.incidents[0], milestones=found, intervals=(), suspects=())
    window = Window(START, START + pd.Timedelta(seconds=length))
    return replace(
        whole, window=window, window_basis="given", incidents=(incident,), signals=signals, step_seconds=step
    )


@st.composite
def spacings(draw_value: st.DrawFn) -> tuple[list[float], float]:
    """A window's length and eight moments within it: spread out, in one minute, at an edge, at once."""
    length = draw_value(st.sampled_from([60.0, 600.0, 86_000.0, 400_000.0]))
    width = length * draw_value(st.sampled_from([0.0, 0.01, 0.1, 1.0]))
    first = draw_value(st.floats(0, 1)) * (length - width)
    return [first + draw_value(st.floats(0, 1)) * width for _ in MILESTONES], length


def milestones_outside(timeline: Timeline) -> Timeline:
    """The same, its first milestone before the logs begin and its last one after they end."""
    incident = timeline.incidents[0]
    first, last = incident.milestones["onset"], incident.milestones["mitigated"]
    assert first is not None
    assert last is not None
    moved = {"onset": replace(first, time=None, earliest=None), "mitigated": replace(last, time=None, latest=None)}
    return replace(timeline, incidents=(replace(incident, milestones={**incident.milestones, **moved}),))


@settings(max_examples=25, deadline=None)
@given(spacings(), st.sampled_from(sorted(SIZES)), st.booleans())
def test_labels_overlap_neither_each_other_nor_a_line_nor_the_figures_edge(
    spacing: tuple[list[float], float], size: str, outside: bool
) -> None:
    timeline = timeline_at(*spacing)
    figure = draw(milestones_outside(timeline) if outside else timeline, size=size)
    labels, keys = boxes(figure, "moment-"), boxes(figure, "key-")
    assert len(labels) == len(MILESTONES)
    assert len(keys) == (len(MILESTONES) if SIZES[size].keyed else 0)
    told = [*labels, *keys, *(box for name in ("title", "subtitle", "foot", "phase") for box in boxes(figure, name))]
    assert not [pair for pair in itertools.combinations(told, 2) if overlap(*pair)]
    figure.draw_without_rendering()
    lines = [line.get_window_extent() for line in figure.findobj(Line2D) if (line.get_gid() or "").startswith("line-")]
    assert len(lines) == len(MILESTONES)
    assert not [(line, label) for line in lines for label in [*labels, *keys] if overlap(line, label)]
    assert not [text.get_text() for text in texts(figure) if not _within(text, figure.bbox.padded(1))]


@settings(max_examples=10, deadline=None)
@given(
    st.sampled_from(sorted(SIZES)), st.text("abc .,ÄW漢", max_size=300), st.sampled_from(["failing", "slow", "records"])
)
def test_whatever_the_words_say_they_stay_within_the_figure_and_apart(size: str, words: str, signal: str) -> None:
    whole = sample_timeline()
    suspect = replace(whole.incidents[0].suspects[0], text=words)
    incident = replace(whole.incidents[0], suspects=(suspect,), signal=signal)
    figure = draw(replace(whole, incidents=(incident,)), size=size)
    figure.draw_without_rendering()
    drawn = [text for text in texts(figure) if text.get_visible()]
    assert not [text.get_text() for text in drawn if not _within(text, figure.bbox.padded(1))]
    apart = [text.get_window_extent() for text in drawn if text.get_gid()]
    assert not [pair for pair in itertools.combinations(apart, 2) if overlap(*pair)]


def test_eight_milestones_within_one_minute_are_all_named() -> None:
    figure = draw(timeline_at([3600 + 7.5 * i for i in range(8)], 8 * 3600))
    assert len(boxes(figure, "moment-")) == 8
    assert "acknowledged  01:00:15" in words(figure)


def test_the_title_says_what_happened_and_the_labels_when_in_the_reports_zone() -> None:
    shown = words(draw(sample_timeline(), 0))
    assert "42 % of requests failed for 4 h 13 min" in shown
    assert "onset  09:47:03" in shown
    assert "time (Europe/London)" in shown


def test_all_text_lies_within_the_figure() -> None:
    shown = ((sample_timeline(), None), (sample_timeline(), 1), (quiet_timeline(), None))
    for (timeline, incident), size in itertools.product(shown, SIZES):
        figure = draw(timeline, incident, size)
        figure.draw_without_rendering()
        inside = figure.bbox.padded(1)
        outside = [t.get_text() for t in texts(figure) if t.get_visible() and not _within(t, inside)]
        assert outside == []


def _within(text: Text, bounds: Bbox) -> bool:
    box = text.get_window_extent()
    return bool(bounds.x0 <= box.x0 and box.x1 <= bounds.x1 and bounds.y0 <= box.y0 and box.y1 <= bounds.y1)


def test_the_first_suspect_is_quoted_below_the_title_and_circled_where_it_stands() -> None:
    whole = sample_timeline()
    first = whole.incidents[0]
    suspect = Suspect(at("08:40:00"), "change", "deploy cms", 0.9, PROOF)
    figure = draw(replace(whole, incidents=(replace(first, suspects=(suspect,)),)))
    assert "Circled, 09:40:00: “deploy cms”" in words(figure)
    assert figure.findobj(lambda artist: artist.get_gid() == "suspect")


def test_a_suspect_long_before_is_told_but_not_circled() -> None:
    whole = sample_timeline()
    first = whole.incidents[0]
    suspect = Suspect(at("08:40:00") - pd.Timedelta(days=3), "change", "deploy cms", 0.9, PROOF)
    figure = draw(replace(whole, incidents=(replace(first, suspects=(suspect,)),)))
    assert "Before this chart begins, 2023-05-12 09:40:00 BST: “deploy cms”" in words(figure)
    assert not figure.findobj(lambda artist: artist.get_gid() == "suspect")


def test_the_foot_says_how_to_read_it_and_from_which_logs_it_is_drawn() -> None:
    shown = words(draw(sample_timeline(), 0))
    assert "Steps of 1 min 40 s. Shaded: onset to mitigated, by phase." in shown.replace("\n", " ")
    assert "Source: web/access.log, db/error.log; drawn from the logs" in shown


def test_several_incidents_are_numbered_and_told_below_the_title() -> None:
    shown = words(draw(sample_timeline()))
    assert "2 incidents" in shown
    assert "incident 2  16:10:40" in shown
    assert "2: 45 % of requests failed up to the end of the logs" in shown


def test_an_incident_that_does_not_end_is_not_given_an_end() -> None:
    shown = words(draw(sample_timeline(), 1))
    assert "mitigated  after 16:30:00" in shown
    assert "over 19 min 20 s" in shown


def test_without_an_incident_the_chart_shows_the_verdict() -> None:
    shown = words(draw(quiet_timeline()))
    assert "No incident found" in shown
    assert "never left its baseline of 0.1 %" in shown


def test_a_blip_is_named_where_there_is_no_incident() -> None:
    timeline = replace(quiet_timeline(), blips=(Statement("precursor", "x", at("08:20:00")),))
    assert "over at once  08:20:00" in words(draw(timeline))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_same_timeline_gives_the_same_bytes(size: str, form: str) -> None:
    one, other = draw(sample_timeline(), 0, size), draw(sample_timeline(), 0, size)
    assert picture_of(one, form) == picture_of(other, form)


@pytest.mark.parametrize(("size", "pixels"), [("page", (1650, 975)), ("slide", (1919, 1080)), ("column", (1050, 1980))])
def test_the_picture_is_as_large_as_promised(size: str, pixels: tuple[int, int]) -> None:
    png = png_of(draw(quiet_timeline(), size=size))
    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[i : i + 4], "big") for i in (16, 20))
    assert (width, height) == pixels


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(UsageError, match="choose from page,slide,column"):
        draw(quiet_timeline(), size="poster")


def test_a_pdf_keeps_its_fonts_and_carries_no_date() -> None:
    pdf = picture_of(draw(quiet_timeline()), "pdf")
    assert pdf.startswith(b"%PDF")
    assert b"CreationDate" not in pdf
    assert b"/Subtype /Type0" in pdf


def test_the_svg_keeps_its_text_and_carries_neither_date_nor_log_markup() -> None:
    svg = svg_of(draw(replace(quiet_timeline(), verdict="</text><script>x</script> $\\frac{")))
    assert ">No incident found</text>" in svg
    assert "&lt;/text&gt;&lt;script&gt;x&lt;/script&gt; $\\frac{" in svg
    assert "<script" not in svg
    assert "dc:date" not in svg


def test_letters_that_the_font_lacks_are_boxes_and_no_warning() -> None:
    timeline = replace(quiet_timeline(), verdict="no incident 漢字")
    figure = draw(timeline)
    png_of(figure)
    assert "no incident □□" in words(figure)


def test_the_chart_of_a_signal_shows_that_signal_first() -> None:
    whole = sample_timeline()
    for signal, name in (("slow", "slow"), ("traffic", "requests per second"), ("records", "error records per minute")):
        incident: Incident = replace(whole.incidents[0], signal=signal)
        figure = draw(replace(whole, incidents=(incident,)))
        assert name in texts(figure, "name")[len(LANES) + 1].get_text()


def test_logs_without_requests_show_their_error_records() -> None:
    whole = quiet_timeline()
    signals = whole.signals.assign(requests=0, errors=1)
    assert "error records per minute" in words(draw(replace(whole, signals=signals)))


def test_an_empty_window_is_still_drawn() -> None:
    whole = quiet_timeline()
    figure = draw(replace(whole, signals=whole.signals.iloc[:0]))
    assert "No incident found" in words(figure)
    assert png_of(figure)


@pytest.mark.parametrize("days", [3, 40])
def test_days_of_logs_are_drawn_in_few_points_with_dates_on_the_axis(days: int) -> None:
    index = pd.date_range(START, periods=days * 1440, freq="60s")
    signals = pd.DataFrame({"requests": 50, "failed": 0, "slow": 0, "errors": 0}, index=index)
    window = Window(START, START + pd.Timedelta(days=days))
    figure = draw(replace(quiet_timeline(), signals=signals, window=window, step_seconds=60))
    drawn = [np.asarray(line.get_xdata()).size for axes in figure.axes for line in axes.get_lines()]
    assert max(drawn) <= 310
    assert "Mar" in " ".join(label.get_text() for label in figure.axes[0].get_xticklabels())


def test_there_is_no_such_incident() -> None:
    with pytest.raises(IndexError):
        draw(sample_timeline(), 7)
