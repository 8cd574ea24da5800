"""Event frame -> what people and their tools recorded, with the acts in it and how exactly each time is known."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reconstruct.events import HUMAN_KINDS, Source
from reconstruct.timeline.acts import REPAIR, read_acts
from reconstruct.timeline.bots import DECLARED, bots, read_posts
from reconstruct.timeline.nouns import Evidence
from reconstruct.timeline.signs import holds

TEXT_LIMIT = 500  # characters of a cited line
MINUTE = 60.0  # seconds: times in coarser steps than this span their whole step
SHORT = 8  # characters of a chat message ("on it"): who said it belongs to it


def gather(events: pd.DataFrame, sources: Sequence[Source]) -> pd.DataFrame:
    """People's records in the order of time, with a boolean column an act, `latest`, and `bot_alert`.

    `latest`: the end of the step in which the source writes its times (09:00 spans the whole minute).
    """
    people = events[events["kind"].isin(HUMAN_KINDS)].sort_values(["time", "source", "offset"], ignore_index=True)
    step = {source.path: source.resolution_seconds or 0.0 for source in sources}
    coarse = people["source"].astype("str").map(step).fillna(0.0).astype("float64")
    within = (coarse - 1.0).clip(lower=0.0).where(coarse >= MINUTE, 0.0)
    spoken = people["kind"] == "chat"
    posted = spoken & ((people["action"] == "posted") | holds(people["actor"], bots().names))
    acts = read_acts(people["message"].astype("str"))
    relayed = read_posts(people["message"].astype("str"))
    acts = acts.mask(posted, False).astype(bool)
    for name in relayed:
        acts[name] = acts[name].mask(posted, relayed[name]) if name in acts else relayed[name] & posted
    # Bots of incident management post what a person did: "Incident #318 resolved by Marek".
    declared = posted & relayed[[*DECLARED]].any(axis=1)
    noted = (people["kind"] == "ticket") & (people["action"] == "noted")
    return people.assign(
        actor=people["actor"].mask(holds(people["actor"], bots().nobody)),
        raised=(people["action"] == "prioritised") & relayed["escalate"],
        latest=people["time"] + pd.to_timedelta(within, unit="s").astype("timedelta64[us]"),
        said=(spoken & (((people["action"] == "said") & ~posted) | declared)) | noted,
        bot_alert=acts.pop("alert"),
        repair=acts[[name for name in acts if str(name).startswith(REPAIR)]].any(axis=1),
        **{str(name): acts[name] for name in acts},
    )


def cite(row: pd.Series) -> Evidence:
    """The evidence that a row of an event frame is: its first line, where it stands."""
    lines = str(row["message"]).strip().splitlines() if pd.notna(row["message"]) else []
    text = lines[0][:TEXT_LIMIT] if lines else ""
    if row["kind"] == "chat" and len(text) < SHORT:
        text = f"{who(row)}: {text}"
    return Evidence(path=str(row["source"]), line=int(row["line"]) or None, text=text, offset=int(row["offset"]))


def between(people: pd.DataFrame, low: pd.Timestamp | None, high: pd.Timestamp | None) -> pd.DataFrame:
    """The rows that may lie from `low` to `high`, both included; None leaves a side open."""
    keep = pd.Series(data=True, index=people.index)
    if low is not None:
        keep &= people["latest"] >= low
    if high is not None:
        keep &= people["time"] <= high
    return people[keep]


def who(row: pd.Series) -> str:
    """The actor of a row, for a sentence."""
    return str(row["actor"]) if pd.notna(row["actor"]) and row["actor"] else "somebody"
