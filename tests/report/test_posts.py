"""Posts for Slack, Jira and Grafana tell the milestones with their proof, and hostile log text stays text in them."""

from __future__ import annotations

import json

import pytest

from reconstruct.report.posts import grafana_annotations, jira_comment, slack_post
from reconstruct.timeline.nouns import MILESTONES
from tests.samples import quiet_timeline, sample_timeline


def test_a_slack_post_names_every_milestone_of_every_incident_with_its_proof() -> None:
    post = slack_post(sample_timeline())
    assert post.count("• *") == 2 * len(MILESTONES)
    assert "*onset* 2023-05-15 09:47:03 BST" in post
    assert "web/access.log:10412" in post


def test_log_text_cannot_mention_or_link_in_slack() -> None:
    assert "<" not in slack_post(sample_timeline())


def test_a_jira_comment_has_a_table_row_a_milestone_and_log_text_adds_no_cell() -> None:
    rows = [line for line in jira_comment(sample_timeline()).splitlines() if line.startswith("|") and line[1] != "|"]
    assert len(rows) == 2 * len(MILESTONES)
    assert {row.replace("\\|", "").count("|") for row in rows} == {4}


def test_grafana_gets_a_region_an_incident_and_a_point_a_milestone() -> None:
    items = json.loads(grafana_annotations(sample_timeline()))
    regions = [item for item in items if "timeEnd" in item]
    assert len(regions) == 2
    onset = next(item for item in items if "onset" in item["tags"])
    assert onset["time"] == 1_684_140_423_000
    assert "<" not in onset["text"]
    assert {type(item["time"]) for item in items} == {int}
    assert all(item["timeEnd"] >= item["time"] for item in regions)


@pytest.mark.parametrize("make", [slack_post, jira_comment])
def test_a_quiet_day_gives_its_verdict_alone(make: type) -> None:
    assert str(make(quiet_timeline())).count("\n") == 1


def test_a_quiet_day_gives_grafana_nothing() -> None:
    assert json.loads(grafana_annotations(quiet_timeline())) == []
