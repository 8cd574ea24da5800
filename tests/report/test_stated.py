"""The section that holds a text against the logs shows both, escaped like all else."""

from __future__ import annotations

from reconstruct.report.page import render_markdown
from reconstruct.stated.read import read_written
from reconstruct.timeline.against import check_text
from reconstruct.timeline.nouns import Timeline
from tests.report.test_page import html_of


def told(*rows: str) -> Timeline:
    return check_text(
        read_written("# 2 March 2026, times in UTC\n\n" + "".join(f"- {row}\n" for row in rows), "post.md")
    )


def test_entries_and_defects_of_a_text_stand_in_page_and_markdown() -> None:
    timeline = told("08:20 Outage begins", "13:00 PM Service restored")
    for text in (html_of(timeline), render_markdown(timeline)):
        assert "Stated and measured" in text
        assert "there is no 13:00 PM; read as 13:00" in text
        assert "2026-03-02 08:20:00 UTC" in text
        assert "Why no incident" not in text


def test_a_text_in_order_is_said_to_be_so() -> None:
    assert "Nothing: its times can be read" in render_markdown(told("08:20 Outage begins", "08:40 Service restored"))


def test_what_people_wrote_cannot_become_markup() -> None:
    timeline = told("08:20 <script>alert(1)</script> begins", "08:40 [x](http://evil.example) restored")
    assert "<script>alert" not in html_of(timeline)
    assert "](http" not in render_markdown(timeline)
