"""Pieces of a text, each with its record or none -> the records with their places, and the account of the lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

BOM = b"\xef\xbb\xbf"
LONGEST_SAMPLE = 500  # bytes kept of the first line that could not be read


class Piece(NamedTuple):
    """The bytes `start` to `stop` of a text, and the record that they hold; None where they could not be read."""

    start: int
    stop: int
    record: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Found:
    """The pieces that are records, in order, the line (from 1) at which each begins, and what could not be read."""

    pieces: Sequence[Piece]
    lines: Sequence[int]
    total_lines: int
    unread: int
    first_unread: tuple[int, str] | None

    @property
    def records(self) -> list[Mapping[str, Any]]:
        """The records alone."""
        return [piece.record for piece in self.pieces if piece.record is not None]


def gather(text: bytes, pieces: Iterable[Piece]) -> Found:
    """What the pieces of a text come to.

    >>> gather(b"{}\\nx\\n", [Piece(0, 2, {}), Piece(3, 4, None)]).first_unread
    (2, 'x')
    """
    every = list(pieces)
    breaks = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord("\n"))
    lines = np.searchsorted(breaks, [piece.start for piece in every]) + 1
    read = [index for index, piece in enumerate(every) if piece.record is not None]
    unread = [index for index, piece in enumerate(every) if piece.record is None]
    return Found(
        pieces=[every[index] for index in read],
        lines=[int(lines[index]) for index in read],
        total_lines=len(breaks) + (bool(text) and not text.endswith(b"\n")),
        unread=len(unread),
        first_unread=(int(lines[unread[0]]), excerpt(text, every[unread[0]])) if unread else None,
    )


def excerpt(text: bytes, piece: Piece) -> str:
    """The first line of a piece, bounded in length."""
    return text[piece.start : min(piece.stop, piece.start + LONGEST_SAMPLE)].decode("utf-8", "replace").split("\n")[0]
