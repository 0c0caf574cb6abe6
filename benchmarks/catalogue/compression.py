"""Libraries that compress."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import text
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 1 << 20
TEXT = "1 MB of text"


@subject("zstandard", "zstandard")
def _zstandard() -> Iterator[Case]:
    zstandard = import_module("zstandard")
    plain = text(MEGABYTE).encode()
    packed = zstandard.compress(plain)
    packer, unpacker = zstandard.ZstdCompressor(), zstandard.ZstdDecompressor()
    calls = {
        "compress": lambda: zstandard.compress(plain),
        "decompress": lambda: zstandard.decompress(packed),
        "ZstdCompressor.compress": lambda: packer.compress(plain),
        "ZstdCompressor.copy_stream": lambda: packer.copy_stream(io.BytesIO(plain), io.BytesIO()),
        "ZstdDecompressor.decompress": lambda: unpacker.decompress(packed),
        "ZstdDecompressor.copy_stream": lambda: unpacker.copy_stream(io.BytesIO(packed), io.BytesIO()),
    }
    yield from each("zstandard", TEXT, calls)


@subject("lz4.frame", "lz4")
def _lz4() -> Iterator[Case]:
    frame, block = import_module("lz4.frame"), import_module("lz4.block")
    plain = text(MEGABYTE).encode()
    framed, blocked = frame.compress(plain), block.compress(plain)
    calls = {
        "frame.compress": lambda: frame.compress(plain),
        "frame.decompress": lambda: frame.decompress(framed),
        "block.compress": lambda: block.compress(plain),
        "block.decompress": lambda: block.decompress(blocked),
    }
    yield from each("lz4", TEXT, calls)


@subject("snappy", "python-snappy")
def _snappy() -> Iterator[Case]:
    snappy = import_module("snappy")
    plain = text(MEGABYTE).encode()
    packed = snappy.compress(plain)
    calls = {
        "compress": lambda: snappy.compress(plain),
        "uncompress decompress": lambda: snappy.uncompress(packed),
    }
    yield from each("snappy", TEXT, calls)


@subject("brotli", "Brotli")
def _brotli() -> Iterator[Case]:
    brotli = import_module("brotli")
    plain = text(MEGABYTE).encode()
    packed = brotli.compress(plain, quality=4)
    yield Case("brotli.compress", f"{TEXT} at quality 11, the default", lambda: brotli.compress(plain))
    yield Case("brotli.decompress", TEXT, lambda: brotli.decompress(packed))
