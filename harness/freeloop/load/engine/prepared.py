"""The bytes of a request, made once and written to the socket as often as the load wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.load.engine.frames import frame
from freeloop.load.request import WEBSOCKET

if TYPE_CHECKING:
    from freeloop.load.request import RequestSpec

# Methods whose request says its length even when it has no body (RFC 9110 8.6).
_METHODS_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})

_HANDSHAKE_HEADERS = (
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "ZnJlZWxvb3AtbG9hZC0xMw=="),
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request as it goes over the wire, and what is needed to read its answer."""

    wire: bytes
    expects_no_body: bool
    """The answer has no body whatever its headers say: it answers HEAD."""
    frame: bytes | None = None
    """Of a websocket's message; `wire` is then the handshake, sent once for each connection."""


def prepare(spec: RequestSpec, host: str, port: int) -> Prepared:
    """Return `spec` as HTTP/1.1 for the server at `host` and `port`.

    The `Host` header is the real one unless the spec has its own.

    Raises:
        ValueError: method, target or a header holds a line break or a character outside Latin-1.
    """
    is_websocket = spec.method == WEBSOCKET
    lines = [f"{'GET' if is_websocket else spec.method} {spec.target} HTTP/1.1"]
    names = {name.lower() for name, _ in spec.headers}
    if "host" not in names:
        shown_host = f"[{host}]" if ":" in host else host
        lines.append(f"Host: {shown_host}:{port}")
    lines += [f"{name}: {value}" for name, value in spec.headers if name.lower() != "content-length"]
    if is_websocket:
        lines += [f"{name}: {value}" for name, value in _HANDSHAKE_HEADERS]
    elif spec.content or spec.method.upper() in _METHODS_WITH_LENGTH:
        lines.append(f"Content-Length: {len(spec.content)}")
    for line in lines:
        if "\r" in line or "\n" in line:
            raise ValueError(f"a line of a request holds a line break: {line!r:.80}")
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    if is_websocket:
        return Prepared(head, expects_no_body=False, frame=frame(spec.content) if spec.content else b"")
    return Prepared(wire=head + spec.content, expects_no_body=spec.method.upper() == "HEAD")
