"""CSV with or without a header, its separator found by itself -> its records, each with the bytes that it stands in."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, islice

from reconstruct.parsers.headers import add_zone, settle_names
from reconstruct.parsers.pieces import BOM, Piece

SEPARATORS = (",", ";", "\t", "|")
ROWS_LOOKED_AT = 20  # a separator that cuts so many rows alike is no accident


def cut_csv(text: bytes, columns: Sequence[str], fields: Mapping[str, Sequence[str]]) -> Iterator[Piece]:
    """The records of a CSV, by the names of its header as the `fields` know them, or by `columns` where it has none.

    A row that csv refuses and one of a single cell is a piece without a record; a cell beyond the names is left out.

    >>> [piece.record for piece in cut_csv(b"id;title\\n1;Site down?\\n", (), {})]
    [{'id': '1', 'title': 'Site down?'}]
    """
    header, names = list(columns), list(columns)
    for start, stop, row in cut_rows(text, find_separator(text)):
        if row is not None and not any(row):
            continue
        if row is not None and not names:
            header, names = row, settle_names(row, fields)
        elif row is None or len(row) < 2:
            yield Piece(start, stop, None)
        else:
            cells = (add_zone(name, cell) for name, cell in zip(header, row, strict=False))
            yield Piece(start, stop, dict(zip(names, cells, strict=False)))


def cut_rows(text: bytes, separator: str) -> Iterator[tuple[int, int, list[str] | None]]:
    """(start, stop, cells) of each row, cells None where csv refuses it."""
    first = len(BOM) if text.startswith(BOM) else 0
    lines = list(keep_ends(text[first:]))
    ends = list(accumulate((len(line) for line in lines), initial=first))
    reader = csv.reader((line.decode("utf-8", "replace") for line in lines), delimiter=separator)
    read = 0
    while True:
        row: list[str] | None = None
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = None
        if reader.line_num > read:
            yield ends[read], ends[reader.line_num], row
        read = reader.line_num


def keep_ends(text: bytes) -> Iterator[bytes]:
    """The lines of a text, each with its newline."""
    lines = text.split(b"\n")
    yield from (line + b"\n" for line in lines[:-1])
    if lines[-1]:
        yield lines[-1]


def find_separator(text: bytes) -> str:
    """The separator that cuts the first rows into the most cells, and each into as many as the first.

    >>> find_separator(b"a;b;c\\n1;2,5;3\\n")
    ';'
    """
    return max(SEPARATORS, key=lambda separator: count_cells(text[:65536], separator))


def count_cells(text: bytes, separator: str) -> float:
    """How many cells the first row has, less where the rows after it have another number of them."""
    rows = [row for _, _, row in islice(cut_rows(text, separator), ROWS_LOOKED_AT) if row]
    if not rows:
        return 0
    alike = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
    return (len(rows[0]) - 1) * alike
