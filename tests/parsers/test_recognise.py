"""A file's format is told by its lines, and by its name only where the lines do not."""

from __future__ import annotations

import pytest

from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.recognise import recognise

FORMATS = load_formats()
CLF = '198.18.0.9 - - [23/Nov/2026:09:03:{:02} +0000] "GET / HTTP/1.1" 200 5'


def name_of(text: str, name: str = "x.log") -> str | None:
    form = recognise(text.encode(), name, FORMATS)
    return form.name if form else None


def test_text_without_any_time_has_no_format() -> None:
    assert name_of("# A readme\n\nSome words about the logs here.\n") is None


def test_a_line_of_unknown_shape_with_a_time_at_its_front_is_a_record() -> None:
    assert name_of("2026-11-23 09:00:00 ~~ odd ~~\n2026-11-23 09:00:01 ~~ odd ~~\n") == "record"


def test_foreign_lines_do_not_change_the_format() -> None:
    lines = [CLF.format(i) for i in range(20)] + ["2026/11/23 09:00:00 [error] 1#1: oops", "garbage"]
    assert name_of("\n".join(lines)) == "access-common"


def test_lines_that_go_on_count_neither_way() -> None:
    trace = "Traceback (most recent call last):\n" + '  File "app.py", line 1, in x\n' * 40
    assert name_of("2026-11-23 09:00:00,000 ERROR shop: no\n" + trace) == "python-logging"


@pytest.mark.parametrize(
    ("name", "format_name"),
    [("cms_changes.log", "changes"), ("deploy.log", "changes"), ("exchange.log", "record"), ("worker.log", "record")],
)
def test_the_name_of_a_file_tells_a_list_of_changes(name: str, format_name: str) -> None:
    text = "2026-11-23 09:05:14 UTC lena.w     page 'shipping info' edited\n"
    assert name_of(text, name) == format_name


def test_the_lines_of_a_file_tell_a_list_of_changes_without_its_name() -> None:
    assert name_of("2026-11-23 09:05:14 UTC bot: shop 3.1.4 -> 3.2.0\n", "x.log") == "changes"


def test_an_application_s_own_log_is_no_list_of_changes_only_because_of_its_name() -> None:
    text = "2026-11-23 09:03:20,865 INFO app.db: connected\n2026-11-23 09:03:21,865 ERROR app.db: lost\n"
    assert name_of(text, "migration.log") == "python-logging"


def test_a_longer_access_log_is_not_taken_for_the_shorter_one() -> None:
    combined = CLF.format(1) + ' "-" "curl/8.5.0"'
    assert name_of(combined) == "access-combined"
    assert name_of(combined + " 0.182 0.182") == "access-timed"
    assert name_of("shop.example.com:443 " + combined) == "access-vhost"


def test_a_file_cut_in_the_middle_of_a_line_is_recognised() -> None:
    text = "\n".join(CLF.format(i % 60) for i in range(2000))
    assert name_of(text[: 64 * 1024]) == "access-common"


def test_the_order_of_day_and_month_is_that_of_the_whole_file() -> None:
    form = recognise(b"03/04/2026 09:00:00 one\n03/23/2026 09:00:00 two\n", "x.log", FORMATS)
    assert form is not None
    assert form.time == ("any", "month first")


@pytest.mark.parametrize(
    "line",
    [
        "- 2026-11-23 09:05:14 CET cert renewed: images.example.org (certbot)",
        "Mon 23 Nov 2026 09:05:14 GMT  feature flag enabled: gift-wrap",
        "09:05:14Z 2026-11-23 rates v88 released by ci (omar)",
        "23-11-2026 09:05:14 released shop 71",
        "3\tMon Nov 23 09:05:14 2026\tdeployed\tshop-1.2.0\tUpgrade complete",
    ],
)
def test_a_list_of_changes_may_write_its_times_as_people_do(line: str) -> None:
    assert name_of(line + "\n", "releases.txt") == "changes"


def test_a_chat_s_lines_are_no_list_of_changes_whatever_the_file_is_called() -> None:
    assert name_of("2026-11-23 14:12:30 <gosia> we deployed it\n", "irc-ops.log") == "chat-lines"
