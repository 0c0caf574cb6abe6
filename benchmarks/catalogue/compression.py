"""Libraries that compress."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
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


LARGE = "10 MB of text"


@subject("py7zr", "py7zr")
def _py7zr() -> Iterator[Case]:
    opened, folder = import_module("py7zr").SevenZipFile, Path(tempfile.mkdtemp())
    plain = text(10_000_000).encode()
    source, target, out = folder / "in" / "in.txt", folder / "in.7z", folder / "out"
    source.parent.mkdir()
    source.write_bytes(plain)
    with opened(target, "w") as archive:
        archive.write(source, "in.txt")

    def unpacked(name: str, **options: object) -> None:
        with opened(target) as archive:
            getattr(archive, name)(path=out, **options)

    def packed(name: str, *values: object) -> None:
        with opened(folder / "new.7z", "w") as archive:
            getattr(archive, name)(*values)

    calls = {
        "extractall": lambda: unpacked("extractall"),
        "extract": lambda: unpacked("extract", targets=["in.txt"]),
        "write": lambda: packed("write", source, "in.txt"),
        "writeall": lambda: packed("writeall", source.parent, "in"),
        "writestr": lambda: packed("writestr", plain, "in.txt"),
        "writef": lambda: packed("writef", io.BytesIO(plain), "in.txt"),
    }
    yield from each("py7zr.SevenZipFile", LARGE, calls)
