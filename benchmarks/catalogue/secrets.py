"""Hashes of passwords, keys, signatures, and tokens."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 1 << 20
RSA = "RSA with 2 048 bits"
TWELVE = "bcrypt with 12 rounds, the default"
ARGON2 = "the default parameters, 64 MiB and three passes, one lane"
SCRYPT = "n of 2 ** 14"
ROUNDS = "SHA-256 with 600 000 rounds"


@subject("bcrypt", "bcrypt")
def _bcrypt() -> Iterator[Case]:
    bcrypt = import_module("bcrypt")
    salt = bcrypt.gensalt()
    known = bcrypt.hashpw(b"secret", salt)
    yield Case("bcrypt.hashpw", "12 rounds, the default", lambda: bcrypt.hashpw(b"secret", salt))
    yield Case("bcrypt.checkpw", "12 rounds, the default", lambda: bcrypt.checkpw(b"secret", known))
    at = "100 rounds, 32 bytes"
    yield Case("bcrypt.kdf", at, lambda: bcrypt.kdf(b"secret", b"salt", 32, 100))


@subject("passlib.hash", "passlib")
def _passlib() -> Iterator[Case]:
    """Passlib cannot use a bcrypt library of version 5, whose refusal of long passwords its own test trips over."""
    hashes, context = import_module("passlib.hash"), import_module("passlib.context")
    at = {
        "pbkdf2_sha256": "29 000 rounds, the default",
        "pbkdf2_sha1": "131 000 rounds, the default",
        "pbkdf2_sha512": "25 000 rounds, the default",
        "django_pbkdf2_sha256": "29 000 rounds, the default",
        "bcrypt": TWELVE,
        "bcrypt_sha256": TWELVE,
        "argon2": "the default parameters",
        "scrypt": "the default parameters, n of 2 ** 16",
        "sha256_crypt": "535 000 rounds, the default, by the system's crypt",
        "sha512_crypt": "656 000 rounds, the default, by the system's crypt",
    }
    for name, words in at.items():
        yield from _scheme(name, getattr(hashes, name), words)
    keeper = context.CryptContext(schemes=["bcrypt"])
    known = keeper.hash("secret")
    calls = {
        "hash encrypt": lambda: keeper.hash("secret"),
        "verify": lambda: keeper.verify("secret", known),
        "verify_and_update": lambda: keeper.verify_and_update("secret", known),
        "dummy_verify": keeper.dummy_verify,
    }
    yield from each("passlib.context.CryptContext", TWELVE, calls)


def _scheme(name: str, scheme: Any, at: str) -> Iterator[Case]:  # noqa: ANN401 - a library's object
    known = scheme.hash("secret")
    calls = {"hash encrypt": lambda: scheme.hash("secret"), "verify": lambda: scheme.verify("secret", known)}
    yield from each(f"passlib.hash.{name}", at, calls)


@subject("argon2", "argon2-cffi")
def _argon2() -> Iterator[Case]:
    argon2 = import_module("argon2")
    low, hasher = import_module("argon2.low_level"), argon2.PasswordHasher(parallelism=1)
    known, kind = hasher.hash("secret"), argon2.Type.ID
    yield Case("argon2.PasswordHasher.hash", ARGON2, lambda: hasher.hash("secret"))
    yield Case("argon2.PasswordHasher.verify", ARGON2, lambda: hasher.verify(known, "secret"))
    salt, raw = b"salt" * 4, known.encode()
    costs = {"time_cost": 3, "memory_cost": 65536, "parallelism": 1, "hash_len": 32, "type": kind}
    calls = {
        "hash_secret": lambda: low.hash_secret(b"secret", salt, **costs),
        "hash_secret_raw": lambda: low.hash_secret_raw(b"secret", salt, **costs),
        "verify_secret": lambda: low.verify_secret(raw, b"secret", kind),
    }
    yield from each("argon2.low_level", ARGON2, calls)
    old = {
        "hash_password": lambda: argon2.hash_password(b"secret", parallelism=1),
        "hash_password_raw": lambda: argon2.hash_password_raw(b"secret", parallelism=1),
        "verify_password": lambda: argon2.verify_password(raw, b"secret", kind),
    }
    yield from each("argon2", ARGON2, old)


@subject("pwdlib", "pwdlib")
def _pwdlib() -> Iterator[Case]:
    argon2 = import_module("pwdlib.hashers.argon2")
    keeper = import_module("pwdlib").PasswordHash((argon2.Argon2Hasher(parallelism=1),))
    known = keeper.hash("secret")
    calls = {
        "hash": lambda: keeper.hash("secret"),
        "verify": lambda: keeper.verify("secret", known),
        "verify_and_update": lambda: keeper.verify_and_update("secret", known),
    }
    yield from each("pwdlib.PasswordHash", f"Argon2 with {ARGON2}", calls)


@subject("django", "Django")
def _django() -> Iterator[Case]:
    settings = import_module("django.conf").settings
    settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
    hashers = import_module("django.contrib.auth.hashers")
    known = hashers.make_password("secret")
    calls = {
        "make_password": lambda: hashers.make_password("secret"),
        "check_password": lambda: hashers.check_password("secret", known),
    }
    yield from each("django.contrib.auth.hashers", "PBKDF2 with the default rounds", calls)


@subject("cryptography", "cryptography")
def _cryptography() -> Iterator[Case]:
    base = "cryptography.hazmat.primitives.asymmetric"
    rsa, padding = import_module(f"{base}.rsa"), import_module(f"{base}.padding")
    hashes = import_module("cryptography.hazmat.primitives.hashes")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    scheme, sha, public = padding.PKCS1v15(), hashes.SHA256(), key.public_key()
    signature = key.sign(b"message", scheme, sha)
    at = "2 048 bits"
    yield Case(
        f"{base}.rsa.generate_private_key",
        at,
        lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    )
    sign, kind = f"{base}.rsa.RSAPrivateKey.sign", f"{base}.rsa.RSAPublicKey"
    yield Case(sign, at, lambda: key.sign(b"message", scheme, sha))
    yield Case(f"{kind}.verify", at, lambda: public.verify(signature, b"message", scheme, sha))
    oaep = padding.OAEP(padding.MGF1(sha), sha, None)
    secret = public.encrypt(b"message", oaep)
    yield Case(f"{kind}.encrypt", RSA, lambda: public.encrypt(b"message", oaep))
    yield Case(f"{base}.rsa.RSAPrivateKey.decrypt", RSA, lambda: key.decrypt(secret, oaep))
    ec = import_module(f"{base}.ec")
    yield Case(f"{base}.ec.generate_private_key", "P-256", lambda: ec.generate_private_key(ec.SECP256R1()))
    yield from _keys(key)
    yield from _ciphers()
    yield from _derivations(hashes)
    yield from _certificate(key, hashes)


def _keys(key: Any) -> Iterator[Case]:  # noqa: ANN401 - a library's object
    base = "cryptography.hazmat.primitives.serialization"
    kept = import_module(base)
    forms, plain = kept.PrivateFormat, kept.NoEncryption()
    written = [
        key.private_bytes(code, form, plain)
        for code, form in (
            (kept.Encoding.PEM, forms.PKCS8),
            (kept.Encoding.DER, forms.PKCS8),
            (kept.Encoding.PEM, forms.OpenSSH),
        )
    ]
    public, open_form = key.public_key(), kept.PublicFormat.SubjectPublicKeyInfo
    pem = public.public_bytes(kept.Encoding.PEM, open_form)
    der = public.public_bytes(kept.Encoding.DER, open_form)
    checked = {
        "load_pem_private_key": lambda: kept.load_pem_private_key(written[0], None),
        "load_der_private_key": lambda: kept.load_der_private_key(written[1], None),
        "load_ssh_private_key": lambda: kept.load_ssh_private_key(written[2], None),
    }
    yield from each(base, f"{RSA}, checked", checked)
    loads = {
        "load_pem_public_key": lambda: kept.load_pem_public_key(pem),
        "load_der_public_key": lambda: kept.load_der_public_key(der),
    }
    yield from each(base, RSA, loads)
    name = "cryptography.hazmat.primitives.asymmetric.rsa.RSAPrivateKey.private_bytes"
    yield Case(name, RSA, lambda: key.private_bytes(kept.Encoding.PEM, forms.PKCS8, plain))


def _ciphers() -> Iterator[Case]:
    library = import_module("cryptography.fernet")
    single = library.Fernet(library.Fernet.generate_key())
    several = library.MultiFernet([single, library.Fernet(library.Fernet.generate_key())])
    plain, at, now = bytes(MEGABYTE), "1 MB", 1_700_000_000
    for kind, fernet in (("Fernet", single), ("MultiFernet", several)):
        yield from _fernet(f"cryptography.fernet.{kind}", fernet, plain, now)
    token = several.encrypt(plain)
    yield Case("cryptography.fernet.MultiFernet.rotate", at, lambda: several.rotate(token))
    base = "cryptography.hazmat.primitives.ciphers.aead"
    aead = import_module(base)
    for kind in ("AESGCM", "ChaCha20Poly1305"):
        yield from _aead(f"{base}.{kind}", getattr(aead, kind)(bytes(32)), plain)


def _fernet(name: str, fernet: Any, plain: bytes, now: int) -> Iterator[Case]:  # noqa: ANN401 - a library's object
    token = fernet.encrypt_at_time(plain, now)
    calls = {
        "encrypt": lambda: fernet.encrypt(plain),
        "encrypt_at_time": lambda: fernet.encrypt_at_time(plain, now),
        "decrypt": lambda: fernet.decrypt(token),
        "decrypt_at_time": lambda: fernet.decrypt_at_time(token, 60, now),
    }
    yield from each(name, "1 MB", calls)


def _aead(name: str, cipher: Any, plain: bytes) -> Iterator[Case]:  # noqa: ANN401 - a library's object
    secret = cipher.encrypt(bytes(12), plain, None)
    calls = {
        "encrypt": lambda: cipher.encrypt(bytes(12), plain, None),
        "decrypt": lambda: cipher.decrypt(bytes(12), secret, None),
    }
    yield from each(name, "1 MB", calls)


def _derivations(hashes: Any) -> Iterator[Case]:  # noqa: ANN401 - a library's object
    base, salt = "cryptography.hazmat.primitives.kdf", b"salt" * 4
    pbkdf2, scrypt = import_module(f"{base}.pbkdf2").PBKDF2HMAC, import_module(f"{base}.scrypt").Scrypt
    argon2 = import_module(f"{base}.argon2").Argon2id
    makers = {
        "pbkdf2.PBKDF2HMAC": (ROUNDS, lambda: pbkdf2(hashes.SHA256(), 32, salt, 600_000)),
        "scrypt.Scrypt": (SCRYPT, lambda: scrypt(salt, 32, 2**14, 8, 1)),
        "argon2.Argon2id": (
            ARGON2,
            lambda: argon2(salt=salt, length=32, iterations=3, lanes=1, memory_cost=65536),
        ),
    }
    for name, (at, make) in makers.items():
        yield from _derivation(f"{base}.{name}", at, make)


def _derivation(name: str, at: str, make: Any) -> Iterator[Case]:  # noqa: ANN401 - makes a library's object
    known = make().derive(b"secret")
    calls = {"derive": lambda: make().derive(b"secret"), "verify": lambda: make().verify(b"secret", known)}
    yield from each(name, at, calls)


def _certificate(key: Any, hashes: Any) -> Iterator[Case]:  # noqa: ANN401 - a library's objects
    x509, kept = (
        import_module("cryptography.x509"),
        import_module("cryptography.hazmat.primitives.serialization"),
    )
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example.org")])
    begin = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + dt.timedelta(days=365))
    made = builder.sign(key, hashes.SHA256())
    pem, der = made.public_bytes(kept.Encoding.PEM), made.public_bytes(kept.Encoding.DER)
    calls = {
        "load_pem_x509_certificate": lambda: x509.load_pem_x509_certificate(pem),
        "load_der_x509_certificate": lambda: x509.load_der_x509_certificate(der),
    }
    yield from each("cryptography.x509", "one certificate", calls)


@subject("jwt", "PyJWT")
def _jwt() -> Iterator[Case]:
    jwt = import_module("jwt")
    secret, tokens = "s" * 32, jwt.PyJWT()
    token = jwt.encode({"sub": "1"}, secret)
    for owner, library in (("jwt", jwt), ("jwt.PyJWT", tokens)):
        yield from _tokens(owner, library, token, secret)


def _tokens(owner: str, library: Any, token: str, secret: str) -> Iterator[Case]:  # noqa: ANN401 - a library
    calls = {
        "encode": lambda: library.encode({"sub": "1"}, secret),
        "decode": lambda: library.decode(token, secret, algorithms=["HS256"]),
    }
    yield from each(owner, "HMAC", calls)


@subject("jose.jwt", "python-jose")
def _jose() -> Iterator[Case]:
    jwt, secret = import_module("jose.jwt"), "s" * 32
    yield from _tokens("jose.jwt", jwt, jwt.encode({"sub": "1"}, secret), secret)


@subject("nacl.pwhash", "PyNaCl")
def _nacl() -> Iterator[Case]:
    pwhash, public = import_module("nacl.pwhash"), import_module("nacl.public")
    known, limits = pwhash.str(b"secret"), "the interactive limits"
    yield Case("nacl.pwhash.str", limits, lambda: pwhash.str(b"secret"))
    yield Case("nacl.pwhash.verify", limits, lambda: pwhash.verify(known, b"secret"))
    key = public.PrivateKey.generate()
    boxes = {
        "nacl.public.Box": public.Box(key, public.PrivateKey.generate().public_key),
        "nacl.public.SealedBox": public.SealedBox(key),
        "nacl.secret.SecretBox": import_module("nacl.secret").SecretBox(bytes(32)),
    }
    for name, box in boxes.items():
        yield from _box(name, box)
    signer = import_module("nacl.signing").SigningKey.generate()
    yield Case("nacl.signing.SigningKey.sign", "a short message", lambda: signer.sign(b"message"))


def _box(name: str, box: Any) -> Iterator[Case]:  # noqa: ANN401 - a library's object
    plain = bytes(MEGABYTE)
    secret = box.encrypt(plain)
    calls = {"encrypt": lambda: box.encrypt(plain), "decrypt": lambda: box.decrypt(secret)}
    yield from each(name, "1 MB", calls)


@subject("Crypto.PublicKey.RSA", "pycryptodome")
def _pycryptodome() -> Iterator[Case]:
    rsa, kdf = import_module("Crypto.PublicKey.RSA"), import_module("Crypto.Protocol.KDF")
    sha256 = import_module("Crypto.Hash.SHA256")
    pem = rsa.generate(2048).export_key()
    yield Case("Crypto.PublicKey.RSA.generate", "2 048 bits", lambda: rsa.generate(2048))
    yield from each("Crypto.PublicKey.RSA", RSA, {"import_key importKey": lambda: rsa.import_key(pem)})
    base, known = "Crypto.Protocol.KDF", kdf.bcrypt("secret", 12)
    at = "SHA-256 with 100 000 rounds"
    yield Case(
        f"{base}.PBKDF2",
        at,
        lambda: kdf.PBKDF2("secret", b"salt" * 4, 32, count=100_000, hmac_hash_module=sha256),
    )
    checks = {
        "bcrypt": lambda: kdf.bcrypt("secret", 12),
        "bcrypt_check": lambda: kdf.bcrypt_check("secret", known),
    }
    yield from each(base, "a cost of 12", checks)
    yield Case(f"{base}.scrypt", SCRYPT, lambda: kdf.scrypt("secret", "salt", 32, 2**14, 8, 1))
