"""The page and its Markdown hold what was found, say what was not, and run nothing that stands in a log."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.report.chart import draw
from reconstruct.report.markdown import escape_code, escape_markdown
from reconstruct.report.page import render_html, render_markdown
from reconstruct.report.pictures import svg_of
from reconstruct.timeline.nouns import DEFINITIONS, SPANS, Entry, Evidence, Statement, Timeline
from tests.samples import HOSTILE, at, quiet_timeline, sample_timeline

SVG = '<?xml version="1.0"?>\n<svg width="792pt" height="446pt" viewBox="0 0 792 446"><g id="axes_1"></g></svg>'
PAYLOADS = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"><svg onload=document.title='owned'>",
    "</code></td></table><iframe srcdoc='<script>parent.document.title=1</script>'></iframe>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:document.title='owned'",
    "</style></title><script>document.title='owned'</script>",
    "<!--<script>document.title='owned'</script>-->",
)


class Reader(HTMLParser):
    """The page's elements, the attributes of all of them, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile_timeline(payloads: tuple[str, ...] = PAYLOADS) -> Timeline:
    """The payloads in every place where text from a log, a path or a person is shown."""
    whole = sample_timeline()
    first = whole.incidents[0]
    lines = tuple(Evidence(text, 1, text) for text in payloads)
    said = tuple(Statement("finding", text, at("09:00"), lines) for text in payloads)
    onset = first.milestones["onset"]
    assert onset is not None
    incident = replace(
        first,
        milestones={**first.milestones, "onset": replace(onset, rule=payloads[0], evidence=lines)},
        unknown={"detected": payloads[0]},
        statements=said,
        suspects=tuple(
            replace(first.suspects[0], text=t, kind=t, evidence=lines, speaks_for=(t,), speaks_against=(t,))
            for t in payloads
        ),
        alerts=tuple(replace(first.alerts[0], rule=t) for t in payloads),
        entries=tuple(Entry(at("09:00"), "key", t, t, lines, t) for t in payloads),
    )
    sources = tuple(
        replace(whole.sources[0], path=t, format=t, timezone=t, timezone_basis=t, first_unread=(1, t), notes=(t,))
        for t in payloads
    )
    skipped = tuple(replace(whole.sources[2], path=t, skipped=t) for t in payloads)
    return replace(
        whole,
        incidents=(incident,),
        sources=sources + skipped,
        blips=said,
        questions=said,
        verdict=payloads[0],
        timezone_basis=payloads[0],
    )


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(sample_timeline(), SVG)


def test_the_page_is_one_file_that_asks_for_nothing_else(page: str) -> None:
    reader = Reader(page)
    assert not {"script", "link", "iframe", "object", "embed", "form", "base"} & set(reader.tags)
    assert not [name for name, _ in reader.attributes if name in ("src", "href", "action") or name.startswith("on")]
    assert "default-src 'none'" in page
    assert "url(" not in page


def test_the_chart_is_inline_and_told_in_words(page: str) -> None:
    opening = re.search(r"<svg[^>]*>", page)
    assert opening is not None
    assert 'role="img"' in opening[0]
    assert "onset 2023-05-15 09:47:03 BST" in opening[0]
    assert "792pt" not in opening[0]
    assert "<?xml" not in page


def test_key_times_stand_in_the_reports_zone_and_in_utc_with_rule_and_line(page: str) -> None:
    text = Reader(page).text
    for part in (
        "2023-05-15 09:47:03 BST",
        "2023-05-15 08:47:03 UTC",
        "between 09:47:02 and 09:47:04",
        "onset: the rule that chose it",
        "web/access.log:10412",
        "recorded, by a customer",
    ):
        assert part in text


def test_every_duration_stands_beside_its_definition(page: str) -> None:
    text = Reader(page).text
    assert "Time to detect12 min 57 s 12 min 26 s to 13 min 28 sdetected − onset" in re.sub(r"\n", "", text)
    for name in SPANS:
        assert DEFINITIONS[name].replace("_", " ").replace(" - ", " − ") in text
    assert "MTTR" not in text


def test_the_summary_has_three_sentences_each_with_its_lines(page: str) -> None:
    summary = page.split("<h3>Summary</h3>")[1].split("<h3>", maxsplit=1)[0]
    sentences = summary.split("<p>")[1:]
    assert len(sentences) == 3
    assert all('class="place"' in sentence for sentence in sentences)


def test_what_is_unknown_says_why(page: str) -> None:
    assert "an export of the pager would settle it" in Reader(page).text
    assert "still failing when the logs end" in Reader(page).text


def test_what_only_people_know_has_an_empty_place(page: str) -> None:
    for part in ("Root cause", "what went well", "what went badly", "lucky", "Action items", "Owner", "Due"):
        assert part in page
        assert part in render_markdown(sample_timeline())


def test_sources_say_what_was_unread_and_what_was_skipped(page: str) -> None:
    for text in (Reader(page).text, render_markdown(sample_timeline())):
        assert "first: line 17" in text
        assert "\\x1b[31m--Thread 1398 has waited" in text
        assert "no log: a binary file" in text


def test_without_an_incident_the_page_says_so_and_why() -> None:
    for text in (Reader(render_html(quiet_timeline(), SVG)).text, render_markdown(quiet_timeline())):
        assert "No incident found" in text
        assert "never left its baseline of 0.1 %" in text
        assert "Root cause" not in text


def test_control_characters_are_shown_and_lines_are_bounded(page: str) -> None:
    for text in (page, render_markdown(sample_timeline())):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
        assert "A" * 400 not in text
    assert "\\u202e" in page


def test_entries_of_several_days_carry_their_dates() -> None:
    whole = sample_timeline()
    later = replace(whole.incidents[0].entries[0], time=at("08:40") + pd.Timedelta(days=1))
    entries = (*whole.incidents[0].entries, later)
    timeline = replace(whole, incidents=(replace(whole.incidents[0], entries=entries),))
    for text in (render_html(timeline, SVG), render_markdown(timeline)):
        assert "2023-05-16 09:40:00 BST" in text


def test_wording_claims_no_cause(page: str) -> None:
    assert "caused by" not in Reader(page).text.lower()
    assert "followed by the onset" in Reader(page).text


def test_the_same_timeline_gives_the_same_page() -> None:
    assert render_html(sample_timeline(), SVG) == render_html(sample_timeline(), SVG)
    assert render_markdown(sample_timeline()) == render_markdown(sample_timeline())


def test_hostile_text_opens_no_element_in_the_page() -> None:
    harmless = tuple("x" * len(text) for text in PAYLOADS)
    reader, plain = (Reader(render_html(hostile_timeline(texts), SVG)) for texts in (PAYLOADS, harmless))
    assert reader.tags == plain.tags
    assert [name for name, _ in reader.attributes] == [name for name, _ in plain.attributes]
    assert "document.title='owned'" in reader.text
    assert "{{ 7 * 7 }}" in reader.text


def test_hostile_text_opens_no_element_in_the_markdown() -> None:
    text = render_markdown(hostile_timeline((*PAYLOADS, HOSTILE, "[x](http://e.vil) ![y](z) @all #12 | a | b")))
    outside_code = re.sub(r"`[^`\n]*`", "", text)
    assert not re.search(r"<(?!br>|!-- -->|code>|/code>)", outside_code)
    assert not re.search(r"(?<!\\)\]\(", outside_code)
    assert not re.search(r"@\w", outside_code)
    assert not re.search(r"\w://", outside_code)


@pytest.mark.parametrize("kind", ["key times", "timeline", "sources"])
def test_no_log_text_breaks_a_row_of_a_markdown_table(kind: str) -> None:
    text = render_markdown(hostile_timeline(("a | b ` c \n| d", "|", "`", "\\|", "``|``")))
    table = ""
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            table += line + "\n"
            continue
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(widths) <= 1, (kind, table)
        table = ""


@settings(max_examples=200)
@given(st.text(st.sampled_from("|`\\<>&@#$*_[]()! ab1.\n-:/w"), max_size=30))
def test_code_in_markdown_is_either_a_whole_span_or_all_entities(text: str) -> None:
    code = escape_code(text)
    if code.startswith("`"):
        assert code.count("`") == 2
        assert "|" not in code
    else:
        inner = re.sub(r"&#\d+;", "", code.removeprefix("<code>").removesuffix("</code>"))
        assert not re.search(r"[^\w\s]", inner)


@settings(max_examples=200)
@given(st.text(st.sampled_from("|`\\<>&@#$*_[]()! ab1.-:/w"), max_size=30))
def test_escaped_prose_opens_no_markup(text: str) -> None:
    bare = re.sub(r"\\[\\`*_\[\]~]|&\w+;|<!-- -->", "", escape_markdown(text))
    assert not re.search(r"[`*_\[\]~<>|$]", bare)


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_in_a_browser_no_script_of_a_log_runs(tmp_path: Path) -> None:
    timeline = hostile_timeline()
    path = tmp_path / "report.html"
    path.write_text(render_html(timeline, svg_of(draw(timeline))), encoding="utf-8")
    assert CHROMIUM is not None
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--dump-dom"]
    options += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command = [CHROMIUM, *options, f"--user-data-dir={tmp_path / 'profile'}", path.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    title = re.search(r"<title>(.*?)</title>", dom)
    assert title is not None
    assert title[1].startswith("42 % of requests failed")
    assert "<script" not in dom
    assert "document.title='owned'" in dom
