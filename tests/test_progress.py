"""Long work on a terminal shows how far it is; short work, no terminal and --quiet show nothing."""

from __future__ import annotations

import io
import sys

import pytest

from reconstruct.progress import show_progress

MB = 1_000_000


class Terminal(io.StringIO):
    """A terminal that remembers what was written to it."""

    def isatty(self) -> bool:
        return True


def shown_on(stderr: io.StringIO, seconds: list[float], monkeypatch: pytest.MonkeyPatch, *, quiet: bool = False) -> str:
    """What stands on stderr after 100 MB more were read at each of these seconds, of 400 MB."""
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    now = [0.0]
    with show_progress(quiet, clock=lambda: now[0]) as show:
        for place, second in enumerate(seconds, 1):
            now[0] = second
            if show:
                show("web/access[red].log\x1b]0;owned\x07", place * 100 * MB, 400 * MB)
    return stderr.getvalue()


def test_long_work_on_a_terminal_tells_bytes_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_on(Terminal(), [2.0, 4.0, 6.0], monkeypatch)
    assert "300.0/400.0 MB" in shown
    assert "50.0 MB/s" in shown
    assert "00:02" in shown


def test_a_file_is_named_and_its_name_does_nothing_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_on(Terminal(), [1.5], monkeypatch)
    assert "web/access[red].log" in shown
    assert "\x1b]0;" not in shown


def test_short_work_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown_on(Terminal(), [0.2, 0.5], monkeypatch) == ""


def test_work_without_a_terminal_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown_on(io.StringIO(), [2.0, 99.0], monkeypatch) == ""


def test_quiet_work_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown_on(Terminal(), [2.0, 99.0], monkeypatch, quiet=True) == ""
