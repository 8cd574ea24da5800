"""The path of a file -> the name that the files of its rotated set share."""

from __future__ import annotations

import re

PACKED = r"\.(?:gz|bz2|xz|zst)"
TURN = r"\.\d{1,3}|[-.]\d{8}(?:-?\d{2,6})?|[-.]\d{4}-\d\d-\d\d"


def name_set(path: str) -> str:
    """The name that the files of a rotated set share, the turn and the packing left out.

    >>> name_set("web/access.log.2.gz"), name_set("web/access.log-20261123.zst"), name_set("web/access-2026-11-23.log")
    ('web/access.log', 'web/access.log', 'web/access.log')
    """
    bare = re.sub(rf"(?:{PACKED}|{TURN})+$", "", path)
    return re.sub(rf"(?:{TURN})(\.(?:log|txt|json|csv))$", r"\1", bare)
