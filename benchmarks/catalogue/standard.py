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
from benchmarks.catalogue.inputs import rows, settings, text, xml

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


@subject("ujson", "ujson")
def _ujson() -> Iterator[Case]:
    ujson = import_module("ujson")
    records = rows(11_000)
    packed = ujson.dumps(records)
    yield Case("ujson.dumps", "11 000 records, 1 MB", lambda: ujson.dumps(records))
    yield Case("ujson.loads", "11 000 records, 1 MB", lambda: ujson.loads(packed))


@subject("simplejson", "simplejson")
def _simplejson() -> Iterator[Case]:
    simplejson = import_module("simplejson")
    records = rows(11_000)
    packed = simplejson.dumps(records)
    yield Case("simplejson.dumps", "11 000 records, 1 MB", lambda: simplejson.dumps(records))
    yield Case("simplejson.loads", "11 000 records, 1 MB", lambda: simplejson.loads(packed))


@subject("msgpack", "msgpack")
def _msgpack() -> Iterator[Case]:
    msgpack = import_module("msgpack")
    records = rows(11_000)
    packed = msgpack.packb(records)
    yield Case("msgpack.packb", "11 000 records, 0.7 MB", lambda: msgpack.packb(records))
    yield Case("msgpack.unpackb", "11 000 records, 0.7 MB", lambda: msgpack.unpackb(packed))


@subject("yaml", "PyYAML")
def _yaml() -> Iterator[Case]:
    yaml = import_module("yaml")
    parts = settings(15)
    written = yaml.safe_dump(parts)
    yield Case("yaml.safe_load", "settings of 2 kB", lambda: yaml.safe_load(written))
    yield Case("yaml.safe_dump", "settings of 2 kB", lambda: yaml.safe_dump(parts))


@subject("xmltodict", "xmltodict")
def _xmltodict() -> Iterator[Case]:
    xmltodict = import_module("xmltodict")
    written = xml(25_000)
    yield Case("xmltodict.parse", "500 kB", lambda: xmltodict.parse(written))


@subject("zstandard", "zstandard")
def _zstandard() -> Iterator[Case]:
    zstandard = import_module("zstandard")
    plain = text(MEGABYTE).encode()
    packed = zstandard.compress(plain)
    yield Case("zstandard.compress", "1 MB of text", lambda: zstandard.compress(plain))
    yield Case("zstandard.decompress", "1 MB of text", lambda: zstandard.decompress(packed))


@subject("lz4.frame", "lz4")
def _lz4() -> Iterator[Case]:
    frame = import_module("lz4.frame")
    plain = text(MEGABYTE).encode()
    packed = frame.compress(plain)
    yield Case("lz4.frame.compress", "1 MB of text", lambda: frame.compress(plain))
    yield Case("lz4.frame.decompress", "1 MB of text", lambda: frame.decompress(packed))


@subject("snappy", "python-snappy")
def _snappy() -> Iterator[Case]:
    snappy = import_module("snappy")
    plain = text(MEGABYTE).encode()
    packed = snappy.compress(plain)
    yield Case("snappy.compress", "1 MB of text", lambda: snappy.compress(plain))
    yield Case("snappy.uncompress", "1 MB of text", lambda: snappy.uncompress(packed))


@subject("brotli", "Brotli")
def _brotli() -> Iterator[Case]:
    brotli = import_module("brotli")
    plain = text(MEGABYTE).encode()
    packed = brotli.compress(plain, quality=4)
    yield Case("brotli.compress", "1 MB of text at quality 11, the default", lambda: brotli.compress(plain))
    yield Case("brotli.decompress", "1 MB of text", lambda: brotli.decompress(packed))


@subject("bcrypt", "bcrypt")
def _bcrypt() -> Iterator[Case]:
    bcrypt = import_module("bcrypt")
    salt = bcrypt.gensalt()
    known = bcrypt.hashpw(b"secret", salt)
    yield Case("bcrypt.hashpw", "12 rounds, the default", lambda: bcrypt.hashpw(b"secret", salt))
    yield Case("bcrypt.checkpw", "12 rounds, the default", lambda: bcrypt.checkpw(b"secret", known))


@subject("passlib.hash", "passlib")
def _passlib() -> Iterator[Case]:
    hashes = import_module("passlib.hash")
    known = hashes.pbkdf2_sha256.hash("secret")
    rounds = "29 000 rounds, the default"
    yield Case("passlib.hash.pbkdf2_sha256.hash", rounds, lambda: hashes.pbkdf2_sha256.hash("secret"))
    yield Case(
        "passlib.hash.pbkdf2_sha256.verify", rounds, lambda: hashes.pbkdf2_sha256.verify("secret", known)
    )
    yield Case(
        "passlib.hash.sha512_crypt.hash", "the default rounds", lambda: hashes.sha512_crypt.hash("secret")
    )


@subject("argon2", "argon2-cffi")
def _argon2() -> Iterator[Case]:
    hasher = import_module("argon2").PasswordHasher(parallelism=1)
    known = hasher.hash("secret")
    at = "the default parameters, 64 MiB and three passes, one lane"
    yield Case("argon2.PasswordHasher.hash", at, lambda: hasher.hash("secret"))
    yield Case("argon2.PasswordHasher.verify", at, lambda: hasher.verify(known, "secret"))


@subject("cryptography", "cryptography")
def _cryptography() -> Iterator[Case]:
    base = "cryptography.hazmat.primitives.asymmetric"
    rsa, padding = import_module(f"{base}.rsa"), import_module(f"{base}.padding")
    hashes = import_module("cryptography.hazmat.primitives.hashes")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signature = key.sign(b"message", padding.PKCS1v15(), hashes.SHA256())
    public = key.public_key()
    yield Case(
        f"{base}.rsa.generate_private_key",
        "2 048 bits",
        lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    )
    yield Case(
        f"{base}.rsa.RSAPrivateKey.sign",
        "2 048 bits",
        lambda: key.sign(b"message", padding.PKCS1v15(), hashes.SHA256()),
    )
    yield Case(
        f"{base}.rsa.RSAPublicKey.verify",
        "2 048 bits",
        lambda: public.verify(signature, b"message", padding.PKCS1v15(), hashes.SHA256()),
    )
    fernet_module = import_module("cryptography.fernet")
    fernet = fernet_module.Fernet(fernet_module.Fernet.generate_key())
    plain = bytes(MEGABYTE)
    token = fernet.encrypt(plain)
    yield Case("cryptography.fernet.Fernet.encrypt", "1 MB", lambda: fernet.encrypt(plain))
    yield Case("cryptography.fernet.Fernet.decrypt", "1 MB", lambda: fernet.decrypt(token))
    aead = import_module("cryptography.hazmat.primitives.ciphers.aead")
    cipher = aead.AESGCM(bytes(32))
    name = "cryptography.hazmat.primitives.ciphers.aead.AESGCM.encrypt"
    yield Case(name, "1 MB", lambda: cipher.encrypt(bytes(12), plain, None))
    serialization = import_module("cryptography.hazmat.primitives.serialization")
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    yield Case(
        "cryptography.hazmat.primitives.serialization.load_pem_private_key",
        "RSA with 2 048 bits, checked",
        lambda: serialization.load_pem_private_key(pem, None),
    )


@subject("jwt", "PyJWT")
def _jwt() -> Iterator[Case]:
    jwt = import_module("jwt")
    secret = "s" * 32
    token = jwt.encode({"sub": "1"}, secret)
    yield Case("jwt.encode", "HMAC", lambda: jwt.encode({"sub": "1"}, secret))
    yield Case("jwt.decode", "HMAC", lambda: jwt.decode(token, secret, algorithms=["HS256"]))


@subject("jose.jwt", "python-jose")
def _jose() -> Iterator[Case]:
    jwt = import_module("jose.jwt")
    secret = "s" * 32
    token = jwt.encode({"sub": "1"}, secret)
    yield Case("jose.jwt.encode", "HMAC", lambda: jwt.encode({"sub": "1"}, secret))
    yield Case("jose.jwt.decode", "HMAC", lambda: jwt.decode(token, secret, algorithms="HS256"))


@subject("nacl.pwhash", "PyNaCl")
def _nacl() -> Iterator[Case]:
    pwhash = import_module("nacl.pwhash")
    yield Case("nacl.pwhash.str", "the interactive limits", lambda: pwhash.str(b"secret"))


@subject("Crypto.PublicKey.RSA", "pycryptodome")
def _pycryptodome() -> Iterator[Case]:
    rsa = import_module("Crypto.PublicKey.RSA")
    yield Case("Crypto.PublicKey.RSA.generate", "2 048 bits", lambda: rsa.generate(2048))
