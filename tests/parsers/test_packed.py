"""Packed files and archives are read through; what is broken gives what it still holds, and says where it breaks."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct.events import Source, sources_of
from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.packed import stream_text
from reconstruct.parsers.read import read_logs
from reconstruct.parsers.sources import LogSource, cut

TEXT = b"".join(b"2026-11-23 09:%02d:%02d,000 ERROR app: lost %d\n" % (n // 60, n % 60, n * 7919) for n in range(3000))

FORMATS = {form.name: form for form in load_formats()}


def compress_zstd(text: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(text, asbytes=True))


def sources_by_path(frame: pd.DataFrame) -> dict[str, Source]:
    return {source.path: source for source in sources_of(frame)}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, compress_zstd])
def test_each_packing_is_read_through(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    (tmp_path / "app.log.1").write_bytes(pack(TEXT))
    assert len(read_logs(tmp_path)) == 3000


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_was_cut_off_gives_what_it_holds_and_says_where_it_breaks(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    long = b"".join(TEXT.replace(b"app:", b"app%d:" % turn) for turn in range(12))
    packed = pack(long)
    (tmp_path / "app.log.gz").write_bytes(packed[: len(packed) * 3 // 4])
    (tmp_path / "other.log").write_bytes(TEXT)
    frame = read_logs(tmp_path)
    source = sources_by_path(frame)["app.log.gz"]
    assert 0 < source.events < 36_000
    assert any("breaks off at byte" in note for note in source.notes)


@settings(deadline=None)  # the machine of a test may be slow
@given(text=st.lists(st.binary(max_size=40), max_size=30).map(b"\n".join), size=st.integers(1, 50))
def test_a_packed_text_comes_in_the_pieces_in_which_the_same_plain_text_is_cut(
    tmp_path_factory: pytest.TempPathFactory, text: bytes, size: int
) -> None:
    folder = tmp_path_factory.mktemp("pieces")
    (folder / "x.gz").write_bytes(gzip.compress(text))
    (folder / "x.log").write_bytes(text)
    plain = replace(LogSource("x.log", folder / "x.log"), format=FORMATS["syslog"])
    cuts = [text[block.start : block.stop] for block in cut(plain, size) if text]
    assert list(stream_text(folder / "x.gz", "gzip", size=size)) == [(piece, "") for piece in cuts]


def test_what_breaks_off_comes_in_pieces_and_the_last_says_why(tmp_path: Path) -> None:
    packed = gzip.compress(random.Random(1).randbytes(100_000).replace(b"\n", b"\n\n"))  # noqa: S311 - no secret
    (tmp_path / "x.gz").write_bytes(packed[: len(packed) // 2])
    pieces = list(stream_text(tmp_path / "x.gz", "gzip", size=10_000))
    assert len(pieces) > 2
    assert [broken for _, broken in pieces[:-1]] == [""] * (len(pieces) - 1)
    assert "breaks off at byte" in pieces[-1][1]


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    ((text, broken),) = stream_text(tmp_path / "gone.gz", "gzip")
    assert (text, "breaks off at byte 0" in broken) == (b"", True)


def write_tar(path: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as tape:
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            tape.addfile(info, io.BytesIO(text))


def write_zip(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as whole:
        for name, text in members.items():
            whole.writestr(name, text)


@pytest.mark.parametrize(("name", "write"), [("logs.tar.gz", write_tar), ("logs.zip", write_zip)])
def test_the_members_of_an_archive_are_sources_of_their_own(
    tmp_path: Path, name: str, write: Callable[[Path, dict[str, bytes]], None]
) -> None:
    write(tmp_path / name, {"app.log": TEXT, "old/app.log.1.gz": gzip.compress(TEXT.replace(b" 09:", b" 08:"))})
    frame = read_logs(tmp_path)
    assert sorted(sources_by_path(frame)) == [f"{name}/app.log", f"{name}/old/app.log.1.gz"]
    assert len(frame) == 6000


def test_a_copy_is_read_once_and_says_of_what_it_is_one(tmp_path: Path) -> None:
    (tmp_path / "app.log.1").write_bytes(TEXT)
    (tmp_path / "app.log.1.gz").write_bytes(gzip.compress(TEXT))
    frame = read_logs(tmp_path)
    assert len(frame) == 3000
    assert sources_by_path(frame)["app.log.1.gz"].skipped == "a copy of app.log.1"


def test_a_path_that_is_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_bytes(TEXT)
    assert len(read_logs([tmp_path, tmp_path / "app.log", str(tmp_path / "*.log")])) == 3000


def test_two_hosts_with_the_same_short_log_are_two(tmp_path: Path) -> None:
    for host in ("a", "b"):
        (tmp_path / host).mkdir()
        (tmp_path / host / "app.log").write_bytes(TEXT[:100])
    assert {source.skipped for source in sources_of(read_logs(tmp_path))} == {None}
