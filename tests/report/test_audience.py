"""Customers read the same times and numbers, and nothing that a log, a path or a person said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from reconstruct.errors import UsageError
from reconstruct.parsers.read import read_logs
from reconstruct.report.audience import FOR_CUSTOMERS, for_customers
from reconstruct.report.rows import list_durations, list_impact, list_key_times
from reconstruct.report.write import check_formats, render, write_report
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.nouns import Timeline
from tests.report.test_page import PAYLOADS, hostile_timeline
from tests.samples import quiet_timeline, sample_timeline

LOGS = Path(__file__).parents[2] / "fixtures" / "ecommerce-outage" / "logs"
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
CHARTS = re.compile(r"<svg.*?</svg>|<(?:style|script)>.*?</(?:style|script)>", re.DOTALL)


@pytest.fixture(scope="module")
def outage() -> Timeline:
    return build_timeline(read_logs(LOGS), "find")


@pytest.fixture(scope="module")
def told(outage: Timeline) -> dict[str, str]:
    files = render(outage, ["html", "md", "svg"], "customer")
    return {name: content.decode("utf-8") for name, content in files.items()}


def names_of_people() -> list[str]:
    users = json.loads((LOGS / "slack" / "users.json").read_text(encoding="utf-8"))
    names = {user.get("real_name") or user.get("profile", {}).get("real_name") for user in users}
    return sorted({part for name in names if name for part in name.split() if len(part) > 2})


def test_no_name_host_path_address_query_or_line_of_a_log_is_left(outage: Timeline, told: dict[str, str]) -> None:
    (incident,) = outage.incidents
    hosts = {str(host) for host in outage.events["host"].dropna().unique() if len(str(host)) > 2}
    paths = {source.path for source in outage.sources}
    routes = {route.route for route in incident.impact.routes if len(route.route) > 6}
    lines = {item.text for milestone in incident.milestones.values() if milestone for item in milestone.evidence}
    words = {"cms_content", "SELECT", "INSERT", "mariadb", "CMS core update", "datacentre"}
    banned = {*names_of_people(), *hosts, *paths, *routes, *lines, *words}
    assert len(names_of_people()) > 3
    for name, text in told.items():
        assert [word for word in sorted(banned) if word in text] == [], name
        assert ADDRESS.findall(CHARTS.sub("", text)) == [], name


def test_the_facts_are_the_same(outage: Timeline, told: dict[str, str]) -> None:
    (incident,) = outage.incidents
    for text in (told["report.html"], told["report.md"]):
        for key in list_key_times(incident, "UTC"):
            assert key.time in text
        figures = [*list_durations(incident), *list_impact(for_customers(outage).incidents[0])]
        assert [figure.title for figure in figures if figure.value not in text] == []
        assert "by a customer" in text


def test_nothing_hostile_reaches_customers() -> None:
    files = render(hostile_timeline(), ["html", "md", "svg"], "customer")
    assert not [payload for payload in PAYLOADS for content in files.values() if payload.encode() in content]


@pytest.mark.parametrize("timeline", [sample_timeline(), quiet_timeline()])
def test_several_incidents_or_none_are_told_too(timeline: Timeline) -> None:
    files = render(timeline, ["html", "md"], "customer")
    count = len(timeline.incidents)
    assert all(content.decode().count("What we are doing") == count for content in files.values())


def test_marks_of_the_chart_keep_their_times_only(outage: Timeline) -> None:
    bare = for_customers(outage).events
    assert list(bare["time"]) == list(outage.events["time"])
    assert bare[["message", "actor", "host", "client", "route", "component"]].isna().all().all()


def test_files_made_of_log_lines_are_not_for_customers(tmp_path: Path) -> None:
    assert check_formats(None, "customer") == FOR_CUSTOMERS
    with pytest.raises(UsageError, match="json would show customers what logs and people said"):
        check_formats(["html", "json"], "customer")
    write_report(sample_timeline(), tmp_path, ["json"])
    write_report(sample_timeline(), tmp_path, ["md"], "customer")
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


def test_an_unknown_audience_is_refused() -> None:
    with pytest.raises(UsageError, match="choose from internal,customer"):
        render(sample_timeline(), check_formats(None, "everyone"), "everyone")
