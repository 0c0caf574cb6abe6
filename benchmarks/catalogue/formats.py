"""Archives, compressed data, and the formats that data is written in."""

from __future__ import annotations

import base64
import csv
import difflib
import gc
import gzip
import io
import json
import pickle
import random
import shutil
import tarfile
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.dom import minidom

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import rows, settings, text, xml
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEGABYTE = 1 << 20
TEXT = "1 MB of text"
RECORDS = "11 000 records, 1 MB"
PACKED = "11 000 records, 0.7 MB"


@subject("zipfile")
def _archives() -> Iterator[Case]:
    folder, plain = Path(tempfile.mkdtemp()), text(MEGABYTE).encode()
    source, packed, tar = folder / "in.txt", folder / "in.zip", folder / "in.tar.gz"
    source.write_bytes(plain)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        new.write(source, "in.txt")
    with tarfile.open(tar, "w:gz") as new_tar:
        new_tar.add(source, "in.txt")

    def zipped(call: Callable[[zipfile.ZipFile], object], mode: Any = "r") -> Callable[[], None]:  # noqa: ANN401 - a literal
        def run() -> None:
            target = packed if mode == "r" else io.BytesIO()
            with zipfile.ZipFile(target, mode, zipfile.ZIP_DEFLATED) as archive:
                call(archive)

        return run

    zips = {
        "read": zipped(lambda archive: archive.read("in.txt")),
        "extract": zipped(lambda archive: archive.extract("in.txt", folder / "one")),
        "extractall": zipped(lambda archive: archive.extractall(folder / "all")),  # noqa: S202 - made above
        "write": zipped(lambda archive: archive.write(source, "in.txt"), "w"),
        "writestr": zipped(lambda archive: archive.writestr("in.txt", plain), "w"),
    }
    yield from each("zipfile.ZipFile", TEXT, zips)

    def untarred(call: Callable[[tarfile.TarFile], object]) -> None:
        with tarfile.open(tar) as archive:
            call(archive)

    def tarred(call: Callable[[tarfile.TarFile], object]) -> None:
        with tarfile.open(fileobj=io.BytesIO(), mode="w:gz") as archive:
            call(archive)

    info = tarfile.TarInfo("in.txt")
    info.size = len(plain)
    tars = {
        "extract": lambda: untarred(lambda archive: archive.extract("in.txt", folder, filter="data")),
        "extractall": lambda: untarred(lambda archive: archive.extractall(folder, filter="data")),
        "add": lambda: tarred(lambda archive: archive.add(source, "in.txt")),
        "addfile": lambda: tarred(lambda archive: archive.addfile(info, io.BytesIO(plain))),
    }
    yield from each("tarfile.TarFile", f"{TEXT}, with gzip", tars)
    content = folder / "content"
    content.mkdir()
    (content / "in.txt").write_bytes(plain)
    wholes = {
        "make_archive": lambda: shutil.make_archive(str(folder / "made"), "zip", content),
        "unpack_archive": lambda: shutil.unpack_archive(packed, folder / "unpacked"),
    }
    yield from each("shutil", f"{TEXT} as zip", wholes)


@subject("gzip")
def _streams() -> Iterator[Case]:
    plain = text(MEGABYTE).encode()
    packed = gzip.compress(plain)
    lined = gzip.compress(text(MEGABYTE).replace(". ", ".\n").encode())

    def opened(data: bytes) -> gzip.GzipFile:
        return gzip.GzipFile(fileobj=io.BytesIO(data))

    def write() -> None:
        with gzip.GzipFile(fileobj=io.BytesIO(), mode="wb") as out:
            out.write(plain)

    calls = {
        "read": lambda: opened(packed).read(),
        "readlines": lambda: opened(lined).readlines(),
        "write": write,
    }
    yield from each("gzip.GzipFile", TEXT, calls)


def _of(call: Callable[[Any], object], argument: object) -> Callable[[], object]:
    return lambda: call(argument)


@subject("base64")
def _texts() -> Iterator[Case]:
    half = random.Random(3).randbytes(500_000)  # noqa: S311 - an input, not a secret
    pairs = {"b32": 4, "b85": 4, "a85": 4, "standard_b64": 2, "urlsafe_b64": 2}
    for name, part in pairs.items():
        encode, decode = getattr(base64, f"{name}encode"), getattr(base64, f"{name}decode")
        yield Case(f"base64.{name}encode", "an image of 500 kB", _of(encode, half))
        coded, kept = encode(half[: len(half) // part]), 500 // part
        yield Case(f"base64.{name}decode", f"an image of {kept} kB", _of(decode, coded))


@subject("csv")
def _data() -> Iterator[Case]:
    table = "a,b,c\n" + "\n".join(f"{i},{i * 2},name {i}" for i in range(50_000))
    at = "1 MB, read to the end"
    yield Case("csv.DictReader.__iter__", at, lambda: list(csv.DictReader(io.StringIO(table))))
    before = [f"line {number} of {word}" for number, word in enumerate(text(8000).split()[:1000])]
    after = [line if number % 20 else f"{line} changed" for number, line in enumerate(before)]
    texts = {
        "ndiff": lambda: list(difflib.ndiff(before, after)),
        "unified_diff": lambda: list(difflib.unified_diff(before, after)),
    }
    yield from each("difflib", "two texts of 1 000 lines, one in 20 changed", texts)
    records = rows(1000)
    written = json.dumps(records)
    files = {
        "dump": lambda: json.dump(records, io.StringIO()),
        "load": lambda: json.load(io.StringIO(written)),
    }
    yield from each("json", "a file of 100 kB", files)
    many = rows(11_000)
    yield Case("pickle.dump", PACKED, lambda: pickle.dump(many, io.BytesIO()))
    large = random.Random(3).randbytes(5_000_000)  # noqa: S311 - an input, not a secret
    digest = import_module("hashlib").file_digest  # since Python 3.11
    yield Case("hashlib.file_digest", "5 MB", lambda: digest(io.BytesIO(large), "sha256"))
    source, small = xml(50_000), xml(5000)
    tree = ET.fromstring(source)  # noqa: S314 - made above
    trees = {
        "parse": lambda: ET.parse(io.StringIO(source)),  # noqa: S314 - made above
        "tostring": lambda: ET.tostring(tree),
    }
    yield from each("xml.etree.ElementTree", "1 MB", trees)
    yield Case("xml.dom.minidom.parse", "100 kB", lambda: minidom.parse(io.StringIO(small)))  # noqa: S318
    kept = [[number] for number in range(500_000)]
    yield Case("gc.collect", "500 000 objects", gc.collect)
    del kept


@subject("msgpack", "msgpack")
def _msgpack() -> Iterator[Case]:
    msgpack = import_module("msgpack")
    records = rows(11_000)
    packed = msgpack.packb(records)
    calls = {
        "packb dumps": lambda: msgpack.packb(records),
        "unpackb loads": lambda: msgpack.unpackb(packed),
        "pack dump": lambda: msgpack.pack(records, io.BytesIO()),
        "unpack load": lambda: msgpack.unpack(io.BytesIO(packed)),
    }
    yield from each("msgpack", PACKED, calls)


@subject("yaml", "PyYAML")
def _yaml() -> Iterator[Case]:
    yaml = import_module("yaml")
    parts = settings(15)
    written = yaml.safe_dump(parts)
    calls = {
        "safe_load": lambda: yaml.safe_load(written),
        "full_load": lambda: yaml.full_load(written),
        "unsafe_load": lambda: yaml.unsafe_load(written),
        "load": lambda: yaml.load(written, Loader=yaml.SafeLoader),
        "safe_load_all": lambda: list(yaml.safe_load_all(written)),
        "full_load_all": lambda: list(yaml.full_load_all(written)),
        "load_all": lambda: list(yaml.load_all(written, Loader=yaml.SafeLoader)),
        "safe_dump": lambda: yaml.safe_dump(parts),
        "dump": lambda: yaml.dump(parts),
        "safe_dump_all": lambda: yaml.safe_dump_all([parts]),
        "dump_all": lambda: yaml.dump_all([parts]),
    }
    yield from each("yaml", "settings of 2 kB", calls)


@subject("ruamel.yaml", "ruamel.yaml")
def _ruamel() -> Iterator[Case]:
    """Its names are those of the class in its package, which is what programs import."""
    library = import_module("ruamel.yaml").YAML()
    parts, out = settings(350), io.StringIO()
    library.dump(parts, out)
    written = out.getvalue()
    calls = {
        "load": lambda: library.load(written),
        "load_all": lambda: list(library.load_all(written)),
        "dump": lambda: library.dump(parts, io.StringIO()),
        "dump_all": lambda: library.dump_all([parts], io.StringIO()),
    }
    yield from each("ruamel.yaml.YAML", "50 kB, the pure-Python loader", calls)


@subject("toml", "toml")
def _toml() -> Iterator[Case]:
    toml = import_module("toml")
    parts = settings(150)
    written = toml.dumps(parts)
    calls = {
        "dumps": lambda: toml.dumps(parts),
        "loads": lambda: toml.loads(written),
        "dump": lambda: toml.dump(parts, io.StringIO()),
        "load": lambda: toml.load(io.StringIO(written)),
    }
    yield from each("toml", "20 kB", calls)


@subject("ujson", "ujson")
def _ujson() -> Iterator[Case]:
    yield from _json("ujson")


@subject("simplejson", "simplejson")
def _simplejson() -> Iterator[Case]:
    yield from _json("simplejson")


@subject("rapidjson", "python-rapidjson")
def _rapidjson() -> Iterator[Case]:
    yield from _json("rapidjson")


def _json(name: str) -> Iterator[Case]:
    library, records = import_module(name), rows(11_000)
    packed = library.dumps(records)
    whole = {"dumps": lambda: library.dumps(records), "loads": lambda: library.loads(packed)}
    yield from each(name, RECORDS, whole)
    few = rows(1000)
    written = library.dumps(few)

    def dump(kind: type[Any]) -> Callable[[], object]:
        return lambda: library.dump(few, kind())

    files = {
        "dump": dump(io.BytesIO if name == "rapidjson" else io.StringIO),
        "load": lambda: library.load(io.StringIO(written)),
    }
    yield from each(name, "a file of 100 kB", files)


@subject("cbor2", "cbor2")
def _cbor2() -> Iterator[Case]:
    cbor2, records = import_module("cbor2"), rows(11_000)
    packed = cbor2.dumps(records)
    calls = {
        "dumps": lambda: cbor2.dumps(records),
        "loads": lambda: cbor2.loads(packed),
        "dump": lambda: cbor2.dump(records, io.BytesIO()),
        "load": lambda: cbor2.load(io.BytesIO(packed)),
    }
    yield from each("cbor2", PACKED, calls)


@subject("bson", "pymongo")
def _bson() -> Iterator[Case]:
    bson, util, records = import_module("bson"), import_module("bson.json_util"), rows(11_000)
    packed = bson.encode({"rows": records})
    written = util.dumps(records)
    calls = {
        "encode": lambda: bson.encode({"rows": records}),
        "decode": lambda: bson.decode(packed),
        "decode_all": lambda: bson.decode_all(packed),
        "json_util.dumps": lambda: util.dumps(records),
        "json_util.loads": lambda: util.loads(written),
    }
    yield from each("bson", RECORDS, calls)


@subject("xmltodict", "xmltodict")
def _xmltodict() -> Iterator[Case]:
    xmltodict = import_module("xmltodict")
    written = xml(25_000)
    parsed = xmltodict.parse(written)
    calls = {"parse": lambda: xmltodict.parse(written), "unparse": lambda: xmltodict.unparse(parsed)}
    yield from each("xmltodict", "500 kB", calls)


@subject("dicttoxml", "dicttoxml")
def _dicttoxml() -> Iterator[Case]:
    dicttoxml, records = import_module("dicttoxml"), rows(2500)
    yield Case("dicttoxml.dicttoxml", "2 500 records, 500 kB", lambda: dicttoxml.dicttoxml(records))
