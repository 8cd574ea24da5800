"""A folder of TOML files of the user's own -> all formats that a log may have, those first, held to their samples."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reconstruct.errors import UsageError
from reconstruct.parsers.formats import LogFormat, load_format, load_formats, place_of
from reconstruct.parsers.samples import hold_to_samples


def gather_formats(own: str | Path | None = None) -> tuple[LogFormat, ...]:
    """The shipped formats, and those of the folder `own`; of one name the own one stands.

    Raises FormatError for the first own file that is wrong or does not give what its samples promise (reason, file and
    line, help), UsageError where there is no such folder or no TOML file in it.

    >>> "nginx-error" in [form.name for form in gather_formats()]
    True
    """
    if own is None:
        return load_formats()
    folder = Path(own)
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    if not files:
        raise UsageError(f"no format in {own}: give a folder of TOML files, each with one log format")
    mine = tuple(replace(hold_to_samples(load_format(file), place_of(file)), own=True) for file in files)
    names = {form.name for form in mine}
    return (*mine, *(form for form in load_formats() if form.name not in names))
