"""The standard library and serialisers, codecs, and crypto."""

from __future__ import annotations

import base64
import bz2
import copy
import csv
import gzip
import hashlib
import io
import json
import lzma
import pickle
import random
import re
import xml.etree.ElementTree as ET
import zlib
from importlib import import_module
from typing import TYPE_CHECKING
from xml.dom import minidom

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import rows, text, xml

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 1 << 20


@subject("json")
def _standard() -> Iterator[Case]:
    records = rows(11_000)
    packed = json.dumps(records)
    plain = text(MEGABYTE).encode()
    xml_text = xml(50_000)
    yield Case("json.dumps", "11 000 records, 1 MB", lambda: json.dumps(records))
    yield Case("json.loads", "11 000 records, 1 MB", lambda: json.loads(packed))
    data = pickle.dumps(records)
    yield Case("pickle.dumps", "11 000 records, 0.7 MB", lambda: pickle.dumps(records))
    yield Case("pickle.loads", "11 000 records, 0.7 MB", lambda: pickle.loads(data))  # noqa: S301
    yield Case("copy.deepcopy", "100 records, 600 parts", lambda: copy.deepcopy(records[:100]))
    half = random.Random(3).randbytes(500_000)  # noqa: S311
    coded = base64.b64encode(half[: len(half) // 2])
    yield Case("base64.b64encode", "an image of 500 kB", lambda: base64.b64encode(half))
    yield Case("base64.b64decode", "an image of 250 kB", lambda: base64.b64decode(coded))
    yield Case("xml.etree.ElementTree.fromstring", "1 MB", lambda: ET.fromstring(xml_text))  # noqa: S314
    small = xml(5000)
    yield Case("xml.dom.minidom.parseString", "100 kB", lambda: minidom.parseString(small))  # noqa: S318
    table = "\n".join(f"{i},{i * 2},name {i}" for i in range(50_000))
    yield Case("csv.reader", "1 MB", lambda: list(csv.reader(io.StringIO(table))))
    packed_gzip, packed_zlib = gzip.compress(plain), zlib.compress(plain)
    packed_bz2, packed_lzma = bz2.compress(plain), lzma.compress(plain)
    yield Case("gzip.compress", "1 MB of text", lambda: gzip.compress(plain))
    yield Case("gzip.decompress", "1 MB of text", lambda: gzip.decompress(packed_gzip))
    yield Case("zlib.compress", "1 MB of text", lambda: zlib.compress(plain))
    yield Case("zlib.decompress", "1 MB of text", lambda: zlib.decompress(packed_zlib))
    yield Case("bz2.compress", "1 MB of text", lambda: bz2.compress(plain))
    yield Case("bz2.decompress", "1 MB of text", lambda: bz2.decompress(packed_bz2))
    yield Case("lzma.compress", "1 MB of text", lambda: lzma.compress(plain))
    yield Case("lzma.decompress", "1 MB of text", lambda: lzma.decompress(packed_lzma))
    yield Case(
        "hashlib.pbkdf2_hmac",
        "SHA-256, 600 000 rounds",
        lambda: hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 600_000),
    )
    yield Case(
        "hashlib.scrypt", "n of 2 ** 14", lambda: hashlib.scrypt(b"secret", salt=b"salt", n=2**14, r=8, p=1)
    )
    choose = random.Random(4)  # noqa: S311
    numbers = [choose.random() for _ in range(100_000)]
    yield Case("builtins.sorted", "100 000 numbers", lambda: sorted(numbers))
    yield Case("re.findall", "1 MB of text", lambda: re.findall(r"\b\w+ing\b|\bloop\b", packed))


@subject("orjson", "orjson")
def _orjson() -> Iterator[Case]:
    orjson = import_module("orjson")
    records = rows(11_000)
    packed = orjson.dumps(records)
    yield Case("orjson.dumps", "11 000 records, 1 MB", lambda: orjson.dumps(records))
    yield Case("orjson.loads", "11 000 records, 1 MB", lambda: orjson.loads(packed))
