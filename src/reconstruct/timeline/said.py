"""What people say about a report in incident.toml: a time that they hold to be right, what they want to do."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Override:
    """A time that people say is the right one, with why and who says so; it stands beside the measured one."""

    time: pd.Timestamp
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class ActionItem:
    """What people want to do about it; "" where they have not said."""

    what: str
    kind: str = ""
    owner: str = ""
    due: str = ""
