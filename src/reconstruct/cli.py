"""The words of the command line -> the calls that a notebook makes; errors -> one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from reconstruct.bare import FIND, settle_window
from reconstruct.errors import ReconstructError, UsageError
from reconstruct.stop import Stopped, stop_on_signals

READ, FAILED, WRONG_USAGE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143  # the last two: 128 and the signal's number

# "\b" keeps the lines of the paragraph below it as they are
EXAMPLES = """\b
Examples:
  reconstruct logs/ --window
      find the incidents; report them with the healthy time around them
  reconstruct logs/ --window 2023-05-15T08:00/13:30 --timezone Europe/London
      look at that stretch of time; WINDOW may also be START..END, START/PT4H,
      "15 May 2023 8am for 4h", "15 May 2023 8am to 1:30pm"
  reconstruct web/ db/ pager.json --output outage --format html,png
      cover all of the logs; write the page and the picture only

\b
Exit codes: 0 logs were read (also where no incident was found), 1 nothing
could be read or written, 2 wrong usage, 130 or 143 stopped by Ctrl-C or SIGTERM.
"""

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line on `words` (sys.argv without the program's name) and return the exit code.

    0 where logs were read, 1 where nothing could be read or written, 2 for wrong usage, 130 after Ctrl-C, 143 after
    SIGTERM; in either case the folder of the report is as it was, or the report is whole.
    """
    try:
        with stop_on_signals():
            return _run(sys.argv[1:] if words is None else words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Stopped:
        return TERMINATED


def _run(words: Sequence[str]) -> int:
    try:
        settled = settle_window(words)
        result = app(settled, prog_name="reconstruct", standalone_mode=False)
        return result if isinstance(result, int) else _say(result)
    except typer.TyperException as error:
        return _fail(f"{error.format_message()} See reconstruct --help", WRONG_USAGE)
    except ReconstructError as error:
        return _fail(str(error), WRONG_USAGE if isinstance(error, UsageError) else FAILED)


def _say(summary: str | None) -> int:
    try:
        sys.stdout.write(summary or "")
        sys.stdout.flush()
    except BrokenPipeError:
        # head or less has gone; what Python still flushes goes nowhere, as its manual advises under signal, SIGPIPE
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READ


def _fail(message: str, code: int) -> int:
    """One line on stderr, safe to show: the message may quote a file's name."""
    line = " ".join(message.split())
    shown = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in line)
    sys.stderr.write(f"reconstruct: {shown}\n")
    return code


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - only here, and it costs 20 ms

        typer.echo(f"reconstruct {version('reconstruct')}")
        raise typer.Exit


def _check_folder(folder: Path | None) -> Path | None:
    if str(folder).startswith("-"):
        option = str(folder).partition("=")[0]
        raise typer.BadParameter(f"a folder is missing before {option}, or write ./{option} for one of that name.")
    return folder


@app.command(epilog=EXAMPLES)
def reconstruct(  # noqa: PLR0913, PLR0917 - Typer makes an option of each parameter
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATHS", help="Log files and folders of them.")] = None,
    window: Annotated[
        str | None,
        typer.Option(
            metavar="[WINDOW]",
            help="Look at this stretch of time; without WINDOW it is found. An existing path after it is a path: "
            "--window=WINDOW forces a value. Without --window all of the logs are covered.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", callback=_check_folder, help="Where the report goes. Default: report."
        ),
    ] = None,
    timezone: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[GLOB=]ZONE",
            help="Zone of stamps, and of WINDOW, that name none; for some logs 'db/*.log=America/New_York'. "
            "Default: as the other logs tell, else UTC. May be given several times.",
        ),
    ] = None,
    clock_offset: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[GLOB=]SECONDS",
            help="What to add to the clock of some logs, 'app/*=-95s'. Default: as the other logs prove. "
            "May be given several times.",
        ),
    ] = None,
    report_timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Zone in which people read the report. Default: UTC.")
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="LIST",
            help="What to write, parted by commas; also rules (Prometheus alerts), parquet, arrow, sqlite, grafana, "
            "slack, jira. Default: html,md,svg,png,json,csv.",
        ),
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            metavar="WHO", help="internal, or customer: without hosts, names, queries, addresses and what was said."
        ),
    ] = "internal",
    incident: Annotated[
        int | None, typer.Option(metavar="N", help="Report this one of several incidents, counted from 1.")
    ] = None,
    chart: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Draw the chart into a .png, .svg or .pdf; no report unless --output says so."
        ),
    ] = None,
    chart_size: Annotated[str, typer.Option(metavar="SIZE", help="Its size: page, slide or column.")] = "page",
    log_formats: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="TOML files with log formats of your own; they come before those known."),
    ] = None,
    list_log_formats: Annotated[
        bool, typer.Option("--list-log-formats", help="Show the name, kind and title of each log format and exit.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A postmortem or timeline that people wrote (Markdown, HTML, plain text) to be held against the logs; "
            "without PATHS the text alone is checked.",
        ),
    ] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Cores to use.")] = None,
    compare: Annotated[
        Path | None,
        typer.Option(metavar="EARLIER", help="Say what changed since an earlier report: its folder, or timeline.json."),
    ] = None,
    redact: Annotated[
        bool,
        typer.Option(
            "--redact",
            help="Replace people's names, e-mail and network addresses by pseudonyms. Secrets are masked in any case.",
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> str | None:
    """Tell from logs alone, and with proof, when an outage began, was noticed, was repaired and was over."""
    # pandas and matplotlib take a second to import, which --help and a slip of the pen need not wait for
    from reconstruct.deliver import Said, check_wanted, deliver, take_in  # noqa: PLC0415
    from reconstruct.moment import find_zone  # noqa: PLC0415
    from reconstruct.parsers.catalogue import list_formats  # noqa: PLC0415
    from reconstruct.parsers.given import choose_given, read_correction, values_of  # noqa: PLC0415
    from reconstruct.parsers.read import find_zone_of_logs  # noqa: PLC0415
    from reconstruct.pipeline import digest_logs, spread  # noqa: PLC0415
    from reconstruct.progress import show_progress  # noqa: PLC0415
    from reconstruct.report.load import load  # noqa: PLC0415
    from reconstruct.settings import read_settings  # noqa: PLC0415
    from reconstruct.stated.read import open_stated  # noqa: PLC0415
    from reconstruct.timeline.against import check_text  # noqa: PLC0415
    from reconstruct.timeline.build import build_timeline  # noqa: PLC0415
    from reconstruct.window import parse_window  # noqa: PLC0415

    if list_log_formats:
        return list_formats(log_formats)
    settings = read_settings(paths or [])
    timezone = [*settings.timezone, *(timezone or [])]
    clock_offset = [*settings.clock_offset, *(clock_offset or [])]
    report_timezone, log_formats = report_timezone or settings.report_timezone, log_formats or settings.log_formats
    wanted = check_wanted(output, formats, audience, chart, chart_size, redacted=redact)
    for zone in filter(None, (*values_of(timezone), report_timezone)):
        find_zone(zone)
    for seconds in values_of(clock_offset):
        read_correction(seconds)
    zone_of_all = choose_given(timezone, "")
    written = open_stated(against) if against is not None else None
    earlier = load(compare) if compare is not None else None
    if not paths:
        if written is None or window is not None or chart is not None:
            raise UsageError("PATHS are missing: give the logs, or --against FILE alone to check only a text")
        return deliver(check_text(written, zone_of_all, report_timezone), wanted, quiet=quiet)
    given = None
    if window not in (None, FIND):
        zone_of_logs = "UTC" if zone_of_all else find_zone_of_logs(paths, timezone, log_formats)
        given = parse_window(window, zone_of_all, zone_of_logs)
    with show_progress(quiet) as progress, spread(jobs) as each:
        digest = digest_logs(paths, given, timezone, each, progress, clock_offset=clock_offset, log_formats=log_formats)
    timeline = build_timeline(digest, "find" if window == FIND else given, report_timezone)
    said = Said(output or Path("report"), written, zone_of_all, incident, earlier, settings.names)
    return deliver(take_in(timeline, said), wanted, quiet=quiet)
