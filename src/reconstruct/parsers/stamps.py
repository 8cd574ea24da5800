"""What a format read out of lines -> the text of each record's stamp, with its zone where the line tells it."""

from __future__ import annotations

import pandas as pd

from reconstruct.parsers.clock import LATEST, to_utc
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.match import Matches
from reconstruct.parsers.zones import name_offset

QUARTER = pd.Timedelta(minutes=15)  # zones differ by whole quarters of an hour
FARTHEST = pd.Timedelta(hours=14)  # from UTC, in Kiribati
UNITS = {"duration_ms": 1e-3, "duration_s": 1.0, "duration_us": 1e-6}


def join_stamps(matches: Matches, form: LogFormat) -> pd.Series:
    """The text of each record's stamp; a zone that stands apart from it is put behind it.

    A line that has gone through syslog tells one moment twice: when the request came, on the server's wall clock, and
    when it was logged, with an offset. The one is the other less the request's duration, which gives the zone of the
    wall clock; the offset in front need not be it (a container's clock is in UTC, the host's is not).
    """
    stamps = text_of(matches, "time")
    if "zone" in matches.groups:
        return stamps + (" " + text_of(matches, "zone")).fillna("")
    if "logged" not in matches.groups:
        return stamps
    zones = tell_zones(stamps, text_of(matches, "logged"), seconds_taken(matches), form.time)
    return stamps + (" " + zones).fillna("")


def tell_zones(stamps: pd.Series, logged: pd.Series, taken: pd.Series, shapes: tuple[str, ...]) -> pd.Series:
    """The offsets of naive stamps of what was logged at a stated time, having taken so many seconds.

    >>> stamps, logged = (pd.Series([text]) for text in ("2026-11-24 14:43:08", "2026-11-24T20:43:14+01:00"))
    >>> tell_zones(stamps, logged, pd.Series([6.0]), ("iso",)).tolist()
    ['-05:00']
    """
    stated = logged.where(logged.str.contains(r"T.*(?:Z|[+-]\d\d:?\d\d)$", na=False))
    wall, said = to_utc(stamps, shapes, "UTC", LATEST), to_utc(stated, ("iso",))
    ahead = (wall + pd.to_timedelta(taken.fillna(0.0), unit="s") - said).dt.round(QUARTER)
    ahead = ahead.where(ahead.abs() <= FARTHEST)
    names = {offset: name_offset(offset.to_pytimedelta()) for offset in ahead.dropna().unique()}
    return ahead.map(names).astype("str")


def seconds_taken(matches: Matches) -> pd.Series:
    """How long each request took, as far as its line tells."""
    name = next((name for name in UNITS if name in matches.groups), "")
    return pd.to_numeric(text_of(matches, name), errors="coerce").astype("float64") * UNITS.get(name, 1.0)


def text_of(matches: Matches, name: str) -> pd.Series:
    """The texts of one group, missing where it took no part."""
    if name not in matches.groups:
        return pd.Series(index=range(len(matches.rows)), dtype="str")
    return pd.Series(matches.groups[name].to_pandas(), dtype="str")
