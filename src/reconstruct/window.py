"""The stretch of time to look at: "--window" text -> Window, aware, UTC."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

import pandas as pd

from reconstruct.errors import UsageError
from reconstruct.moment import Moment, find_zone, hide_slashes, read_moment

HELP = "give START/END as in 2023-05-15T08:00/13:30, or a start with a duration as in 2023-05-15T08:00/PT4H"
# What is usual is learnt from three times as long before the window, and never less than an hour: k controls a case
# tell k / (k + 1) of what endless ones would (Ury, Biometrics 31, 1975), so that a fourth part would add 7 % only.
BASELINE_WINDOWS, BASELINE_LEAST = 3, dt.timedelta(hours=1)
LONGEST_TEXT = 200  # characters; two dates with their zones written out in full take half of it
LONGEST = dt.timedelta(days=3660)  # ten years: a longer "duration" is a slip of the pen

_BEFORE_DURATION = r"\bfor\b|,|(?=\+)"
_SEPARATORS = (r"\.{2,3}", r"/", r"\s(?:to|until|till)\s", r"\s-\s", r"\sand\s")
_ISO_DURATION = re.compile(
    r"P(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?=\d)(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?", re.IGNORECASE
)
_SPELT_DURATION = re.compile(
    r"(\d+(?:\.\d+)?)\s*(w|d|h|m|s)(?:eeks?|ays?|(?:ou)?rs?|in(?:ute)?s?|ec(?:ond)?s?)?(?![a-z])", re.I
)


Part = Moment | dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Window:
    """Start and end, aware, in UTC; a time t lies within where start <= t < end.

    `zone_basis` says in which zone the text was read, and why. Raises UsageError where it ends before it starts.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    zone_basis: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise UsageError(f"the window ends ({self.end}) before it starts ({self.start}): give START/END")


def parse_window(text: str, timezone: str | None = None, logs_timezone: str = "UTC") -> Window:
    """The window that a text describes; without a zone in it, its times are read in `timezone`, else the logs' own.

    An end without a date is on the start's day, or on the next where it is earlier on the clock. A date alone is
    that whole day. A day within a duration has 24 hours. Raises UsageError for a text that is not clear.

    >>> parse_window("2023-05-15T08:00/13:30").end
    Timestamp('2023-05-15 13:30:00+0000', tz='UTC')
    >>> parse_window("15 May 2023 8am for 4h", "Europe/London").start
    Timestamp('2023-05-15 07:00:00+0000', tz='UTC')
    """
    if len(text) > LONGEST_TEXT or not text.strip():
        raise UsageError(f"the window is {'too long' if text.strip() else 'empty'}: {HELP}")
    try:
        return _read(text, timezone, logs_timezone)
    except UsageError as error:
        raise UsageError(f"window {text!r}: {error}") from error


def with_baseline(window: Window) -> Window:
    """The window together with the time before it from which is learnt what is usual.

    >>> with_baseline(parse_window("2023-05-15T08:00/13:00")).start
    Timestamp('2023-05-14 17:00:00+0000', tz='UTC')
    """
    return replace(window, start=window.start - max(BASELINE_WINDOWS * (window.end - window.start), BASELINE_LEAST))


def parse_duration(text: str) -> dt.timedelta | None:
    """The duration that a text gives (PT4H, 4h, 1 hour 30 min), None where it is none.

    >>> parse_duration("1 hour 30 min")
    datetime.timedelta(seconds=5400)
    >>> parse_duration("13:30") is None
    True
    """
    units = ("weeks", "days", "hours", "minutes", "seconds")
    letters = dict(zip("wdhms", units, strict=True))
    iso = _ISO_DURATION.fullmatch(text)
    spelt = _SPELT_DURATION.findall(text)
    try:
        if iso and any(iso.groups()):
            return dt.timedelta(**{unit: float(n) for unit, n in zip(units, iso.groups(), strict=True) if n})
        if spelt and not _SPELT_DURATION.sub("", text).replace("and", "").strip(" ,"):
            return sum((dt.timedelta(**{letters[unit.lower()]: float(n)}) for n, unit in spelt), dt.timedelta())
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text!r} is no duration: write it as PT4H, or 4h") from error
    return None


def _plain(text: str) -> str:
    """The text in ASCII, one space between words, without what people put before a range."""
    text = re.sub(r"\s*[–—]\s*", " - ", text)
    text = " ".join(text.split())
    if re.search(r"^[-/.,+]|(?:[-/,+]|\.\.)$", text):
        raise UsageError(f"a half of it is missing: {HELP}")
    if not text.isascii() or not text.isprintable():
        raise UsageError(HELP)
    return re.sub(r"^(?:(?:from|between|on)\s)+", "", text, flags=re.IGNORECASE)


def _read(text: str, timezone: str | None, logs_timezone: str) -> Window:
    start, end = _cut(hide_slashes(_plain(text)))
    zone, basis = _choose_zone((start, end), timezone, logs_timezone)
    begins, ends = _settle(start, end, zone)
    if not dt.timedelta(0) < ends - begins <= LONGEST:
        raise UsageError(f"it would be {ends - begins} long: {HELP}")
    return Window(pd.Timestamp(begins), pd.Timestamp(ends), basis)


def _cut(text: str) -> tuple[Part, Part]:
    """The start and the end, each a moment or a duration; no end where there is only one part."""
    for found in re.finditer(_BEFORE_DURATION, text, re.IGNORECASE):
        duration = parse_duration(text[found.end() :].lstrip("+ "))
        if duration:
            return read_moment(text[: found.start()]), duration
    for separator in _SEPARATORS:
        words = [word.strip() for word in re.split(separator, text, flags=re.IGNORECASE)]
        if len(words) == 2 and all(words):
            start, end = (parse_duration(word.removeprefix("+")) or read_moment(word) for word in words)
            return start, end
    return read_moment(text), None


def _choose_zone(parts: tuple[Part, Part], timezone: str | None, logs_timezone: str) -> tuple[dt.tzinfo, str]:
    """The zone of the parts that name none themselves, and why it is this one."""
    named = [part.zone for part in parts if isinstance(part, Moment) and part.zone]
    if named:
        return named[0], "the zone that the window names"
    if timezone:
        return find_zone(timezone), f"{timezone}, from --timezone"
    return find_zone(logs_timezone), f"{logs_timezone}: neither the window nor --timezone names a zone, logs are in it"


def _settle(start: Part, end: Part, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
    """The two ends in UTC, each part that lacks something completed from the other."""
    match start, end:
        case Moment(), Moment():
            return _between(start, end, zone)
        case Moment(), dt.timedelta():
            begins = _instant(start, zone)
            return begins, _shift(begins, end)
        case dt.timedelta(), Moment():
            ends = _instant(end, zone)
            return _shift(ends, -start), ends
        case Moment(clock=None), None:
            return _instant(start, zone), _instant(_next_midnight(start), zone)
    raise UsageError(f"it has no end: {HELP}")


def _between(start: Moment, end: Moment, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
    begins = _instant(start if start.date else replace(start, date=end.date), zone)
    if end.clock is None:
        return begins, _instant(_next_midnight(end), zone)
    same_day = end if end.date else replace(end, date=start.date)
    ends = _instant(same_day, zone)
    if ends < begins and end.date is None:
        ends = _instant(_next_day(same_day), zone)
    return begins, ends


def _next_day(moment: Moment) -> Moment:
    """The same clock one day on."""
    return replace(moment, date=moment.date and moment.date + dt.timedelta(days=1))


def _next_midnight(moment: Moment) -> Moment:
    return replace(_next_day(moment), clock=dt.time.min)


def _shift(instant: dt.datetime, by: dt.timedelta) -> dt.datetime:
    if abs(by) > LONGEST:
        raise UsageError(f"{by} is longer than ten years: {HELP}")
    return instant + by


def _instant(moment: Moment, zone: dt.tzinfo) -> dt.datetime:
    """The moment in UTC; midnight of a date alone is its first instant.

    Raises UsageError for a clock that the zone skips or passes twice, where its clocks are changed.
    """
    if moment.date is None:
        raise UsageError(f"a time of day needs its date: {HELP}")
    zone = moment.zone or zone
    local = dt.datetime.combine(moment.date, moment.clock or dt.time.min, zone)
    first, second = local.astimezone(dt.UTC), local.replace(fold=1).astimezone(dt.UTC)
    if moment.clock not in (None, dt.time.min) and first != second:
        what = "comes twice" if first < second else "is skipped"
        raise UsageError(f"{local:%Y-%m-%d %H:%M} {what} in {zone}, whose clocks change then: add its offset, +01:00")
    return first
