"""A chat without a day takes the only one that the folder has, and says so."""

from __future__ import annotations

from pathlib import Path

from reconstruct import read_logs
from reconstruct.events import Source

CHAT = "anna  2:43:01 PM\nis it down?\n\nben  2:44 PM\nlooking\n\nanna  2:49 PM\nthanks\n"


def read_chat(folder: Path, *stamps: str) -> Source:
    (folder / "app.log").write_text("".join(f"{stamp} INFO up {stamp}\n" for stamp in stamps))
    (folder / "copy.txt").write_text(CHAT)
    return next(one for one in read_logs(folder).attrs["sources"] if one.path == "copy.txt")


def test_the_only_day_of_the_other_logs_is_that_of_a_chat(tmp_path: Path) -> None:
    found = read_chat(tmp_path, "2026-11-24T14:40:00Z", "2026-11-24T14:50:00Z")
    assert (found.kind, found.events, found.unread) == ("chat", 3, 0)
    assert str(found.first) == "2026-11-24 14:43:01+00:00"
    assert "only day" in found.notes[0]


def test_of_several_days_none_is_guessed(tmp_path: Path) -> None:
    found = read_chat(tmp_path, "2026-11-23T14:40:00Z", "2026-11-24T14:50:00Z")
    assert (found.events, found.unread) == (0, 3)
    assert "put its day in its name" in found.notes[0]
