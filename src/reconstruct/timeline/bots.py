"""What bots post in a chat -> the acts that they report, by the vocabulary in bots.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pandas as pd

from reconstruct.timeline.signs import holds

DECLARED = ("acknowledge", "escalate", "all_clear")  # what a person did and the bot only reports


@dataclass(frozen=True, slots=True)
class Bots:
    """Names that only bots have, names of nobody, and RE2 patterns of posts by act, each with its samples."""

    names: str
    nobody: str
    acts: Mapping[str, str]
    but: Mapping[str, str]
    samples: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]


@cache
def bots() -> Bots:
    """The vocabulary in bots.toml."""
    told = tomllib.loads(resources.files(__package__).joinpath("bots.toml").read_text("utf-8"))
    return Bots(
        names="(?i)" + told["names"],
        nobody="(?i)" + told["nobody"],
        acts={post["act"]: "(?i)" + "|".join(post["patterns"]) for post in told["post"]},
        but={post["act"]: "(?i)" + post["but"] for post in told["post"] if "but" in post},
        samples={post["act"]: (tuple(post["is"]), tuple(post["is_not"])) for post in told["post"]},
    )


def read_posts(texts: pd.Series) -> pd.DataFrame:
    """Which acts each post reports, as a frame of booleans with the index of `texts`, a column an act.

    >>> posts = read_posts(pd.Series(["Incident #318 resolved by Marek", "[RESOLVED] ShopDown"]))
    >>> posts["all_clear"].tolist()
    [True, False]
    """
    told = {act: holds(texts, pattern) for act, pattern in bots().acts.items()}
    for act, pattern in bots().but.items():
        told[act] &= ~holds(texts, pattern)
    return pd.DataFrame(told)
