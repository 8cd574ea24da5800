"""With --redact no person and no address is named in any file, the same one always by the same pseudonym."""

from __future__ import annotations

import pytest

from reconstruct.errors import OutputError
from reconstruct.report.redact import Private, check_redacted, find_private, hide_private
from reconstruct.report.summary import summarise
from reconstruct.report.write import FILES, ON_DEMAND, render
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.nouns import Timeline
from tests.timeline.builders import frame_of, page, say, spoil, ticket, together, traffic

TEXTS = [*FILES, *(name for name in ON_DEMAND if name not in ("parquet", "arrow"))]


@pytest.fixture(scope="module")
def told() -> Timeline:
    """An outage that Beth Okafor met, with others named in what she wrote."""
    people = frame_of(
        page("08:23:10", "triggered"),
        page("08:24:10", "escalated", message="Escalated to Sunita Rao, Piotr Wolski (Seniors) by Beth Okafor."),
        say("08:25:00", "on it", actor="Beth Okafor"),
        say("08:26:00", "Sunita, can you look? customer ana@shop.example wrote from 203.0.113.9", actor="Beth Okafor"),
        say("08:38:05", "rolling back now, thanks Beth", actor="Sunita Rao"),
        ticket("08:29:00", "site is down, write to ana@shop.example"),
        page("08:45:00", "resolved", message="Resolved by Beth Okafor.", actor="Beth Okafor"),
    )
    return build_timeline(together(spoil(traffic(), "08:20:00", "08:40:00"), people))


def test_people_and_addresses_stand_in_no_file_and_not_on_the_terminal(told: Timeline) -> None:
    private = find_private(told)
    hidden = hide_private(told, private)
    files = render(hidden, TEXTS)
    check_redacted(files, private)
    for name in ("Beth", "Okafor", "Sunita", "Wolski", "ana@shop.example", "203.0.113.9", "10.0.0.7"):
        assert [file for file, content in files.items() if name.encode() in content] == []
        assert name not in summarise(hidden)


def test_one_person_has_one_pseudonym_whatever_form_of_the_name_stands_there(told: Timeline) -> None:
    people = find_private(told).people
    assert people["Beth Okafor"] == people["Beth"] == people["beth.okafor"] == people["B. Okafor"]
    assert people["Beth Okafor"] != people["Sunita Rao"]


def test_times_and_numbers_stay_as_they_were(told: Timeline) -> None:
    hidden = hide_private(told, find_private(told))
    assert hidden.incidents[0].durations == told.incidents[0].durations
    assert hidden.incidents[0].impact.failed == told.incidents[0].impact.failed


def test_the_same_timeline_gives_the_same_pseudonyms(told: Timeline) -> None:
    assert find_private(told) == find_private(told)


@pytest.mark.parametrize(
    "left", ["by Beth Okafor", "to Se&#x27;an O&#x27;Hara", "from ana@shop.example", "203.0.113.9 - -"]
)
def test_what_redaction_missed_is_refused_and_not_repeated(left: str) -> None:
    private = Private({"Beth Okafor": "person-1", "Se'an O'Hara": "person-2"}, {})
    with pytest.raises(OutputError, match=r"report\.html: redaction missed") as caught:
        check_redacted({"report.html": f"<p>{left}</p>".encode()}, private)
    assert "Okafor" not in str(caught.value)
