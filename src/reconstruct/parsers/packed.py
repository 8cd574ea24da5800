"""A file that may be packed (gzip, bzip2, xz, zstd; a member of a tar or zip archive) -> the bytes of its text."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa

Readable = IO[bytes] | gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile
MAGIC_BYTES = 6
# Each by its makers' own description: RFC 1952, bzip2's manual, the .xz file format, RFC 8878.
COMPRESSIONS = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
# What reading a broken, cut off or vanished file raises; pyarrow's own errors are ValueError or OSError.
BROKEN = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, RuntimeError)
CHUNK_BYTES = 1024 * 1024
# A small archive can unfold to more than any memory holds.
UNPACKED_LIMIT_BYTES = 2 * 1024**3
MEMBERS_LIMIT = 10_000


def compression_of(magic: bytes) -> str | None:
    """How a file that begins like this is packed; None where it is not.

    >>> compression_of(b"BZh91AY")
    'bzip2'
    """
    return next((name for sign, name in COMPRESSIONS.items() if magic.startswith(sign)), None)


def is_archive(file: Path) -> bool:
    """Whether a file is a zip or tar archive, be the latter packed or not."""
    try:
        return zipfile.is_zipfile(file) or tarfile.is_tarfile(file)
    except BROKEN:
        return False


def list_members(file: Path) -> tuple[list[str], str]:
    """The names of the files in an archive, in order and without hidden ones, and why the list is not whole."""
    names: list[str] = []
    broken = ""
    try:
        for name in iterate_members(file):
            if len(names) == MEMBERS_LIMIT:
                return names, f"only its first {MEMBERS_LIMIT} members were read"
            names.append(name)
    except BROKEN as trouble:
        broken = f"it is broken behind {len(names)} members: {trouble}"
    shown = [name for name in names if not any(part.startswith(".") for part in name.removeprefix("./").split("/"))]
    return sorted(dict.fromkeys(shown)), broken


def iterate_members(file: Path) -> Iterator[str]:
    """The names of the files in an archive as they come."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as whole:
            yield from (info.filename for info in whole.infolist() if not info.is_dir())
        return
    with tarfile.open(file) as tape:
        yield from (info.name for info in tape if info.isfile())


@contextmanager
def open_raw(file: Path, member: str | None) -> Iterator[IO[bytes]]:
    """The bytes of a file, or of a member of an archive, as they lie there."""
    if member is None:
        with file.open("rb") as stream:
            yield stream
    elif zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as whole, whole.open(member) as stream:
            yield stream
    else:
        with tarfile.open(file) as tape:
            found = tape.extractfile(member)
            if found is None:
                raise tarfile.TarError(f"{member} is no regular file")
            with found as stream:
                yield stream


@contextmanager
def open_text(file: Path, member: str | None, compression: str | None) -> Iterator[Readable]:
    """The bytes of the text of a file or member."""
    with open_raw(file, member) as raw:
        if compression == "gzip":
            with gzip.GzipFile(fileobj=raw) as stream:
                yield stream
        elif compression == "bzip2":
            with bz2.BZ2File(raw) as stream:
                yield stream
        elif compression == "xz":
            with lzma.LZMAFile(raw) as stream:
                yield stream
        elif compression == "zstd":
            with pa.CompressedInputStream(pa.PythonFile(raw), "zstd") as stream:
                yield stream
        else:
            yield raw


def read_text(
    file: Path, start: int, stop: int | None, compression: str | None = None, member: str | None = None
) -> tuple[bytes, str]:
    """The bytes [start, stop) of a text, and why they end before that where the file is broken, gone or too long."""
    parts: list[bytes] = []
    limit = UNPACKED_LIMIT_BYTES if stop is None and (compression or member) else stop
    at = 0
    try:
        with open_text(file, member, compression) as stream:
            if not compression and not member:
                at = stream.seek(start)
            # read1 gives what is there before it complains of what is not
            read = getattr(stream, "read1", stream.read)
            while limit is None or at < limit:
                part = read(CHUNK_BYTES if limit is None else min(CHUNK_BYTES, limit - at))
                if not part:
                    return b"".join(parts), ""
                parts.append(part[max(start - at, 0) :])
                at += len(part)
    except BROKEN as trouble:
        return b"".join(parts), f"it breaks off at byte {at} of its text: {trouble or type(trouble).__name__}"
    told = f"only its first {limit} bytes were read" if stop is None else ""
    return b"".join(parts), told
