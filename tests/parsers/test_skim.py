"""What is skimmed of an access log counts the same as what its format's pattern reads, on hostile lines too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct import events
from reconstruct.parsers.countable import count_frame, find_shape, read_countable
from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.gather import Part
from reconstruct.parsers.parse import parse_block
from reconstruct.parsers.skim import skim
from reconstruct.parsers.sources import Block, LogSource
from reconstruct.timeline.condense import add, condense_columns

FORMATS = {form.name: form for form in load_formats()}
TABLES = ("requests", "latency", "clients", "active", "records", "marks", "events", "edges")
PLAIN = b'198.18.0.9 - - [23/Nov/2026:09:03:20 +0000] "GET /a/7?b=1 HTTP/1.1" 503 5 "-" "curl/8.5.0"'
ODD = [
    PLAIN.replace(b"/a/7", b"/a b"),
    PLAIN.replace(b"curl", b'cu\\"rl'),
    PLAIN.replace(b"curl", b'cu"rl'),
    PLAIN.replace(b"curl", b"cu\xffrl"),
    PLAIN.replace(b"curl", "kürl".encode()),
    PLAIN.replace(b"curl", b"\x1b[31mcurl\x1b[0m"),
    PLAIN.replace(b"GET /a/7?b=1 HTTP/1.1", rb"\x16\x03\x01"),
    PLAIN.replace(b"GET /a/7?b=1 HTTP/1.1", b""),
    PLAIN.replace(b"GET /a/7?b=1 HTTP/1.1", b"GET"),
    PLAIN.replace(b"GET /a/7?b=1 HTTP/1.1", b"GET  HTTP/1.1"),
    PLAIN.replace(b"/a/7?b=1", b"-"),
    PLAIN.replace(b"/a/7?b=1", b"?b#c"),
    PLAIN.replace(b"GET", b"A" * 40),
    PLAIN.replace(b"23/Nov", b"31/Feb"),
    PLAIN.replace(b"23/Nov", b"29/Feb"),
    PLAIN.replace(b"Nov", b"NOV"),
    PLAIN.replace(b"2026", b"1969"),
    PLAIN.replace(b"2026", b"2199"),
    PLAIN.replace(b"09:03:20", b"09:03:60"),
    PLAIN.replace(b"09:03:20", b"24:03:20"),
    PLAIN.replace(b"+0000", b"-0730"),
    PLAIN.replace(b"+0000", b"+1900"),
    PLAIN.replace(b" +0000", b""),
    PLAIN.replace(b" - - ", b" - anna "),
    PLAIN.replace(b" - - ", b" - an na "),
    PLAIN.replace(b" - - ", b" 10.0.0.1 - "),
    PLAIN.replace(b"198.18.0.9", b"198.18.0.9, 10.0.0.1"),
    PLAIN.replace(b"198.18.0.9", b"a b"),
    PLAIN.replace(b"198.18.0.9", b"-"),
    PLAIN.replace(b"198.18.0.9", b""),
    PLAIN.replace(b"503", b"-"),
    PLAIN.replace(b"503", b"099"),
    PLAIN.replace(b"503 5", b"503 -"),
    PLAIN.replace(b"503 5", b"503 5x"),
    PLAIN.replace(b"503 5", b"503 "),
    PLAIN.replace(b"503 5", b"5030 5"),
    PLAIN.replace(b"503 5", b"503  5"),
    PLAIN.replace(b'"-"', b"-"),
    PLAIN.replace(b'"curl/8.5.0"', b'"-"'),
    PLAIN.replace(b'"curl/8.5.0"', b'""'),
    PLAIN + b' "10.0.0.1"',
    PLAIN + b" ",
    PLAIN + b"\r",
    PLAIN + b"\r\r",
    PLAIN[:-1],
    PLAIN[:40],
    PLAIN[: PLAIN.index(b' "-"')],
    PLAIN[: PLAIN.index(b' "-"')] + b" 0.123",
    b"\xef\xbb\xbf" + PLAIN,
    b"",
    b"  ",
    b"nonsense",
    b'"',
    b'""""""',
    b'"' * 5 + b" x",
    b"\0" * 50,
    PLAIN + b"x" * 70_000 + b'"',
]
LINES = st.one_of(
    st.sampled_from([PLAIN, PLAIN.replace(b"09:03:20", b"09:03:21"), PLAIN.replace(b"503", b"200")]),
    st.sampled_from(ODD),
    st.tuples(st.integers(0, len(PLAIN) - 1), st.binary(max_size=2)).map(
        lambda cut: PLAIN[: cut[0]] + cut[1].replace(b"\n", b" ") + PLAIN[cut[0] + 1 :]
    ),
)


def read_both(path: Path, text: bytes, name: str, **more: object) -> tuple[Part, Part]:
    """What is skimmed of a text, and what is parsed of it."""
    path.write_bytes(text)
    block = Block(replace(LogSource("x.log", path, format=FORMATS[name]), **more), 0, len(text))
    assert find_shape(block)
    return read_countable(block), count_frame(parse_block(block), block, listening=True)


def assert_same(one: Part, two: Part) -> None:
    digests = [add([condense_columns(part.held.columns, part.held.pick)]) for part in (one, two)]
    for table in TABLES:
        skimmed, parsed = (getattr(digest, table) for digest in digests)
        pd.testing.assert_frame_equal(skimmed, parsed, check_categorical=False)
    for name in ("lines", "unread", "first_unread", "broken"):
        assert getattr(one, name) == getattr(two, name), name
    for name in ("events", "timed", "severe", "first", "last", "step"):
        assert getattr(one.heard, name) == getattr(two.heard, name), name
    seen, known = (part.heard.witness.seen for part in (one, two))
    assert {key: when.tolist() for key, when in seen.items()} == {key: when.tolist() for key, when in known.items()}


@settings(deadline=None, max_examples=25)  # the machine of a test may be slow
@given(lines=st.lists(LINES, max_size=12), end=st.sampled_from([b"\n", b"\r\n"]), ended=st.booleans())
@pytest.mark.parametrize(("name", "ahead"), [("access-combined", None), ("access-common", 90.3)])
def test_what_is_skimmed_counts_as_what_is_parsed(  # noqa: PLR0917 - pytest and Hypothesis give each by its name
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], end: bytes, ended: bool, name: str, ahead: float
) -> None:
    path = tmp_path_factory.mktemp("skim") / "x.log"
    text = end.join(lines) + end * ended
    assert_same(*read_both(path, text, name, ahead_seconds=ahead))


@pytest.mark.parametrize("line", ODD, ids=lambda line: repr(line[:60]))
@pytest.mark.parametrize("name", ["access-combined", "access-common"])
def test_an_odd_line_between_plain_ones_counts_as_it_is_parsed(tmp_path: Path, line: bytes, name: str) -> None:
    assert_same(*read_both(tmp_path / "x.log", b"\n".join([PLAIN, line, PLAIN]), name))


def test_plain_lines_are_skimmed_whatever_their_zone() -> None:
    other = PLAIN.replace(b"+0000", b"-0730").replace(b"curl/8.5.0", b"Mozilla/5.0 (X11)")
    skimmed = skim(b"\n".join([PLAIN, other, b"?", PLAIN + b"\r", b""]), "x.log", "combined")
    assert skimmed.plain.tolist() == [0, 1, 3]
    assert np.diff(skimmed.columns.time).tolist() == [27_000_000_000, -27_000_000_000]


def test_a_format_of_ones_own_by_another_pattern_is_not_skimmed() -> None:
    own = replace(FORMATS["access-combined"], patterns=("^(?P<client>[^ ]+) (?P<time>[0-9]+)$",))
    assert find_shape(Block(LogSource("x.log", Path("x.log"), format=own))) is None
    assert events.BLOCK_BYTES % 1024 == 0
