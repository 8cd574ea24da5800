"""Write docs/formats.md and the README's table of formats anew from the formats' files: python docs/formats.py"""

from __future__ import annotations

import re
from pathlib import Path

from reconstruct.parsers.catalogue import tabulate, write_page
from reconstruct.parsers.formats import load_formats

ROOT = Path(__file__).parent.parent
TABLE = re.compile(r"\| \| Formats \|\n(?:\|.*\n)+")


def main() -> None:
    """Write both."""
    formats = load_formats()
    (ROOT / "docs" / "formats.md").write_text(write_page(formats), encoding="utf-8")
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(TABLE.sub(lambda _: tabulate(formats) + "\n", text), encoding="utf-8")


if __name__ == "__main__":
    main()
