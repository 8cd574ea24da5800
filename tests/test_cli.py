"""The words of the command line do what they say, and a mistake is answered in one line with the right exit code."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.bare import settle_window
from reconstruct.cli import main
from reconstruct.errors import UsageError
from reconstruct.parsers.formats import FOLDER

FOUND = "--window=find"
MORNING = "2023-05-15T08:00/13:30"
START = datetime(2023, 5, 15, 8, tzinfo=UTC)


def settle(line: str, paths: Collection[str] = ("logs/", "more/")) -> list[str]:
    """The words of a line, parted by bars, on a disk that holds these paths."""
    return settle_window(line.split("|"), exists=lambda word: word in paths)


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an hour of an access log in which every request fails for six minutes; the tool runs beside it."""
    folder = tmp_path / "logs"
    folder.mkdir()
    lines = []
    for second in range(0, 3600, 2):
        status = 500 if 1800 <= second < 2160 else 200
        stamp = (START + timedelta(seconds=second)).strftime("%d/%b/%Y:%H:%M:%S %z")
        lines.append(f'10.0.0.{second % 250} - - [{stamp}] "GET /cart HTTP/1.1" {status} 512 "-" "Mozilla/5.0"\n')
    (folder / "access.log").write_text("".join(lines))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize(
    ("line", "settled"),
    [
        ("logs/|--window", ["logs/", FOUND]),
        ("--window|logs/", [FOUND, "logs/"]),
        ("logs/|--window|more/", ["logs/", FOUND, "more/"]),
        ("logs/|--window|-o|out", ["logs/", FOUND, "-o", "out"]),
        ("logs/|-o|out|--window", ["logs/", "-o", "out", FOUND]),
        ("logs/|--window|--quiet", ["logs/", FOUND, "--quiet"]),
        ("--quiet|--window|logs/", ["--quiet", FOUND, "logs/"]),
        ("--window|--|logs/", [FOUND, "--", "logs/"]),
        ("logs/|--window|-", ["logs/", FOUND, "-"]),
    ],
)
def test_a_bare_window_is_to_be_found_wherever_it_stands(line: str, settled: list[str]) -> None:
    assert settle(line) == settled


@pytest.mark.parametrize(
    ("line", "settled"),
    [
        (f"logs/|--window|{MORNING}", ["logs/", f"--window={MORNING}"]),
        (f"--window|{MORNING}|logs/", [f"--window={MORNING}", "logs/"]),
        (f"logs/|--window|{MORNING}|-o|out", ["logs/", f"--window={MORNING}", "-o", "out"]),
        ("logs/|--window|15 May 2023 8am for 4h", ["logs/", "--window=15 May 2023 8am for 4h"]),
        ("logs/|--window|find", ["logs/", FOUND]),
        (f"logs/|--window={MORNING}", ["logs/", f"--window={MORNING}"]),
        ("--window=logs/|more/", ["--window=logs/", "more/"]),
        ("--window=|logs/", ["--window=", "logs/"]),
    ],
)
def test_a_window_after_the_option_is_its_value(line: str, settled: list[str]) -> None:
    assert settle(line) == settled


def test_an_existing_path_is_a_path_even_where_it_reads_as_a_window() -> None:
    assert settle("--window|2023-05-15", paths=["2023-05-15"]) == [FOUND, "2023-05-15"]
    assert settle("--window=2023-05-15|2023-05-15", paths=["2023-05-15"]) == ["--window=2023-05-15", "2023-05-15"]


def test_what_follows_two_dashes_is_left_alone() -> None:
    assert settle("logs/|--|--window|nowhere") == ["logs/", "--", "--window", "nowhere"]


def test_a_word_that_is_neither_is_refused_with_both_readings() -> None:
    with pytest.raises(UsageError, match=r"'lgos/' after --window: there is no such path, nor is it a window \(.+\)"):
        settle("--window|lgos/")


@settings(deadline=None)  # how fast is for another test
@given(st.lists(st.sampled_from(["logs/", "-o", "out", "--quiet", "--window", FOUND, "--", MORNING, "-"])))
def test_settled_words_settle_no_further_and_hold_no_bare_window(words: list[str]) -> None:
    settled = settle_window(words, exists=lambda word: word in {"logs/", "out"})
    assert settle_window(settled, exists=lambda word: True) == settled
    assert "--window" not in (settled[: settled.index("--")] if "--" in settled else settled)


def test_the_main_job_finds_the_incident_writes_the_report_and_says_so(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["logs/", "--window", "--format", "json,md"]) == 0
    timeline = json.loads(Path("report/timeline.json").read_text())
    assert timeline["window"]["basis"] == "found"
    assert timeline["incidents"][0]["milestones"]["onset"]["time"].startswith("2023-05-15T08:30:00")
    out, err = capsys.readouterr()
    assert "2023-05-15 08:30:00 UTC" in out
    assert "access.log:901" in out
    assert out.endswith("Report: report\n")
    assert err == ""


def test_a_report_says_its_times_in_the_zone_that_was_asked_for(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["logs/", "--window", "--report-timezone", "Asia/Tokyo", "--format", "json"]) == 0
    assert "2023-05-15 17:30:00 JST" in capsys.readouterr().out


def test_a_window_without_a_zone_is_read_in_the_zone_of_the_option(logs: Path) -> None:
    words = ["logs/", "--window", "2023-05-15T10:20/10:50", "--timezone", "Europe/Berlin", "-o", "out"]
    assert main([*words, "--format", "json", "--quiet"]) == 0
    window = json.loads(Path("out/timeline.json").read_text())["window"]
    assert (window["start"][:16], window["end"][:16], window["basis"]) == (
        "2023-05-15T08:20",
        "2023-05-15T08:50",
        "given",
    )


def test_without_the_option_all_of_the_logs_are_covered(logs: Path) -> None:
    assert main(["logs/", "--quiet", "--format", "json"]) == 0
    assert json.loads(Path("report/timeline.json").read_text())["window"]["basis"] == "all"


def test_a_quiet_run_prints_nothing(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["logs/", "-q", "--format", "md"]) == 0
    assert capsys.readouterr() == ("", "")


POSTMORTEM = (
    "# 15 May 2023 (UTC)\n\n- 8:36 AM: Issue detected\n- 8:40 PM: Rollback started\n- 8:50 AM: Service restored\n"
)


def test_a_text_alone_is_checked_without_any_logs(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("postmortem.md").write_text(POSTMORTEM)
    assert main(["--against", "postmortem.md"]) == 0
    stated = json.loads(Path("report/timeline.json").read_text())["stated"]
    assert list(stated) == ["path", "entries", "findings"]
    assert stated["entries"][1] == {
        "line": 4,
        "time": "2023-05-15T08:40:00Z",
        "time_text": "8:40 PM",
        "milestone": "repair_started",
        "text": "Rollback started",
    }
    assert [(each["line"], each["kind"]) for each in stated["findings"]] == [(4, "am_pm_swapped")]
    assert "AM and PM were swapped" in capsys.readouterr().out
    assert sorted(path.name for path in Path("report").iterdir()) == ["report.html", "report.md", "timeline.json"]


def test_a_text_is_held_against_the_logs(logs: Path) -> None:
    Path("postmortem.md").write_text(POSTMORTEM)
    assert main(["logs/", "--window", "--against", "postmortem.md", "-q", "--format", "json,md"]) == 0
    stated = json.loads(Path("report/timeline.json").read_text())["stated"]
    told = [each["text"] for each in stated["findings"] if each["kind"] == "contradicted"]
    assert any("failures since 08:30" in text for text in told)
    assert "## Stated and measured" in Path("report/report.md").read_text()


def test_a_first_run_leaves_incident_toml_and_a_later_one_takes_in_what_people_wrote(logs: Path) -> None:
    words = ["logs/", "--window", "-q", "--format", "json"]
    assert main(words) == 0
    edits = Path("report/incident.toml")
    assert edits.read_text().startswith("# Yours")
    override = '[[override]]\nmilestone = "onset"\ntime = 2023-05-15T08:20:00Z\nwhy = "a call"\nby = "me"\n'
    edits.write_text(override)
    assert main(words) == 0
    onset = json.loads(Path("report/timeline.json").read_text())["incidents"][0]["milestones"]["onset"]
    assert onset["override"] == {"time": "2023-05-15T08:20:00Z", "why": "a call", "by": "me"}
    assert onset["time"].startswith("2023-05-15T08:30:00")
    assert edits.read_text() == override


def test_a_wrong_entry_of_incident_toml_is_one_line_and_exit_code_2(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("report").mkdir()
    Path("report/incident.toml").write_text('[text]\nheadline = "x"\n')
    assert main(["logs/", "--window", "-q", "--format", "json"]) == 2
    assert "incident.toml:2: 'headline' is not known" in capsys.readouterr().err


def test_a_redacted_report_names_no_client(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["logs/", "--window", "--redact", "--format", "json,md,csv"]) == 0
    written = "".join(path.read_text() for path in Path("report").glob("[!i]*")) + capsys.readouterr().out
    assert "address-1" in written
    assert "10.0.0." not in written


def test_a_later_run_says_what_changed_since_the_earlier_one_and_why(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["logs/", "--window", "--format", "json"]
    assert main([*words, "-q"]) == 0
    override = '[[override]]\nmilestone = "onset"\ntime = 2023-05-15T08:20:00Z\nwhy = "a call"\nby = "me"\n'
    Path("report/incident.toml").write_text(override)
    assert main([*words, "--compare", "report"]) == 0
    assert "time to mitigate 5 min 58 s -> 15 min 58 s because onset was overridden (a call; me)" in " ".join(
        capsys.readouterr().out.split()
    )


def test_settings_beside_the_logs_hold_unless_an_option_says_otherwise(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (logs / "reconstruct.toml").write_text('report_timezone = "Asia/Tokyo"\n')
    words = ["logs/", "--window", "--format", "json"]
    assert main(words) == 0
    assert "2023-05-15 17:30:00 JST" in capsys.readouterr().out
    sources = json.loads(Path("report/timeline.json").read_text())["sources"]
    assert [source["path"] for source in sources] == ["access.log"]
    assert main([*words, "--report-timezone", "UTC"]) == 0
    assert "2023-05-15 08:30:00 UTC" in capsys.readouterr().out


def test_an_earlier_report_among_the_logs_is_not_read_as_a_log(logs: Path) -> None:
    for _ in range(2):
        assert main(["logs/", "--window", "-q", "-o", "logs/report", "--format", "html,json"]) == 0
    sources = json.loads((logs / "report/timeline.json").read_text())["sources"]
    assert [source["path"] for source in sources if source["events"]] == ["access.log"]


def test_the_log_formats_are_listed_by_name_kind_and_title(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list-log-formats"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list(FOLDER.glob("*.toml")))
    assert "nginx-error          server       nginx error log" in [line.strip() for line in lines]


def test_a_chart_alone_writes_no_report_unless_a_folder_is_given_too(logs: Path) -> None:
    assert main(["logs/", "--window", "-q", "--chart", "outage.png", "--chart-size", "column"]) == 0
    assert Path("outage.png").read_bytes().startswith(b"\x89PNG")
    assert not Path("report").exists()
    assert main(["logs/", "--window", "-q", "--chart", "outage.pdf", "-o", "out", "--format", "md"]) == 0
    assert Path("outage.pdf").exists()
    assert Path("out/report.md").exists()


def test_a_report_for_customers_and_of_one_incident_is_written(logs: Path) -> None:
    words = ["logs/", "--window", "-q", "--audience", "customer", "--incident", "1", "--format", "md"]
    assert main(words) == 0
    assert [path.name for path in Path("report").iterdir()] == ["report.md"]
    assert "access.log" not in Path("report/report.md").read_text()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["logs/", "--chart", "outage.gif"], "ends in .png"),
        (["logs/", "--chart", "a.png", "--chart-size", "a4"], "choose from page,slide,column"),
        (["logs/", "--audience", "all"], "choose from internal,customer"),
        (["logs/", "--audience", "customer", "--format", "csv"], "would show customers"),
        (["logs/", "--window", "--incident", "7"], "there is no incident 7: 1: began about"),
        (["logs/", "--nonsense"], "--nonsense"),
        ([], "PATHS"),
        (["logs/", "--log-formats", "nowhere"], "no format in nowhere"),
        (["logs/", "--window", "nowhere"], "no such path, nor is it a window"),
        (["logs/", "--window="], "empty"),
        (["logs/", "--window=logs"], "no date"),
        (["logs/", "--timezone", "Europe/Atlantis"], "no time zone"),
        (["logs/", "--report-timezone", "Europe"], "no time zone"),
        (["logs/", "--format", "doc"], "choose from html"),
        (["logs/", "--format", ","], "choose from html"),
        (["logs/", "-o", "--window"], "a folder is missing"),
        (["logs/", "--output"], "--output"),
    ],
)
def test_wrong_usage_is_one_line_on_stderr_and_exit_code_2(
    logs: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert err.startswith("reconstruct: ")
    assert err.count("\n") == 1
    assert not Path("report").exists()


@pytest.mark.parametrize(("path", "says"), [("nowhere/", "nowhere"), ("empty/", "empty"), ("picture/", "a PNG image")])
def test_where_nothing_can_be_read_the_exit_code_is_1(
    logs: Path, capsys: pytest.CaptureFixture[str], path: str, says: str
) -> None:
    Path("empty").mkdir()
    Path("picture").mkdir()
    Path("picture/logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    assert main([path]) == 1
    assert says in capsys.readouterr().err
    assert not Path("report").exists()


def test_a_report_that_cannot_be_written_is_exit_code_1_and_one_line(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["logs/", "-o", "logs/access.log/report", "--format", "json"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_name_in_an_error_cannot_control_the_terminal(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no\x1b[2J\u202ewhere\n"]) == 1
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_ctrl_c_ends_with_130_and_no_traceback(
    logs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reconstruct.pipeline.digest_logs", interrupt)
    assert main(["logs/"]) == 130
    assert capsys.readouterr() == ("", "")


def test_the_module_runs_as_the_command_does(logs: Path) -> None:
    (logs / "access.log.1.gz").write_bytes(gzip.compress(b""))
    words = [sys.executable, "-m", "reconstruct", "logs/", "--window", "--format", "json"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert "Report: report" in run.stdout


def test_a_reader_that_goes_away_is_no_error(logs: Path) -> None:
    command = f"{sys.executable} -m reconstruct logs/ --window --format json | true; exit ${{PIPESTATUS[0]}}"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_help_shows_every_option_and_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    options = ["--window [WINDOW]", "--output DIR", "--timezone [GLOB=]ZONE", "--clock-offset [GLOB=]SECONDS"]
    options += ["--report-timezone ZONE", "--format", "--quiet"]
    assert [option for option in [*options, "--version"] if option not in out] == []
    assert "reconstruct logs/ --window\n" in out
