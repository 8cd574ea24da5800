"""Sources of unknown format -> the same, each with the format that it is written in, or why it is skipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from reconstruct.parsers.envelope import wrapped
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.guess import add_request, guess_format
from reconstruct.parsers.guess_access import guess_access
from reconstruct.parsers.guess_moments import add_moments
from reconstruct.parsers.guess_people import guess_people
from reconstruct.parsers.guess_talk import guess_talk
from reconstruct.parsers.parse import parse_text
from reconstruct.parsers.recognise import recognise_lines
from reconstruct.parsers.recognise_records import recognise_records
from reconstruct.parsers.records import explain_no_log, names_of
from reconstruct.parsers.rotation import name_set
from reconstruct.parsers.sources import Block, LogSource, read_bytes, read_head

NAMED_TIMES = ("tickets", "change-records")  # know the names of most fields, but not of every time
FILES_AT_ONCE = 100  # whose first 64 KiB are held together


def recognise_all(sources: Sequence[LogSource], formats: Sequence[LogFormat]) -> list[LogSource]:
    """The sources with their formats; a rotated file too short to tell takes that of its set."""
    starts = range(0, len(sources), FILES_AT_ONCE)
    found = [one for start in starts for one in recognise_some(sources[start : start + FILES_AT_ONCE], formats)]
    known: dict[str, LogFormat] = {}
    for source in found:
        if source.format:
            known.setdefault(name_set(source.path), source.format)
    tables = [names_of(read_bytes(source, 0, None)) for source in found if is_table(source)]
    people = {key: name for table in tables for key, name in table.items()}
    return [introduce(adopt(source, known.get(name_set(source.path))), people) for source in found]


def recognise_some(sources: Sequence[LogSource], formats: Sequence[LogFormat]) -> list[LogSource]:
    """Each of the sources with its own format, where it has one."""
    heads = [(read_head(source), source.file.name) for source in sources if not source.skipped]
    forms = iter(recognise_each(heads, formats))
    return [source if source.skipped else replace(source, format=next(forms)) for source in sources]


def is_table(source: LogSource) -> bool:
    """Whether a file that is no log only names people or channels."""
    return source.format is None and source.skipped is None and explain_no_log(read_head(source)) is not None


def introduce(source: LogSource, people: Mapping[str, str]) -> LogSource:
    """A chat with the names of its people."""
    if source.format is None or source.format.kind != "chat" or not people:
        return source
    return replace(source, format=replace(source.format, people=people))


def recognise_any(head: bytes, name: str, formats: Sequence[LogFormat]) -> LogFormat | None:
    """The format of a file of records (JSON, CSV) or of lines; of an envelope also that of what it holds."""
    return recognise_each([(head, name)], formats)[0]


def recognise_each(files: Sequence[tuple[bytes, str]], formats: Sequence[LogFormat]) -> list[LogFormat | None]:
    """The same for several files, each by its first bytes and its name; together they take less time than alone."""
    found = [recognise_records(head, name, formats) for head, name in files]
    rest = [file for file, form in zip(files, found, strict=True) if form is None]
    of_lines = iter(recognise_lines(rest, formats))
    known = [
        name_fields(form, *file, formats) if form else settle(next(of_lines), *file, formats)
        for file, form in zip(files, found, strict=True)
    ]
    return [open_envelope(form, *file, formats) for file, form in zip(files, known, strict=True)]


def name_fields(form: LogFormat, head: bytes, name: str, formats: Sequence[LogFormat]) -> LogFormat:
    """The format found for a file of records; of JSON that only its most general names fit, what its values show."""
    if form.name in NAMED_TIMES:
        return add_moments(form, guess_people(head, name, formats))
    if form.name != "json":
        return form
    return guess_people(head, name, formats) or add_request(form, head, name)


def settle(form: LogFormat | None, head: bytes, name: str, formats: Sequence[LogFormat]) -> LogFormat | None:
    """The format found for a file of lines; records with names that no format knows come before a generic one."""
    if form and not form.generic:
        return form
    if not is_plain(head) and (people := guess_people(head, name, formats)):
        return people
    if explain_no_log(head):
        return form
    if (found := guess_access(head, formats)) or (form and form.kind == "request"):
        return found or form
    return guess_talk(head, name, formats) or guess_format(head, name, formats) or form


def is_plain(head: bytes) -> bool:
    """Whether a file is neither JSON nor a table, whose first line is parted by separators."""
    first = head.split(b"\n", 1)[0]
    table = any(separator in first for separator in (b",", b";", b"\t", b"|"))
    return head.lstrip()[:1] not in (b"{", b"[") and not table


def open_envelope(form: LogFormat | None, head: bytes, name: str, formats: Sequence[LogFormat]) -> LogFormat | None:
    """The format itself; of an envelope with the format of what it holds."""
    if form is None or not form.wraps:
        return form
    outer = parse_text(Block(LogSource(name, Path(name), format=form)), head).frame
    return replace(form, inner=recognise_any(wrapped(outer), name, [one for one in formats if not one.wraps]))


def adopt(source: LogSource, of_its_set: LogFormat | None) -> LogSource:
    """A source without a format of its own: that of its rotated set, or the reason for which it is skipped."""
    if source.format or source.skipped:
        return source
    if of_its_set and of_its_set.layout == "lines":
        return replace(source, format=of_its_set)
    reason = explain_no_log(read_head(source)) or "no known format, and no readable time in its first lines"
    return replace(source, skipped=reason)
