"""The shipped formats keep what their samples promise, and a wrong format file is answered with where and what."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconstruct.errors import FormatError
from reconstruct.parsers.complaint import Place
from reconstruct.parsers.formats import FOLDER, LogFormat, expand, load_format, load_formats, read_format
from reconstruct.parsers.recognise_files import recognise_any
from reconstruct.parsers.samples import hold_to_samples

FORMATS = load_formats()
PLACE = Place("own.toml")
OWN = {
    "name": "own",
    "title": "an own format",
    "url": "https://example.com",
    "kind": "application",
    "layout": "lines",
    "pattern": "^(?P<time>[^ ]+) (?P<severity>[A-Z]+) (?P<message>.*)$",
    "samples": [
        {"text": "2026-11-23T09:00:00Z INFO one", "gives": {"severity": "info", "message": "one"}},
        {"text": "2026-11-23T09:00:01Z ERROR two", "gives": {"time": "2026-11-23T09:00:01Z", "severity": "error"}},
    ],
}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_format_gives_what_its_samples_promise(form: LogFormat) -> None:
    assert len(form.samples) >= 2
    assert any("time" in sample.gives or len(sample.gives) > 1 for sample in form.samples)
    hold_to_samples(form)


@pytest.mark.parametrize("form", [form for form in FORMATS if form.layout == "lines"], ids=lambda form: form.name)
def test_every_format_of_lines_is_recognised_from_its_own_samples_whatever_the_name_of_the_file(
    form: LogFormat,
) -> None:
    text = "\n".join(sample.text for sample in form.samples)
    found = recognise_any(text.encode(), "x.log", FORMATS)
    assert found is not None
    assert found.name == form.name


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_format_is_named_after_its_file_and_links_to_its_vendor(path: Path) -> None:
    form = load_format(path)
    assert form.name == path.stem
    assert form.url.startswith("https://")


def test_a_format_of_ones_own_is_held_to_its_samples() -> None:
    assert hold_to_samples(read_format(OWN, PLACE)).name == "own"


def test_a_sample_that_gives_something_else_is_named_with_both_values() -> None:
    wrong = OWN | {
        "samples": [OWN["samples"][0], {"text": "2026-11-23T09:00:01Z ERROR two", "gives": {"message": "x"}}]
    }
    with pytest.raises(FormatError, match=r"message is 'two', promised was 'x'.*own\.toml, sample 2"):
        hold_to_samples(read_format(wrong, PLACE), PLACE)


def test_a_sample_that_no_pattern_matches_is_refused() -> None:
    wrong = OWN | {"samples": [OWN["samples"][0], {"text": "nothing", "gives": {}}]}
    with pytest.raises(FormatError, match="sample 2"):
        hold_to_samples(read_format(wrong, PLACE))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pattern": r"^(?P<time>\d+)(?=x)$"}, "RE2"),
        ({"pattern": r"^(?P<tyme>\d+)$"}, "tyme"),
        ({"pattern": r"^(?P<time>%{nonsense})$"}, "nonsense"),
        ({"kind": "weather"}, "weather"),
        ({"layout": "xml"}, "xml"),
        ({"severity": {"oops": "terrible"}}, "terrible"),
        ({"samples": OWN["samples"][:1]}, "fewer than two samples"),
        ({"samples": [{"text": "a"}]}, "gives"),
        ({"colour": "red"}, "colour"),
        ({"pattern": None}, "no pattern"),
    ],
    ids=str,
)
def test_a_wrong_format_is_refused_with_the_reason_and_the_file(change: dict[str, object], said: str) -> None:
    table = {key: value for key, value in (OWN | change).items() if value is not None}
    with pytest.raises(FormatError, match=said) as caught:
        read_format(table, PLACE)
    assert "own.toml" in str(caught.value)


def test_a_file_that_is_no_toml_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("name = ", encoding="utf-8")
    with pytest.raises(FormatError, match=r"broken\.toml"):
        load_format(path)


def test_a_piece_may_hold_the_pieces_above_it_and_none_below() -> None:
    assert expand("%{b}", {"a": "x", "b": "%{a}y"}) == "xy"
    assert expand("%{a}", {"a": "%{b}", "b": "y"}) == "%{b}"
