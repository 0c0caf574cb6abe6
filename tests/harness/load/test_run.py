"""A run against a server in the same loop that misbehaves in known ways."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable

import pytest

from freeloop.audit.traffic import traffic_of
from freeloop.load import LoadResult, RequestSpec, RunCommand
from freeloop.load.engine.run import run_load

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


def _run(
    behaviour: Behaviour | None, *, method: str = "GET", **settings: float | RequestSpec | None
) -> LoadResult:
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
        fields |= {"host": "127.0.0.1", "port": port, "requests": [RequestSpec(method, "/").to_json()]}
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


def test_the_generators_own_limit_is_not_the_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_args: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", refuse)
    error = _run(None, duration_s=0.1).errors["connect"]
    assert (
        error.example
        == "could not connect: the load generator's own limit of open files is reached (ulimit -n)"
    )


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


async def _answer_then_hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """As uvicorn does after an error that nobody handled: the answer says nothing of it."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\nboom")
    await reader.readuntil(b"\r\n\r\n")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_on_a_kept_connection_that_is_closed_unanswered_is_sent_again(method: str) -> None:
    result = _run(_answer_then_hang_up, rate_rps=100, method=method)
    assert {kind: error.count for kind, error in result.errors.items()} == {"http_500": 10}


def test_it_is_sent_again_only_once() -> None:
    """Each user's first connection answers once; all others hang up at once."""
    connections = 0

    async def soon_tired(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        if connections == 1:
            writer.write(_OK)
            await reader.readuntil(b"\r\n\r\n")

    result = _run(soon_tired, rate_rps=20, concurrency=1)
    assert result.statuses == {"200": 1}
    assert result.errors["disconnected"].count == result.requests - 1 == 1
    assert connections == 2


def test_what_is_sent_again_is_timed_from_its_first_moment() -> None:
    async def slow_to_hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_OK)
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.03)

    result = _run(slow_to_hang_up, rate_rps=20, concurrency=1)
    assert (result.errors, result.statuses) == ({}, {"200": 2})
    assert max(result.latency_ns) >= 30_000_000


def test_requests_that_were_never_sent_or_never_answered_are_not_answered_well() -> None:
    result = _run(_never_answer, rate_rps=1000, concurrency=1, drain_s=0.1)
    assert (result.requests, result.answered_well) == (100, 0)
    assert traffic_of(result).answers_nothing


def test_an_answer_that_has_begun_is_one() -> None:
    async def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbegin")
        await reader.read()

    result = _run(begin, drain_s=0.1)
    assert (result.unfinished, result.begun, result.answered_well, result.errors) == (2, 2, 2, {})


def test_where_redirects_lead_is_told() -> None:
    async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(b"HTTP/1.1 307 Go\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n")

    result = _run(redirect, rate_rps=20, concurrency=1)
    assert (result.redirected_to, result.redirects) == ("/login", result.requests)
    assert traffic_of(LoadResult.from_json(result.to_json())).only_redirects
