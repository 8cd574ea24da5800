"""The log formats -> the lists of them that people read: on the command line, in the README, and one page of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.own_formats import gather_formats

TITLES: Mapping[str, str] = {
    "request": "Web servers, proxies, access logs",
    "server": "Their own words and errors",
    "database": "Databases",
    "application": "Applications, queues, platforms",
    "system": "Systems",
    "record": "Any text with a time",
    "alert": "Alerts",
    "page": "Pagers",
    "chat": "Chats, mail, status pages",
    "ticket": "Tickets",
    "change": "Changes and deploys",
}


def list_formats(own: str | Path | None = None) -> str:
    """Lines of name, kind and title of all formats, those in a folder of the user's own among them.

    Raises FormatError and UsageError as `gather_formats` does.

    >>> print(list_formats().splitlines()[0])
    access-combined      request      nginx and Apache access log, combined
    """
    ordered = sorted(gather_formats(own), key=lambda form: form.name)
    names, kinds = (max(len(getattr(form, key)) for form in ordered) for key in ("name", "kind"))
    return "".join(f"{form.name:<{names}}  {form.kind:<{kinds}}  {form.title}\n" for form in ordered)


def of_kind(formats: Sequence[LogFormat], kind: str) -> list[LogFormat]:
    """The formats of a kind, in the order of their names."""
    return sorted((form for form in formats if form.kind == kind), key=lambda form: form.name)


def tabulate(formats: Sequence[LogFormat]) -> str:
    """The formats as a table in Markdown, a row for each kind.

    >>> from reconstruct.parsers.formats import load_formats
    >>> print(tabulate(load_formats()[:1]))
    | | Formats |
    |---|---|
    | Web servers, proxies, access logs | access-combined |
    """
    kinds = {title: [form.name for form in of_kind(formats, kind)] for kind, title in TITLES.items()}
    rows = [f"| {title} | {', '.join(names)} |" for title, names in kinds.items() if names]
    return "\n".join(["| | Formats |", "|---|---|", *rows])


def write_page(formats: Sequence[LogFormat]) -> str:
    """One page in Markdown of all formats: name, title, the vendor's page, and what else each is known to serve."""
    lines = ["# The log formats", "", "Made from the files in `src/reconstruct/parsers/formats/` by `docs/formats.py`."]
    for kind, title in TITLES.items():
        lines += ["", f"## {title}", "", "| Name | What it is | Also, by name |", "|---|---|---|"]
        for form in of_kind(formats, kind):
            served = ", ".join(dict.fromkeys(sample.of for sample in form.samples if sample.of))
            lines.append(f"| {form.name} | [{escape(form.title)}]({form.url}) | {escape(served)} |")
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """A text for a cell of a table in Markdown.

    >>> escape("a|b [c]")
    'a\\\\|b \\\\[c\\\\]'
    """
    return "".join(f"\\{letter}" if letter in "|[]<>*_" else letter for letter in text)
