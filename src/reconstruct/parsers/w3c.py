"""A format of W3C extended logs and the `#Fields:` lines of a text -> the format of lines that they describe.

https://www.w3.org/TR/WD-logfile.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reconstruct.parsers.fields import plain
from reconstruct.parsers.formats import LogFormat
from reconstruct.parsers.requires import satisfies

HEADER = re.compile(r"^#Fields:[ \t]*(\S.*?)\s*$", re.MULTILINE)
GAP = "[ \\t]+"
# What a cell must look like to be this column: a row of other fields is rather unread than misread.
LOOKS: Mapping[str, str] = {
    "time": f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{GAP}[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:[.][0-9]+)?",
    "status": "[0-9]{1,3}|-",
    "method": "[A-Za-z_-]{1,32}",
    **dict.fromkeys(("duration_ms", "duration_s", "duration_us"), "[0-9]+(?:[.][0-9]+)?|-"),
}
CELL = '[^ \\t"]+|"[^"]*"'


def settle_header(form: LogFormat, text: str) -> LogFormat | None:
    """The format as lines, a pattern for each kind of `#Fields:` line in the text; None where none is its own.

    >>> from reconstruct.parsers.formats import load_formats
    >>> iis = next(form for form in load_formats() if form.name == "iis")
    >>> settle_header(iis, "#Fields: date time s-port sc-status").layout
    'lines'
    """
    headers = dict.fromkeys(tuple(found.split()) for found in HEADER.findall(text))
    own = [names for names in headers if satisfies(dict.fromkeys(names, "x"), form.requires)]
    patterns = tuple(write_pattern(names, form.fields) for names in own)
    return replace(form, layout="lines", patterns=patterns) if patterns else None


def write_pattern(names: Sequence[str], fields: Mapping[str, Sequence[str]]) -> str:
    """The pattern of a row of these fields; `date` and the `time` behind it are one cell.

    >>> write_pattern(["sc-status", "x-id"], {"status": ["sc-status"]})
    '^(?P<status>[0-9]{1,3}|-)[ \\\\t]+(?:[^ \\\\t"]+|"[^"]*")\\\\s*$'
    """
    cells = re.sub(r"\bdate time\b", "date+time", " ".join(names)).split()
    present = [plain(cell) for cell in cells]
    chosen = {
        next((plain(name) for name in given if plain(name) in present), ""): column for column, given in fields.items()
    }
    columns = [chosen.get(cell) for cell in present]
    parts = [f"(?P<{column}>{LOOKS.get(column, CELL)})" if column else f"(?:{CELL})" for column in columns]
    return f"^{GAP.join(parts)}\\s*$"
