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
PIECE_BYTES = 16 * 1024 * 1024
# A small archive can unfold to more than any disk holds. Logs pack to a tenth or a fiftieth; deflate's limit is 1032:1.
UNPACKED_LIMIT_BYTES, UNPACKED_LIMIT_TIMES = 2 * 1024**3, 200
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


def read_parts(
    file: Path, start: int, compression: str | None, member: str | None, size: int = CHUNK_BYTES
) -> Iterator[tuple[int, bytes]]:
    """The bytes of a text from `start` on in parts of up to `size`, each with the byte at which it begins.

    Raises one of BROKEN where the file is gone, or behind the last part that can be read of one that is broken.
    """
    with open_text(file, member, compression) as stream:
        at = 0 if compression or member else stream.seek(start)
        # read1 gives what is there before it complains of what is not
        read = getattr(stream, "read1", stream.read)
        while part := read(size):
            if at + len(part) > start:
                yield max(at, start), part[max(start - at, 0) :]
            at += len(part)


def read_text(
    file: Path, start: int, stop: int | None, compression: str | None = None, member: str | None = None
) -> tuple[bytes, str]:
    """The bytes [start, stop) of a text, and why they end before that where the file is broken, gone or too long."""
    limit = UNPACKED_LIMIT_BYTES if stop is None and (compression or member) else stop
    parts: list[bytes] = []
    end = start
    try:
        for at, part in read_parts(file, start, compression, member, min(CHUNK_BYTES, limit or CHUNK_BYTES)):
            parts.append(part if limit is None else part[: max(limit - at, 0)])
            end = at + len(part)
            if limit is not None and end >= limit:
                return b"".join(parts), f"only its first {limit} bytes were read" if stop is None else ""
    except BROKEN as trouble:
        return b"".join(parts), say_broken(end, trouble)
    return b"".join(parts), ""


def stream_text(
    file: Path, compression: str | None = None, member: str | None = None, size: int = PIECE_BYTES
) -> Iterator[tuple[bytes, str]]:
    """The pieces of a text, none empty, each of whole lines; with the last, why the text ends before its end.

    Together they are the text. One piece holds the lines that begin in [k * size, (k + 1) * size), so that a packed
    file is cut where the same text would be cut that is not. No more than one of them is held in memory.
    """
    limit = most_of(file)
    held, begin, broken = bytearray(), 0, ""
    try:
        for at, part in read_parts(file, 0, compression, member):
            held += part
            looked = len(held) - len(part)  # the bytes before hold no end, or were cut off: a line may be long
            while stop := end_of_piece(held, begin, size, looked):
                yield bytes(held[:stop]), ""
                del held[:stop]
                begin, looked = begin + stop, 0
            if at + len(part) >= limit:
                broken = f"only its first {at + len(part)} bytes were read"
                break
    except BROKEN as trouble:
        broken = say_broken(begin + len(held), trouble)
    if held or broken:
        yield bytes(held), broken


def end_of_piece(held: bytearray, begin: int, size: int, looked: int = 0) -> int:
    """How many of the bytes held, the first of which is byte `begin`, are the next piece; 0 where it goes on.

    In the first `looked` of them there is no end.

    >>> end_of_piece(bytearray(b"one\\ntwo\\nthree\\n"), begin=0, size=6)
    8
    """
    return held.find(b"\n", max((begin // size + 1) * size - begin - 1, looked)) + 1


def most_of(file: Path) -> int:
    """The bytes that are streamed of a packed text at most."""
    try:
        return max(UNPACKED_LIMIT_BYTES, UNPACKED_LIMIT_TIMES * file.stat().st_size)
    except OSError:
        return UNPACKED_LIMIT_BYTES


def say_broken(at: int, trouble: BaseException) -> str:
    """Why a text ends at a byte; of the system's own reason not its number, nor the path, which is told anyway."""
    reason = (trouble.strerror if isinstance(trouble, OSError) else None) or str(trouble) or type(trouble).__name__
    return f"it breaks off at byte {at} of its text: {reason}"
