"""What one client meets, what a scanner asks for, and what every night brings is no incident."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reconstruct.timeline.condense import condense
from reconstruct.timeline.sift import shared, unusual, widespread
from reconstruct.timeline.signals import Sensitivity, read_signals
from reconstruct.timeline.stretches import Stretch
from tests.timeline.builders import at, spoil, together, traffic

DAYS = 6


def stretch(start: pd.Timestamp, seconds: int, level: float = 0.5, signal: str = "failing") -> Stretch:
    stop = start + pd.Timedelta(seconds=seconds - 1)
    return Stretch(signal, start, stop, start, start, stop, stop, level, 0.0)


def within_half_past(frame: pd.DataFrame, trouble: str) -> int:
    """How many of one stretch, 08:30 to 08:40, the clients at large met."""
    return len(widespread(trouble, [stretch(at("08:30:00"), 600)], condense(frame)))


def unusual_of(starts: list[str], seconds: int = 120) -> list[str]:
    """Which of the stretches, in a log of some days, are not what every day brings."""
    signals = read_signals(condense(traffic(seconds=60)), Sensitivity())
    assert signals is not None
    none = np.zeros(DAYS * 86_400)
    whole = type(signals)(
        **{name: getattr(signals, name) for name in signals.__dataclass_fields__} | {"requests": none}
    )
    found = unusual([stretch(pd.Timestamp(start, tz="UTC"), seconds) for start in starts], whole)
    return [f"{one.start:%d %H:%M}" for one in found]


def test_trouble_of_every_third_request_is_met_by_the_clients_at_large() -> None:
    assert within_half_past(spoil(traffic(), "08:30:00", "08:40:00", every=3), "failed") == 1


def test_what_few_clients_meet_in_many_requests_is_their_own() -> None:
    storm = traffic("08:30:00", seconds=600, rate=8, status=404, route="/search", source="other.log")
    storm["client"] = [f"203.0.113.{number % 5}" for number in range(len(storm))]
    assert within_half_past(together(traffic(), storm), "wrong") == 0


def test_a_log_without_clients_leaves_the_question_open() -> None:
    frame = spoil(traffic(client=None), "08:30:00", "08:40:00", every=3)
    assert within_half_past(frame, "failed") == 1


def test_one_client_alone_is_not_several() -> None:
    digest = condense(spoil(traffic(), "08:30:00", "08:30:01", every=10))
    assert shared("failed", [stretch(at("08:30:00"), 60)], digest, Sensitivity()) == []


def test_what_comes_every_night_is_usual() -> None:
    assert unusual_of([f"2026-03-0{day} 02:0{day}:00" for day in range(1, 6)]) == []


def test_what_came_twice_at_the_same_time_is_not_yet_usual() -> None:
    assert len(unusual_of(["2026-03-01 02:00:00", "2026-03-02 02:00:00"])) == 2


def test_what_is_far_longer_than_the_nightly_job_is_no_part_of_it() -> None:
    signals = read_signals(condense(traffic(seconds=60)), Sensitivity())
    assert signals is not None
    nightly = [stretch(pd.Timestamp(f"2026-03-0{day} 02:00", tz="UTC"), 60) for day in range(1, 5)]
    outage = stretch(pd.Timestamp("2026-03-05 02:00", tz="UTC"), 3600)
    assert unusual([*nightly, outage], signals) == [outage]
