"""A run against a server in the same loop that misbehaves in known ways."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from freeloop.load import LoadResult, RequestSpec, RunCommand
from freeloop.load.engine import user
from freeloop.load.engine.run import run_load

if TYPE_CHECKING:
    import pytest

_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _answer_well(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.readuntil(b"\r\n\r\n"):
        writer.write(_OK)


async def _answer_once_and_close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end")


async def _never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    del writer
    await reader.read()


async def _hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    del writer
    await reader.readuntil(b"\r\n\r\n")


async def _answer_500(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.readuntil(b"\r\n\r\n"):
        writer.write(b"HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\nboom")


async def _stream_events_for_ever(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
    await reader.read()


def _run(behaviour: Behaviour | None, **settings: float | RequestSpec | None) -> LoadResult:
    """Run load against a server of this behaviour, or against a port where nobody listens."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if behaviour is not None:
                await behaviour(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def run() -> LoadResult:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        if behaviour is None:
            server.close()
        fields: dict[str, object] = {"duration_s": 0.1, "warmup_s": 0.0, "concurrency": 2, "drain_s": 2.0}
        fields |= {name: value for name, value in settings.items() if not isinstance(value, RequestSpec)}
        fields |= {
            name: value.to_json() for name, value in settings.items() if isinstance(value, RequestSpec)
        }
        fields |= {"host": "127.0.0.1", "port": port, "requests": [RequestSpec("GET", "/").to_json()]}
        try:
            return await run_load(RunCommand.from_json(fields))
        finally:
            server.close()
            # Until every handler has seen its client go.
            while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110 - the server's own tasks have no event
                await asyncio.sleep(0)

    return asyncio.run(run())


def test_a_closed_loop_counts_each_answer() -> None:
    result = _run(_answer_well)
    assert result.requests == len(result.latency_ns) == result.statuses["200"] >= 2
    assert (result.errors, result.unfinished, result.offered_rps) == ({}, 0, None)
    assert result.ended_ns - result.started_ns == 100_000_000


def test_an_open_loop_offers_its_rate_whatever_the_server_does() -> None:
    result = _run(_answer_well, rate_rps=100)
    assert result.offered_rps == 100
    assert result.requests == 10
    assert result.own_lag.sends is not None


def test_a_server_that_closes_each_time_is_connected_to_again() -> None:
    result = _run(_answer_once_and_close, rate_rps=100)
    assert (result.errors, result.statuses) == ({}, {"200": 10})


def test_a_server_that_never_answers_ends_the_run_and_hides_nothing() -> None:
    result = _run(_never_answer, drain_s=0.1)
    window_ns = result.ended_ns - result.started_ns
    assert (result.requests, result.unfinished, result.statuses) == (2, 2, {})
    assert min(result.latency_ns) >= window_ns
    assert result.errors["timeout"].count == 2
    assert "no answer at all" in result.errors["timeout"].example


def test_a_timeout_is_an_error_with_a_latency() -> None:
    result = _run(_never_answer, timeout_s=0.03)
    assert result.errors["timeout"].count == result.requests == len(result.latency_ns) >= 2
    assert result.errors["timeout"].example == "no complete answer within 0.03 s"
    assert min(result.latency_ns) >= 30_000_000


def test_requests_that_wait_for_a_connection_are_timed_from_their_moment() -> None:
    result = _run(_never_answer, rate_rps=1000, concurrency=1, drain_s=0.1)
    assert result.requests == result.unfinished == 100
    # Only the one that was sent was refused an answer by the server.
    assert result.errors["timeout"].count == 1
    assert max(result.latency_ns) - min(result.latency_ns) == 99_000_000


def test_an_errors_status_and_body_are_shown() -> None:
    result = _run(_answer_500)
    assert list(result.errors) == ["http_500"]
    assert result.errors["http_500"].count == result.requests
    assert result.errors["http_500"].example == "500: boom"


def test_a_server_that_hangs_up_is_counted() -> None:
    result = _run(_hang_up)
    assert list(result.errors) == ["disconnected"]
    assert result.latency_ns == ()


def test_a_port_where_nobody_listens_is_counted_and_not_hammered() -> None:
    result = _run(None, duration_s=0.2)
    assert list(result.errors) == ["connect"]
    # Two users, a pause of 50 ms after each failure.
    assert 2 <= result.requests <= 10


def test_an_event_stream_counts_till_it_begins() -> None:
    result = _run(_stream_events_for_ever, stream_s=0.01)
    assert (result.errors, result.unfinished) == ({}, 0)
    assert result.requests == result.statuses["200"] >= 2


def test_the_canary_is_counted_apart() -> None:
    result = _run(_answer_well, rate_rps=10, canary=RequestSpec("GET", "/health"), canary_rate_rps=50)
    assert result.requests == 1
    assert len(result.canary_latency_ns) == len(result.canary_due_ns) == 5
    assert result.canary_due_ns[0] == result.started_ns
    assert result.canary_errors == 0


def test_a_request_on_a_connection_that_was_closed_while_idle_is_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server answers once and hangs up at the second request of each connection."""
    monkeypatch.setattr(user, "_IDLE_BEFORE_RETRY_NS", -1)

    async def answer_then_hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_OK)
        await reader.readuntil(b"\r\n\r\n")

    result = _run(answer_then_hang_up, rate_rps=100)
    assert (result.errors, result.statuses) == ({}, {"200": 10})
