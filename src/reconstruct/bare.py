"""The words of the command line -> the same with a value for each bare --window, as Typer wants it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reconstruct.errors import UsageError

FIND = "find"  # what a bare --window stands for


def settle_window(words: Sequence[str], exists: Callable[[str], bool] | None = None) -> list[str]:
    """The words with each --window given its value by "=", which is how Typer takes an option's optional value.

    A bare --window becomes --window=find. A word after it that exists as a path stays a path; one that reads as a
    window is its value. Raises UsageError for a word that is neither, with what both readings would need.

    >>> settle_window(["--window", "logs/"], exists=lambda word: word == "logs/")
    ['--window=find', 'logs/']
    >>> settle_window(["logs/", "--window", "2023-05-15/PT4H"], exists=lambda word: word == "logs/")
    ['logs/', '--window=2023-05-15/PT4H']
    """
    settled: list[str] = []
    rest = list(words)
    while rest and rest[0] != "--":
        word = rest.pop(0)
        if word == "--window":
            takes = bool(rest) and not rest[0].startswith("-") and _is_window(rest[0], exists or _exists)
            word = f"--window={rest.pop(0) if takes else FIND}"
        settled.append(word)
    return settled + rest


def _is_window(word: str, exists: Callable[[str], bool]) -> bool:
    """Whether the word after --window is its value, and not a path."""
    if exists(word):
        return False
    if word == FIND:
        return True
    from reconstruct.window import parse_window  # noqa: PLC0415 - pandas comes with it, and --help can do without

    try:
        parse_window(word)
    except UsageError as error:
        raise UsageError(f"{word!r} after --window: there is no such path, nor is it a window ({error})") from error
    return True


def _exists(word: str) -> bool:
    try:
        return Path(word).exists()
    except (OSError, ValueError):  # too long for a path, or with a NUL byte
        return False
