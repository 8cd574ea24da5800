"""Text in stanzas (a first line, headers, a blank line, a body), as mail and git write it -> its records."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from itertools import pairwise
from textwrap import dedent

import numpy as np
import pyarrow.compute as pc

from reconstruct.parsers.lines import split_lines
from reconstruct.parsers.match import as_mask
from reconstruct.parsers.pieces import Piece

FIRST_LINE, BODY, SENDER = "first line", "body", "sender"


def cut_stanzas(text: bytes, begins: str) -> Iterator[Piece]:
    """The records of a text, each from a line that matches `begins` (RE2) on; what stands before the first is none.

    >>> raw = b"commit 1a2b\\nAuthor: A <a@b>\\nDate:   Mon Nov 23 09:08:17 2026 +0100\\n\\n    fix it\\n"
    >>> [piece.record["body"] for piece in cut_stanzas(raw, "^commit ")]
    ['fix it']
    """
    lines = split_lines(text)
    firsts = np.flatnonzero(as_mask(pc.match_substring_regex(lines.text, begins)))
    cuts = [*lines.starts[firsts].tolist(), len(text)]
    if cuts[0] and text[: cuts[0]].strip():
        yield Piece(0, cuts[0], None)
    for start, stop in pairwise(cuts):
        yield Piece(start, stop, read_stanza(text[start:stop]))


def read_stanza(raw: bytes) -> dict[str, str]:
    """The headers of a stanza by their names in lower case, its first line, its body and who sent it."""
    first, _, rest = raw.partition(b"\n")
    message = message_from_bytes(rest)
    record = {name.lower(): decode(str(value)) for name, value in message.items()}
    name, address = parseaddr(record.get("from", "") or record.get("author", ""))
    record[SENDER] = name or address
    record[FIRST_LINE] = first.decode("utf-8", "replace").strip()
    record[BODY] = dedent(read_body(message)).strip()
    return record


def decode(header: str) -> str:
    """A header with its encoded words as text, on one line.

    >>> decode("=?utf-8?q?St=C3=B6rung?= im Shop")
    'Störung im Shop'
    """
    try:
        return " ".join(str(make_header(decode_header(header))).split())
    except (HeaderParseError, LookupError, ValueError):
        return " ".join(header.split())


def read_body(message: Message) -> str:
    """The first plain text of a message, else its first text at all."""
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    plain = [part for part in parts if part.get_content_subtype() == "plain"]
    for part in (*plain, *parts):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            return to_text(payload, str(part.get_content_charset() or "utf-8"))
    return ""


def to_text(payload: bytes, charset: str) -> str:
    """Bytes as text; of an unknown charset they are read as UTF-8."""
    try:
        return payload.decode(charset, "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")
