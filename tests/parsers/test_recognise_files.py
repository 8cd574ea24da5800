"""Many files of mixed formats are recognised together, quickly, and each as it would be alone."""

from __future__ import annotations

import time
from itertools import cycle, islice
from pathlib import Path

from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.recognise_files import recognise_all, recognise_any, recognise_each
from reconstruct.parsers.sources import find_sources

FORMATS = load_formats()
# A file of each format, its samples as often as they make up a hundred lines.
FILES = [
    ("\n".join(islice(cycle(sample.text for sample in form.samples), 100)).encode(), f"{number}.log")
    for number, form in enumerate(FORMATS)
    if form.layout == "lines"
][:100]


def test_a_hundred_files_of_mixed_formats_take_less_than_twenty_milliseconds_each() -> None:
    recognise_each(FILES[:1], FORMATS)
    took = []
    for _ in range(3):  # on a busy machine the processor's time is that of its caches too: the best of three counts
        before = time.process_time()
        found = recognise_each(FILES, FORMATS)
        took.append(time.process_time() - before)
        assert len([form for form in found if form]) == len(FILES)

    assert min(took) / len(FILES) < 0.020


def test_files_recognised_together_are_recognised_as_each_is_alone() -> None:
    some = FILES[::9]

    assert recognise_each(some, FORMATS) == [recognise_any(*file, FORMATS) for file in some]


def test_what_lies_behind_the_first_64_kib_has_no_say(tmp_path: Path) -> None:
    begins = b"2026-11-23 09:00:00,000 ERROR shop: no\n" * (64 * 1024 // 39 + 1)
    (tmp_path / "app.log").write_bytes(begins + b'{"time": "2026-11-23T09:00:00Z", "msg": "x"}\n' * 20_000)

    (source,) = recognise_all(find_sources(tmp_path), FORMATS)

    assert source.format is not None
    assert source.format.name == "python-logging"
