"""Sources -> their blocks one after another; those of a packed file bring their text, for it is unpacked but once."""

from __future__ import annotations

from collections.abc import Iterator

from reconstruct.events import BLOCK_BYTES
from reconstruct.parsers.packed import stream_text
from reconstruct.parsers.sources import Block, LogSource, Own, cut, read_bytes, read_source

AHEAD_BYTES = 64 * 1024  # of what follows a block: the rest of its last record
LAYOUTS = ("lines", "json-lines")


def feed(source: LogSource, block_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
    """The blocks of a source; a packed text of lines is unpacked as they are asked for, two of them in memory."""
    layout = source.format.layout if source.format else ""
    if source.encoding != "utf-8" or layout not in LAYOUTS or not (source.compression or source.member):
        yield from cut(source, block_bytes)
        return
    held: Block | None = None
    for text, broken in stream_text(source.file, source.compression, source.member, block_bytes):
        start = 0 if held is None or held.stop is None else held.stop
        if held and held.own:
            yield with_ahead(held, text)
        held = Block(source, start, start + len(text), own=Own(text, b"", broken))
    yield held or Block(source, 0, 0)


def with_ahead(block: Block, text: bytes) -> Block:
    """A block with the first bytes of the text that follows it."""
    own = block.own and Own(block.own.text, text[:AHEAD_BYTES], block.own.broken)
    return Block(block.source, block.start, block.stop, block.furthest, own)


def read_block(block: Block) -> Own:
    """The text of a block, what follows it where its last record may go on there, and why it breaks off."""
    if block.own:
        return block.own
    text, broken = read_source(block.source, block.start, block.stop)
    form, stop = block.source.format, block.stop
    ahead = read_bytes(block.source, stop, stop + AHEAD_BYTES) if form and form.multiline and stop is not None else b""
    return Own(text, ahead, broken)
