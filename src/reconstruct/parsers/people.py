"""The messages that a text seems to hold -> whether people wrote them, or programs."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path, PurePosixPath

WORDS = Path(__file__).with_suffix(".toml")
LEAST_MESSAGES, LEAST_NAMES, MOST_NAMES = 3, 2, 40
LEAST_TURNS = 1.3  # messages for each name: in a talk names come back
BUSIEST_MINUTE = 20  # messages; many people in a hurry write no more
NAMED_SHARE = 0.8  # of what begins with a stamp is said by somebody
FRESH_SHARE = 0.75  # of the messages are like no other: programs repeat theirs but for the numbers
# Of the messages have a word that only people write; fewer where the file's name speaks of a chat.
PERSONAL_SHARE, PERSONAL_SHARE_NAMED = 0.25, 0.1
PERSONAL = re.compile(
    r"[?](?=[\s)\"']|$)|(?:^|\s)@\w|[^\x00-\x7f]|:\w{2,20}:(?=\s|$)|\w['’](?:s|m|re|ll|ve|t|d)\b"
    r"|\b(?:i|we|me|us|my|our|you|he|she|they|anyone|anybody|everyone|everybody|someone|somebody|nobody|folks|guys"
    r"|ok|okay|k|thanks|thank|thx|cheers|please|pls|sorry|yes|yep|yeah|nope|hi|hey|hello|hmm|morning|done|again|fine"
    r"|looks|seems|looking|checking|trying|maybe|weird|strange|lol|nice|great|same here|back in"
    r"|ich|wir|mal|bitte|danke|nein|schaue|je|nous|merci|oui|gracias|listo|hola|grazie|obrigad[oa]|tak|nie|dzięki)\b",
    re.IGNORECASE,
)
PROGRAM_LIKE = re.compile(r"\d|_|\w\.\w{2,}|[a-z]{2}[A-Z]|\w/|^[A-Z]{4,}$")
MACHINE_TEXT = re.compile(r"^[\[{<]|^\S+=\S|(?:\s\w+=\S+){2}|^\w+\(|\b0x[0-9a-f]{4,}|^(?:GET|POST|PUT|DELETE|HEAD) ")


def wrote_people(records: Sequence[Mapping[str, str]], name: str) -> bool:
    """Whether messages (`who`, `text`, `time`) read from a file of this name are people's.

    >>> talk = [("anna", "checkout is down?", "9:01"), ("ben", "looking", "9:02"), ("anna", "thanks", "9:04")]
    >>> wrote_people([dict(zip(("who", "text", "time"), said)) for said in talk], "notes.txt")
    True
    >>> wrote_people([{"who": "nginx", "text": "reload", "time": "9:01"}] * 3, "notes.txt")
    False
    """
    said = [record for record in records if record["who"]]
    names = Counter(record["who"] for record in said)
    if len(said) < max(LEAST_MESSAGES, NAMED_SHARE * len(records)):
        return False
    if not LEAST_NAMES <= len(names) <= MOST_NAMES or len(said) < LEAST_TURNS * len(names):
        return False
    minutes = Counter(
        record["time"].rpartition(":")[0] if record["time"].count(":") > 1 else record["time"] for record in said
    )
    return max(minutes.values()) <= BUSIEST_MINUTE and are_people(names, name) and are_talk(said, name)


def are_people(names: Counter[str], file: str) -> bool:
    """Whether names are mostly those of people: none is a level, few are parts of machines or programs.

    >>> are_people(Counter(["Ortiz, Dana", "Pete"]), "x.txt"), are_people(Counter(["main", "worker"]), "x.txt")
    (True, False)
    """
    words = {who: re.findall(r"[^\W\d_]+", who.lower()) for who in names}
    if any(word in words_of("levels") for found in words.values() for word in found):
        return False
    stem = re.split(r"[^a-z]+", PurePosixPath(file).name.lower())[0]
    human = [
        who
        for who, found in words.items()
        if found
        and not any(word in words_of("parts") or word == stem for word in found)
        and not PROGRAM_LIKE.search(who)
    ]
    return len(human) >= LEAST_NAMES and sum(names[who] for who in human) * 4 >= 3 * names.total()


def are_talk(said: Sequence[Mapping[str, str]], file: str) -> bool:
    """Whether the texts are what people write: no two alike but for numbers, personal, not in a program's manner."""
    texts = [record["text"] for record in said]
    fresh = {re.sub(r"\d+", "0", text.lower()) for text in texts}
    personal = sum(bool(PERSONAL.search(text)) for text in texts)
    machine = sum(
        bool(MACHINE_TEXT.search(text)) or text.partition(":")[0].lower() in words_of("levels") for text in texts
    )
    least = PERSONAL_SHARE_NAMED if speaks_of_chat(file) else PERSONAL_SHARE
    return (
        len(fresh) >= FRESH_SHARE * len(texts) and personal >= max(1, least * len(texts)) and machine * 5 <= len(texts)
    )


def speaks_of_chat(file: str) -> bool:
    """Whether a file's name speaks of a chat.

    >>> speaks_of_chat("teams-copy.txt"), speaks_of_chat("ops.log")
    (True, False)
    """
    return bool(words_of("chats") & set(re.split(r"[^a-z]+", file.lower())))


@cache
def words_of(kind: str) -> frozenset[str]:
    """The words of a list in people.toml, in lower case."""
    return frozenset(str(tomllib.loads(WORDS.read_text(encoding="utf-8"))[kind]).split())
