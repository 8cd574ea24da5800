"""A story told in sentences -> its entries; and the sentences that say from when to when it lasted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from reconstruct.stated.drafts import Draft
from reconstruct.stated.nouns import Line
from reconstruct.stated.phrases import find_phrases

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“(])")
BEFORE_A_TIME = re.compile(
    r"\b(?:at|by|around|about|approximately|from|since|until|between|on|beginning|starting)\s*$|^\W*$", re.IGNORECASE
)
_LASTED = re.compile(
    r"\b(?:last(?:s|ed|ing)|outages?|downtime|duration|impact(?:ed)?|unavailab\w+|disruptions?|interruption|incident|down)\b",
    re.I,
)


def read_prose(lines: Iterable[Line], taken: Sequence[Draft]) -> Iterator[Draft]:
    """The entries of a story told in sentences: each sentence with a time of day in it."""
    known = {draft.line for draft in taken}
    for line in lines:
        if line.kind not in ("text", "bullet") or line.number in known:
            continue
        for sentence in _SENTENCE.split(line.text):
            for phrase in find_phrases(sentence):
                if phrase.clock is not None and phrase.end is None and BEFORE_A_TIME.search(sentence[: phrase.start]):
                    yield Draft(line.number, phrase, sentence.strip(), 0, "prose")
                    break


def read_spans(lines: Iterable[Line], taken: Sequence[Draft]) -> Iterator[Draft]:
    """The sentences that say from when to when it lasted: "down from 9:00 AM to 1:00 PM"."""
    known = {draft.line for draft in taken if draft.kind != "prose"}
    for line in lines:
        if line.number in known:
            continue
        for sentence in _SENTENCE.split(line.text):
            ranges = [phrase for phrase in find_phrases(sentence) if phrase.end is not None]
            if ranges and _LASTED.search(sentence):
                yield Draft(line.number, ranges[0], sentence.strip(), 0, "span")
                break
