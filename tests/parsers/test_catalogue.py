"""The lists of formats that people read are those that the formats' files make."""

from __future__ import annotations

from pathlib import Path

from reconstruct.events import KINDS
from reconstruct.parsers.catalogue import TITLES, tabulate, write_page
from reconstruct.parsers.formats import load_formats

ROOT = Path(__file__).parents[2]
FORMATS = load_formats()


def test_the_readme_s_table_is_made_from_the_files() -> None:
    assert f"\n\n{tabulate(FORMATS)}\n\n" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_page_of_all_formats_is_made_from_the_files() -> None:
    assert (ROOT / "docs" / "formats.md").read_text(encoding="utf-8") == write_page(FORMATS)


def test_every_kind_has_its_row_and_every_format_stands_in_one() -> None:
    assert tuple(TITLES) == KINDS
    names = [name.strip() for row in tabulate(FORMATS).splitlines()[2:] for name in row.split("|")[2].split(",")]
    assert sorted(names) == sorted(form.name for form in FORMATS)
