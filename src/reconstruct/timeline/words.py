"""Text -> its telling words: the names, versions and rare words by which two records speak of the same thing."""

from __future__ import annotations

import re
from importlib import resources

from reconstruct.secrets import mask_secrets

TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@:/-]*[A-Za-z0-9]")
PART = re.compile(r"[A-Za-z]{3,}|\d+(?:\.\d+)+")
# Words that stand in any record of an outage and so tie no two of them together.
COMMON = frozenset(resources.files(__package__).joinpath("common_words.txt").read_text("utf-8").split())


def telling_words(text: str) -> set[str]:
    """Identifiers and versions of a text, whole and in their parts, and its words that are not common, lower case.

    Secrets are no words: what is told of two records may name the words that they share.

    >>> sorted(telling_words("Unknown column 'p.rating': 3.2.0 went out without its migration"))
    ['3.2.0', 'column', 'migration', 'p.rating', 'rating', 'unknown']
    """
    found = set()
    for token in TOKEN.findall(mask_secrets(text)):
        whole = token.lower()
        parts = {part.lower() for part in PART.findall(token)}
        if len(parts) != 1 or whole not in parts:
            found.add(whole)
        found |= parts
    return {word for word in found if word not in COMMON and len(word) > 2 and not word.isdigit()}
