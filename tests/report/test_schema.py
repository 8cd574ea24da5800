"""timeline.json keeps to the JSON Schema that the package publishes; the schema is a schema itself."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

import reconstruct
from reconstruct.report.export import timeline_json
from reconstruct.timeline.said import ActionItem, Override
from tests.samples import quiet_timeline, sample_timeline

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads((files("reconstruct.report") / "timeline.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def complaints(validator: Draft202012Validator, document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]


@pytest.mark.parametrize("make", [sample_timeline, quiet_timeline])
def test_a_timeline_of_every_noun_keeps_to_the_schema(validator: Draft202012Validator, make: type) -> None:
    assert complaints(validator, json.loads(timeline_json(make()))) == []


@pytest.mark.parametrize("case", ["corrupted-table", "quiet-day", "ecommerce-outage"])
def test_the_timelines_of_the_fixtures_keep_to_the_schema(validator: Draft202012Validator, case: str) -> None:
    timeline = reconstruct.build_timeline(reconstruct.read_logs(FIXTURES / case / "logs"), "find")
    assert complaints(validator, json.loads(timeline_json(timeline))) == []


def test_an_override_and_an_action_item_keep_to_the_schema(validator: Draft202012Validator) -> None:
    timeline = sample_timeline()
    first, *others = timeline.incidents
    onset = first.milestones["onset"]
    assert onset is not None
    told = replace(onset, override=Override(pd.Timestamp("2023-05-15T08:40:00Z"), "a customer's mail", "Ana"))
    changed = replace(first, milestones={**first.milestones, "onset": told})
    edited = replace(
        timeline, incidents=(changed, *others), actions=(ActionItem("alert on 5xx"),), blocks={"title": "t"}
    )
    assert complaints(validator, json.loads(timeline_json(edited))) == []


def test_a_time_without_its_zone_and_an_unknown_key_break_the_schema(validator: Draft202012Validator) -> None:
    document = json.loads(timeline_json(sample_timeline()))
    document["window"]["start"] = "2023-05-15T07:30:00"
    document["incidents"][0]["milestones"]["onset"]["certainty"] = "high"
    assert len(complaints(validator, document)) == 2
