"""The lines of a text -> its entries as written: which line tells of which time, under which heading and date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reconstruct.stated.dates import Day
from reconstruct.stated.drafts import Draft, Reading
from reconstruct.stated.nouns import Line
from reconstruct.stated.phrases import Phrase, find_phrases, leading_phrase, zones_in
from reconstruct.stated.prose import BEFORE_A_TIME, read_prose, read_spans
from reconstruct.stated.vocabulary import read_milestones

# Sections in which dates are those of plans, not of what happened.
ASIDE = re.compile(
    r"\b(?:action items?|follow[- ]?ups?|next steps|corrective|prevent(?:ion|at?ive)|lessons?|to-?dos?|"
    r"remediation items|references|related (?:incidents|links)|revision history|document history|change ?log|glossary|"
    r"contacts|attendees|participants|appendix|backlog|improvements?)\b",
    re.IGNORECASE,
)
TIME_COLUMN = re.compile(
    r"^\W*(?:date|time|when|timestamp|hour|start(?:ed)?|at|datum|zeit|uhrzeit|hora|heure)\b", re.IGNORECASE
)
_STATUS = re.compile(
    r"^(?:resolved|monitoring|identified|investigating|update|in progress|completed|verifying|scheduled)\b", re.I
)
_NOT_OF_IT = re.compile(
    r"\b(?:posted|published|updated|author\w*|written|created|edited|review\w*|meeting|due|modified|version|generated|deadline)\b",
    re.I,
)
_LABEL = re.compile(r"^(?P<label>[^\W\d][\w /()'-]{1,45}?)\s*(?::|=|–|—|\s-\s|\|)\s*$")
_SPEAKER = re.compile(r"^[\w.@'’ -]{2,40}(?:\[?APP\]?|BOT)?\s*[\[(]?$")
_LEFT = re.compile(r"^[\s\])}>:;,.|–—*\"”-]+")


FEW = 2  # with fewer entries in lists than this, the text tells its story in prose


@dataclass
class _Walk:
    """Where the walk through the lines stands."""

    group: int = 0
    aside: int = 0
    fresh: Day | None = None
    fresh_level: int = 0  # of the heading that names it; 0 for a line of text, which holds up to the next heading
    block: int = -1
    columns: tuple[int, ...] = ()
    column_zone: str | None = None
    drafts: list[Draft] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def read_entries(lines: Sequence[Line]) -> Reading:
    """The entries of a text in the order in which they stand.

    >>> line = Line(3, "9:15 AM: site down", "bullet", 1)
    >>> [(draft.phrase.text, draft.text) for draft in read_entries([line]).drafts]
    [('9:15 AM', 'site down')]
    """
    walk = _Walk()
    for at, line in enumerate(lines):
        if line.kind == "heading":
            _enter(walk, line)
        if not walk.aside:
            walk.lines.append(line)
            _read_line(walk, lines, at)
    listed = [draft for draft in walk.drafts if draft.kind == "list"]
    drafts = walk.drafts if len(listed) >= FEW else [*walk.drafts, *read_prose(walk.lines, listed)]
    drafts = [*drafts, *read_spans(walk.lines, drafts)]
    return Reading(tuple(sorted(drafts, key=lambda draft: (draft.line, draft.phrase.start))), tuple(walk.lines))


def _enter(walk: _Walk, line: Line) -> None:
    """A new section: plans and lessons last up to a heading of their own level."""
    if not walk.fresh_level or line.level <= walk.fresh_level:
        walk.fresh = None
    if walk.aside and line.level > walk.aside:
        return
    walk.aside = line.level if ASIDE.search(line.text) and not find_phrases(line.text) else 0
    walk.group += 1


def _read_line(walk: _Walk, lines: Sequence[Line], at: int) -> None:
    line = lines[at]
    if line.kind == "row":
        _read_row(walk, line)
        return
    phrase = leading_phrase(line.text)
    rest = _rest(line.text, phrase) if phrase else ""
    if phrase is None or not phrase.is_moment:
        if phrase is not None and phrase.day and not _NOT_OF_IT.search(line.text):
            _take_day(walk, line, phrase, rest)
        elif phrase is None:
            _read_trailing(walk, lines, at)
    elif line.kind == "text" and not rest and (told := _told_before(lines, at)):
        _add(walk, Draft(told[0].number, phrase, _together(told), walk.group))
    elif line.kind == "text" and phrase.since_zero is not None and phrase.stop < len(line.text) and _defines_zero(line):
        return
    elif _is_entry(line, phrase, rest):
        _add(walk, Draft(line.number, phrase, rest or _told_after(lines, at), walk.group))


def _is_entry(line: Line, phrase: Phrase, rest: str) -> bool:
    """A paragraph that opens with "At 9:15 the ..." is prose; one that opens with the time itself is an entry."""
    if line.kind != "text":
        return True
    opened = line.text[: phrase.start]
    return not re.search(r"[A-Za-z]", opened) and not (phrase.end and re.match(r"(?:,|and|we|the)\b", rest))


def _take_day(walk: _Walk, line: Line, phrase: Phrase, rest: str) -> None:
    """A date that stands alone is that of the entries below it; one with words behind it is an entry of that day."""
    words = len(re.findall(r"[^\W\d_]{2,}", rest))
    if line.kind == "bullet" and words >= 3 and not zones_in(rest):
        _add(walk, Draft(line.number, phrase, rest, walk.group))
    title = line.kind == "heading" and not walk.lines[:-1]
    if not title and (line.kind == "bullet" or words <= 1 or zones_in(rest)):
        walk.fresh, walk.fresh_level = phrase.day, line.level


def _add(walk: _Walk, draft: Draft) -> None:
    walk.drafts.append(replace(draft, fresh=walk.fresh if draft.kind == "list" else None))
    if draft.kind == "list":
        walk.fresh = None


def _rest(text: str, phrase: Phrase) -> str:
    return _LEFT.sub("", text[phrase.stop :]).strip()


def _told_before(lines: Sequence[Line], at: int) -> list[Line]:
    """A status page puts the time below what it says: those lines, from the one that names the status."""
    for above in range(at - 1, max(at - 4, -1), -1):
        if any(phrase.is_moment for phrase in find_phrases(lines[above].text)):
            return []
        if _STATUS.match(lines[above].text):
            return list(lines[above:at])
    return []


def _together(lines: Sequence[Line]) -> str:
    return " - ".join(line.text for line in lines)


def _defines_zero(line: Line) -> bool:
    moments = [phrase for phrase in find_phrases(line.text) if phrase.is_moment]
    return moments[0].since_zero == dt.timedelta(0) and any(phrase.clock for phrase in moments)


def is_speaker(line: str) -> bool:
    """Whether a line is a chat's "anna  9:15 AM", which stands over what she said.

    >>> is_speaker("Piotr Wolski  9:17 AM"), is_speaker("it was down from 9:17 AM")
    (True, False)
    """
    moments = [phrase for phrase in find_phrases(line) if phrase.clock is not None]
    if not moments or line[moments[0].stop :].strip(" )]"):
        return False
    before = line[: moments[0].start].strip()
    return bool(_SPEAKER.match(before)) and len(before.split()) <= 3 and not BEFORE_A_TIME.search(before)


def _told_after(lines: Sequence[Line], at: int) -> str:
    following = lines[at + 1] if at + 1 < len(lines) else None
    if following is None or following.kind == "heading" or leading_phrase(following.text):
        return ""
    return following.text


def _read_trailing(walk: _Walk, lines: Sequence[Line], at: int) -> None:
    """A line that ends with a time: "Detected: 09:05 UTC", or a chat's "anna  9:15 AM" over what she wrote."""
    line = lines[at]
    moments = [phrase for phrase in find_phrases(line.text) if phrase.is_moment]
    if not moments:
        return
    phrase = moments[0]
    before, after = line.text[: phrase.start].strip(), line.text[phrase.stop :].strip(" .)]|")
    posted = re.search(r"\bposted(?: on)?$|ago\.?$", before, re.IGNORECASE)
    told = _told_before(lines, at) if posted and not after else []
    if told:
        _add(walk, Draft(told[0].number, phrase, _together(told), walk.group))
    elif posted and _STATUS.match(before):
        _add(walk, Draft(line.number, phrase, before[: posted.start()].strip(), walk.group))
    elif (label := _LABEL.match(before)) and len(after.split()) <= 4 and any(read_milestones([label["label"]])):
        _add(walk, Draft(line.number, phrase, label["label"], walk.group, "label"))
    elif line.kind == "text" and is_speaker(line.text) and (said := _said_below(lines, at)):
        _add(walk, Draft(line.number, phrase, f"{before.strip(' [(')}: {said}", walk.group))


def _said_below(lines: Sequence[Line], at: int) -> str:
    following = lines[at + 1] if at + 1 < len(lines) else None
    return "" if following is None or following.kind == "heading" or is_speaker(following.text) else following.text


def _read_row(walk: _Walk, line: Line) -> None:
    if line.block != walk.block:
        walk.block, walk.columns, walk.column_zone = line.block, (), None
    moments = [[p for p in find_phrases(cell) if p.is_moment or p.day] for cell in line.cells]
    if not any(moments):
        heads = [at for at, cell in enumerate(line.cells) if TIME_COLUMN.match(cell)]
        if heads:
            walk.columns = tuple(heads)
            walk.column_zone = next((zone for at in heads for zone in zones_in(line.cells[at])), None)
        return
    for at, _ in enumerate(line.cells):
        phrase = leading_phrase(line.cells[at])
        allowed = not walk.columns or at in walk.columns
        if phrase is None or not allowed:
            continue
        if phrase.day and not phrase.is_moment and at + 1 < len(line.cells) and (not _rest(line.cells[at], phrase)):
            joined = leading_phrase(f"{line.cells[at]} {line.cells[at + 1]}")
            if joined is not None and joined.is_moment:
                text = " | ".join(cell for n, cell in enumerate(line.cells) if n not in (at, at + 1) and cell)
                _add(walk, Draft(line.number, joined, text, walk.group, column_zone=walk.column_zone))
                return
        if phrase.is_moment:
            _add_row(walk, line, at, phrase)
            return
    if len(line.cells) >= 2 and moments[-1] and not walk.columns and any(read_milestones([line.cells[0]])):
        phrase = moments[-1][0]
        if phrase.is_moment:
            _add(walk, Draft(line.number, phrase, line.cells[0], walk.group, "label"))


def _add_row(walk: _Walk, line: Line, at: int, phrase: Phrase) -> None:
    others = [cell for n, cell in enumerate(line.cells) if n != at and cell]
    labelled = any(read_milestones([line.cells[0]]))
    if at > 0 and not walk.columns and (labelled or TIME_COLUMN.match(line.cells[0])):  # "Detected | 09:05 UTC"
        if labelled:
            _add(walk, Draft(line.number, phrase, line.cells[0], walk.group, "label"))
        return
    rest = _rest(line.cells[at], phrase)
    text = " | ".join([*([rest] if rest else []), *others])
    _add(walk, Draft(line.number, phrase, text, walk.group, column_zone=walk.column_zone))
