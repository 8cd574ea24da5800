"""People's records alone -> an incident whose onset and end nobody measured, where no log of requests shows it."""

from __future__ import annotations

import pandas as pd

from reconstruct.timeline.milestones import AFTERGLOW, Span, find_acknowledged, find_detected, find_resolved
from reconstruct.timeline.nouns import Milestone
from reconstruct.timeline.repair import find_repair


def find_told(people: pd.DataFrame) -> tuple[Span, Milestone, Milestone] | None:
    """(span, onset, mitigated) of what people met as an incident; None where nobody reported, met and ended one.

    Met means that somebody repaired something: an alert that is acknowledged and closed may have been false. The
    onset lies before the first report, the end before the record that declares it over.
    """
    if not len(people) or (people["said"] & people["false_alarm"]).any():
        return None
    first, last = people["time"].min(), people["time"].max()
    whole = Span(begin=first, onset=first, end=None, until=last)
    detected = find_detected(people, whole)
    if detected is None or detected.time is None or find_acknowledged(people, whole, detected) is None:
        return None
    after = Span(begin=detected.time, onset=detected.time, end=detected.time, until=detected.time + AFTERGLOW)
    resolved = find_resolved(people, after)
    if resolved is None or resolved.time is None:
        return None
    better = people[people["said"] & people["recovered"] & people["time"].between(detected.time, resolved.time)]
    end = better["time"].iloc[0] if len(better) else resolved.time
    if find_repair(people, detected.time, end) is None:
        return None
    rule = "no request log shows it: it began before the first report of it"
    onset = Milestone("onset", None, None, detected.time, "inferred", rule, detected.evidence)
    rule = "no request log shows it: it ended before the record that declares it over"
    mitigated = Milestone("mitigated", None, detected.time, resolved.time, "inferred", rule, resolved.evidence)
    return Span(begin=detected.time, onset=detected.time, end=end, until=resolved.time), onset, mitigated
