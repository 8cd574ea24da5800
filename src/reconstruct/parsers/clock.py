"""The text of stamps, the shapes it may have and a zone -> times in UTC; never an exception, never a guess."""

from __future__ import annotations

import re
from datetime import tzinfo
from functools import cache

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.parsers.dates import DAY_FIRST, MONTH_FIRST, settle_dates
from reconstruct.parsers.match import as_mask
from reconstruct.parsers.zones import UTC_TIME, read_zone, settle, split_zones

EARLIEST, LATEST = pd.Timestamp("1970-01-01", tz="UTC"), pd.Timestamp("2200-01-01", tz="UTC")
# What "any" stands for, the commonest first; days before months only where the month is a word.
ANY_SHAPE = (
    *("iso", "epoch", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M:%S.%f", "%Y/%m/%d %H:%M"),
    *("%d/%b/%Y:%H:%M:%S", "%d/%b/%Y:%H:%M:%S.%f", "%d/%b/%Y %H:%M:%S", "%d/%b/%Y %H:%M:%S.%f"),
    *("%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S.%f %Y", "%a, %d %b %Y %H:%M:%S", "%a, %d %b %Y %H:%M"),
    *("%d %b %Y %H:%M:%S", "%d %b %Y %H:%M:%S.%f", "%d %b %Y %H:%M"),
    *("%b %d, %Y %I:%M:%S %p", "%b %d, %Y %I:%M:%S%p", "%b %d, %Y %I:%M %p"),
    *("%b %d, %Y %H:%M:%S", "%b %d, %Y %H:%M", "%b %d %Y %H:%M:%S"),
    *("%b %d %H:%M:%S", "%b %d %H:%M:%S.%f"),
)
ISO = r"(\d{4}-?\d\d-?\d\d)(?:[T ](\d\d?)(:?\d\d(?::?\d\d)?)([.,]\d+)?)?"
PLAIN_ISO = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?"
EPOCH = r"(\d{1,19})(?:\.(\d+))?"
LOOKS = {
    **dict.fromkeys("dmHIMSy", r"\d{1,2}"),
    **{"Y": r"\d{4}", "b": "[A-Za-z]{3}", "a": "[A-Za-z]{3}", "p": "[AaPp][Mm]", "f": r"\d{1,9}"},
}


def to_utc(
    stamps: pd.Series, shapes: tuple[str, ...], zone: str = "UTC", latest: pd.Timestamp | None = None
) -> pd.Series:
    """The times of stamps (text), as datetime64[us, UTC] with the index of the stamps; NaT where unreadable.

    `shapes` are strptime formats, "iso", "epoch" or "any", tried in this order; a zone that the stamp ends with counts
    before `zone`. A stamp without a year is put in the last year in which it does not lie after `latest` (by over a
    day).
    Raises UsageError where `zone` does not exist.

    >>> to_utc(pd.Series(["2026-11-23  9:03:19", "2026-11-23 10:03:19 CET", "?"]), ("iso",)).dt.hour.tolist()
    [9.0, 9.0, nan]
    """
    local = read_zone(zone)
    codes, distinct = pd.factorize(stamps)
    texts = pd.Series(distinct, dtype="str").str.strip()
    bodies, zones = split_zones(texts)
    bodies = bodies.str.replace(r"\s+", " ", regex=True)
    times = pd.Series(pd.NaT, index=texts.index, dtype=UTC_TIME)
    for shape in ANY_SHAPE if "any" in shapes else shapes:
        if times.notna().all():
            break
        whole = texts if shape == "epoch" else bodies
        these = times.isna() & as_mask(pc.match_substring_regex(pa.array(whole), f"^(?:{looks_of(shape)})$"))
        if these.any():
            found = read_shape(whole[these], zones[these], shape, local, latest)
            times = times.mask(these, found.reindex(times.index))
    if "any" in shapes and times.isna().any():
        times = times.fillna(read_people(texts[times.isna()], shapes, zone))
    # Zero is how programs write that a time is not set.
    times = times.where((times > EARLIEST) & (times < LATEST))
    return pd.Series(times.array.take(codes, allow_fill=True), index=stamps.index, dtype=UTC_TIME)


def read_people(texts: pd.Series, shapes: tuple[str, ...], zone: str) -> pd.Series:
    """The times of stamps as people write them; which of two numbers is the day may be settled among the shapes."""
    known = MONTH_FIRST in shapes if MONTH_FIRST in shapes or DAY_FIRST in shapes else None
    return to_utc(settle_dates(texts, known).astype("str"), ("iso",), zone)


@cache
def looks_of(shape: str) -> str:
    """A pattern that every stamp of a shape matches, so that only those are tried.

    >>> looks_of("%d/%b/%Y")
    '\\\\d{1,2}/[A-Za-z]{3}/\\\\d{4}'
    """
    if shape == "iso":
        return ISO
    if shape == "epoch":
        return EPOCH
    return re.sub(r"\\?%(.)", lambda part: LOOKS.get(part[1], ".+"), re.escape(bare(shape)).replace(r"\ ", " "))


def bare(shape: str) -> str:
    """A strptime format without its zone, which is read apart.

    >>> bare("%d/%b/%Y:%H:%M:%S %z")
    '%d/%b/%Y:%H:%M:%S'
    """
    return shape.replace("%z", "").replace("%Z", "").strip()


def read_shape(
    bodies: pd.Series, zones: pd.Series, shape: str, local: tzinfo, latest: pd.Timestamp | None
) -> pd.Series:
    """The times of distinct stamps in one shape."""
    if shape == "epoch":
        return read_epoch(bodies)
    if shape == "iso":
        return settle(read_iso(bodies), zones, local)
    if "%Y" in shape or "%y" in shape:
        return settle(read_plain(bodies, bare(shape)), zones, local)
    return place_years(bodies, bare(shape), zones, local, latest)


def read_plain(bodies: pd.Series, shape: str) -> pd.Series:
    """Wall-clock times by a strptime format; a comma before the fraction is read too."""
    if ".%f" in shape:
        bodies = bodies.str.replace(r",(\d+)", r".\1", regex=True)
    return pd.to_datetime(bodies, format=shape, errors="coerce").astype("datetime64[us]")


def read_iso(bodies: pd.Series) -> pd.Series:
    """Wall-clock times in the forms of ISO 8601, a space for the T and a single-digit hour included."""
    exact = bodies.str.slice(0, 26).str.replace(",", ".")
    odd = bodies[~bodies.str.fullmatch(PLAIN_ISO, na=False)]
    if len(odd):
        parts = odd.str.extract(f"^{ISO}$")
        hour = parts[1].str.zfill(2)
        rest = parts[2].fillna("") + parts[3].fillna("").str.replace(",", ".").str.slice(0, 7)
        exact = parts[0].where(hour.isna(), parts[0] + "T" + hour + rest).reindex(bodies.index).fillna(exact)
    return pd.to_datetime(exact, format="ISO8601", errors="coerce").astype("datetime64[us]")


def read_epoch(texts: pd.Series) -> pd.Series:
    """Times of seconds, milli-, micro- or nanoseconds since 1970, told apart by how many there are."""
    parts = texts.str.extract(f"^{EPOCH}$")
    whole = pd.to_numeric(parts[0], errors="coerce")
    steps = pd.Series(1_000_000, index=texts.index)  # of a microsecond
    for size, step in ((1e11, 1_000), (1e14, 1), (1e17, 0)):
        steps = steps.mask(whole >= size, step)
    count = whole.fillna(0).astype("int64")
    micros = (count * steps).where(steps > 0, count // 1_000)
    tail = pd.to_numeric("0." + parts[1].fillna("0").str.slice(0, 12))
    micros = (micros + (tail * steps).round()).where(whole.notna())
    sane = micros.where(micros < LATEST.value // 1_000)
    return pd.to_datetime(sane.astype("Int64"), unit="us", utc=True).astype(UTC_TIME)


def place_years(
    bodies: pd.Series, shape: str, zones: pd.Series, local: tzinfo, latest: pd.Timestamp | None
) -> pd.Series:
    """Times of stamps without a year: the last year that does not put them into the future of `latest`."""
    if latest is None:
        return pd.Series(pd.NaT, index=bodies.index, dtype=UTC_TIME)
    limit = latest + pd.Timedelta(days=1)
    times = pd.Series(pd.NaT, index=bodies.index, dtype=UTC_TIME)
    for year in range(limit.year, limit.year - 5, -1):  # 29 February may be four years back
        these = settle(read_plain(f"{year} " + bodies, f"%Y {shape}"), zones, local)
        times = times.fillna(these.where(these <= limit))
        if times.notna().all():
            break
    return times


def carries_zone(stamps: pd.Series, shapes: tuple[str, ...]) -> bool:
    """Whether most of these stamps say their own zone (an epoch does).

    >>> carries_zone(pd.Series(["2026-11-23T09:03:20Z"]), ("iso",))
    True
    """
    there = to_utc(stamps, shapes, "+14:00", LATEST)
    here = to_utc(stamps, shapes, "UTC", LATEST)
    return bool((there == here).sum() * 2 > here.notna().sum())
