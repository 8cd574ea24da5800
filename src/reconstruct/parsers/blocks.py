"""Text of KEY=value lines, a blank one behind each record -> its records, each with the bytes that it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from reconstruct.parsers.pieces import Piece

LENGTH_BYTES = 8  # of a binary value, little-endian: https://systemd.io/JOURNAL_EXPORT_FORMATS/


def cut_blocks(text: bytes) -> Iterator[Piece]:
    """The records of the journal's export format; a value of several lines stands behind its length in binary.

    >>> [piece.record for piece in cut_blocks(b"A=1\\nB=2\\n\\nA=3\\n")]
    [{'A': '1', 'B': '2'}, {'A': '3'}]
    """
    at = start = 0
    record: dict[str, str] = {}
    while at < len(text):
        stop = find_break(text, at)
        line = text[at:stop]
        if not line.strip():
            if record:
                yield Piece(start, at, record)
            record, start, at = {}, stop + 1, stop + 1
            continue
        name, equals, value = line.partition(b"=")
        if not equals:
            size = int.from_bytes(text[stop + 1 : stop + 1 + LENGTH_BYTES], "little")
            first = stop + 1 + LENGTH_BYTES
            stop = min(first + size, len(text))
            value = text[first:stop]
        record[name.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
        at = stop + 1
    if record:
        yield Piece(start, len(text), record)


def find_break(text: bytes, at: int) -> int:
    """The byte at which the line that begins at `at` ends."""
    stop = text.find(b"\n", at)
    return len(text) if stop < 0 else stop
