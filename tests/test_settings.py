"""A team's settings are taken from reconstruct.toml, those beside the logs over those at home; options over both."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconstruct.errors import UsageError
from reconstruct.settings import parse_settings, read_settings


def test_settings_beside_the_logs_come_over_those_at_home(tmp_path: Path) -> None:
    home, logs = tmp_path / "home", tmp_path / "case" / "logs"
    home.mkdir()
    logs.mkdir(parents=True)
    (home / "reconstruct.toml").write_text('timezone = "UTC"\nreport_timezone = "Asia/Tokyo"\n[names]\nten = "app-1"\n')
    (logs / "reconstruct.toml").write_text('report_timezone = "Europe/Rome"\n[zones]\n"db/*" = "Europe/Rome"\n')
    (logs.parent / "reconstruct.toml").write_text('log_formats = "formats"\n')
    settings = read_settings([logs], home)
    assert settings.timezone == ("UTC", "db/*=Europe/Rome")
    assert settings.report_timezone == "Europe/Rome"
    assert settings.log_formats == logs.parent / "formats"
    assert settings.names == {"ten": "app-1"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('\nzone = "UTC"\n', r"reconstruct\.toml:2: 'zone' is not known: expected one of timezone"),
        ("timezone = 2\n", r"reconstruct\.toml:1: timezone = 2 does not do: expected a text"),
        ("[names]\nten = 1\n", r"reconstruct\.toml:1: names does not do: expected a line \[names\]"),
        ("timezone = UTC\n", r"reconstruct\.toml: .*line 1"),
        ('report_timezone = "Mars/X"\n', r"reconstruct\.toml:1: 'Mars/X' is no time zone"),
        ('[zones]\n"app/*" = "UTC"\n"db/*" = "Mars/X"\n', r"reconstruct\.toml:3: 'Mars/X' is no time zone"),
    ],
)
def test_a_wrong_setting_is_answered_with_its_line_and_what_was_expected(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_settings(text, Path("reconstruct.toml"))


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="the system has no /proc/self/mem")
def test_settings_that_cannot_be_read_are_answered_with_their_file(tmp_path: Path) -> None:
    (tmp_path / "reconstruct.toml").symlink_to("/proc/self/mem")  # which not even root may read from its begin
    with pytest.raises(UsageError, match=r"reconstruct\.toml: Input/output error: make it readable"):
        read_settings([tmp_path], tmp_path)
