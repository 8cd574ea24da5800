"""A file that people wrote -> Stated: its entries with their times, and its defects; no logs are needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from reconstruct.errors import UnreadableError
from reconstruct.stated.claims import check_claims
from reconstruct.stated.document import read_document
from reconstruct.stated.drafts import Reading
from reconstruct.stated.entries import is_speaker, read_entries
from reconstruct.stated.facts import Facts, read_facts
from reconstruct.stated.hypertext import read_hypertext
from reconstruct.stated.nouns import Stated
from reconstruct.stated.phrases import leading_phrase
from reconstruct.stated.settle import settle
from reconstruct.stated.slots import Assumed

LONGEST = 5_000_000  # bytes; a longer text is no postmortem
_LABELLED = re.compile(r"[A-Z][\w/() -]{2,30}:\s+\S")
_HYPERTEXT = re.compile(r"^\s*(?:<!doctype html|<html|<\?xml|<(?:body|div|table|article|h[1-6]|p|ul)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A text that was read but whose times are not settled: they may depend on a zone that it does not name."""

    path: str
    reading: Reading
    facts: Facts


def open_stated(path: str | Path) -> Written:
    """The text of a file as written; Markdown, wiki markup, HTML and plain text are told apart by their looks.

    Raises UnreadableError where the file cannot be read or is no text.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"{path}: {error.strerror or error}: give the file of a postmortem to --against"
        ) from error
    if len(raw) > LONGEST or b"\x00" in raw[:4096]:
        raise UnreadableError(f"{path}: this is no text that people wrote: give Markdown, HTML or plain text")
    return read_written(raw.decode("utf-8-sig", "replace"), Path(path).name)


def read_written(text: str, name: str = "text") -> Written:
    """The text as written; `name` is its file's name, whose date counts where the text names none.

    >>> len(read_written("9:15 AM: down\\n9:20 AM: up\\n").reading.drafts)
    2
    """
    lines = read_hypertext(text) if _HYPERTEXT.match(text) else read_document(text, _begins_entry, is_speaker)
    reading = read_entries(lines)
    return Written(name, reading, read_facts(reading, name))


def settle_written(written: Written, assumed: Assumed | None = None) -> Stated:
    """The text with its times in UTC, by what it says itself and, where it is silent, by what is assumed."""
    chosen = assumed or Assumed()
    entries, findings = settle(written.reading, written.facts, chosen)
    claims = list(check_claims(written.reading.lines, [entry for entry in entries if entry.kind != "span"]))
    basis = written.facts.zone_basis or f"it names no zone: {chosen.zone_basis}"
    found = sorted([*findings, *claims], key=lambda finding: finding.line or 0)
    own = tuple(entry for entry in entries if entry.kind != "span")
    spans = tuple(entry for entry in entries if entry.kind == "span")
    return Stated(written.path, own, tuple(found), basis, spans)


def read_stated(path: str | Path, assumed: Assumed | None = None) -> Stated:
    """The entries of a postmortem or a timeline that people wrote, and the defects of the text itself.

    Raises UnreadableError where the file cannot be read or is no text.
    """
    return settle_written(open_stated(path), assumed)


def _begins_entry(line: str) -> bool:
    """Whether a line opens with a time, or with a label as in "Start: 22:50 UTC", "Duration: 2 hours"."""
    phrase = leading_phrase(line)
    return (phrase is not None and phrase.is_moment) or _LABELLED.match(line) is not None
