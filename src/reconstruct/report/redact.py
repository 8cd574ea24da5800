"""Timeline -> the timeline with addresses and people under stable pseudonyms, and a check of the finished files."""

from __future__ import annotations

import calendar
import html
import ipaddress
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from reconstruct.errors import OutputError
from reconstruct.events import HUMAN_KINDS
from reconstruct.report.markdown import escape_markdown
from reconstruct.timeline.nouns import Timeline
from reconstruct.timeline.retell import retell

_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z]{2,24}\b")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:]{3,39}(?:%\w{1,15})?(?![\w:])")
# "Resolved by …", "Escalated to …, …": people who appear only in what others wrote
_WORD = r"[A-ZÀ-Þ][\w'’-]{1,20}"
_NAME = rf"{_WORD}(?:\s(?:[A-Z]\.|van|von|de|der|den|al|bin|{_WORD})){{0,2}}\s{_WORD}"
_AFTER_WHOM = re.compile(
    r"\b(?:by|to|from|with|paged?|call(?:ed|ing)|ask(?:ed|ing)|assigned to|escalated to|cc|via|owner:?|author:?)\s"
    rf"({_NAME}(?:(?:,| and| &)\s{_NAME})*)"
)
_ONE_NAME = re.compile(_NAME)
_MENTION = re.compile(r"(?<![\w@])@([A-Za-z][\w.-]{2,30})")
# Who acts in logs and is no person; as words of a sentence they must stand ("root cause").
NO_PERSON = frozenset(resources.files(__package__).joinpath("no_person.txt").read_text("utf-8").split())
TEXT_FILES = (".html", ".md", ".svg", ".json", ".csv", ".txt", ".yml", ".jira", ".sqlite", ".db")


@dataclass(frozen=True, slots=True)
class Private:
    """What must not be told, and what to say instead: `people` by their names as written, `others` are addresses."""

    people: Mapping[str, str]
    others: Mapping[str, str]


def find_private(timeline: Timeline) -> Private:
    """The people, e-mail and network addresses that a timeline names, each with a pseudonym in order of appearance."""
    texts = list(_texts(timeline))
    people = _number("person", _people(timeline, texts))
    mails = _number("mail", (found[0] for text in texts for found in _MAIL.finditer(text)))
    clients: list[str] = timeline.events["client"].dropna().unique().tolist() if "client" in timeline.events else []
    found = (match[0] for text in texts for kind in (_IPV4, _IPV6) for match in kind.finditer(text))
    addresses = _number("address", (*clients, *filter(_is_address, found)))
    return Private(_variants(people), mails | addresses)


def hide_private(timeline: Timeline, private: Private) -> Timeline:
    """The timeline with each private name and address replaced by its pseudonym, wherever it stands."""
    people = _pattern(private.people)
    named = {name for name in private.others if not _is_address(name) and "@" not in name}
    shapes = [pattern for pattern in (_MAIL, _IPV4, _IPV6, _pattern(named)) if pattern is not None]

    def reword(text: str) -> str:
        for shape in shapes:
            text = shape.sub(lambda found: private.others.get(found[0], found[0]), text)
        return people.sub(lambda found: private.people[found[0]], text) if people is not None else text

    return retell(timeline, reword)


def check_redacted(contents: Mapping[str, bytes], private: Private) -> None:
    """That the finished files name none of it, nor any further e-mail or network address.

    Raises OutputError with the file and the kind of what was missed; what was missed is not repeated.
    """
    kept = {*private.people.values(), *private.others.values()}
    own = _own_words()
    named = [name for name in (*private.people, *private.others) if name not in own and not _is_address(name)]
    pattern = _pattern({form for name in named for form in _forms(name)})
    for name, content in contents.items():
        if not name.endswith(TEXT_FILES):
            continue
        text = content.decode("utf-8", "replace")
        missed = pattern is not None and pattern.search(text) is not None
        stray = next((kind for kind, value in _strays(text) if value not in kept), "")
        if missed or stray:
            what = stray or "a name or an address"
            raise OutputError(
                f"{name}: redaction missed {what}: nothing was written; leave out that --format, or report it"
            )


@cache
def _own_words() -> frozenset[str]:
    """The words of the report's own pages and the months: a person may be called so, and the page still say it."""
    pages = resources.files(__package__).joinpath("templates").iterdir()
    words = {word for page in pages for word in re.findall(r"[^\W\d_]+", page.read_text("utf-8"))}
    return frozenset(words | set(calendar.month_name) | set(calendar.day_name))


def _strays(text: str) -> Iterator[tuple[str, str]]:
    yield from (("an e-mail address", found[0]) for found in _MAIL.finditer(text))
    yield from (("a network address", found[0]) for found in _IPV4.finditer(text) if _is_address(found[0]))


def _forms(name: str) -> set[str]:
    """A name as HTML, JSON and Markdown write it."""
    return {name, html.escape(name), json.dumps(name)[1:-1], str(escape_markdown(name))}


def _texts(timeline: Timeline) -> Iterator[str]:
    """Every text of the timeline, in order."""
    seen: list[str] = []

    def take(text: str) -> str:
        seen.append(text)
        return text

    retell(timeline, take)
    yield from seen


def _people(timeline: Timeline, texts: Iterable[str]) -> Iterator[str]:
    events = timeline.events
    if len(events):
        spoken = events[events["kind"].isin(HUMAN_KINDS)]
        yield from (str(name) for name in spoken["actor"].dropna().unique() if _is_person(str(name)))
    for text in texts:
        for listed in _AFTER_WHOM.finditer(text):
            yield from (found[0] for found in _ONE_NAME.finditer(listed[1]) if _is_person(found[0]))
        yield from (found[1] for found in _MENTION.finditer(text) if _is_person(found[1]))
    for said in (m.override for i in timeline.incidents for m in i.milestones.values() if m is not None):
        if said is not None:
            yield said.by
    yield from (action.owner for action in timeline.actions if action.owner)


def _is_person(name: str) -> bool:
    """Whether a name may be a person's: no word of it is one of those that machines and offices go by."""
    words = re.findall(r"[A-Za-zÀ-ÿ]+", name)
    return bool(words) and len(name) >= 3 and not any(word.lower() in NO_PERSON for word in words)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def _number(kind: str, names: Iterable[str]) -> dict[str, str]:
    return {name: f"{kind}-{number}" for number, name in enumerate(dict.fromkeys(names), 1)}


def _variants(people: Mapping[str, str]) -> dict[str, str]:
    """Each person's name in the forms in which people write it, a part that two of them share under the first."""
    forms: dict[str, str] = {}
    for name, numbered in people.items():
        pseudonym = forms.setdefault(name, numbered)
        parts = re.findall(r"[\wÀ-ÿ'’]+", re.sub(r"\s*[(\[].*", "", name))
        if len(parts) > 1:
            first, last = parts[0], parts[-1]
            low, end = first.lower(), last.lower()
            whole = [
                f"{last}, {first}",
                f"{first[0]}. {last}",
                f"{low}.{end}",
                f"{low}_{end}",
                f"{low[0]}.{end}",
                f"{low[0]}{end}",
            ]
            whole += [part for part in parts if len(part) > 2 and part[0].isupper()]
            for form in whole:
                forms.setdefault(form, pseudonym)
        elif name.islower() and name.isalpha():
            forms.setdefault(name.title(), pseudonym)
    return forms


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """The names as words, longer ones first; None where there are none."""
    longest = sorted(names, key=lambda name: (-len(name), name))
    words = "|".join(map(re.escape, longest))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)") if longest else None
