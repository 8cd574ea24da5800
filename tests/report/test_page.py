"""The page and its Markdown hold what was found, say what was not, and run nothing that stands in a log."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest
from cmarkgfm import github_flavored_markdown_to_html
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.report.exhibits import list_exhibits
from reconstruct.report.markdown import escape_code, escape_markdown
from reconstruct.report.page import hash_of, render_html, render_markdown
from reconstruct.timeline.nouns import DEFINITIONS, SPANS, Entry, Evidence, Statement, Timeline
from tests.samples import HOSTILE, at, quiet_timeline, sample_timeline

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


def html_of(timeline: Timeline) -> str:
    return render_html(timeline, () if timeline.of_text_alone else list_exhibits(timeline))


@pytest.fixture(scope="module")
def page() -> str:
    return html_of(sample_timeline())


def test_the_page_is_one_file_that_asks_for_nothing_else(page: str) -> None:
    reader = Reader(page)
    assert not {"link", "iframe", "object", "embed", "form", "base", "img"} & set(reader.tags)
    addresses = [value or "" for name, value in reader.attributes if name in ("src", "href", "action", "data")]
    assert not [address for address in addresses if not address.startswith("#")]
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "style"]
    assert not re.search(r"url\((?!#)", page)


def test_its_policy_lets_only_its_own_script_and_style_run(page: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    (style,), (script,) = (re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL) for name in ("style", "script"))
    told = {name: rest for name, _, rest in (part.strip().partition(" ") for part in unescape(policy).split(";"))}
    assert told["default-src"] == "'none'"
    assert told["script-src"] == f"'{hash_of(script)}'"
    assert told["style-src"] == f"'{hash_of(style)}'"
    assert "unsafe" not in policy


def test_the_chart_is_inline_for_wide_and_narrow_screens_and_told_in_words(page: str) -> None:
    openings = re.findall(r"<svg[^>]*>", page)
    assert len(openings) == 2 * (1 + len(sample_timeline().incidents))
    assert all('role="img"' in opening and "width=" not in opening for opening in openings)
    assert "onset 2023-05-15 09:47:03 BST" in openings[0]
    assert "failing requests, share of all: at most" in openings[0]
    assert "<?xml" not in page


def test_no_two_elements_bear_the_same_id_and_every_link_leads_somewhere(page: str) -> None:
    reader = Reader(page)
    ids = [value for name, value in reader.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    targets = {value[1:] for name, value in reader.attributes if name == "href" and value}
    targets |= set(re.findall(r"url\(#([^)]+)\)", page))
    assert targets
    assert not targets - set(ids)


def test_the_charts_figures_stand_in_a_table_below_it(page: str) -> None:
    exhibit = list_exhibits(sample_timeline())[1]
    onset = next(row for row in exhibit.rows if row.time.startswith("09:48"))
    cells = "".join(f"<td>{value}</td>" for value in onset.values)
    assert f'<th scope="row">{onset.time}</th>{cells}' in page
    assert dict(zip(exhibit.columns, onset.values, strict=True))["failing requests, share of all"].endswith(" %")


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
    summary = page.split("<h3>Summary</h3>")[1].split("<figure", maxsplit=1)[0]
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


def test_the_sections_stand_in_the_order_of_a_good_postmortem() -> None:
    whole = sample_timeline()
    one = replace(whole, incidents=whole.incidents[:1])
    order = ["Summary", "Impact", "Timeline", "How it was detected, and how it could have been sooner", "Response"]
    order += ["Recovery", "Durations", "Suspects and hypotheses", "Contributing factors, lessons and action items"]
    order += ["Supporting evidence", "What the logs do not show"]
    assert re.findall(r"<h2>(.*?)</h2>", html_of(one)) == order
    assert re.findall(r"^## (.*)$", render_markdown(one), re.MULTILINE) == order


def test_several_incidents_have_an_overview_with_links_and_a_chart_each(page: str) -> None:
    assert "2 incidents at a glance" in page
    for number in (1, 2):
        assert f'href="#i{number}"' in page
        assert f'id="chart-{number}"' in page


@pytest.mark.parametrize(("count", "opened"), [(3, 3), (4, 0)])
def test_many_incidents_are_folded(count: int, opened: int) -> None:
    whole = sample_timeline()
    page = html_of(replace(whole, incidents=whole.incidents[:1] * count))
    assert len(re.findall(r'<details class="incident" id="i\d" open>', page)) == opened


def test_sources_say_what_was_unread_and_what_was_skipped(page: str) -> None:
    for text in (Reader(page).text, render_markdown(sample_timeline())):
        assert "first: line 17" in text
        assert "\\x1b[31m--Thread 1398 has waited" in text
        assert "no log: a binary file" in text


def test_without_an_incident_the_page_says_so_and_why() -> None:
    for text in (Reader(html_of(quiet_timeline())).text, render_markdown(quiet_timeline())):
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
    for text in (html_of(timeline), render_markdown(timeline)):
        assert "2023-05-16 09:40:00 BST" in text


def test_wording_claims_no_cause(page: str) -> None:
    assert "caused by" not in Reader(page).text.lower()
    assert "followed by the onset" in Reader(page).text


def test_the_same_timeline_gives_the_same_page() -> None:
    assert html_of(sample_timeline()) == html_of(sample_timeline())
    assert render_markdown(sample_timeline()) == render_markdown(sample_timeline())


def test_hostile_text_opens_no_element_in_the_page() -> None:
    harmless = tuple("x" * len(text) for text in PAYLOADS)
    reader, plain = (Reader(html_of(hostile_timeline(texts))) for texts in (PAYLOADS, harmless))
    assert reader.tags == plain.tags
    assert [name for name, _ in reader.attributes] == [name for name, _ in plain.attributes]
    assert "document.title='owned'" in reader.text
    assert "{{ 7 * 7 }}" in reader.text


def test_hostile_text_opens_no_element_in_the_markdown() -> None:
    text = render_markdown(hostile_timeline((*PAYLOADS, HOSTILE, "[x](http://e.vil) ![y](z) @all #12 | a | b")))
    outside_code = re.sub(r"`[^`\n]*`", "", text)
    assert "<" not in outside_code
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
def test_code_in_markdown_is_either_a_whole_span_or_escaped_prose(text: str) -> None:
    code = escape_code(text)
    if code.startswith("`"):
        assert code.count("`") == 2
        assert "|" not in code
    else:
        assert code == escape_markdown(" ".join(text.split()))


@settings(max_examples=50)
@given(st.lists(st.text(st.sampled_from("|`\\<>&@#$*_[]()! ab1.\n-:/w"), max_size=30), min_size=1, max_size=3))
def test_githubs_own_renderer_shows_log_text_as_it_is(texts: list[str]) -> None:
    """cmark-gfm is what GitHub renders with; GitLab's and Confluence's readers follow the same specification."""
    table = "| a |\n|---|\n" + "".join(f"| {escape_code(text)} |\n" for text in texts)
    html = github_flavored_markdown_to_html(table)
    cells = re.findall(r"<td>(.*?)</td>", html, re.DOTALL)
    shown = [unescape(re.sub(r"</?code>", "", cell)).replace("\u2060", "") for cell in cells]
    assert [" ".join(text.split()) for text in shown] == [" ".join(text.split()) for text in texts]


@settings(max_examples=200)
@given(st.text(st.sampled_from("|`\\<>&@#$*_[]()! ab1.-:/w"), max_size=30))
def test_escaped_prose_opens_no_markup(text: str) -> None:
    bare = re.sub(r"\\[\\`*_\[\]~]|&#?\w+;", "", escape_markdown(text))
    assert not re.search(r"[`*_\[\]~<>|$]", bare)
