"""What was asked for sources by their paths ("db/*.log=America/New_York") -> what holds for one source."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from reconstruct.errors import UsageError
from reconstruct.window import parse_duration

Given = str | Sequence[str] | None


def choose_given(given: Given, path: str) -> str | None:
    """The value for a source: of the last rule whose pattern its path matches, else of the last without a pattern.

    >>> choose_given(["Europe/Rome", "db/*.log=America/New_York"], "db/error.log")
    'America/New_York'
    >>> choose_given("Europe/Rome", "db/error.log")
    'Europe/Rome'
    """
    rules = [given] if isinstance(given, str) else list(given or ())
    chosen: str | None = None
    for rule in sorted(rules, key=lambda rule: "=" in rule):
        pattern, _, value = rule.rpartition("=")
        if not pattern or fnmatchcase(path, pattern):
            chosen = value
    return chosen


def values_of(given: Given) -> list[str]:
    """The values of all rules.

    >>> values_of(["Europe/Rome", "db/*.log=America/New_York"])
    ['Europe/Rome', 'America/New_York']
    """
    rules = [given] if isinstance(given, str) else list(given or ())
    return [rule.rpartition("=")[2] for rule in rules]


def read_correction(text: str) -> float:
    """The seconds to add to a source's clock.

    Raises UsageError where the text is no signed duration.

    >>> read_correction("-95s"), read_correction("+1m30s"), read_correction("0")
    (-95.0, 90.0, 0.0)
    """
    bare = text.strip().lstrip("+-")
    try:
        seconds = float(bare)
    except ValueError:
        duration = parse_duration(bare)
        if duration is None:
            raise UsageError(f"no clock offset: {text!r}: write what to add to the clock, as in 'app/*=-95s'") from None
        seconds = duration.total_seconds()
    return -seconds if text.strip().startswith("-") else seconds
