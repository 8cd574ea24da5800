"""The first bytes of a file of no known shape and its name -> the format of a chat, where people wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from reconstruct.parsers.copied import cut_copied
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.people import wrote_people

MESSAGES_LOOKED_AT = 200
LEAST_SHARE = 0.9  # of the pieces are messages
SOME_DAY = date(2000, 1, 1)  # the day does not matter to whether it is a chat


def guess_talk(head: bytes, name: str, formats: Sequence[LogFormat]) -> LogFormat | None:
    """The format of chats of any shape, where the messages of this file are people's.

    >>> from reconstruct.parsers.formats import load_formats
    >>> text = b"anna 2:43 PM\\nis it down?\\n\\nben 2:44 PM\\nlooking\\n\\nanna 2:47 PM\\nthanks\\n"
    >>> guess_talk(text, "x.txt", load_formats()).name
    'chat-copied'
    """
    form = next((form for form in formats if form.layout == "copied"), None)
    pieces = list(islice(cut_copied(head, name, [SOME_DAY]), MESSAGES_LOOKED_AT))
    records = [piece.record for piece in pieces if piece.record is not None]
    if form is None or len(records) < LEAST_SHARE * len(pieces) or not wrote_people(records, name):
        return None
    return replace(form, days=())
