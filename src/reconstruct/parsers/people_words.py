"""The words by which people's records name their times, authors and matters: names of fields, and what they mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

WORDS = tomllib.loads((Path(__file__).parent / "formats" / "shared" / "people.toml").read_text(encoding="utf-8"))
TITLES, IDS, TEXTS, ROOMS, NOTES = (tuple(WORDS[key]) for key in ("titles", "ids", "texts", "rooms", "notes"))
DOERS, OPENERS, AUTHORS = (tuple(WORDS[key]) for key in ("doers", "openers", "authors"))
OF_SOMEBODY, MONITORED = (tuple(WORDS[key]) for key in ("of_somebody", "monitored"))
OF_A_LOG = frozenset(WORDS["of_a_log"])
MOMENTS: Mapping[str, tuple[str, ...]] = {act: tuple(names) for act, names in WORDS["moments"].items()}
MATTERS: Mapping[str, frozenset[str]] = {matter: frozenset(words) for matter, words in WORDS["matters"].items()}
# What may stand around the name of a time: incidentStartedAt, "Date created", Actual start (IST).
PREFIX = r"(?:date|time|actual|planned|scheduled|incident|alert|ticket|issue|case|problem|event|change)?"
SUFFIX = r"(?:at|on|time|date|timestamp|datetime|ts|ms|utc|gmt|local|am|le|el|em|il|[a-z]{2,3}t)*"
# A state is a whole cell: "Up", "Down (Acknowledged)", "Service Unavailable".
STATES: Mapping[str, re.Pattern[str]] = {
    "acknowledged": re.compile(r"(?:down |problem |critical |warning )?[(\[]?(?:acknowledged|acked|ack)\b.*"),
    "resolved": re.compile(
        r"(?:back )?up|ok|okay|resolved|recover(?:ed|y)|normal|healthy|online|cleared|operational|passing"
    ),
    "firing": re.compile(
        r"(?:is )?down\b.*|problem|crit(?:ical)?|warn(?:ing)?|firing|alerting|alarm|alert|triggered|degraded|outage|"
        r"unhealthy|offline|unreachable|disaster|failing|breach(?:ed)?|(?:service )?unavailable|"
        r"(?:connection |gateway )?time[d-]?[ -]?out|connection (?:refused|reset)|bad gateway|"
        r"internal server error|no response"
    ),
}
