"""What the templates may call, by the names that they know it by: filters for values, functions for rows and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from reconstruct.report import (
    audience,
    findings,
    proposals,
    records,
    replays,
    rows,
    stated,
    surroundings,
    text,
    words,
    written,
)

LINE_LIMIT = 300  # characters of a log line that are shown: its place is given, the file holds the rest
FEW_INCIDENTS = 8  # of more of them, what only repeats their times in other words is left to timeline.json
OPEN_INCIDENTS = 3  # more of them are folded, each below its headline
FIRST_SUSPECTS = 3  # the others are folded

FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "duration": text.say_duration,
        "share": text.say_share,
        "count": text.say_count,
        "time": text.say_time,
        "clock": text.say_clock,
        "iso": text.say_machine,
        "place": words.say_place,
        "capitalize_first": lambda line: line[:1].upper() + line[1:],
        "line": lambda line: text.safe_text(line, LINE_LIMIT),
    }
)
GLOBALS: Mapping[str, Any] = MappingProxyType(
    {
        "responses": [rows.STATEMENT_TITLES[kind] for kind in ("earlier_cause", "failed_repair")],
        "few_incidents": FEW_INCIDENTS,
        "open_incidents": OPEN_INCIDENTS,
        "first_suspects": FIRST_SUSPECTS,
        "customer_summary": audience.summarise_for_customers,
        "kept_back": audience.KEPT_BACK.replace("stands", "stand"),
        "place_of": surroundings.place_of,
        "headline": words.headline,
        "headline_of": words.headline_of,
        "subtitle": words.subtitle,
        "status_of": words.say_status,
        "summarise": words.summarise_incident,
        "key_times": rows.list_key_times,
        "durations": rows.list_durations,
        "glance": rows.list_glance,
        "impact": rows.list_impact,
        "intervals": rows.list_intervals,
        "group": rows.group_statements,
        "spans_days": rows.spans_days,
        "records_of": records.choose_records,
        "propose_actions": proposals.propose_actions,
        "propose_lessons": proposals.propose_lessons,
        "best_rule": proposals.best_rule,
        "replays": replays.list_replays,
        "say_delay": replays.say_delay,
        "milestone_titles": words.MILESTONE_TITLES,
        "first_component": findings.say_first_component,
        "lead_of": findings.say_lead,
        "touched": findings.say_touched,
        "verdicts": findings.VERDICTS,
        "stated_rows": stated.list_stated,
        "measured_rows": stated.list_measured,
        "say_agreement": stated.say_agreement,
        "overrides": written.list_overrides,
        "blocks": written.list_blocks,
        "by_people": written.is_finished_by_people,
    }
)
