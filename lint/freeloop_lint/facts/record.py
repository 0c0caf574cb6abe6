"""What is known of one content: whether it matters by itself, what it imports, its facts if anyone needed them."""

import re
from typing import NamedTuple

from freeloop_lint.cache.file import digest_of
from freeloop_lint.facts.lower import lower_packed
from freeloop_lint.facts.model import Problem

_FRAMEWORKS = (
    *(b"fastapi", b"starlette", b"aiohttp", b"sanic", b"quart", b"litestar", b"tornado"),
    *(b"asyncio.run", b"run_until_complete", b"run_forever", b"uvloop", b"anyio.run"),
    *(
        b"telegram",
        b"aiogram",
        b"discord",
        b"telethon",
        b"slack_bolt",
        b"fastmcp",
        b"faststream",
        b"AsyncIOScheduler",
    ),
)
_ASYNC = re.compile(rb"async\s+def|async\s*\\\\")
_COMMENT = re.compile(rb"#\s*(?:(freeloop\b|noqa\s*:[^#\n]*FL\d)|noqa\b(?!\s*:))", re.IGNORECASE)
OURS, ALL = "ours", "all"
_CODING = re.compile(rb"\A(?:.*\n)?.*coding")


class Record(NamedTuple):
    """One content. `facts` is empty when only the syntax was looked at; `problem` is what is wrong with that.

    `comments` is OURS when some seem to silence this linter, ALL when some only seem to silence all linters.
    `identity` is the same for two contents from which the same findings follow: comments and texts may differ.
    """

    seed: bool
    lines: int
    problem: Problem | None
    identity: bytes = b""
    imports: tuple[tuple[str, int, tuple[str, ...]], ...] = ()
    facts: bytes = b""
    comments: str = ""


def make_record(path: str, data: bytes, *, seed: bool) -> Record:
    """Read a file's content for its facts."""
    facts, packed = lower_packed(path, data)
    return Record(
        seed,
        data.count(b"\n"),
        facts.problem,
        digest_of(packed if _says_all(data) else data),
        tuple([(one.module, one.level, one.names) for one in facts.imports]),
        packed,
        _comments(data),
    )


def _comments(data: bytes) -> str:
    ours = [bool(found[1]) for found in _COMMENT.finditer(data)]
    return OURS if any(ours) else ALL if ours else ""


def is_seed(data: bytes) -> bool:
    """Claim that a content may hold async code, or hand functions to a framework.

    One that does not can make no function run on a loop; it matters only when one that does imports it. Plain words
    are looked for one by one: a pattern of them all takes ten times as long.
    """
    if b"async" in data and _ASYNC.search(data) is not None:
        return True
    return any(word in data for word in _FRAMEWORKS)


def _says_all(data: bytes) -> bool:
    """Claim that nothing but facts goes into findings: no comment that silences, no columns that bytes miscount."""
    if not data.isascii() or _CODING.match(data):
        return False
    lower = data.lower()
    return b"noqa" not in lower and b"freeloop" not in lower
