"""Timeline -> what goes into other tools: a Slack post, a Jira comment, Grafana annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import escape

import pandas as pd

from reconstruct.report.text import safe_text, say_count, say_duration, say_share
from reconstruct.report.words import MILESTONE_TITLES, say_milestone
from reconstruct.timeline.nouns import MILESTONES, Evidence, Incident, Milestone, Timeline

SLACK_FILE, JIRA_FILE, GRAFANA_FILE = "slack.txt", "jira.txt", "grafana-annotations.json"
QUOTED = 120  # characters of a cited line: a post is read on a phone


def slack_post(timeline: Timeline) -> str:
    """The incidents as a message in Slack's own markup.

    https://docs.slack.dev/messaging/formatting-message-text
    """
    lines = [escape_slack(timeline.verdict)]
    for incident, title in _titled(timeline):
        lines += ["", f"*{escape_slack(title)}*"]
        lines += [f"• *{name}* {time}{escape_slack(proof)}" for name, time, proof in _rows(incident, timeline.timezone)]
    return "\n".join(lines) + "\n"


def jira_comment(timeline: Timeline) -> str:
    """The incidents as a Jira comment in its wiki markup, each with a table of its milestones.

    https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
    """
    lines = [escape_jira(timeline.verdict)]
    for incident, title in _titled(timeline):
        lines += ["", f"h3. {escape_jira(title)}", "||Milestone||Time||Proof||"]
        rows = _rows(incident, timeline.timezone)
        lines += [f"|{name}|{time}|{escape_jira(proof.strip()) or ' '}|" for name, time, proof in rows]
    return "\n".join(lines) + "\n"


def grafana_annotations(timeline: Timeline) -> str:
    """A JSON list whose items are each the body of a POST to /api/annotations: the incident, then its milestones.

    https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/annotations/
    """
    items = [
        item for incident, title in _titled(timeline) for item in _annotations(incident, title, timeline.window.end)
    ]
    return json.dumps(items, indent=1) + "\n"


def escape_slack(text: str) -> str:
    """The text with Slack's three control characters as entities.

    >>> escape_slack("GET /?a<b&c")
    'GET /?a&lt;b&amp;c'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_jira(text: str) -> str:
    r"""The text with the characters of Jira's markup made plain.

    >>> escape_jira("{code} [x|y] !img!")
    '\\{code\\} \\[x\\|y\\] \\!img\\!'
    """
    return re.sub(r"([\\{}\[\]|*_+\-^~!?#@])", r"\\\1", text)


def _titled(timeline: Timeline) -> Iterator[tuple[Incident, str]]:
    for number, incident in enumerate(timeline.incidents, 1):
        lasted = incident.durations.get("time_to_mitigate")
        impact = incident.impact
        count = f"{say_count(impact.failed)} of {say_count(impact.requests)} requests failed"
        told = [f"{count} ({say_share(impact.failed_share)})"] if impact.requests else []
        told += [f"time to mitigate {say_duration(lasted.seconds)}"] if lasted and lasted.seconds is not None else []
        yield incident, ": ".join(filter(None, (f"Incident {number} of {len(timeline.incidents)}", ", ".join(told))))


def _rows(incident: Incident, zone: str) -> Iterator[tuple[str, str, str]]:
    """(milestone, time, proof) of each milestone, the unknown ones too."""
    for name in MILESTONES:
        milestone = incident.milestones.get(name)
        if milestone is None:
            yield MILESTONE_TITLES[name], "not found", ""
        else:
            yield MILESTONE_TITLES[name], say_milestone(milestone, zone), _proof(milestone.evidence)


def _proof(evidence: Iterable[Evidence]) -> str:
    first = next(iter(evidence))
    place = first.path if first.line is None else f"{first.path}:{first.line}"
    return f"  {safe_text(place)}  {safe_text(first.text, QUOTED)}"


def _annotations(incident: Incident, title: str, end: pd.Timestamp) -> Iterator[dict[str, object]]:
    onset, mitigated = incident.milestones["onset"], incident.milestones["mitigated"]
    begin = onset.moment if onset else end
    over = mitigated.moment if mitigated else end
    yield {"time": _millis(begin), "timeEnd": _millis(over), "tags": ["reconstruct", "incident"], "text": title}
    yield from (_annotation(m) for m in incident.milestones.values() if m is not None and m.time is not None)


def _annotation(milestone: Milestone) -> dict[str, object]:
    # Grafana shows the text as HTML
    text = f"{MILESTONE_TITLES[milestone.name]}:{escape(_proof(milestone.evidence), quote=False)}"
    return {"time": _millis(milestone.moment), "tags": ["reconstruct", milestone.name], "text": text}


def _millis(time: pd.Timestamp) -> int:
    return round(time.timestamp() * 1000)
