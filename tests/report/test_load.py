"""A timeline comes back from its own timeline.json; what is no such file is refused with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

import reconstruct
from reconstruct.errors import UnreadableError
from reconstruct.report.export import timeline_json
from reconstruct.report.load import load
from tests.samples import quiet_timeline, sample_timeline

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.mark.parametrize("make", [sample_timeline, quiet_timeline])
def test_a_loaded_timeline_writes_the_same_file_again(tmp_path: Path, make: type) -> None:
    (tmp_path / "timeline.json").write_text(timeline_json(make()))
    assert timeline_json(load(tmp_path)) == timeline_json(make())


@pytest.mark.parametrize("case", ["corrupted-table", "quiet-day"])
def test_a_real_timeline_comes_back_with_its_signals(tmp_path: Path, case: str) -> None:
    made = reconstruct.build_timeline(reconstruct.read_logs(FIXTURES / case / "logs"), "find")
    (tmp_path / "earlier.json").write_text(timeline_json(made))
    loaded = load(tmp_path / "earlier.json")
    assert timeline_json(loaded) == timeline_json(made)
    assert_frame_equal(loaded.signals, made.signals, check_freq=False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1, 2", "it is no JSON"),
        ("[1, 2]", "schema_version is None"),
        ('{"schema_version": 99}', "schema_version is 99, not 1"),
        ('{"schema_version": 1, "window": {}}', "no whole timeline (KeyError: 'basis')"),
    ],
)
def test_what_is_no_timeline_of_this_tool_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "timeline.json").write_text(text)
    with pytest.raises(UnreadableError) as caught:
        load(tmp_path)
    assert reason in str(caught.value)


def test_a_wrong_type_deep_inside_is_refused_too(tmp_path: Path) -> None:
    document = json.loads(timeline_json(sample_timeline()))
    document["incidents"][0]["milestones"]["onset"]["time"] = "the day before"
    (tmp_path / "timeline.json").write_text(json.dumps(document))
    with pytest.raises(UnreadableError, match="no whole timeline"):
        load(tmp_path)
