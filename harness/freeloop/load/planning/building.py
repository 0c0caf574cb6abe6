"""From the parts of a request to its wire form: httpx encodes them, as it would for any client.

httpx is imported when the first request is built: it takes a tenth of a second, which no other command of
the command line should pay.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from freeloop.load.planning.cookies import cookies_in, joined
from freeloop.load.request import WEBSOCKET, RequestSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import httpx

    from freeloop.json_value import Json

_BASE_URL = "http://host.invalid"
"""Stands in for the server until the request is prepared; never looked up (RFC 2606)."""

_BOUNDARY = "freeloop-boundary-7c4ae2a82f2b4c0e"

_DEFAULT_HEADERS = {"Accept": "*/*", "Accept-Encoding": "gzip, deflate", "User-Agent": "freeloop"}

_FROM_HTTPX = frozenset({b"host", b"content-length", b"transfer-encoding", b"connection"})
"""Headers that httpx adds of itself and that the wire form makes anew."""


@dataclass(frozen=True, slots=True)
class RequestHook:
    """What is done to each request before it is written down."""

    change: Callable[[httpx.Request], httpx.Request]
    """May change the request, or return another."""
    gives: frozenset[tuple[str, str]] = frozenset()
    """Place and name of what it puts on every request, such as `("cookie", "sid")`; headers in lower case."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file of a multipart body."""

    name: str
    filename: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A request before it is encoded. `path` is percent-encoded; at most one kind of body is set."""

    method: str
    path: str
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict[str, "str | tuple[str, ...]"])
    """A header of several values has a line for each."""
    cookies: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes | None = None
    fields: Sequence[tuple[str, str]] | None = None
    """Of a form; sent as multipart when `files` is set, even to an empty one."""
    files: Sequence[FilePart] | None = None


class NotSendableError(ValueError):
    """A body that cannot be written down; its text is a sentence with the value, the rule and the next step."""


def json_content(value: Json) -> bytes:
    """Return the value as JSON text.

    Raises:
        NotSendableError: it is none, as what a user gives may be.
    """
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise NotSendableError(
            f"{value!r:.80} is not JSON ({error}): give text, numbers, lists and objects; for a file, its bytes"
        ) from error


def build(parts: Parts, hook: RequestHook | None = None) -> RequestSpec:
    """Encode the parts; `hook` sees and may change the httpx request before it is written down.

    Raises:
        ValueError: a header or the URL cannot be encoded.
    """
    request = _encode(parts)
    if hook is not None:
        request = hook.change(request)
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in request.headers.raw
        if name.lower() not in _FROM_HTTPX
    ]
    # Only a Host that someone chose is kept: httpx's own names the stand-in.
    host = request.headers.get("host", "")
    if host and host != "host.invalid":
        headers.insert(0, ("Host", host))
    return RequestSpec(
        method=request.method,
        target=request.url.raw_path.decode("ascii"),
        headers=tuple(headers),
        content=request.read(),
    )


def build_message(parts: Parts, message: bytes, hook: RequestHook | None = None) -> RequestSpec:
    """Return a websocket's message and the handshake that it needs; `hook` sees the handshake."""
    handshake = build(parts, hook)
    return RequestSpec(WEBSOCKET, handshake.target, handshake.headers, message)


def _encode(parts: Parts) -> httpx.Request:
    import httpx  # noqa: PLC0415 - see the module's docstring

    headers = httpx.Headers(_DEFAULT_HEADERS)
    headers.update(
        [
            (name, line)
            for name, value in parts.headers.items()
            for line in (value if isinstance(value, tuple) else (value,))
        ]
    )
    if parts.cookies:
        headers["Cookie"] = joined(list(parts.cookies.items()), cookies_in(headers.get("cookie", "")))
    url = httpx.URL(_BASE_URL + parts.path)
    if parts.query:
        url = url.copy_merge_params(httpx.QueryParams(list(parts.query)))
    if parts.files is not None:
        headers["Content-Type"] = f"multipart/form-data; boundary={_BOUNDARY}"
        plain = [(name, (None, value.encode(), None)) for name, value in parts.fields or ()]
        files = [(part.name, (part.filename, part.content, part.content_type)) for part in parts.files]
        return httpx.Request(parts.method, url, headers=headers, files=[*plain, *files])
    content = parts.content
    if parts.fields is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        content = str(httpx.QueryParams(list(parts.fields))).encode("ascii")
    return httpx.Request(parts.method, url, headers=headers, content=content)
