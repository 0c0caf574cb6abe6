"""Websocket frames as bytes, and a load of messages against a server that speaks them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from freeloop.load import LoadResult, RequestSpec, RunCommand
from freeloop.load.engine.frames import FrameReader, frame
from freeloop.load.engine.run import run_load

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


def test_a_frame_is_masked_and_says_its_length() -> None:
    assert frame(b"hi") == b"\x81\x82free" + bytes((ord("h") ^ ord("f"), ord("i") ^ ord("r")))
    assert frame(b"\xff")[0] == 0x82
    assert frame(b"x" * 125)[1:2] == b"\xfd"
    assert frame(b"x" * 126)[1:4] == b"\xfe\x00\x7e"
    assert frame(b"x" * 65536)[1:10] == b"\xff\x00\x00\x00\x00\x00\x01\x00\x00"
    assert len(frame(b"x" * 65536)) == 65536 + 14
    assert frame(b"", 0x8) == b"\x88\x80free"


_MESSAGE = b"\x81\x05hello"
_LONG = b"\x82\x7e\x01\x00" + b"x" * 256
_SPLIT = b"\x01\x02he\x00\x01l\x80\x02lo"
_PING = b"\x89\x01p"
_EMPTY = b"\x81\x00"


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_frames_are_found_however_the_bytes_are_cut(size: int) -> None:
    reader = FrameReader()
    data = _MESSAGE + _LONG + _PING + _SPLIT + _EMPTY + b"\x88\x02\x03\xe8"
    found: list[tuple[int, bytes]] = []
    for at in range(0, len(data), size):
        found += reader.feed(data[at : at + size])
    assert found == [(0, b""), (0, b""), (9, b"p"), (0, b""), (0, b""), (8, b"\x03\xe8")]


def test_a_control_frame_may_come_between_the_parts_of_a_message() -> None:
    assert FrameReader().feed(b"\x01\x01h" + _PING + b"\x80\x01i") == [(9, b"p"), (0, b"")]


def test_a_masked_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="masked"):
        FrameReader().feed(frame(b"hi"))


async def _read_frame(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(2)
    return head + await reader.readexactly((head[1] & 0x7F) + 4)


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Shake hands, ping once, then answer each frame but the pong and the goodbye."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(_SWITCH + _PING)
    while True:
        received = await _read_frame(reader)
        if received[0] == 0x81:
            writer.write(_MESSAGE)
        elif received[0] == 0x8A:
            assert received == frame(b"p", 0xA)


async def _push(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send messages of its own accord, as fast as the client reads."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(_SWITCH)
    while True:
        writer.write(_MESSAGE)
        await writer.drain()
        await asyncio.sleep(0)


async def _refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nnope")


async def _stay_with_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    await reader.read()


async def _close_with_reason(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(_SWITCH)
    await _read_frame(reader)
    writer.write(b"\x88\x06" + (1008).to_bytes(2, "big") + b"rule")


def _run(behaviour: Behaviour, message: bytes = b"hi", drain_s: float = 2.0) -> LoadResult:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await behaviour(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def run() -> LoadResult:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        request = RequestSpec("WS", "/chat", (), message)
        command = RunCommand("127.0.0.1", port, (request,), 2, duration_s=0.1, warmup_s=0.0, drain_s=drain_s)
        try:
            return await run_load(RunCommand.from_json(json.loads(json.dumps(command.to_json()))))
        finally:
            server.close()
            # Until every handler has seen its client go.
            while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110 - the server's own tasks have no event
                await asyncio.sleep(0)

    return asyncio.run(run())


def test_messages_are_sent_and_answered_over_one_connection_for_each_user() -> None:
    result = _run(_echo)
    assert result.errors == {}
    assert result.requests == result.statuses["101"] == len(result.latency_ns) >= 2


def test_without_a_message_the_servers_own_are_awaited() -> None:
    result = _run(_push, message=b"")
    assert result.errors == {}
    assert result.requests == result.statuses["101"] >= 2


def test_a_refused_handshake_is_an_error_with_its_body() -> None:
    result = _run(_refuse)
    assert list(result.errors) == ["http_403"]
    assert result.errors["http_403"].example == "403: nope"


def test_an_ordinary_answer_is_no_websocket() -> None:
    result = _run(_stay_with_http)
    assert list(result.errors) == ["protocol"]
    assert "answered 200 and did not switch" in result.errors["protocol"].example


def test_a_closing_code_and_reason_are_shown() -> None:
    result = _run(_close_with_reason)
    assert list(result.errors) == ["disconnected"]
    assert result.errors["disconnected"].example == "the server closed the websocket: 1008 rule"


def test_a_message_that_is_never_answered_is_a_timeout() -> None:
    async def listen_only(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_SWITCH)
        await reader.read()

    result = _run(listen_only, drain_s=0.1)
    assert (result.unfinished, result.errors["timeout"].count) == (2, 2)
