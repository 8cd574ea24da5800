"""Timeline -> the files of the report in a folder, all of them or none."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from reconstruct.errors import OutputError, UsageError
from reconstruct.report.audience import FOR_CUSTOMERS, check_audience, for_customers
from reconstruct.report.calls import FEW_INCIDENTS
from reconstruct.report.export import events_csv, timeline_json
from reconstruct.report.mask import mask
from reconstruct.report.page import render_html, render_markdown
from reconstruct.report.posts import (
    GRAFANA_FILE,
    JIRA_FILE,
    SLACK_FILE,
    grafana_annotations,
    jira_comment,
    slack_post,
)
from reconstruct.report.redact import Private, check_redacted
from reconstruct.report.rules import RULES_FILE, TEST_FILE, render_rules
from reconstruct.report.surroundings import with_surroundings
from reconstruct.report.tables import SQLITE_FILE, arrow_files, parquet_files, sqlite_file
from reconstruct.timeline.nouns import Timeline

FILES: Mapping[str, str] = {
    "html": "report.html",
    "md": "report.md",
    "svg": "chart.svg",
    "png": "chart.png",
    "json": "timeline.json",
    "csv": "events.csv",
}
ON_DEMAND: Mapping[str, tuple[str, ...]] = {
    "rules": (RULES_FILE, TEST_FILE),
    "parquet": ("events.parquet", "signals.parquet"),
    "arrow": ("events.arrow", "signals.arrow"),
    "sqlite": (SQLITE_FILE,),
    "grafana": (GRAFANA_FILE,),
    "slack": (SLACK_FILE,),
    "jira": (JIRA_FILE,),
}
CHARTS = ("png", "svg", "pdf")
WITHOUT_LOGS = ("html", "md", "json")  # what can be written of a text alone


def write_report(
    timeline: Timeline,
    folder: str | Path,
    formats: Collection[str] | None = None,
    audience: str = "internal",
    private: Private | None = None,
) -> list[Path]:
    """Write the report into `folder` and return the paths of its files; None for `formats` means all that are usual.

    These are `FILES`, or for the audience `customer` those of them that hold no log lines. What stands in `ON_DEMAND`
    is written only where it is asked for. Several incidents have a chart each, beside the one of all.

    Everything is rendered before the first file is touched. The files of an earlier report are replaced, and those
    in formats that are not asked for now removed, lest they tell of other times; other files stay as they are.
    `private` is what a redacted timeline must not tell: the files are searched for it before any is written. Raises
    UsageError for an unknown format or audience, OutputError where the folder cannot be written: it is then as before.
    """
    contents = render(timeline, check_formats(formats, audience), audience)
    if private is not None:
        check_redacted(contents, private)
    target = Path(folder)
    try:
        stale = _stale_files(target, contents)
        with _staging(target) as staging:
            _store(staging, contents)
            _swap(staging, target, contents, stale)
    except OSError as error:
        reason = error.strerror or str(error)
        help_text = "nothing was changed there; choose another --output"
        raise OutputError(f"{error.filename or folder}: {reason}: {help_text}") from error
    return [target / name for name in contents]


def write_chart(timeline: Timeline, path: str | Path, size: str = "page") -> Path:
    """Draw the chart alone into a file that ends in .png, .svg or .pdf, and return its path.

    Raises UsageError for another ending or an unknown size, OutputError where the file cannot be written.
    """
    from reconstruct.report.chart import draw  # noqa: PLC0415 - matplotlib, only where a chart is drawn
    from reconstruct.report.pictures import picture_of  # noqa: PLC0415

    content, file = picture_of(draw(mask(timeline), size=size), check_chart(path)), Path(path)
    try:
        with _staging(file.parent) as staging:
            _store(staging, {file.name: content})
            (staging / file.name).replace(file)
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror or error}: choose another --chart") from error
    return file


def check_chart(path: str | Path) -> str:
    """The form of picture that the name of this file asks for.

    Raises UsageError where it asks for none that can be drawn.

    >>> check_chart("out/outage.PDF")
    'pdf'
    """
    form = Path(path).suffix.lower().removeprefix(".")
    if form not in CHARTS:
        raise UsageError(f"{path}: a chart's file ends in {', '.join(f'.{name}' for name in CHARTS)}")
    return form


def check_formats(names: Collection[str] | None = None, audience: str = "internal") -> tuple[str, ...]:
    """The names of formats in the order of `FILES` and `ON_DEMAND`, each once; the usual ones where none are given.

    Raises UsageError where there is none, one that is unknown, or one that the audience must not read.

    >>> check_formats(["json", "html"])
    ('html', 'json')
    """
    usual = FOR_CUSTOMERS if check_audience(audience) == "customer" else tuple(FILES)
    names = usual if names is None else names
    known = (*FILES, *ON_DEMAND)
    unknown = [repr(name) for name in names if name not in known]
    if unknown or not names:
        raise UsageError(f"no such report format: {', '.join(unknown) or 'none given'}: choose from {','.join(known)}")
    if audience == "customer" and (wrong := [name for name in names if name not in FOR_CUSTOMERS]):
        told = ",".join(FOR_CUSTOMERS)
        raise UsageError(f"{', '.join(wrong)} would show customers what logs and people said: choose from {told}")
    return tuple(name for name in known if name in names)


def render(timeline: Timeline, formats: Collection[str], audience: str = "internal") -> dict[str, bytes]:
    """The bytes of each file of the report by its name, without writing any; secrets are masked in all of them."""
    timeline = for_customers(timeline) if audience == "customer" else with_surroundings(timeline)
    timeline = mask(timeline)
    if timeline.of_text_alone:
        formats = [name for name in formats if name in WITHOUT_LOGS]
    chart = next((FILES[form] for form in ("png", "svg") if form in formats), "")
    makers: dict[str, Callable[[], str]] = {
        "html": lambda: _page(timeline, audience),
        "md": lambda: render_markdown(timeline, chart, audience),
        "json": lambda: timeline_json(timeline),
        "csv": lambda: events_csv(timeline),
    }
    drawn = _draw_charts(timeline, [form for form in ("svg", "png") if form in formats])
    texts = {FILES[name]: maker() for name, maker in makers.items() if name in formats}
    made: dict[str, str | bytes] = {**texts, **drawn}
    files = {name: made[name] for name in (*FILES.values(), *drawn) if name in made}
    for name in ON_DEMAND:
        files |= _on_demand(name, timeline) if name in formats else {}
    return {name: _to_bytes(text) for name, text in files.items()}


def _on_demand(name: str, timeline: Timeline) -> Mapping[str, str | bytes]:
    makers: Mapping[str, Callable[[Timeline], Mapping[str, str | bytes]]] = {
        "rules": render_rules,
        "parquet": parquet_files,
        "arrow": arrow_files,
        "sqlite": sqlite_file,
        "grafana": lambda timeline: {GRAFANA_FILE: grafana_annotations(timeline)},
        "slack": lambda timeline: {SLACK_FILE: slack_post(timeline)},
        "jira": lambda timeline: {JIRA_FILE: jira_comment(timeline)},
    }
    return makers[name](timeline)


def _draw_charts(timeline: Timeline, forms: Collection[str]) -> Mapping[str, bytes]:
    """The chart of the whole, and one each of several incidents, unless they are so many that nobody opens them."""
    if not forms:
        return {}
    from reconstruct.report.chart import draw  # noqa: PLC0415 - matplotlib, only where a chart is drawn
    from reconstruct.report.pictures import picture_of  # noqa: PLC0415

    count = len(timeline.incidents)
    figures = {"chart": draw(timeline)}
    if 1 < count <= FEW_INCIDENTS:
        figures |= {f"chart-{place + 1}": draw(timeline, place) for place in range(count)}
    return {f"{name}.{form}": picture_of(figure, form) for name, figure in figures.items() for form in forms}


def _page(timeline: Timeline, audience: str) -> str:
    from reconstruct.report.exhibits import list_exhibits  # noqa: PLC0415 - matplotlib, only where a chart is drawn

    return render_html(timeline, () if timeline.of_text_alone else list_exhibits(timeline), audience)


def _to_bytes(text: str | bytes) -> bytes:
    """UTF-8; half a surrogate pair, which a log can hold and UTF-8 cannot, is written out as its number."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")


def _stale_files(target: Path, contents: Mapping[str, bytes]) -> list[str]:
    """The files of an earlier report that this one does not have; none where the folder holds no report of ours."""
    try:
        earlier = json.loads((target / FILES["json"]).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return []
    if not isinstance(earlier, dict) or "schema_version" not in earlier:
        return []
    charts = [f"chart-{place}.{form}" for place in range(1, FEW_INCIDENTS + 1) for form in ("svg", "png")]
    ours = (*FILES.values(), *charts, *(name for names in ON_DEMAND.values() for name in names))
    return [name for name in ours if name not in contents and os.path.lexists(target / name)]


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """A hidden folder within `target`, thus on its disk, for the time of writing; `target` is made where it lacks."""
    made = [folder for folder in (target, *target.parents) if not folder.exists()]
    try:
        target.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".reconstruct-", dir=target))
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except BaseException:
        for folder in made:
            with suppress(OSError):  # not there, or no longer empty; the error that led here is the one to tell
                folder.rmdir()
        raise


def _store(staging: Path, contents: Mapping[str, bytes]) -> None:
    """Every file on the disk itself, before any is moved to its place."""
    for name, content in contents.items():
        with (staging / name).open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def _swap(staging: Path, target: Path, names: Collection[str], stale: Collection[str]) -> None:
    """Put the new files in the place of the old; where that breaks off, also by Ctrl-C, put the old ones back."""
    kept = staging / "earlier"
    kept.mkdir()
    for name in (*names, *stale):
        if os.path.lexists(target / name):
            shutil.copy2(target / name, kept / name, follow_symlinks=False)
    try:
        for name in names:
            (staging / name).replace(target / name)
        for name in stale:
            (target / name).unlink()
    except BaseException:
        for name in (*names, *stale):
            if os.path.lexists(kept / name):
                (kept / name).replace(target / name)
            else:
                (target / name).unlink(missing_ok=True)
        raise
