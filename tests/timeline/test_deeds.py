"""Verbs of repair are inflected, and count where somebody does them, not where they tell what happened."""

from __future__ import annotations

import re

import pytest

from reconstruct.timeline.deeds import deeds, inflect


@pytest.mark.parametrize(
    ("entry", "forms"),
    [
        ("restart", ("restart", "restarting", "restarted")),
        ("stop", ("stop", "stopping", "stopped")),
        ("free : up", ("free", "freeing", "freed")),
        ("apply", ("apply", "applying", "applied")),
        ("replay", ("replay", "replaying", "replayed")),
        ("fix", ("fix", "fixing", "fixed")),
        ("put/putting/put", ("put", "putting", "put")),
    ],
)
def test_a_verb_is_inflected_by_rule_unless_it_is_spelt_out(entry: str, forms: tuple[str, str, str]) -> None:
    assert inflect(entry)[:3] == forms


@pytest.mark.parametrize(
    "text",
    [
        "rebooting web-2",
        "ok, rebooted web-2",
        "I reboot the host now",
        "we've rebooted it",
        "the vendor is rebooting it",
        "it has just been rebooted",
        "starting a reboot of web-2",
        "reboot in progress",
    ],
)
def test_a_repair_is_read_in_whichever_way_it_is_told(text: str) -> None:
    assert re.search(deeds()["repair.restart"].pattern, text, re.IGNORECASE)


@pytest.mark.parametrize("text", ["both nodes flapped when 2 rebooted", "needs a reboot", "every reboot takes an hour"])
def test_what_happened_or_is_wanted_is_no_repair(text: str) -> None:
    assert not re.search(deeds()["repair.restart"].pattern, text, re.IGNORECASE)
