"""Durations of requests that carry no unit -> the only unit in which all of them can be durations, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from reconstruct.parsers.fields import BARE_NUMBER, Record, extract
from reconstruct.parsers.formats import LogFormat

SECONDS: Mapping[str, float] = {"duration_s": 1.0, "duration_ms": 1e-3, "duration_us": 1e-6, "duration_ns": 1e-9}
# A request takes at least a round trip through the network stack of one machine, and the server's work.
FASTEST_SECONDS = 20e-6
# The median request of a server that is of use to anybody is answered within this.
SLOWEST_MEDIAN_SECONDS = 2.0
# With fewer the fastest of them may be a slow one, and the median one of an outage.
LEAST_VALUES = 20


def settle_units(form: LogFormat, records: Sequence[Record]) -> LogFormat:
    """The format with each `name?` whose values in these records carry no unit as a field of the unit that fits.

    >>> from reconstruct.parsers.formats import load_formats
    >>> json = next(form for form in load_formats() if form.name == "json")
    >>> seconds = [{"method": "GET", "duration": str(value / 1000)} for value in range(2, 99)]
    >>> "duration" in settle_units(json, seconds).fields["duration_s"]
    True
    """
    fields = dict(form.fields)
    for name in [name for names in form.fields.values() for name in names if name.endswith("?")]:
        unit = unit_of(extract(records, {"value": [name.removesuffix("?")]})["value"])
        if unit:
            fields[unit] = (*fields.get(unit, ()), name.removesuffix("?"))
    return replace(form, fields=fields)


def unit_of(texts: Sequence[str]) -> str | None:
    """The field of the only unit in which bare numbers can be the durations of requests, None where several can.

    >>> unit_of([str(value) for value in range(3, 99)]), unit_of(["0.25"] * 30)
    ('duration_ms', None)
    """
    values = np.array([float(text) for text in texts if BARE_NUMBER.fullmatch(text) and text.count(".") < 2])
    values = values[values > 0]
    if len(values) < LEAST_VALUES:
        return None
    fitting = [
        unit
        for unit, seconds in SECONDS.items()
        if values.min() * seconds >= FASTEST_SECONDS and np.median(values) * seconds <= SLOWEST_MEDIAN_SECONDS
    ]
    return fitting[0] if len(fitting) == 1 else None
