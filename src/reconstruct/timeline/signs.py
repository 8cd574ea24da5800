"""Machines' records -> the faults and the safety nets that they tell of, by the vocabulary in signs.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

ANY_CASE = "(?i)"


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern of records that speaks for or against a supposed cause, and what it says."""

    says: str
    speaks: str
    pattern: str
    samples: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of cause that people suppose: how they name it, its signs, and the kinds of logs that would show it."""

    name: str
    named: str
    signs: tuple[Sign, ...]
    seen_in: tuple[str, ...]
    errors_of: str | None
    settle: str
    samples: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Net:
    """A safety net: which records are about it, which only look so, and the states that they tell, in order."""

    name: str
    about: str
    but: str
    states: Mapping[str, str]
    samples: tuple[tuple[str, str], ...]


@cache
def subjects() -> tuple[Subject, ...]:
    """The causes that can be checked, as signs.toml has them."""
    return tuple(
        Subject(
            name=told["name"],
            named=ANY_CASE + told["named"],
            signs=tuple(_sign(sign) for sign in told.get("signs", ())),
            seen_in=tuple(told["seen_in"]),
            errors_of=told.get("errors_of"),
            settle=told["settle"],
            samples=(tuple(told["is"]), tuple(told["is_not"])),
        )
        for told in _vocabulary()["subject"]
    )


@cache
def nets() -> Mapping[str, Net]:
    """The safety nets by name, as signs.toml has them."""
    return {
        told["name"]: Net(
            name=told["name"],
            about=ANY_CASE + told["about"],
            but=ANY_CASE + told["but"],
            states={state: ANY_CASE + pattern for state, pattern in told["states"].items()},
            samples=tuple((sample["text"], sample["state"]) for sample in told["samples"]),
        )
        for told in _vocabulary()["net"]
    }


def tells_of_fault(texts: pd.Series) -> pd.Series:
    """Which texts bear a sign of a fault.

    >>> tells_of_fault(pd.Series(["No space left on device", "all well"], dtype="str")).tolist()
    [True, False]
    """
    return holds(texts, fault_pattern())


def tells_of_net(texts: pd.Series) -> pd.Series:
    """Which texts may be about a safety net."""
    return holds(texts, net_pattern())


@cache
def fault_pattern() -> str:
    """What a text with a sign of a fault holds."""
    return _either([sign.pattern for subject in subjects() for sign in subject.signs])


@cache
def net_pattern() -> str:
    """What a text that may be about a safety net holds."""
    return _either([net.about for net in nets().values()])


def state_told(net: Net, text: str, name: str = "") -> str:
    """The state of the net that a record tells, empty where it tells none; `name`: of the process that wrote it.

    >>> state_told(nets()["backup"], "finished, exit 0", "backup-db")
    'good'
    """
    row = pd.Series([f"{name}: {text}"], dtype="str")
    return str(states_told(net, row).iloc[0])


def states_told(net: Net, texts: pd.Series) -> pd.Series:
    """The state of the net that each text tells, empty where it tells none."""
    told = pd.Series("", index=texts.index, dtype="str")
    for state, pattern in net.states.items():
        told = told.mask((told == "") & holds(texts, pattern), state)
    return told.where(holds(texts, net.about) & ~holds(texts, net.but), "")


def holds(texts: pd.Series, pattern: str) -> pd.Series:
    """Which texts hold the pattern; a missing text holds none."""
    told = pc.match_substring_regex(pa.array(texts.fillna(""), pa.large_string()), pattern)  # RE2: in linear time
    return pd.Series(told.to_numpy(zero_copy_only=False).astype(bool), index=texts.index)


def _sign(told: Mapping[str, Any]) -> Sign:
    samples = (tuple(told["is"]), tuple(told["is_not"]))
    return Sign(told["says"], told["speaks"], ANY_CASE + told["pattern"], samples)


def _either(patterns: list[str]) -> str:
    return ANY_CASE + "|".join(f"(?:{pattern.removeprefix(ANY_CASE)})" for pattern in patterns)


@cache
def _vocabulary() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("signs.toml").read_text("utf-8"))
