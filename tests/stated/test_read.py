"""What people wrote is read entry by entry with its right time, and what is wrong with it is found and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reconstruct.errors import UnreadableError
from reconstruct.report.export import iso
from reconstruct.stated.nouns import Stated
from reconstruct.stated.read import open_stated, read_stated, read_written, settle_written

TEXTS = Path(__file__).parents[2] / "fixtures" / "stated"
TRUTH: dict[str, Any] = json.loads((TEXTS / "truth.json").read_text("utf-8"))


def read(text: str, name: str = "text.md") -> Stated:
    return settle_written(read_written(text, name))


def times(stated: Stated) -> list[str]:
    return ["" if entry.time is None else f"{entry.time:%Y-%m-%d %H:%M}" for entry in stated.entries]


def kinds(stated: Stated) -> list[str]:
    return [finding.kind for finding in stated.findings]


@pytest.mark.parametrize("name", TRUTH)
def test_every_entry_of_a_written_timeline_has_its_line_its_right_time_and_its_milestone(name: str) -> None:
    stated = read_stated(TEXTS / name)
    found = [[entry.line, iso(entry.time), entry.time_text, entry.milestone] for entry in stated.entries]
    assert found == TRUTH[name]["entries"]


@pytest.mark.parametrize("name", TRUTH)
def test_each_defect_of_a_written_timeline_is_found_and_none_is_invented(name: str) -> None:
    stated = read_stated(TEXTS / name)
    assert [[finding.line, finding.kind] for finding in stated.findings] == TRUTH[name]["findings"]


def test_every_written_timeline_among_the_fixtures_has_its_answers() -> None:
    assert {path.name for path in TEXTS.iterdir()} == {*TRUTH, "truth.json"}


def test_am_and_pm_that_were_swapped_are_told_by_their_neighbours() -> None:
    stated = read("# 15 May 2023 (UTC)\n\n- 10:30 AM cause found\n- 11:15 PM restore started\n- 13:00 all fine\n")
    assert times(stated) == ["2023-05-15 10:30", "2023-05-15 11:15", "2023-05-15 13:00"]
    assert [entry.time_text for entry in stated.entries][1] == "11:15 PM"
    assert kinds(stated) == ["am_pm_swapped"]


def test_a_night_that_crosses_midnight_has_no_defect() -> None:
    stated = read(
        "# 15 May 2023, times in UTC\n\n- 11:15 PM down\n- 11:58 PM paged\n- 12:20 AM rolled back\n- 1:10 AM up\n"
    )
    assert times(stated) == ["2023-05-15 23:15", "2023-05-15 23:58", "2023-05-16 00:20", "2023-05-16 01:10"]
    assert kinds(stated) == []


def test_an_outage_of_two_days_keeps_the_dates_of_its_headings() -> None:
    text = "Times are UTC.\n\n## 3 June 2024\n- 22:10 down\n## 4 June 2024\n- 06:30 day shift\n- 18:00 up\n"
    assert times(read(text)) == ["2024-06-03 22:10", "2024-06-04 06:30", "2024-06-04 18:00"]


def test_a_time_that_no_clock_shows_is_null_or_read_as_what_it_can_only_mean_and_said() -> None:
    stated = read("# 2023-05-15 UTC\n\n- 12:50 a\n- 13:00 PM b\n- 14:?? c\n- 25:10 d\n")
    assert times(stated) == ["2023-05-15 12:50", "2023-05-15 13:00", "", ""]
    assert kinds(stated) == ["impossible_time", "no_time", "no_time"]


def test_a_wrong_year_and_a_wrong_month_among_right_ones_are_read_as_theirs() -> None:
    rows = ["2023-05-16 08:10 down", "2032-05-16 08:25 paged", "2023-06-16 08:40 called", "2023-05-16 09:50 up"]
    stated = read("All times UTC.\n\n" + "".join(f"- {row}\n" for row in rows))
    assert times(stated) == [f"2023-05-16 {clock}" for clock in ("08:10", "08:25", "08:40", "09:50")]
    assert kinds(stated) == ["wrong_year", "wrong_month"]


def test_an_entry_out_of_order_is_named_and_left_as_it_was_written() -> None:
    stated = read("# 2023-05-15 UTC\n\n- 10:30 a\n- 10:45 b\n- 10:40 c\n- 11:10 d\n")
    assert times(stated)[2] == "2023-05-15 10:40"
    assert kinds(stated) == ["out_of_order"]


def test_a_bare_one_o_clock_after_half_past_eleven_is_in_the_afternoon() -> None:
    stated = read("# 2023-05-15 UTC\n\n* 10:30 errors\n* 11:30 alert\n* 1:05 fixed\n")
    assert times(stated)[-1] == "2023-05-15 13:05"
    assert kinds(stated) == ["am_pm_missing"]


def test_a_weekday_that_is_not_that_of_its_date_is_a_finding() -> None:
    assert kinds(read("Date: Monday, 16 May 2023, UTC\n\n- 10:30 a\n- 10:40 b\n")) == ["wrong_weekday"]


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("The outage lasted 4 hours.", []),
        ("The outage lasted for about 4 hours.", []),
        ("Duration: 4h 13m", []),
        ("Duration: 253 minutes", []),
        ("It was a four-hour outage.", []),
        ("Downtime: 2 hours", ["duration"]),
        ("The outage lasted for two hours.", ["duration"]),
        ("Time to detect: 13 minutes", []),
        ("Time to detect: 30 minutes", ["duration"]),
        ("The restore took 45 minutes.", []),
        ("The outage lasted from 08:47 to 13:00 (4 h 13 min).", []),
        ("The outage lasted from 08:47 to 13:00 (3 hours).", ["duration"]),
    ],
)
def test_a_stated_duration_is_held_against_the_entries(claim: str, found: list[str]) -> None:
    text = f"# 15 May 2023, UTC\n\n{claim}\n\n- 08:47 Outage begins\n- 09:00 Alert fired\n- 13:00 Service restored\n"
    assert kinds(read(text)) == found


def test_a_text_that_names_no_zone_is_read_as_utc_and_says_so() -> None:
    stated = read("# 15 May 2023\n\n- 08:47 down\n- 09:00 up\n")
    assert times(stated)[0] == "2023-05-15 08:47"
    assert kinds(stated) == ["no_zone"]


def test_a_zone_of_several_meanings_gives_no_time() -> None:
    stated = read("# 15 May 2023\n\n- 08:47 IST down\n- 09:00 IST up\n")
    assert times(stated) == ["", ""]
    assert kinds(stated) == ["unclear_zone", "unclear_zone"]


def test_a_text_without_any_date_has_no_times_but_that_of_its_file_name_will_do() -> None:
    text = "All times UTC\n\n- 08:47 down\n- 09:00 up\n"
    assert kinds(read(text)) == ["no_date"]
    assert times(read(text)) == ["", ""]
    assert times(read(text, "outage-2023-05-15.md"))[0] == "2023-05-15 08:47"


def test_a_date_that_may_be_may_or_june_is_not_guessed_unless_the_text_tells() -> None:
    assert times(read("- 05/06/2023 08:47 UTC down\n- 05/06/2023 09:00 UTC up\n")) == ["", ""]
    told = read("Written on 05/16/2023.\n\n- 05/06/2023 08:47 UTC down\n- 05/06/2023 09:00 UTC up\n")
    assert times(told)[0] == "2023-05-06 08:47"


def test_a_range_is_read_from_its_start_in_the_half_of_the_day_that_its_end_names() -> None:
    stated = read("# 15 May 2023, UTC\n\n- 9:00-9:30 AM: looking\n- 11:45 – 12:15 PM: restore\n")
    assert times(stated) == ["2023-05-15 09:00", "2023-05-15 11:45"]


def test_times_that_count_from_zero_need_it() -> None:
    rows = "\n| When | What |\n|---|---|\n| T-25m | deploy |\n| T+1h05m | rollback |\n"
    assert times(read(f"# INC-9 (15 May 2023)\n\nT+0 is 09:12 UTC.\n{rows}")) == [
        "2023-05-15 08:47",
        "2023-05-15 10:17",
    ]
    assert kinds(read(f"# INC-9 (15 May 2023)\n{rows}")) == ["no_time", "no_time"]


def test_some_minutes_later_counts_from_the_entry_before() -> None:
    stated = read("# 15 May 2023, UTC\n\n- 09:00 down\n- 12 minutes later: paged\n- 09:40 up\n")
    assert times(stated) == ["2023-05-15 09:00", "2023-05-15 09:12", "2023-05-15 09:40"]


def test_prose_is_read_sentence_by_sentence() -> None:
    text = (
        "On February 28th, 2017 the service failed. At 9:37AM PST, a command removed servers. "
        "By 1:18PM PST the index was back.\n"
    )
    assert times(read(text)) == ["2017-02-28 17:37", "2017-02-28 21:18"]


def test_months_of_other_languages_are_read_where_they_are_certain() -> None:
    stated = read(
        "# Störung vom 15. Mai 2023\n\nAlle Zeiten in MESZ.\n\n- 9.15 Uhr: Störung beginnt\n- 11 Uhr: behoben\n"
    )
    assert times(stated) == ["2023-05-15 07:15", "2023-05-15 09:00"]


def test_plans_and_lessons_hold_no_entries() -> None:
    text = "# 15 May 2023 UTC\n\n- 09:00 down\n- 09:30 up\n\n## Action items\n\n- 2023-06-01 10:00 UTC: review\n"
    assert len(read(text).entries) == 2


def test_a_file_that_is_not_there_or_no_text_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"nothing\.md: No such file"):
        open_stated(tmp_path / "nothing.md")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with pytest.raises(UnreadableError, match="no text that people wrote"):
        open_stated(tmp_path / "picture.png")


def test_a_head_that_names_another_year_than_all_entries_is_a_finding() -> None:
    stated = read("Date: 2024-05-15\n\n- 2023-05-15 09:00 UTC down\n- 2023-05-15 09:40 UTC restored\n")
    assert [(finding.line, finding.kind) for finding in stated.findings] == [(1, "wrong_year")]


def test_labels_that_follow_one_another_are_read_one_by_one() -> None:
    head = "**Start:** Thu 2024-02-29 22:50 UTC\n**End:** Fri 2024-03-01 01:20 UTC\n**Duration:** 2.5 hours\n"
    stated = read(f"# Postmortem\n\n{head}")
    assert [(entry.milestone, entry.line) for entry in stated.entries] == [("onset", 3), ("resolved", 4)]
    assert kinds(stated) == []


def test_a_date_in_passing_is_not_that_of_the_incident() -> None:
    passing = "The outage ended. See the build of 2019-01-01 10:00.\n"
    text = f"# Outage 2024-06-01 (UTC)\n\n- 10:00 down\n- 10:25 up\n\n{passing}"
    assert times(read(text)) == ["2024-06-01 10:00", "2024-06-01 10:25"]
