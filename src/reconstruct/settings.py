"""reconstruct.toml, beside the logs or in the home folder -> a team's settings, as the options would give them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reconstruct.errors import UsageError
from reconstruct.moment import find_zone

FILE = "reconstruct.toml"
TEXTS = ("timezone", "report_timezone", "log_formats")
TABLES = {
    "zones": '"db/*.log" = "America/New_York"',
    "clock_offsets": '"app/*" = "-95s"',
    "names": '"10.0.0.7" = "app-1"',
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team has set: `timezone` and `clock_offset` are rules as the options take them, "db/*.log=Europe/Rome".

    `names` are those of hosts; `log_formats` the folder with formats of their own.
    """

    timezone: tuple[str, ...] = ()
    clock_offset: tuple[str, ...] = ()
    report_timezone: str | None = None
    log_formats: Path | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def read_settings(paths: Sequence[str | Path], home: str | Path | None = None) -> Settings:
    """The settings in the home folder, and over them those beside and in the folders of the logs; empty without any.

    Raises UsageError with file, line and what was expected, where one of these files is wrong.

    >>> read_settings([], home="no-such-folder")
    Settings(timezone=(), clock_offset=(), report_timezone=None, log_formats=None, names={})
    """
    settings = Settings()
    for file in _files(paths, Path.home() if home is None else Path(home)):
        settings = _over(settings, parse_settings(_text_of(file), file))
    return settings


def parse_settings(text: str, file: Path) -> Settings:
    """What a text in the form of reconstruct.toml sets; `file` is where it stands. Raises UsageError as above.

    >>> parse_settings('timezone = "UTC"\\n[zones]\\n"db/*" = "Europe/Rome"', Path("reconstruct.toml")).timezone
    ('UTC', 'db/*=Europe/Rome')
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f'{file}: {error}: a setting is as in timezone = "Europe/London"') from error
    for key, value in told.items():
        _check(key, value, text, file)
    everywhere = (told["timezone"],) if "timezone" in told else ()
    formats = told.get("log_formats")
    return Settings(
        timezone=(*everywhere, *_rules(told, "zones")),
        clock_offset=tuple(_rules(told, "clock_offsets")),
        report_timezone=told.get("report_timezone"),
        log_formats=file.parent / formats if formats else None,
        names=told.get("names", {}),
    )


def _files(paths: Sequence[str | Path], home: Path) -> Iterator[Path]:
    """The files of settings, those that count less first, each once."""
    folders = [home]
    for path in map(Path, paths):
        folders += [path.parent, path] if path.is_dir() else [path.parent]
    files = {(folder / FILE).resolve(): folder / FILE for folder in folders}
    yield from (file for file in files.values() if file.is_file())


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}: make it readable, or take it away") from error


def _over(less: Settings, more: Settings) -> Settings:
    return replace(
        less,
        timezone=(*less.timezone, *more.timezone),
        clock_offset=(*less.clock_offset, *more.clock_offset),
        report_timezone=more.report_timezone or less.report_timezone,
        log_formats=more.log_formats or less.log_formats,
        names={**less.names, **more.names},
    )


def _rules(told: Mapping[str, Any], table: str) -> Iterator[str]:
    yield from (f"{pattern}={value}" for pattern, value in told.get(table, {}).items())


def _check(key: str, value: Any, text: str, file: Path) -> None:
    place = f"{file}:{_line_of(text, key)}"
    if key not in (*TEXTS, *TABLES):
        raise UsageError(f"{place}: {key!r} is not known: expected one of {', '.join((*TEXTS, *TABLES))}")
    if key in TEXTS and not isinstance(value, str):
        raise UsageError(f"{place}: {key} = {value} does not do: expected a text in quotes")
    if key in TABLES and not (isinstance(value, dict) and all(isinstance(each, str) for each in value.values())):
        raise UsageError(f"{place}: {key} does not do: expected a line [{key}], below it lines as in {TABLES[key]}")
    zones = value.items() if key == "zones" else [(key, value)] if key in ("timezone", "report_timezone") else ()
    for name, zone in zones:
        _check_zone(zone, f"{file}:{_line_of(text, name)}")


def _check_zone(zone: str, place: str) -> None:
    try:
        find_zone(zone)
    except UsageError as error:
        raise UsageError(f"{place}: {error}") from error


def _line_of(text: str, key: str) -> int:
    pattern = re.compile(rf"\s*[\[\"']?\s*{re.escape(key)}(?!\w)")
    return next((at for at, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)
