"""Verbs of repair (deeds.toml) -> the patterns of clauses in which somebody does or has done such a thing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

VOWELS = "aeiou"
FILLER = r"(?:\s+[\w.,'\"/:*()@#%-]+){0,5}?\s+"  # what may stand between a verb and the word that it needs


@dataclass(frozen=True, slots=True)
class Deed:
    """A kind of repair as RE2 patterns over a clause: that it is done, that it is named at all; and its samples."""

    pattern: str
    named: str
    samples: tuple[tuple[str, ...], tuple[str, ...]]


@cache
def deeds() -> Mapping[str, Deed]:
    """The kinds of repair by name."""
    told = tomllib.loads(resources.files(__package__).joinpath("deeds.toml").read_text("utf-8"))
    grammar = told["grammar"]
    return {
        deed["name"]: Deed(
            pattern=to_pattern(deed["verbs"], deed.get("nouns", []), deed.get("patterns", []), grammar),
            named=to_mention(deed["verbs"], deed.get("nouns", [])),
            samples=(tuple(deed["is"]), tuple(deed["is_not"])),
        )
        for deed in told["deed"]
    }


def to_pattern(verbs: Iterable[str], nouns: Iterable[str], others: Iterable[str], grammar: Mapping[str, str]) -> str:
    """One pattern of what is done: by the speaker, by a named helper, or named as a thing that has begun or is done.

    A verb counts where its clause begins with it or with the one who does it: "bounced the app" is an act, "the mail
    bounced" is none.

    >>> grammar = {"lead": "", "self": "i|we", "being": "i'?m", "adverb": "", "begun": "begun", "begin": "start"}
    >>> import re
    >>> shape = to_pattern(["bounce", "roll : back"], ["rollback"], [], grammar)
    >>> texts = "bounced the app", "I'm rolling it back", "the mail bounced", "rollback begun"
    >>> [bool(re.search(shape, text, re.IGNORECASE)) for text in texts]
    [True, True, False, True]
    """
    forms = [inflect(verb) for verb in verbs]
    base, doing, did = (_either(form[at] + form[3] for form in forms) for at in range(3))
    lead = rf"(?:^{grammar['lead']}|\b(?:and|then|so)\s+)"
    adverb = grammar["adverb"]
    shapes = [
        rf"{lead}(?:(?:{grammar['being']})\s+)?{adverb}(?:{doing})",
        rf"{lead}(?:(?:{grammar['self']})\s+)?{adverb}(?:{did})",
        rf"{lead}(?:i|we)\s+{adverb}(?:{base})",
        rf"\b(?:(?:has|have) (?:just |now |all )?been|(?:is|are) (?:now|being|getting)|just got)\s+(?:{did})",
    ]
    if named := "|".join(nouns):
        shapes.append(
            rf"\b(?:{named})\s+(?:(?:[\w.-]+\s+){{0,4}}?(?:is|was|has|are|now|->)\s+)?(?:\S+\s+)?(?:{grammar['begun']})\b"
        )
        shapes.append(rf"\b(?:{grammar['begin']})\s+(?:\S+\s+){{0,3}}?(?:{named})\b")
        shapes.append(rf"^{grammar['lead']}(?:\w+\s+)?(?:{named})\s+(?:of|to|on|for|[\w-]+\s+\S*\d)")
    return "|".join(f"(?:{shape})" for shape in [*shapes, *others])


def to_mention(verbs: Iterable[str], nouns: Iterable[str]) -> str:
    """One pattern of the bare words, in any form and place: "the restart did not help" names a restart."""
    forms = [inflect(verb) for verb in verbs]
    return rf"\b(?:{_either([form[at] + form[3] for form in forms for at in range(3)] + [*nouns])})"


def inflect(entry: str) -> tuple[str, str, str, str]:
    """(base, -ing, -ed, what must follow) of "verb", "put/putting/put" or "roll : back|out".

    >>> inflect("bounce")[:3], inflect("stop")[:3], inflect("apply : fix")[:3]
    (('bounce', 'bouncing', 'bounced'), ('stop', 'stopping', 'stopped'), ('apply', 'applying', 'applied'))
    """
    verb, _, needed = (part.strip() for part in entry.partition(" : "))
    tail = rf"\b{FILLER}(?:{needed})\b" if needed else r"\b"
    if "/" in verb:
        base, doing, did = verb.split("/")
        return base, doing, did, tail
    if verb.endswith("e"):
        return verb, (verb if verb.endswith("ee") else verb[:-1]) + "ing", verb + "d", tail
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return verb, verb + "ing", verb[:-1] + "ied", tail
    doubled = verb + verb[-1] if _doubles(verb) else verb
    return verb, doubled + "ing", doubled + "ed", tail


def _doubles(verb: str) -> bool:
    """Whether a verb of one syllable ends in consonant, vowel, consonant: stop, stopping."""
    short = sum(letter in VOWELS for letter in verb) == 1 and len(verb) > 2
    return short and verb[-1] not in VOWELS + "wxy" and verb[-2] in VOWELS


def _either(patterns: Iterable[str]) -> str:
    return "|".join(patterns)
