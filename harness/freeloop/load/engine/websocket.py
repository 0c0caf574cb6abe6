"""One websocket connection as a client of a load: a message out, the next message in.

The handshake belongs to the first request. Afterwards each request is one prepared frame, answered by the next whole
message that the server sends; a request without content sends nothing and waits for that message. Extensions are not
offered. The mask and the key are constants: they protect proxies from a browser's scripts (RFC 6455 10.3),
and here there is neither.
"""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING, cast

import httptools

from freeloop.load.engine.protocol import EXCERPT_BYTES

if TYPE_CHECKING:
    from freeloop.load.engine.prepared import Prepared
    from freeloop.load.engine.protocol import ConnectionOwner

SWITCHED = 101
"""The status under which an answered message is counted."""

HANDSHAKE_HEADERS = (
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "ZnJlZWxvb3AtbG9hZC0xMw=="),
)

_MASK = b"free"
_TEXT, _BINARY, _CLOSE, _PING = 0x1, 0x2, 0x8, 0x9
_PONG = 0xA
_FIRST_CONTROL = 0x8
_FINAL = 0x80
_MASKED = 0x80
_LENGTH_OF_16_BITS, _LENGTH_OF_64_BITS = 126, 127
_FIRST_ERROR_STATUS = 400


def frame(payload: bytes, opcode: int | None = None) -> bytes:
    """Return the client's frame for a whole message: text where it is UTF-8, else binary."""
    if opcode is None:
        opcode = _TEXT if _is_text(payload) else _BINARY
    size = len(payload)
    if size < _LENGTH_OF_16_BITS:
        head = struct.pack("!BB", _FINAL | opcode, _MASKED | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", _FINAL | opcode, _MASKED | _LENGTH_OF_16_BITS, size)
    else:
        head = struct.pack("!BBQ", _FINAL | opcode, _MASKED | _LENGTH_OF_64_BITS, size)
    mask = (_MASK * (size // len(_MASK) + 1))[:size]
    masked = (int.from_bytes(payload, "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")
    return head + _MASK + masked


def _is_text(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


class FrameReader:
    """Cuts what the server sends into frames; keeps no payload but that of control frames."""

    def __init__(self) -> None:
        self._buffer = b""
        self._to_skip = 0
        self._ends_message = False

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return the frames that end here, as opcode and payload; a whole data message is `(0, b"")`.

        Raises:
            ValueError: the server masked a frame, which only clients do.
        """
        found: list[tuple[int, bytes]] = []
        self._buffer += data
        while True:
            if self._to_skip:
                skipped = min(self._to_skip, len(self._buffer))
                self._buffer, self._to_skip = self._buffer[skipped:], self._to_skip - skipped
                if self._to_skip:
                    return found
                if self._ends_message:
                    found.append((0, b""))
            head = self._head()
            if head is None:
                return found
            first, size, offset = head
            opcode = first & 0xF
            if opcode >= _FIRST_CONTROL:
                if len(self._buffer) < offset + size:
                    return found
                found.append((opcode, self._buffer[offset : offset + size]))
                self._buffer = self._buffer[offset + size :]
                continue
            self._buffer, self._to_skip = self._buffer[offset:], size
            self._ends_message = bool(first & _FINAL)
            if not size and self._ends_message:
                found.append((0, b""))

    def _head(self) -> tuple[int, int, int] | None:
        """Return the next frame's first byte, payload size and where its payload starts; None if cut off."""
        buffer = self._buffer
        if len(buffer) < 2:  # noqa: PLR2004 - the shortest head
            return None
        first, size = buffer[0], buffer[1]
        if size & _MASKED:
            raise ValueError("the server masked a frame")
        if size < _LENGTH_OF_16_BITS:
            return first, size, 2
        form, offset = ("!H", 4) if size == _LENGTH_OF_16_BITS else ("!Q", 10)
        if len(buffer) < offset:
            return None
        return first, int(struct.unpack_from(form, buffer, 2)[0]), offset


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
                self._transport.write(frame(struct.pack("!H", 1001), _CLOSE))
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
        if opcode == _PING and self._transport is not None:
            self._transport.write(frame(payload, _PONG))
        elif opcode == _CLOSE:
            code = struct.unpack_from("!H", payload)[0] if len(payload) > 1 else "without a code"
            reason = payload[2:].decode("utf-8", "replace")
            self._lose("disconnected", f"the server closed the websocket: {code} {reason}".rstrip())
        elif opcode == 0 and self._in_flight is not None:
            self._in_flight = None
            self._owner.answered(SWITCHED, b"")

    def _lose(self, kind: str, example: str) -> None:
        was_in_flight = self._in_flight is not None
        self.abort()
        if was_in_flight:
            self._owner.lost(kind, example)
