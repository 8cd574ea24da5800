"""The place of a record's first line in; that line with the lines around it, as they stand in the file, out."""

from __future__ import annotations

from pathlib import Path

from reconstruct.events import Place
from reconstruct.parsers.packed import read_text

BEFORE, AFTER = 2, 4  # lines: a record in JSON often begins some lines before what it says
REACH = 16 * 1024  # bytes to either side in which those lines are looked for
PACKED_REACH = 64 * 1024 * 1024  # bytes of text: packed files must be read from their beginning


def read_around(place: Place, offset: int, line: int) -> tuple[tuple[int, str], ...]:
    """(number, text) of the line at this byte of the decompressed text and of those around it; none where it is gone.

    >>> read_around(Place("no/such/file"), 0, 1)
    ()
    """
    if (place.compression or place.member) and offset > PACKED_REACH:
        return ()
    start = max(0, offset - REACH)
    text, _ = read_text(Path(place.file), start, offset + REACH, place.compression, place.member)
    if offset - start >= len(text):
        return ()
    before = text[: offset - start].split(b"\n")[:-1][-BEFORE:]
    after = text[offset - start :].removesuffix(b"\n").split(b"\n")[: AFTER + 1]
    lines = [*before, *after]
    return tuple((line - len(before) + i, part.decode("utf-8", "backslashreplace")) for i, part in enumerate(lines))
