"""A report is written whole or not at all, beside files that are none of its business."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reconstruct.errors import OutputError, UsageError
from reconstruct.report.write import FILES, render, write_chart, write_report
from reconstruct.timeline.nouns import Timeline
from reconstruct.timeline.pick import pick_incident
from tests.samples import quiet_timeline, sample_timeline

TEXTS = ("md", "json", "csv")  # quick to render; the chart is in one test


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return sample_timeline()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file and folder below `folder`, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def test_all_six_files_are_written_a_chart_of_each_incident_and_nothing_else(
    timeline: Timeline, tmp_path: Path
) -> None:
    paths = write_report(timeline, tmp_path / "report")
    each = ["chart-1.svg", "chart-1.png", "chart-2.svg", "chart-2.png"]
    assert [path.name for path in paths] == [*FILES.values(), *each]
    assert set(contents(tmp_path / "report")) == {*FILES.values(), *each}
    assert all(path.stat().st_size for path in paths)
    assert "<svg" in (tmp_path / "report/report.html").read_text("utf-8")
    assert (tmp_path / "report/chart.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_timeline_gives_the_same_bytes(timeline: Timeline) -> None:
    assert render(timeline, FILES) == render(sample_timeline(), FILES)


def test_only_the_formats_that_were_asked_for_are_written(timeline: Timeline, tmp_path: Path) -> None:
    assert [path.name for path in write_report(timeline, tmp_path, {"csv", "json"})] == ["timeline.json", "events.csv"]
    assert set(contents(tmp_path)) == {"timeline.json", "events.csv"}


@pytest.mark.parametrize("formats", [["doc"], ["html", "HTML"], []])
def test_an_unknown_format_is_refused_before_anything_is_written(
    timeline: Timeline, tmp_path: Path, formats: list[str]
) -> None:
    with pytest.raises(UsageError, match="choose from html,md,svg,png,json,csv"):
        write_report(timeline, tmp_path / "report", formats)
    assert not (tmp_path / "report").exists()


def test_an_earlier_report_is_replaced(timeline: Timeline, tmp_path: Path) -> None:
    write_report(quiet_timeline(), tmp_path, TEXTS)
    write_report(timeline, tmp_path, TEXTS)
    assert contents(tmp_path) == render(timeline, TEXTS)


def test_what_an_earlier_report_had_and_this_one_has_not_is_removed(timeline: Timeline, tmp_path: Path) -> None:
    write_report(quiet_timeline(), tmp_path, TEXTS)
    write_report(timeline, tmp_path, ["md"])
    assert set(contents(tmp_path)) == {"report.md"}


def test_files_of_other_names_are_never_touched(timeline: Timeline, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "charts").mkdir()
    write_report(quiet_timeline(), tmp_path, TEXTS)
    write_report(timeline, tmp_path, ["json"])
    assert contents(tmp_path) == {"notes.txt": b"mine", "charts": b"", **render(timeline, ["json"])}


@pytest.mark.parametrize("other", [b"", b"[1]", b'{"events": []}', b"\xff"])
def test_nothing_is_removed_from_a_folder_that_holds_no_report(
    timeline: Timeline, tmp_path: Path, other: bytes
) -> None:
    (tmp_path / "events.csv").write_bytes(b"mine")
    (tmp_path / "timeline.json").write_bytes(other)
    write_report(timeline, tmp_path, ["md"])
    assert (tmp_path / "events.csv").read_bytes() == b"mine"
    assert (tmp_path / "timeline.json").read_bytes() == other


def test_a_link_in_the_folder_is_replaced_and_what_it_points_to_left_alone(timeline: Timeline, tmp_path: Path) -> None:
    (tmp_path / "precious.md").write_text("mine")
    (tmp_path / "report").mkdir()
    (tmp_path / "report/report.md").symlink_to(tmp_path / "precious.md")
    write_report(timeline, tmp_path / "report", ["md"])
    assert (tmp_path / "precious.md").read_text() == "mine"
    assert not (tmp_path / "report/report.md").is_symlink()


def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(timeline: Timeline, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match=r"file.*choose another --output"):
        write_report(timeline, tmp_path / "file/report", ["md"])
    with pytest.raises(OutputError, match="file"):
        write_report(timeline, tmp_path / "file", ["md"])
    assert contents(tmp_path) == {"file": b"mine"}


def test_folders_made_for_a_report_that_failed_are_gone(
    timeline: Timeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_replace(monkeypatch, at=1, error=OSError(28, "No space left on device"))
    with pytest.raises(OutputError, match="No space left"):
        write_report(timeline, tmp_path / "new/report", TEXTS)
    assert contents(tmp_path) == {}


def break_replace(monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException) -> None:
    """Let the `at`-th move of a file fail, as a full disk or Ctrl-C does."""
    whole, calls = Path.replace, iter(range(1, 1000))

    def replace(self: Path, target: Path) -> Path:
        if next(calls) == at:
            raise error
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", replace)


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_report_that_breaks_off_at_any_file_leaves_the_earlier_one_whole(
    timeline: Timeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException
) -> None:
    write_report(quiet_timeline(), tmp_path, ["html", "json"])
    (tmp_path / "notes.txt").write_text("mine")
    before = contents(tmp_path)
    break_replace(monkeypatch, at, error)
    with pytest.raises(OutputError if isinstance(error, OSError) else KeyboardInterrupt):
        write_report(timeline, tmp_path, TEXTS)
    assert contents(tmp_path) == before


def test_a_folder_in_the_place_of_a_file_is_an_error_and_stays(timeline: Timeline, tmp_path: Path) -> None:
    (tmp_path / "events.csv").mkdir()
    with pytest.raises(OutputError, match=r"events\.csv"):
        write_report(timeline, tmp_path, TEXTS)
    assert contents(tmp_path) == {"events.csv": b""}


def test_the_timeline_is_json_that_bears_the_mark_by_which_the_folder_is_known(
    timeline: Timeline, tmp_path: Path
) -> None:
    write_report(timeline, tmp_path, ["json"])
    assert json.loads((tmp_path / "timeline.json").read_bytes())["schema_version"] == 1


def test_a_link_is_still_a_link_after_a_report_that_broke_off(
    timeline: Timeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report.md").symlink_to("elsewhere.md")
    break_replace(monkeypatch, at=2, error=OSError(28, "No space left on device"))
    with pytest.raises(OutputError):
        write_report(timeline, tmp_path, TEXTS)
    assert (tmp_path / "report.md").readlink() == Path("elsewhere.md")
    assert len(list(tmp_path.iterdir())) == 1


def test_charts_of_incidents_that_are_no_more_are_removed(timeline: Timeline, tmp_path: Path) -> None:
    write_report(timeline, tmp_path, ["json", "svg"])
    assert (tmp_path / "chart-2.svg").exists()
    write_report(pick_incident(timeline, 1), tmp_path, ["json", "svg"])
    assert set(contents(tmp_path)) == {"timeline.json", "chart.svg"}


@pytest.mark.parametrize(("name", "begins"), [("a.png", b"\x89PNG"), ("b.SVG", b"<?xml"), ("c.pdf", b"%PDF")])
def test_a_chart_alone_is_drawn_in_the_form_that_its_name_asks_for(
    timeline: Timeline, tmp_path: Path, name: str, begins: bytes
) -> None:
    path = write_chart(timeline, tmp_path / "out" / name, "column")
    assert path.read_bytes().startswith(begins)
    assert set(contents(tmp_path)) == {"out", f"out/{name}"}


def test_a_chart_that_cannot_be_written_or_drawn_is_refused(timeline: Timeline, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="choose another --chart"):
        write_chart(timeline, tmp_path / "file" / "a.png")
    with pytest.raises(UsageError, match=r"ends in \.png, \.svg, \.pdf"):
        write_chart(timeline, tmp_path / "a.gif")


def test_the_report_names_the_chart_beside_it_only_where_it_is_written(timeline: Timeline) -> None:
    assert b"](chart.png)" in render(timeline, ["md", "png"])["report.md"]
    assert b"](chart.svg)" in render(timeline, ["md", "svg"])["report.md"]
    assert b"](chart" not in render(timeline, ["md"])["report.md"]
