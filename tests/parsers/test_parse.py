"""A block becomes its event frame: every record with its place, every line counted, whatever the bytes are."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconstruct import events
from reconstruct.parsers.formats import LogFormat, load_formats
from reconstruct.parsers.gather import number, renumber
from reconstruct.parsers.parse import TAIL_LIMIT_BYTES, Parsed, parse_block, parse_text
from reconstruct.parsers.read import read_part
from reconstruct.parsers.sources import Block, LogSource, cut

FORMATS = {form.name: form for form in load_formats()}
LINES = [form for form in FORMATS.values() if form.layout == "lines"]
ACCESS = b'198.18.0.9 - - [23/Nov/2026:09:03:%02d +0000] "GET /a?b=1 HTTP/1.1" 200 5 "-" "curl/8.5.0"'
PYTHON = b"2026-11-23 09:03:20,865 ERROR shop.web: no block"
TRACE = b'Traceback (most recent call last):\n  File "app.py", line 3, in view\nKeyError: 7'


def parse(text: bytes, name: str, encoding: str = "utf-8", zone: str = "UTC") -> Parsed:
    source = LogSource("x.log", Path("x.log"), format=FORMATS[name], encoding=encoding, timezone=zone)
    return parse_text(Block(source), text)


def test_a_request_gives_its_columns_and_its_whole_line() -> None:
    parsed = parse(ACCESS % 20 + b"\n", "access-combined")
    row = events.check(parsed.frame).iloc[0]
    assert row["message"] == (ACCESS % 20).decode()
    assert (row["status"], row["route"], row["kind"], row["line"], row["offset"]) == (200, "/a", "request", 1, 0)
    assert row["time"] == pd.Timestamp("2026-11-23T09:03:20Z")


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_offsets_and_numbers_point_at_the_lines_whatever_their_ends(end: bytes) -> None:
    text = end.join([ACCESS % 20, b"", b"nonsense", ACCESS % 21])
    parsed = parse(text, "access-combined")
    assert [text[offset:].split(end)[0] for offset in parsed.frame["offset"]] == [ACCESS % 20, ACCESS % 21]
    assert parsed.frame["line"].tolist() == [1, 4]
    assert (parsed.lines, parsed.unread, parsed.first_unread) == (4, 1, (3, "nonsense"))
    assert not parsed.frame["message"].str.endswith("\r").any()


def test_a_bad_byte_costs_one_character_and_moves_nothing() -> None:
    text = (ACCESS % 20).replace(b"curl", b"c\xffrl") + b"\n" + ACCESS % 21
    parsed = parse(text, "access-combined")
    assert parsed.frame["agent"].tolist() == ["c\ufffdrl/8.5.0", "curl/8.5.0"]
    assert parsed.frame["offset"].tolist() == [0, len(ACCESS % 20) + 1]


def test_utf_16_is_read_with_the_offsets_of_its_own_bytes() -> None:
    text = (ACCESS % 20 + b"\n" + ACCESS % 21 + b"\n").decode().encode("utf-16")
    parsed = parse(text, "access-combined", encoding="utf-16-le")
    assert parsed.frame["offset"].tolist() == [2, 2 + 2 * (len(ACCESS % 20) + 1)]
    assert parsed.frame["status"].tolist() == [200, 200]


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    parsed = parse(b"\xef\xbb\xbf" + ACCESS % 20, "access-combined")
    assert parsed.frame["client"].tolist() == ["198.18.0.9"]
    assert parsed.frame["offset"].tolist() == [3]


def test_nul_bytes_and_a_cut_last_line_are_unread_and_the_rest_is_kept() -> None:
    parsed = parse(bytes(50) + b"\n" + ACCESS % 20 + b"\n" + (ACCESS % 21)[:40], "access-combined")
    assert (len(parsed.frame), parsed.lines, parsed.unread) == (1, 3, 2)


def test_a_traceback_goes_on_with_the_record_before_it() -> None:
    parsed = parse(PYTHON + b"\n" + TRACE + b"\n" + PYTHON, "python-logging")
    assert parsed.frame["message"].tolist() == ["no block\n" + TRACE.decode(), "no block"]
    assert parsed.frame["line"].tolist() == [1, 5]
    assert (parsed.lines, parsed.unread) == (5, 0)


def test_what_goes_on_with_a_record_is_bounded() -> None:
    parsed = parse(PYTHON + b"\n" + b"at some.where()\n" * 10_000, "python-logging")
    assert 1000 < len(parsed.frame["message"].iloc[0]) <= TAIL_LIMIT_BYTES + 100
    assert parsed.lines == 10_001


def test_a_line_of_megabytes_is_bounded_and_the_next_one_is_read() -> None:
    long = (ACCESS % 20).replace(b"curl", b"c" * 3_000_000)
    parsed = parse(long + b"\n" + ACCESS % 21, "access-combined")
    assert parsed.frame["line"].tolist()[-1] == 2
    assert parsed.frame["message"].str.len().max() < 100_000


def test_lines_before_the_first_record_are_unread() -> None:
    parsed = parse(b"-- banner\n\n" + PYTHON, "python-logging")
    assert (parsed.unread, parsed.first_unread, parsed.lines) == (1, (1, "-- banner"), 3)


def test_a_statement_of_postgresql_belongs_to_its_error_though_it_has_a_stamp() -> None:
    front = "2026-11-23 10:01:25 CET [7333]: user=shop,db=shop,client=127.0.0.1 "
    text = front + "ERROR:  lock timeout\n" + front + "STATEMENT:  SELECT 'ERROR:  none'\n" + front + "LOG:  ok"
    parsed = parse(text.encode(), "postgresql")
    assert parsed.frame["severity"].tolist() == ["error", "info"]
    assert "STATEMENT:  SELECT" in parsed.frame["message"].iloc[0]


def test_naive_stamps_are_read_in_the_zone_of_their_source() -> None:
    text = b"2026-11-23  9:03:19 0 [Note] up\n2026-07-23 09:03:19 0 [Note] up"
    hours = parse(text, "mariadb-error", zone="Europe/Berlin").frame["time"].dt.hour
    assert hours.tolist() == [8, 7]


def test_a_record_whose_stamp_cannot_be_is_kept_without_a_time() -> None:
    parsed = parse((ACCESS % 20).replace(b"23/Nov", b"31/Feb"), "access-combined")
    assert parsed.frame["time"].isna().tolist() == [True]


def test_a_dump_that_merely_holds_the_word_error_is_no_error() -> None:
    text = b"2026-11-23 09:03:19 dumping row 7 of table errors: ERROR in name\n2026-11-23 09:03:20 [ERROR] disk full"
    severities = parse(text, "record").frame["severity"]
    assert [None if pd.isna(word) else word for word in severities] == [None, "error"]


def test_by_hand_names_nobody_and_by_a_person_does() -> None:
    text = (
        b"2026-11-23 09:03:19 ops-bot: cache cleared by hand\n2026-11-23 09:03:20 ops-bot: shop 2.1 started by l.meyer"
    )
    assert parse(text, "changes").frame["actor"].tolist() == ["ops-bot", "l.meyer"]


def test_a_block_and_what_it_gave_can_be_sent_to_another_process(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(ACCESS % 20 + b"\n")
    block = Block(LogSource("x.log", path, format=FORMATS["access-combined"]))
    here = parse_block(block)
    there = pickle.loads(pickle.dumps(parse_block(pickle.loads(pickle.dumps(block)))))  # noqa: S301 - our own bytes
    pd.testing.assert_frame_equal(here.frame, there.frame)


RECORDS = st.lists(st.sampled_from([PYTHON, TRACE, b"", b"  at x", b"\xff\xfe", PYTHON + b"\r"]), max_size=12)


@settings(deadline=None)  # the machine of a test may be slow
@given(records=RECORDS, size=st.integers(1, 400))
def test_the_size_of_the_blocks_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes], size: int
) -> None:
    path = tmp_path_factory.mktemp("blocks") / "x.log"
    path.write_bytes(PYTHON + b"\n" + b"\n".join(records))
    source = LogSource("x.log", path, format=FORMATS["python-logging"])
    whole = [read_part(block) for block in cut(source)]
    parts = number([read_part(block) for block in cut(source, size)], source)
    joined = [events.join([renumber(part.held, part.before) for part in several]) for several in (whole, parts)]
    pd.testing.assert_frame_equal(*joined)
    assert sum(part.lines for part in parts) == whole[0].lines
    assert sum(part.unread for part in parts) == whole[0].unread


@settings(deadline=None)  # the machine of a test may be slow
@given(text=st.binary(max_size=400), form=st.sampled_from(LINES))
def test_any_bytes_are_counted_and_none_crash(text: bytes, form: LogFormat) -> None:
    parsed = parse(text, form.name)
    told = text.removeprefix(b"\xef\xbb\xbf")  # a mark of the byte order is no line
    assert parsed.lines == told.count(b"\n") + (not told.endswith(b"\n") and told != b"")
    assert len(parsed.frame) + parsed.unread <= parsed.lines
    events.check(parsed.frame)


@settings(deadline=None)  # the machine of a test may be slow
@given(pieces=st.lists(st.sampled_from([ACCESS % 1, b"\x00", b"\n", b"\r\n", b"\xff", b"junk \xc3\xa9"]), max_size=20))
def test_offsets_and_numbers_point_at_the_first_byte_of_the_record(pieces: list[bytes]) -> None:
    text = b"".join(pieces)
    for offset, line in parse(text, "access-combined").frame[["offset", "line"]].itertuples(index=False):
        assert offset == 0 or text[offset - 1 : offset] == b"\n"
        assert line == text[:offset].count(b"\n") + 1
