"""Websocket frames (RFC 6455 5.2): a client's are written, a server's are cut out of the bytes.

The mask is a constant: it protects proxies from a browser's scripts (10.3), and here there is neither.
"""

from __future__ import annotations

import struct

MESSAGE, CLOSE, PING, PONG = 0x0, 0x8, 0x9, 0xA
"""What `FrameReader` finds: a whole data message (whatever its opcode was), or a control frame's opcode."""

_MASK = b"free"
_TEXT, _BINARY = 0x1, 0x2
_FIRST_CONTROL = 0x8
_FINAL = 0x80
_MASKED = 0x80
_LENGTH_OF_16_BITS, _LENGTH_OF_64_BITS = 126, 127


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
        """Return the frames that end here, as opcode and payload; a whole data message as `(MESSAGE, b"")`.

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
                    found.append((MESSAGE, b""))
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
                found.append((MESSAGE, b""))

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
