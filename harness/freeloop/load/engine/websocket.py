"""One websocket connection as a client of a load: a message out, the next message in.

The handshake belongs to the first request. Afterwards each request is one prepared frame, answered by the next whole
message that the server sends; a request without content sends nothing and waits for that message. Extensions are not
offered, and the key of the handshake is a constant: nobody's cache has to be fooled here.
"""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING, cast

import httptools

from freeloop.load.engine.frames import CLOSE, MESSAGE, PING, PONG, FrameReader, frame
from freeloop.load.engine.protocol import EXCERPT_BYTES

if TYPE_CHECKING:
    from freeloop.load.engine.prepared import Prepared
    from freeloop.load.engine.protocol import ConnectionOwner

SWITCHED = 101
"""The status under which an answered message is counted."""

_FIRST_ERROR_STATUS = 400


class WebSocketConnection(asyncio.Protocol):
    """A client's end of a websocket; its owner hears the same as from an `HttpConnection`."""

    is_websocket = True

    def __init__(self, owner: ConnectionOwner) -> None:
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._frames: FrameReader | None = None
        self._in_flight: Prepared | None = None
        self._refusal = b""
        self._is_refused = False
        self.has_received = False

    @property
    def is_open(self) -> bool:
        """Whether a request can be sent on it."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def has_begun(self) -> bool:
        """Whether the answer in flight has begun to arrive: a message counts only as a whole."""
        return False

    def send(self, request: Prepared) -> None:
        """Send the frame; before the first, the handshake."""
        if self._transport is None:
            raise RuntimeError("the connection is not open")
        self._in_flight = request
        self.has_received = False
        self._transport.write(request.wire if self._frames is None else request.frame or b"")

    def abort(self) -> None:
        """Say goodbye, close, and tell the owner nothing more."""
        self._in_flight = None
        if self._transport is not None:
            if self._frames is not None:
                self._transport.write(frame(struct.pack("!H", 1001), CLOSE))
            self._transport.close()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Whatever was in flight is lost, unless it was refused by an answer without a length."""
        self._transport = None
        if self._in_flight is None:
            return
        if self._parser.get_status_code() >= _FIRST_ERROR_STATUS and self._frames is None:
            self._refused()
            return
        self._lose("disconnected", "the server closed the websocket" + (f": {exc}" if exc else ""))

    def data_received(self, data: bytes) -> None:
        """Read the answer to the handshake, then frames."""
        self.has_received = True
        try:
            if self._frames is None:
                data = self._shake_hands(data)
            if self._frames is not None:
                for opcode, payload in self._frames.feed(data):
                    self._take(opcode, payload)
        except (httptools.HttpParserError, ValueError) as error:
            self._lose("protocol", f"{error}: {data[:EXCERPT_BYTES]!r}")

    def _shake_hands(self, data: bytes) -> bytes:
        """Feed the answer to the handshake; return what comes after it."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._frames = FrameReader()
            if self._in_flight is not None and self._transport is not None:
                self._transport.write(self._in_flight.frame or b"")
            return data[int(upgrade.args[0]) :]
        if self._is_refused:
            self._refused()
        return b""

    def on_body(self, body: bytes) -> None:
        """Keep the start of what a refusal says."""
        self._refusal = (self._refusal + body)[:EXCERPT_BYTES]

    def on_message_complete(self) -> None:
        """Note that the whole answer is there, and that it was none to switch."""
        self._is_refused = self._parser.get_status_code() != SWITCHED

    def _refused(self) -> None:
        status = self._parser.get_status_code()
        if status < _FIRST_ERROR_STATUS:
            self._lose("protocol", f"the server answered {status} and did not switch to a websocket")
            return
        self.abort()
        self._owner.answered(status, self._refusal)

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == PING and self._transport is not None:
            self._transport.write(frame(payload, PONG))
        elif opcode == CLOSE:
            code = struct.unpack_from("!H", payload)[0] if len(payload) > 1 else "without a code"
            reason = payload[2:].decode("utf-8", "replace")
            self._lose("disconnected", f"the server closed the websocket: {code} {reason}".rstrip())
        elif opcode == MESSAGE and self._in_flight is not None:
            self._in_flight = None
            self._owner.answered(SWITCHED, b"")

    def _lose(self, kind: str, example: str) -> None:
        was_in_flight = self._in_flight is not None
        self.abort()
        if was_in_flight:
            self._owner.lost(kind, example)
