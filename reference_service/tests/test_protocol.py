"""Clients that are slow, or whose header has no end, on the real server."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI
from prometheus_client import REGISTRY

from reference_service.envelope import HEADERS
from reference_service.optional import protocol
from reference_service.optional.protocol import HEAD_BYTES, PIPELINED, LimitedProtocol
from reference_service.schemas import A_SEVEN

pytestmark = pytest.mark.asyncio

HEAD = b"POST /predict HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"


@pytest_asyncio.fixture
async def server(app: FastAPI) -> AsyncIterator[uvicorn.Server]:
    """The app, without its lifespan since that has begun, as `__main__` serves it."""
    config = uvicorn.Config(app, port=0, http=LimitedProtocol, lifespan="off", log_config=None)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server
    await server.shutdown()


async def answer_to(server: uvicorn.Server, *pieces: bytes) -> bytes:
    """Send pieces, as long as they are taken, and give all that comes back until the server hangs up."""
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return await asyncio.to_thread(talk, port, pieces)


def talk(port: int, pieces: Sequence[bytes]) -> bytes:
    # Not asyncio's streams: after a failed write they give nothing of what came before.
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        answer = b""
        with suppress(ConnectionError):
            for piece in pieces:
                connection.sendall(piece)
        with suppress(ConnectionError):
            while received := connection.recv(65536):
                answer += received
        return answer


@pytest.mark.parametrize(
    "piece",
    [b"x-many: " + b"y" * 9000 + b"\r\n", b"y" * 900],
    ids=["many headers", "one header"],
)
async def test_a_header_without_end_is_refused(server: uvicorn.Server, piece: bytes) -> None:
    pieces = [piece] * (20 * HEAD_BYTES // len(piece))

    answer = await answer_to(server, HEAD, b"x-one: ", *pieces)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b'{"detail":"The header is larger than 65536 bytes."}')


async def test_a_header_of_many_small_fields_is_refused(server: uvicorn.Server) -> None:
    answer = await answer_to(server, HEAD, b"a:\r\n" * 99, b"\r\n")

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    "request_",
    [b"\x16\x03\x01 no HTTP\r\n\r\n", HEAD + b"content-length: -1\r\n\r\n", HEAD + b"a:\r\n" * 99 + b"\r\n"],
    ids=["no HTTP", "no length", "too many fields"],
)
async def test_what_never_reaches_the_app_is_answered_counted_and_logged_as_the_rest(
    server: uvicorn.Server, caplog: pytest.LogCaptureFixture, request_: bytes
) -> None:
    caplog.set_level("INFO", "reference_service.requests")
    before = refused()

    answer = await answer_to(server, request_)

    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    assert lines[0] == "HTTP/1.1 400 Bad Request"
    assert headers.items() >= (HEADERS | {"connection": "close", "content-type": "application/json"}).items()
    assert (len(body), list(json.loads(body))) == (int(headers["content-length"]), ["detail"])
    assert refused() == before + 1
    assert f"request={headers['x-request-id']} method=- path=- status=400 ms=" in caplog.text


def refused() -> float:
    labels = {"route": "", "status": "400"}
    return REGISTRY.get_sample_value("http_request_seconds_count", labels) or 0


async def test_a_pipeline_is_no_long_header(server: uvicorn.Server) -> None:
    one = b"GET /health HTTP/1.1\r\nhost: a\r\nx-some: " + b"y" * 5000 + b"\r\n\r\n"
    pieces = one * PIPELINED + one.replace(b"host: a", b"connection: close")

    answer = await answer_to(server, pieces[:-2], pieces[-2:])

    assert answer.count(b"HTTP/1.1 200 OK") == PIPELINED + 1


async def test_a_pipeline_without_end_is_refused_and_not_kept(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a piece of data uvicorn 0.54 makes a cycle of some 5 kB for each request of 30 bytes in it."""
    begun: list[object] = []
    on_headers_complete = LimitedProtocol.on_headers_complete

    def begin(connection: LimitedProtocol) -> None:
        begun.append(connection)
        on_headers_complete(connection)

    monkeypatch.setattr(LimitedProtocol, "on_headers_complete", begin)

    answer = await answer_to(server, b"GET /openapi.json HTTP/1.1\r\n\r\n" * 8000)

    assert len(begun) == PIPELINED + 1
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'{"detail":"More than 16 requests wait for an answer before theirs."}' in answer


async def test_a_client_that_does_not_read_is_hung_up_on(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "ARRIVAL_S", 0.1)
    port: int = server.servers[0].sockets[0].getsockname()[1]

    lost, hung_up = LimitedProtocol.connection_lost, asyncio.Event()

    def connection_lost(connection: LimitedProtocol, error: Exception | None) -> None:
        lost(connection, error)
        hung_up.set()

    monkeypatch.setattr(LimitedProtocol, "connection_lost", connection_lost)

    # Little room on the way, for what may be asked for at once is little.
    server.servers[0].sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    # The client would not see it: the end stands behind what it has not read.
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", port))
        connection.sendall(b"GET /openapi.json HTTP/1.1\r\nhost: a\r\n\r\n" * PIPELINED)

        assert await asyncio.wait_for(hung_up.wait(), 30)


@pytest.mark.parametrize("piece", [b"", b"content-length: 100\r\n\r\n{"], ids=["header", "body"])
async def test_a_request_that_does_not_arrive_is_refused(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch, piece: bytes
) -> None:
    monkeypatch.setattr(protocol, "ARRIVAL_S", 0.1)

    answer = await answer_to(server, HEAD + piece)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b'{"detail":"The request did not arrive within 0.1 s."}')


async def test_a_body_without_end_is_answered_once(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "ARRIVAL_S", 0.1)

    answer = await answer_to(server, HEAD + b"content-length: 1000000000\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.count(b"HTTP/1.1 ") == 1


async def test_a_body_that_never_ends_is_not_read_for_long_after_its_answer(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "ARRIVAL_S", 1e6)
    monkeypatch.setattr(protocol, "LINGER_S", 0.1)
    head = HEAD + b"transfer-encoding: chunked\r\n\r\n"
    port: int = server.servers[0].sockets[0].getsockname()[1]

    assert await asyncio.to_thread(send_until_closed, port, head, b"8000\r\n" + b" " * 0x8000 + b"\r\n")


def send_until_closed(port: int, head: bytes, chunk: bytes) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(head)
        end_s = time.monotonic() + 60
        with suppress(ConnectionError):
            while time.monotonic() < end_s:
                connection.sendall(chunk)
            return False
    return True


async def test_a_connection_without_a_request_is_closed_without_a_word(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer would be taken for the answer to what a browser asks next on a connection opened beforehand."""
    monkeypatch.setattr(protocol, "ARRIVAL_S", 0.1)

    assert await answer_to(server) == b""


async def test_requests_that_arrive_are_answered_one_after_another(server: uvicorn.Server) -> None:
    """Each header is counted for itself, and none is waited for once its request is there."""
    long = b"GET /health HTTP/1.1\r\nhost: a\r\nx-long: " + b"y" * 40_000

    answer = await answer_to(server, long, b"\r\n\r\n", long, b"\r\nconnection: close\r\n\r\n")

    assert answer.count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize(
    ("sent", "answers"), [(1.0, 1), (2.0, 2), (0.5, 0)], ids=["one request", "a pipeline", "half a request"]
)
async def test_a_client_that_sends_no_more_gets_its_answers(
    server: uvicorn.Server, sent: float, answers: int
) -> None:
    body = json.dumps(A_SEVEN).encode()
    request = HEAD + b"content-length: %d\r\n\r\n" % len(body) + body
    port: int = server.servers[0].sockets[0].getsockname()[1]
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        # The loop gets no turn in between: the end is there before a thread has begun to compute.
        connection.sendall((request * 2)[: int(sent * len(request))])
        connection.shutdown(socket.SHUT_WR)

        answer = await asyncio.to_thread(everything, connection)

    assert answer.count(b"HTTP/1.1 200 ") == answers


def everything(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))
