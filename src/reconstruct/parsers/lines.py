"""Bytes of a log -> its lines as an Arrow array, with the exact offset and number of each."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

# A line longer than this is cut for matching and for show: no log format needs more, and a dump of 100 MB in one line
# must not be copied into every column. Offsets and counts are those of the whole line.
LINE_LIMIT_BYTES = 64 * 1024
NEWLINE = 10
LATIN_1 = "cp1252"  # as Windows has it, which is Latin-1 with a few letters more (https://encoding.spec.whatwg.org/)
# What terminals are told about colours, as programs write it even to files (ECMA-48, 8.3.117 SGR).
COLOURS = "\x1b\\[[0-9;]*m"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text: `text` without their ends, `starts` the bytes at which they begin in the raw text.

    `whole` is the UTF-8 text of all of them and `begins` where in it each begins (one more for the end).
    """

    text: pa.LargeStringArray
    starts: npt.NDArray[np.int64]
    whole: bytes
    begins: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.text)


def split_lines(raw: bytes, encoding: str = "utf-8") -> Lines:
    r"""The lines of a text; a bad byte becomes U+FFFD and moves no offset.

    >>> split_lines(b"one\r\ntwo\xff").text.to_pylist()
    ['one', 'two\ufffd']
    >>> split_lines(b"one\r\ntwo").starts.tolist()
    [0, 5]
    """
    starts = line_starts(raw, encoding)
    whole = to_utf8(raw, encoding)
    begins = starts if whole is raw else line_starts(whole, "utf-8")
    begins = np.append(begins, len(whole))
    text = slice_text(whole, begins)
    if b"\x1b[" in whole:
        text = pc.replace_substring_regex(text, COLOURS, "")
    if len(text) and np.diff(begins).max() > LINE_LIMIT_BYTES:
        text = pc.utf8_slice_codeunits(text, 0, LINE_LIMIT_BYTES)
    return Lines(pc.ascii_rtrim(text, "\r\n"), starts, whole, begins)


def slice_text(whole: bytes, cuts: npt.NDArray[np.int64]) -> pa.LargeStringArray:
    """The pieces of UTF-8 text between the cuts, without a copy: one fewer than there are cuts."""
    count = max(len(cuts) - 1, 0)
    offsets = pa.py_buffer(np.ascontiguousarray(cuts, dtype=np.int64))
    return pa.LargeStringArray.from_buffers(count, offsets, pa.py_buffer(whole))


def line_starts(raw: bytes, encoding: str) -> npt.NDArray[np.int64]:
    """The byte at which each line begins; the order mark of UTF-16 is no part of the first line."""
    if encoding.startswith("utf-16"):
        units = np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<u2" if encoding.endswith("le") else ">u2")
        breaks, width, first = np.flatnonzero(units == NEWLINE), 2, 2
    else:
        breaks, width = np.flatnonzero(np.frombuffer(raw, np.uint8) == NEWLINE), 1
        first = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
    starts = np.concatenate([[first], (breaks + 1) * width]).astype(np.int64)
    return starts[starts < len(raw)]


def to_utf8(raw: bytes, encoding: str) -> bytes:
    """The text in valid UTF-8, the same object where it was; bad bytes replaced, no line more or less."""
    if encoding.startswith("utf-16"):
        return raw[2:].decode(encoding, errors="replace").encode("utf-8", errors="replace")
    if encoding == LATIN_1:
        return raw.decode(encoding, errors="replace").encode()
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", errors="replace").encode()
    return raw


def encoding_of(head: bytes) -> str:
    """The encoding that the order mark at the front tells; without one UTF-8, or Latin-1 where it cannot be that.

    >>> encoding_of("x".encode("utf-16"))
    'utf-16-le'
    >>> encoding_of("Störung in Köln".encode("latin-1")), encoding_of("Störung".encode())
    ('cp1252', 'utf-8')
    """
    marks = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    plain = LATIN_1 if is_latin(head) else "utf-8"
    return next((name for mark, name in marks.items() if head.startswith(mark)), plain)


def is_latin(head: bytes) -> bool:
    """Whether a text has letters beyond ASCII of which none is written as UTF-8 writes it.

    A head that is cut within its last letter tells nothing by that; one bad byte among good ones is damage.
    """
    beyond = [part for part in re.findall(rb"[\x80-\xff]+", head.removeprefix(codecs.BOM_UTF8)) if part]
    whole = beyond[:-1] if head[-1:] >= b"\x80" else beyond
    return bool(whole) and not any(is_utf8(part) for part in whole)


def is_utf8(part: bytes) -> bool:
    """Whether the bytes are whole letters in UTF-8."""
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
