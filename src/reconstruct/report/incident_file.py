"""Timeline -> incident.toml, the file in which people finish the report: written once, then theirs."""

from __future__ import annotations

from pathlib import Path

from reconstruct.errors import OutputError
from reconstruct.report.export import iso
from reconstruct.report.text import safe_text
from reconstruct.timeline.edits import BLOCKS, FILE
from reconstruct.timeline.nouns import MILESTONES, Timeline

HEAD = """\
# Yours: the next run with the same --output reads this file and shows what it says beside what was measured.
# It is never overwritten. Take away the "#" before what you want to say; every entry below is an example.

# The text blocks of the report. Several lines stand between three quotes.
#
# [text]
"""
REST = """
# What to call hosts: "10.0.0.7" is then shown as "app-1 (10.0.0.7)". Cited lines stay as they are.
#
# [names]
# "10.0.0.7" = "app-1"

# A milestone that you know better. The measured time stays in the report, beside yours; the durations follow yours.
# Say incident = 2 for the second incident. Milestones: {milestones}.
#
# [[override]]
# milestone = "{milestone}"
# time = {time}
# why = "the first call came in before the ticket was written"
# by = "your name"

# An event that no log recorded.
#
# [[event]]
# time = {time}
# text = "the hosting company called back"
# by = "your name"

# An event of the report that does not belong there, by the place at which it is cited.
#
# [[leave_out]]
# path = "{path}"
# line = {line}
# why = "about another matter"

# What is to be done about it.
#
# [[action]]
# what = "alert on the share of failing requests"
# kind = "detect"
# owner = "your name"
# due = "2030-01-31"
"""


def offer_edits(timeline: Timeline, folder: str | Path) -> bool:
    """Put incident.toml into the folder, every entry in it an example that is commented out; False where one is there.

    Raises OutputError where it cannot be written.
    """
    path = Path(folder) / FILE
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(render_edits(timeline))
    except FileExistsError:
        return False
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror or error}: choose another --output") from error
    return True


def render_edits(timeline: Timeline) -> str:
    """The text of incident.toml, with this timeline's own milestone, time and record as examples."""
    names = [f'# {name} = "…"' for name in BLOCKS]
    incident = timeline.incidents[0] if timeline.incidents else None
    found = [m for name in MILESTONES if incident is not None and (m := incident.milestones.get(name)) is not None]
    example = next((m for m in found if m.name == "detected"), found[0] if found else None)
    rows = [row for row in (incident.entries if incident is not None else ()) if row.level == "context"]
    cited = [row.evidence[0] for row in rows if row.evidence and row.evidence[0].line is not None]
    return (
        "\n".join([HEAD.rstrip("\n"), *names])
        + "\n"
        + REST.format(
            milestones=", ".join(MILESTONES),
            milestone=example.name if example is not None else "detected",
            time=iso(example.moment if example is not None else timeline.window.start),
            path=_quotable(cited[0].path) if cited else "chat/ops.json",
            line=cited[0].line if cited else 12,
        )
    )


def _quotable(path: str) -> str:
    return safe_text(path, 500).replace("\\", "\\\\").replace('"', '\\"')
