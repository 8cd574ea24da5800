"""Paths -> the files that may be logs, in a fixed order, with what is known of each; a source -> its blocks."""

from __future__ import annotations

import glob
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import IO

import pandas as pd

from reconstruct.errors import UnreadableError
from reconstruct.events import BLOCK_BYTES
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.lines import encoding_of
from reconstruct.parsers.packed import MAGIC_BYTES, compression_of, is_archive, list_members, read_text, stream_text
from reconstruct.parsers.rotation import name_set
from reconstruct.settings import FILE as SETTINGS

HEAD_BYTES = 64 * 1024
LEAST_COPY_BYTES = 4096
# Signatures of files that are no text, each by its makers' own description (as in the file(1) data base).
SIGNATURES = {
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF-": "a PDF document",
    b"SQLite format 3\x00": "an SQLite database",
    b"\x7fELF": "a program",
    b"PAR1": "a Parquet file",
}
# Text has tabs and line breaks, and after a crash a run of NUL bytes; other control characters are rare in it, while
# 9 % of packed or random bytes are such.
BINARY_SHARE = 0.05
CONTROLS = bytes(set(range(32)) - {0, 7, 8, 9, 10, 12, 13, 27}) + b"\x7f"


@dataclass(frozen=True, slots=True)
class LogSource:
    """One file: `path` is its name in the event frame, `file` where it lies; `skipped` why nothing is read from it.

    `member` is its name within the archive that `file` then is.
    `latest` is the time that its stamps without a year cannot lie after; `stated` are the offsets that its stamps
    say, in their order; without any and without a `timezone_basis` its zone is not known yet. By `ahead_seconds` its
    clock was ahead, and was set right. `sought` are the first byte and the one behind the last that are to be read,
    None for all.
    """

    path: str
    file: Path
    format: LogFormat | None = None
    encoding: str = "utf-8"
    compression: str | None = None
    member: str | None = None
    timezone: str = "UTC"
    timezone_basis: str = ""
    stated: tuple[timedelta, ...] = ()
    latest: pd.Timestamp | None = None
    ahead_seconds: float | None = None
    sought: tuple[int, int] | None = None
    skipped: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """The text of a block, the first bytes of what is `ahead` of it, and why the text ends early where it does."""

    text: bytes
    ahead: bytes
    broken: str


@dataclass(frozen=True, slots=True)
class Block:
    """The records of a source whose first byte lies in [start, stop), counted in its decompressed text.

    `stop` is None for all of it. `furthest` is the latest time that its wall clock showed before, where that is known.
    `own` is the text itself, of a packed file; None where it is to be read from the file.
    """

    source: LogSource
    start: int = 0
    stop: int | None = None
    furthest: pd.Timestamp | None = None
    own: Own | None = None


def find_sources(paths: str | Path | Iterable[str | Path]) -> list[LogSource]:
    """The files below the paths (folders, files, globs), sorted, each once; what cannot be a log says why in `skipped`.

    Raises UnreadableError where a path does not exist or no file lies there.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    roots = [found for path in given for found in expand(path)]
    sources: dict[str, LogSource] = {}
    seen: set[Path] = set()
    for root in roots:
        front = f"{root.resolve().name}/" if len(roots) > 1 and root.is_dir() else ""
        for file in walk(root):
            name = front + shown(file.relative_to(root)) if root.is_dir() else shown(Path(root.name))
            if file.resolve() not in seen:
                seen.add(file.resolve())
                path = name if name not in sources else shown(file)
                sources |= {source.path: source for source in open_file(path, file)}
    if not sources:
        where = ", ".join(str(path) for path in given) or "nothing"
        raise UnreadableError(f"no files in {where}: give a folder of logs, log files, or a pattern in quotes")
    return mark_copies([sources[path] for path in sorted(sources)])


def shown(file: Path) -> str:
    r"""The name of a file as text: bytes that are no UTF-8, which a file's name may hold, are written out.

    >>> shown(Path(os.fsdecode(b"web/access\xff.log")))
    'web/access\\xff.log'
    """
    return os.fsencode(file.as_posix()).decode("utf-8", "backslashreplace")


def expand(path: str | Path) -> Sequence[Path]:
    """The existing paths that a path or glob stands for."""
    plain = Path(path).expanduser()
    if plain.exists():
        return [plain]
    found = sorted(glob.glob(str(plain), recursive=True))  # noqa: PTH207 - a glob may be absolute
    if not found:
        raise UnreadableError(f"no such file or folder: {path}: give the folder in which the logs lie")
    return [Path(name) for name in found]


def walk(root: Path) -> Iterator[Path]:
    """The files below a folder, in order, hidden ones and settings left out; an earlier report is its folder."""
    if not root.is_dir():
        yield root
        return
    if is_report(root):
        yield root / "timeline.json"
        return
    for entry in sorted(root.iterdir()):
        if not entry.name.startswith(".") and entry.name != SETTINGS:
            yield from walk(entry)


def is_report(folder: Path) -> bool:
    """Whether this tool wrote the folder: a timeline.json of its own beside a report.html."""
    timeline = folder / "timeline.json"
    if not ((folder / "report.html").is_file() and timeline.is_file()):
        return False
    try:
        return "schema_version" in json.loads(timeline.read_bytes())
    except (ValueError, TypeError):
        return False


def open_file(path: str, file: Path) -> list[LogSource]:
    """The source that a file is, or those that an archive holds."""
    if not file.is_file():
        return [LogSource(path, file, skipped="not a regular file")]
    if file.name == "timeline.json" and is_report(file.parent):
        return [LogSource(path, file, skipped="an earlier report of this tool: its folder is not read")]
    if not is_archive(file):
        return [look_at(LogSource(path, file))]
    names, broken = list_members(file)
    found = [look_at(LogSource(f"{path}/{shown(Path(name))}", file, member=name)) for name in names]
    return found + ([LogSource(path, file, skipped=broken)] if broken or not names else [])


def look_at(source: LogSource) -> LogSource:
    """A source with what its first bytes say of it."""
    magic, trouble = read_text(source.file, 0, MAGIC_BYTES, None, source.member)
    source = replace(source, compression=compression_of(magic))
    head, broken = read_text(source.file, 0, HEAD_BYTES, source.compression, source.member)
    if not head and (trouble or broken):
        return replace(source, skipped=f"cannot be read: {trouble or broken}")
    from_mark = encoding_of(head)
    return replace(source, encoding=from_mark, skipped=None if from_mark.startswith("utf-16") else why_no_text(head))


def mark_copies(sources: Sequence[LogSource]) -> list[LogSource]:
    """The sources, those skipped that hold the same text as an earlier file of the same rotated set or name.

    In another folder a short text of the same name may be that of another host.
    """
    heads: dict[tuple[str, bytes], list[LogSource]] = {}
    for source in sources:
        if not source.skipped:
            name = name_set(Path(source.path).name)
            heads.setdefault((name, hashlib.sha256(read_head(source)).digest()), []).append(source)
    copies: dict[str, str] = {}
    for alike in heads.values():
        texts: dict[bytes, LogSource] = {}
        for source in alike if len(alike) > 1 else []:
            size, text = hash_text(source)
            first = texts.setdefault(text, source)
            here = Path(first.path).parent == Path(source.path).parent
            if first is not source and (here or size >= LEAST_COPY_BYTES):
                copies[source.path] = first.path
    return [replace(one, skipped=f"a copy of {copies[one.path]}") if one.path in copies else one for one in sources]


def hash_text(source: LogSource) -> tuple[int, bytes]:
    """The length of a source's text, and what tells it from all others."""
    size, mark = 0, hashlib.sha256()
    for piece, _ in stream_text(source.file, source.compression, source.member):
        mark.update(piece)
        size += len(piece)
    return size, mark.digest()


def why_no_text(head: bytes) -> str | None:
    """Why a file that begins like this is no log; None where it may be one.

    >>> why_no_text(b"%PDF-1.7")
    'a PDF document'
    """
    if not head:
        return "empty"
    for magic, what in SIGNATURES.items():
        if head.startswith(magic):
            return what
    odd = len(head) - len(head.translate(None, CONTROLS))
    zeros = head.count(0)
    return "binary" if odd > BINARY_SHARE * len(head) or zeros > 0.9 * len(head) else None


def read_head(source: LogSource) -> bytes:
    """The first 64 KiB of a source's decompressed text."""
    return read_bytes(source, 0, HEAD_BYTES)


def read_tail(source: LogSource) -> bytes:
    """The lines in the last 64 KiB of a file; nothing where it is packed, gone, or not longer than its head."""
    size = 0 if source.compression or source.member else size_of(source)
    if size <= HEAD_BYTES:
        return b""
    tail = read_bytes(source, size - HEAD_BYTES, size)
    return tail[tail.find(b"\n") + 1 :]


def size_of(source: LogSource) -> int:
    """The bytes of a file as it lies there; none where it is gone."""
    try:
        return source.file.stat().st_size
    except OSError:
        return 0


def read_bytes(source: LogSource, start: int, stop: int | None) -> bytes:
    """The bytes [start, stop) of a source's unpacked text; fewer where the file is broken or gone."""
    return read_source(source, start, stop)[0]


def read_source(source: LogSource, start: int, stop: int | None) -> tuple[bytes, str]:
    """The same, and why it ends early."""
    return read_text(source.file, start, stop, source.compression, source.member)


def cut(source: LogSource, block_bytes: int = BLOCK_BYTES) -> list[Block]:
    """The blocks of a source, each of whole lines; one where it is packed, UTF-16 or not made of lines.

    Block k begins with the first line that begins at or after byte k * `block_bytes`. Of a source that was sought only
    those blocks are given that reach into the bytes sought.
    """
    one = source.compression or source.member or source.encoding != "utf-8"
    if one or source.format is None or source.format.layout not in ("lines", "json-lines"):
        return [Block(source)]
    size = size_of(source)
    try:
        with source.file.open("rb") as stream:
            begins = [find_line(stream, at) for at in range(0, size, block_bytes)]
    except OSError:  # what is gone now is said where the block is read
        return [Block(source)]
    low, high = source.sought or (0, size)
    bounds = sorted({*begins, size})
    blocks = [Block(source, start, stop) for start, stop in pairwise(bounds) if start < high and stop > low]
    return blocks or [Block(source, 0, 0)]


def find_line(stream: IO[bytes], at: int) -> int:
    """The byte at or after `at` at which a line begins, or the file ends."""
    if at:
        stream.seek(at - 1)
        stream.readline()
    return stream.tell()


def thinning(source: LogSource) -> int:
    """One in how many clients is listened to: all in a source of one block, in each one about as many of a longer."""
    return 1 << (max(size_of(source) - 1, 0) // BLOCK_BYTES).bit_length()
