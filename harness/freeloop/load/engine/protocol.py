"""One HTTP/1.1 connection: writes prepared bytes, parses the answer with httptools.

One request is in flight at a time; nothing is pipelined. The connection counts nothing and times nothing: it
tells its owner, once per request, that the answer is there or how it was lost. After `lost` it is closed and
stays so; after `answered` it is open if the server keeps it alive.
"""

from __future__ import annotations

import asyncio
import zlib
from typing import TYPE_CHECKING, Protocol, cast

import httptools

from freeloop.load.result import is_redirect

if TYPE_CHECKING:
    from freeloop.load.engine.prepared import Prepared

EXCERPT_BYTES = 300
"""How much of a failed answer's body is kept. Arbitrary: enough for a validation message."""

_FIRST_ERROR_STATUS = 400

_ENDLESS = (b"text/event-stream", b"multipart/x-mixed-replace")
"""Media types whose end nobody waits for: events, and the pictures of a camera."""

_GZIP_WINDOW_BITS = 16 + zlib.MAX_WBITS  # 16 asks for the gzip frame


class ConnectionOwner(Protocol):
    """Who sent the request and wants to know what came of it."""

    def answered(self, status: int, excerpt: bytes) -> None:
        """Take the whole answer; `excerpt` is the start of an error's body, or where a redirect leads."""

    def streaming(self) -> None:
        """Take notice that the first bytes came of a stream that has no end, such as server-sent events."""

    def lost(self, kind: str, example: str) -> None:
        """Take notice that no answer will come: `disconnected` or `protocol`."""


class HttpConnection(asyncio.Protocol):
    """A client's end of a keep-alive connection."""

    is_websocket = False

    def __init__(self, owner: ConnectionOwner) -> None:
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._in_flight: Prepared | None = None
        self._received = False
        self._reset_answer()

    def _reset_answer(self) -> None:
        self.status = 0
        self._complete = False
        self._keep_alive = False
        self._ends_with_connection = True
        self._is_event_stream = False
        self._is_gzip = False
        self._location = b""
        self._excerpt = b""

    @property
    def is_open(self) -> bool:
        """Whether a request can be sent on it."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def has_begun(self) -> bool:
        """Whether the answer in flight has begun to arrive, so that its status is known."""
        return self.status != 0

    @property
    def has_received(self) -> bool:
        """Whether any byte came for the request in flight."""
        return self._received

    def send(self, request: Prepared) -> None:
        """Write a request. The connection must be open and have none in flight."""
        if self._transport is None:
            raise RuntimeError("the connection is not open")
        self._in_flight = request
        self._received = False
        self._reset_answer()
        self._transport.write(request.wire)

    def abort(self) -> None:
        """Close at once and tell the owner nothing more."""
        self._in_flight = None
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    # From the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; the owner is told after it returned, since it may send again at once."""
        if self._in_flight is None:
            # Nothing was asked: the server speaks out of turn, for instance a 408 before it closes.
            self.abort()
            return
        self._received = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._lose("protocol", "the server switched to another protocol")
            return
        except httptools.HttpParserError as error:
            self._lose("protocol", f"{error}: {data[:EXCERPT_BYTES]!r}")
            return
        if self._complete:
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        """End an answer that lasts as long as the connection; any other in flight is lost."""
        self._transport = None
        if self._in_flight is None:
            return
        if exc is None and self.status and self._ends_with_connection:
            self._finish()
            return
        state = "in the middle of the answer" if self._received else "before any answer"
        self._lose("disconnected", f"the server closed the connection {state}" + (f": {exc}" if exc else ""))

    # From the parser

    def on_header(self, name: bytes, value: bytes) -> None:
        """Learn how the answer ends and whether it is an event stream."""
        lowered = name.lower()
        if lowered == b"content-length" or (
            lowered == b"transfer-encoding" and value.lower().endswith(b"chunked")
        ):
            self._ends_with_connection = False
        elif lowered == b"content-encoding":
            self._is_gzip = value.lower() == b"gzip"
        elif lowered == b"location":
            self._location = value
        elif lowered == b"content-type":
            self._is_event_stream = value.lower().startswith(_ENDLESS)

    def on_headers_complete(self) -> None:
        """Take the status. An answer to HEAD ends here, whatever length it names."""
        if self._complete:
            # A second answer in the same bytes, which nobody asked for, must not pass for the first.
            return
        self.status = self._parser.get_status_code()
        if is_redirect(self.status):
            self._excerpt = self._location[:EXCERPT_BYTES]
        if self._in_flight is not None and self._in_flight.expects_no_body:
            self._keep_alive = self._parser.should_keep_alive()
            self._complete = True
            # The old parser waits for a body that will not come.
            self._parser = httptools.HttpResponseParser(self)

    def on_body(self, body: bytes) -> None:
        """Keep the start of an error's body; announce the first bytes of an event stream."""
        if self.status >= _FIRST_ERROR_STATUS:
            missing = EXCERPT_BYTES - len(self._excerpt)
            if missing > 0:
                self._excerpt += body[:missing]
        elif self._is_event_stream:
            self._is_event_stream = False
            self._owner.streaming()

    def on_message_complete(self) -> None:
        """Note the end; an interim answer (1xx) is not it."""
        if self.status < 200:  # noqa: PLR2004 - RFC 9110 15.2: 1xx is informational
            self._reset_answer()
            return
        self._keep_alive = self._parser.should_keep_alive()
        self._complete = True

    # To the owner

    def _finish(self) -> None:
        self._in_flight = None
        if not self._keep_alive and self._transport is not None:
            self._transport.close()
            self._transport = None
        self._owner.answered(self.status, _unzipped(self._excerpt) if self._is_gzip else self._excerpt)

    def _lose(self, kind: str, example: str) -> None:
        self.abort()
        self._owner.lost(kind, example)


def _unzipped(excerpt: bytes) -> bytes:
    """Return the start of what a gzip stream that was cut off holds."""
    try:
        return zlib.decompressobj(_GZIP_WINDOW_BITS).decompress(excerpt, EXCERPT_BYTES)
    except zlib.error:
        return excerpt
