"""Routes, hosts, logs and networks that fail alone are found; what is looked at often must stand out the more."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reconstruct.timeline.condense import condense
from reconstruct.timeline.parts import belongs_to, find_on_parts, network_of
from reconstruct.timeline.signals import Sensitivity, read_signals
from reconstruct.timeline.stretches import Part, Stretch
from tests.timeline.builders import at, traffic

RARE = 41  # every so many requests: no multiple of the number of clients or routes


def parts_of(frame: pd.DataFrame) -> list[Stretch]:
    digest = condense(frame)
    signals = read_signals(digest, Sensitivity())
    assert signals is not None
    return find_on_parts(digest, signals, [], Sensitivity())


def with_rare(**columns: str) -> tuple[pd.DataFrame, pd.Series]:
    """Traffic of which every 41st request bears these columns, and which of them came in the bad quarter."""
    frame = traffic(rate=10, host="web-1")
    rare = pd.Series(np.arange(len(frame)) % RARE == 0)
    for name, value in columns.items():
        frame.loc[rare, name] = value
    return frame, rare & frame["time"].between(at("08:30:00"), at("08:45:00"))


@pytest.mark.parametrize(
    ("columns", "spoilt", "signal", "part"),
    [
        ({"route": "/report"}, {"status": 500}, "failing", Part("route", "GET /report")),
        ({"route": "/report"}, {"status": 404}, "wrong", Part("route", "GET /report")),
        ({"route": "/report"}, {"duration_ms": 9000.0}, "slow", Part("route", "GET /report")),
        ({"host": "web-2"}, {"status": 502}, "failing", Part("host", "web-2")),
    ],
)
def test_a_part_that_departs_alone_is_found(
    columns: dict[str, str], spoilt: dict[str, float], signal: str, part: Part
) -> None:
    frame, bad = with_rare(**columns)
    for name, value in spoilt.items():
        frame.loc[bad, name] = value
    found = [stretch for stretch in parts_of(frame) if stretch.part == part]
    assert [stretch.signal for stretch in found] == [signal]
    assert at("08:30:00") <= found[0].start <= at("08:30:10")
    assert at("08:44:50") <= found[0].stop <= at("08:45:00")


def test_the_clients_of_one_network_are_found() -> None:
    frame, bad = with_rare()
    place = np.arange(len(frame))
    rare = place % RARE == 0
    frame.loc[rare, "client"] = [f"192.0.2.{number % 9}" for number in place[rare]]
    frame.loc[bad, "status"] = 503
    assert [str(stretch.part) for stretch in parts_of(frame)] == ["network 192.0.2.0/24"]


def test_healthy_parts_depart_nowhere() -> None:
    frame, _ = with_rare(route="/report", host="web-2")
    assert parts_of(frame) == []


def test_a_few_failures_of_a_rare_route_are_no_departure() -> None:
    frame, bad = with_rare(route="/report")
    frame.loc[bad.to_numpy() & (np.arange(len(frame)) % (10 * RARE) == 0), "status"] = 500
    assert parts_of(frame) == []


@pytest.mark.parametrize(("client", "network"), [("10.1.2.3", "10.1.2.0/24"), ("2001:db8:7:1::9", "2001:db8:7::/48")])
def test_a_network_is_what_an_organisation_is_given(client: str, network: str) -> None:
    assert network_of(pd.Series([client])).tolist() == [network]


def test_rows_are_told_by_the_part_that_they_are_of() -> None:
    frame, _ = with_rare(host="web-2")
    assert belongs_to(frame, Part("host", "web-2")).sum() == -(-len(frame) // RARE)
    assert belongs_to(frame, Part("log", "access.log")).all()
