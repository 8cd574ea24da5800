"""A file's path -> the log that it is a part of, whatever its place in a rotated set."""

from __future__ import annotations

import re

ROTATED = re.compile(r"(?:\.(?:gz|bz2|xz|zst|zip)|[.-]\d[\d_T-]*)+$")


def log_of(path: str) -> str:
    """The log to which a file belongs, whatever its place in a rotated set.

    >>> log_of("web/access.log.2.gz"), log_of("db/error.log-20250101")
    ('web/access.log', 'db/error.log')
    """
    return ROTATED.sub("", path) or path
