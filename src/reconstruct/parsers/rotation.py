"""The path of a file -> the name that the files of its rotated set share."""

from __future__ import annotations

import re

import pandas as pd

PACKED = r"\.(?:gz|bz2|xz|zst)"
DAY = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d{3})")
TURN = r"\.\d{1,3}|[-.]\d{8}(?:-?\d{2,6})?|[-.]\d{4}-\d\d-\d\d"


def name_set(path: str) -> str:
    """The name that the files of a rotated set share, the turn and the packing left out.

    >>> name_set("web/access.log.2.gz"), name_set("web/access.log-20261123.zst"), name_set("web/access-2026-11-23.log")
    ('web/access.log', 'web/access.log', 'web/access.log')
    """
    bare = re.sub(rf"(?:{PACKED}|{TURN})+$", "", path)
    return re.sub(rf"(?:{TURN})(\.(?:log|txt|json|csv))$", r"\1", bare)


def day_of_name(path: str) -> pd.Timestamp | None:
    """The day that a file's name ends with, None where it has none or one that is no day.

    >>> day_of_name("web/access-20251231.log.gz"), day_of_name("messages-20259931"), day_of_name("syslog.1")
    (Timestamp('2025-12-31 00:00:00+0000', tz='UTC'), None, None)
    """
    found = DAY.findall(path.rpartition("/")[2])
    day = pd.to_datetime("".join(found[-1]), format="%Y%m%d", errors="coerce", utc=True) if found else pd.NaT
    return None if pd.isna(day) else day
