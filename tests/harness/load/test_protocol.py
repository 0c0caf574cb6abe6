"""What a connection makes of the bytes that a server may send, however they are cut."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass, field

import pytest

from freeloop.load.engine.prepared import Prepared
from freeloop.load.engine.protocol import EXCERPT_BYTES, HttpConnection


@dataclass
class _Owner:
    """Writes down what it was told."""

    events: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])

    def answered(self, status: int, excerpt: bytes) -> None:
        self.events.append(("answered", status, excerpt))

    def streaming(self) -> None:
        self.events.append(("streaming",))

    def lost(self, kind: str, example: str) -> None:
        self.events.append(("lost", kind, example))


class _Transport(asyncio.Transport):
    """Keeps what was written; tells the protocol of its end at once."""

    def __init__(self, connection: HttpConnection) -> None:
        super().__init__()
        self.connection = connection
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True


def _exchange(
    *chunks: bytes, head: bool = False, eof: bool = False, error: Exception | None = None
) -> tuple[list[tuple[object, ...]], HttpConnection]:
    """Send a request and feed the chunks as its answer; then end the connection if told."""
    owner = _Owner()
    connection = HttpConnection(owner)
    transport = _Transport(connection)
    connection.connection_made(transport)
    connection.send(Prepared(b"request", expects_no_body=head))
    assert transport.written == b"request"
    for chunk in chunks:
        connection.data_received(chunk)
    if eof or error:
        connection.connection_lost(error)
    return owner.events, connection


_PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"


@pytest.mark.parametrize("answer", [_PLAIN, _CHUNKED], ids=["length", "chunked"])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_an_answer_is_whole_however_it_is_cut(answer: bytes, size: int) -> None:
    chunks = [answer[at : at + size] for at in range(0, len(answer), size)]
    events, connection = _exchange(*chunks)
    assert events == [("answered", 200, b"")]
    assert connection.is_open


def test_nothing_is_answered_before_the_last_byte() -> None:
    assert _exchange(_PLAIN[:-1])[0] == []
    assert _exchange(_CHUNKED[:-1])[0] == []


def test_connection_close_is_obeyed() -> None:
    events, connection = _exchange(
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", eof=True
    )
    assert events == [("answered", 200, b"")]
    assert not connection.is_open


def test_an_answer_without_a_length_ends_with_the_connection() -> None:
    assert _exchange(b"HTTP/1.0 200 OK\r\n\r\npart one", b" part two")[0] == []
    events, connection = _exchange(b"HTTP/1.0 200 OK\r\n\r\npart one", b" part two", eof=True)
    assert events == [("answered", 200, b"")]
    assert not connection.is_open


@pytest.mark.parametrize("cut", [_PLAIN[:-2], _CHUNKED[:-5], _PLAIN[:10]], ids=["length", "chunked", "head"])
def test_an_answer_that_breaks_off_is_lost(cut: bytes) -> None:
    (event,) = _exchange(cut, eof=True)[0]
    assert event == ("lost", "disconnected", "the server closed the connection in the middle of the answer")


def test_a_reset_before_any_answer_is_lost_with_its_reason() -> None:
    (event,) = _exchange(error=ConnectionResetError("reset by peer"))[0]
    assert event == (
        "lost",
        "disconnected",
        "the server closed the connection before any answer: reset by peer",
    )


def test_what_is_no_http_is_a_protocol_error() -> None:
    events, connection = _exchange(b"SSH-2.0-OpenSSH_9.6\r\n")
    assert events[0][:2] == ("lost", "protocol")
    assert "SSH-2.0" in str(events[0][2])
    assert not connection.is_open


def test_another_protocol_is_a_protocol_error() -> None:
    switched = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    assert _exchange(switched)[0][0][:2] == ("lost", "protocol")


def test_an_answer_to_head_has_no_body() -> None:
    events, connection = _exchange(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", head=True)
    assert events == [("answered", 200, b"")]
    connection.send(Prepared(b"next", expects_no_body=False))
    connection.data_received(_PLAIN)
    assert events == [("answered", 200, b""), ("answered", 200, b"")]


def test_an_interim_answer_is_waited_out() -> None:
    assert _exchange(b"HTTP/1.1 100 Continue\r\n\r\n", _PLAIN)[0] == [("answered", 200, b"")]


def test_the_start_of_an_errors_body_is_kept() -> None:
    body = b"x" * 1000
    head = b"HTTP/1.1 500 Oh\r\nContent-Length: 1000\r\n\r\n"
    assert _exchange(head + body[:10], body[10:])[0] == [("answered", 500, body[:EXCERPT_BYTES])]


def test_a_zipped_errors_body_is_readable() -> None:
    body = gzip.compress(b'{"detail": "not valid"}')
    head = b"HTTP/1.1 422 No\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert _exchange(head + body)[0] == [("answered", 422, b'{"detail": "not valid"}')]


@pytest.mark.parametrize(
    "kind", [b"text/event-stream; charset=utf-8", b"multipart/x-mixed-replace; boundary=x"]
)
def test_a_stream_without_end_is_announced_with_its_first_bytes(kind: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\n"
    events, _ = _exchange(head + b"Transfer-Encoding: chunked\r\n\r\n")
    assert events == []
    events, _ = _exchange(head + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\ndata:\r\n", b"1\r\n1\r\n")
    assert events == [("streaming",)]


def test_a_server_that_speaks_unasked_loses_the_connection_and_no_request() -> None:
    events, connection = _exchange(_PLAIN, b"HTTP/1.1 408 Request Timeout\r\n\r\n")
    assert events == [("answered", 200, b"")]
    assert not connection.is_open


def test_a_second_answer_in_the_same_bytes_is_not_the_first() -> None:
    late = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"
    assert _exchange(_PLAIN + late)[0] == [("answered", 200, b"")]


def test_the_next_request_may_be_sent_from_within_the_answer() -> None:
    class _Again(_Owner):
        def answered(self, status: int, excerpt: bytes) -> None:
            super().answered(status, excerpt)
            if len(self.events) == 1:
                connection.send(Prepared(b"second", expects_no_body=False))

    owner = _Again()
    connection = HttpConnection(owner)
    transport = _Transport(connection)
    connection.connection_made(transport)
    connection.send(Prepared(b"first ", expects_no_body=False))
    connection.data_received(_PLAIN)
    connection.data_received(_PLAIN)
    assert transport.written == b"first second"
    assert len(owner.events) == 2
