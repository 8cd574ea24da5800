"""A packed file comes in the blocks in which the same plain file is cut, and gives the same events."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from reconstruct.events import join
from reconstruct.parsers.feed import feed
from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.parse import parse_block
from reconstruct.parsers.sources import LogSource
from reconstruct.pipeline import spread

FORMATS = {form.name: form for form in load_formats()}
RECORD = b"2026-11-23 09:%02d:%02d,000 ERROR app: lost %d\nTraceback (most recent call last):\n  File x\n"
TEXT = b"".join(RECORD % (n // 60, n % 60, n * 7919) for n in range(600))


@pytest.fixture
def both(tmp_path: Path) -> list[LogSource]:
    """The same log of records of three lines, plain and packed."""
    (tmp_path / "app.log").write_bytes(TEXT)
    (tmp_path / "app.log.gz").write_bytes(gzip.compress(TEXT))
    plain = LogSource("app.log", tmp_path / "app.log", format=FORMATS["python-logging"])
    return [plain, replace(plain, file=tmp_path / "app.log.gz", compression="gzip")]


@pytest.mark.parametrize("size", [300, 1_000, 20_000, 10_000_000])
def test_a_packed_file_gives_the_blocks_and_the_events_of_the_plain_one(both: list[LogSource], size: int) -> None:
    plain, packed = ([parse_block(block) for block in feed(source, size)] for source in both)
    assert [part.lines for part in packed] == [part.lines for part in plain]
    frames = [join([part.frame for part in parts]) for parts in (plain, packed)]
    pd.testing.assert_frame_equal(*frames)
    assert frames[0]["message"].str.endswith("File x").all()


def test_a_packed_file_that_breaks_off_says_so_in_its_last_block(both: list[LogSource]) -> None:
    both[1].file.write_bytes(gzip.compress(TEXT)[:-200])
    broken = [parse_block(block).broken for block in feed(both[1], 1_000)]
    assert len(broken) > 10
    assert [bool(one) for one in broken] == [False] * (len(broken) - 1) + [True]


def test_no_more_blocks_are_unpacked_than_threads_can_take() -> None:
    begun: list[int] = []

    def note(number: int) -> int:
        begun.append(number)
        return number

    with spread(2) as several:
        made = iter(several(abs, map(note, range(100))))
        assert next(made) == 0
        assert len(begun) == 4
        assert list(made) == list(range(1, 100))
