"""What people wrote -> the acts in it, clause by clause, by the vocabulary in acts.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from reconstruct.timeline.deeds import deeds

TAG_QUESTION = r"(?i),\s*(?:right|no|yes|correct|true|ok|okay|huh|eh|isn't it|is it|or)\s*\?"
CLAUSE_ENDS = r"[.!;…\n]+(?:\s|$)|\s[-–—]+\s|,\s+|\?|:\s"
TEXT_LIMIT = 4000  # characters of a message that are read: more is a pasted log
REPAIR = "repair."
GENERAL = "repair.fix"  # its words (put, change, apply) say less than those of any other kind, and give way to them
FAULT = "fault"  # what a clause tells of that does nothing else
DONE = ("acknowledge", "escalate", "cause", "hypothesis", "no_effect", "still", "all_clear", "calm")
IN_VAIN = "in vain: "  # in front of a kind of repair: it is named as one that did not help
# A clause bent in one of these ways does not do what its words say.
BENT: dict[str, tuple[str, ...]] = {
    "symptom": ("healthy", "elsewhen", "planned", "lab"),
    "recovered": ("question", "negated", "supposed", "elsewhen", "planned"),
    "acknowledge": ("question", "elsewhen", "negated", "relayed", "later"),
    "escalate": ("question", "negated", "supposed", "elsewhen", "relayed"),
    "escalate.ask": ("negated", "elsewhen"),
    "hypothesis": (),
    "cause": ("question", "negated", "supposed", "guessed", "elsewhen", "lab"),
    "fault": ("question", "supposed", "guessed", "elsewhen", "healthy", "lab"),
    "no_effect": ("question", "supposed", "elsewhen"),
    "still": ("question", "supposed", "elsewhen"),
    "all_clear": ("question", "negated", "supposed", "elsewhen"),
    "calm": ("question", "negated", "supposed", "elsewhen"),
    "watching": (),
    "false_alarm": ("question", "supposed", "elsewhen"),
    "change": ("question", "negated", "supposed", "elsewhen"),
    REPAIR: ("question", "negated", "supposed", "elsewhen", "relayed", "in_vain", "aside", "lab"),
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """RE2 patterns by act and by what bends a clause, and the acts' own samples."""

    acts: dict[str, str]
    bends: dict[str, str]
    samples: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary in acts.toml."""
    told: dict[str, Any] = tomllib.loads(resources.files(__package__).joinpath("acts.toml").read_text("utf-8"))
    acts = {act["name"]: "(?i)(?:" + "|".join(act["patterns"]) + ")" for act in told["act"]}
    acts |= {name: "(?i)" + deed.pattern for name, deed in deeds().items()}
    bends = {
        name: pattern if pattern.startswith("(?i)") else "(?i)" + pattern for name, pattern in told["bends"].items()
    }
    samples = {act["name"]: (tuple(act["is"]), tuple(act["is_not"])) for act in told["act"]}
    samples |= {name: deed.samples for name, deed in deeds().items()}
    return Vocabulary(acts, bends, samples)


def read_acts(texts: pd.Series) -> pd.DataFrame:
    """Which acts each text does, as a frame of booleans with the index of `texts`, a column an act.

    For each kind of repair a second column tells that the text names it as one that did not help.

    >>> acts = read_acts(pd.Series(["restart did not help, escalating to the DBAs", "should we roll back?"]))
    >>> acts[["escalate", "no_effect", "repair.rollback"]].to_numpy().tolist()
    [[True, True, False], [False, False, False]]
    """
    words = vocabulary()
    clauses = _clauses(texts)
    bent = {name: _holds(clauses["clause"], pattern) for name, pattern in words.bends.items()}
    bent["in_vain"] = _holds(clauses["clause"], words.acts["no_effect"])
    bent["elsewhen"] &= ~bent["relative"]
    bent["negated"] &= ~bent["in_vain"]
    condition = (bent["condition"] & ~bent["question"]).shift(fill_value=False)
    bent["supposed"] |= condition & (clauses["row"] == clauses["row"].shift())
    recalled = bent["recalled"].groupby(clauses["row"]).any()
    found = {}
    acted = pd.Series(data=False, index=clauses.index)
    for name, pattern in sorted(words.acts.items(), key=lambda act: act[0] == FAULT):
        done = _holds(clauses["clause"], pattern)
        if name.startswith(REPAIR):
            named = bent["in_vain"] & _holds(clauses["clause"], "(?i)" + deeds()[name].named)
            found[IN_VAIN + name] = named.groupby(clauses["row"]).any()
        for bend in BENT[REPAIR if name.startswith(REPAIR) else name]:
            done &= ~bent[bend]
        if name == FAULT:
            done &= ~acted
        acted |= done if name.startswith((REPAIR, *DONE)) else False
        found[name] = done.groupby(clauses["row"]).any()
    for name in found:
        found[name] &= ~recalled
    found["relayed"] = bent["relayed"].groupby(clauses["row"]).any()
    acts = pd.DataFrame(found).reindex(range(len(texts)), fill_value=False)
    acts.index = texts.index
    acts["escalate"] |= acts.pop("escalate.ask")
    acts["all_clear"] &= ~acts["watching"]
    acts["acknowledge"] &= ~acts["watching"]
    acts["calm"] &= ~acts["watching"]
    acts["recovered"] |= acts["all_clear"] | acts["calm"]
    acts[GENERAL] &= ~acts[[name for name in map(str, acts) if name.startswith(REPAIR) and name != GENERAL]].any(axis=1)
    return acts


def _clauses(texts: pd.Series) -> pd.DataFrame:
    """The clauses of each text with its place in the series; a question keeps its mark."""
    plain = texts.fillna("").str.slice(0, TEXT_LIMIT).str.replace("’", "'", regex=False)
    plain = plain.str.replace(TAG_QUESTION, "?", regex=True)
    marked = pa.array(plain.str.replace("?", "?\n", regex=False).tolist(), pa.string())
    pieces = pc.split_pattern_regex(marked, CLAUSE_ENDS.replace(r"|\?", ""))
    flat = pc.list_flatten(pieces)
    rows = pc.list_parent_indices(pieces)
    clause = pd.Series(flat.to_pylist(), dtype="str").str.strip()
    return pd.DataFrame({"row": rows.to_numpy(), "clause": clause})


def _holds(clauses: pd.Series, pattern: str) -> pd.Series:
    told = pc.match_substring_regex(pa.array(clauses.tolist(), pa.string()), pattern)
    return pd.Series(told.to_numpy(zero_copy_only=False).astype(bool), index=clauses.index)
