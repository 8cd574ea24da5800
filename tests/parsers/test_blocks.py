"""The journal's export format: every record is found with its place, values of several lines too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reconstruct.parsers.blocks import cut_blocks

KEYS = st.text("ABCDEFGH_", min_size=1, max_size=8)
VALUES = st.text(max_size=30)


def write(record: dict[str, str]) -> bytes:
    text = b""
    for key, value in record.items():
        raw = value.encode()
        plain = b"\n" not in raw
        text += key.encode() + (b"=" + raw if plain else b"\n" + len(raw).to_bytes(8, "little") + raw) + b"\n"
    return text + b"\n"


@given(st.lists(st.dictionaries(KEYS, VALUES, min_size=1), max_size=5))
def test_what_was_exported_is_read_back(records: list[dict[str, str]]) -> None:
    assert [piece.record for piece in cut_blocks(b"".join(map(write, records)))] == records


@given(st.lists(st.dictionaries(KEYS, VALUES, min_size=1), max_size=5))
def test_each_record_begins_where_its_piece_does(records: list[dict[str, str]]) -> None:
    text = b"".join(map(write, records))
    for piece, record in zip(cut_blocks(text), records, strict=True):
        assert text[piece.start :].startswith(write(record)[:-1])


@given(st.binary(max_size=200))
def test_any_bytes_are_cut_without_an_error(text: bytes) -> None:
    assert all(0 <= piece.start < piece.stop <= len(text) for piece in cut_blocks(text))
