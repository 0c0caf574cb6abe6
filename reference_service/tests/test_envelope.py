"""What goes around every request."""

import logging
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from starlette.types import Message, Receive, Scope, Send

from reference_service.envelope import HEADERS, Envelope
from reference_service.main import create_app
from reference_service.model import DigitClassifier
from reference_service.schemas import A_SEVEN
from reference_service.settings import Settings

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("path", ["/health", "/predict", "/nowhere"])
async def test_every_answer_carries_an_id_and_careful_headers(client: httpx.AsyncClient, path: str) -> None:
    first, second = await client.get(path), await client.get(path)

    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["cache-control"] == "no-store"
    assert first.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert len(first.headers["x-request-id"]) == 32
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


@pytest.mark.parametrize(
    ("given", "kept"), [("order-66_b", True), ("a" * 65, False), ('x"}\\', False), ("", False)]
)
async def test_only_an_id_that_looks_like_one_is_kept(
    client: httpx.AsyncClient, given: str, *, kept: bool
) -> None:
    answer = await client.get("/health", headers={"x-request-id": given})

    assert (answer.headers["x-request-id"] == given) is kept


async def test_a_request_is_one_line_without_its_payload(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "reference_service.requests"):
        answer = await client.post("/predict%0Aforged?secret=1", json=A_SEVEN)

    (line,) = (record.message for record in caplog.records if record.name == "reference_service.requests")
    request = answer.headers["x-request-id"]
    assert re.fullmatch(rf"request={request} method=POST path=/predict%0Aforged status=404 ms=\d+\.\d", line)


async def test_a_bug_is_answered_counted_and_logged_as_the_rest(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def probabilities(*_: object) -> None:
        message = "a bug"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(DigitClassifier, "probabilities", probabilities)
    labels = {"route": "/predict", "status": "500"}
    before = REGISTRY.get_sample_value("http_request_seconds_count", labels) or 0

    answer = await client.post("/predict", json=A_SEVEN)

    assert (answer.status_code, answer.json()) == (500, {"detail": "Internal Server Error"})
    assert answer.headers.items() >= HEADERS.items()
    assert REGISTRY.get_sample_value("http_request_seconds_count", labels) == before + 1
    (record,) = (record for record in caplog.records if record.levelno == logging.ERROR)
    assert f"request={answer.headers['x-request-id']} method=POST path=/predict status=500" in record.message
    assert "in probabilities" in (record.exc_text or "")
    assert "ZeroDivisionError: a bug" in (record.exc_text or "")


async def test_a_bug_after_an_answer_has_begun_is_the_server_s(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        message = "a bug"
        raise ZeroDivisionError(message)

    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [],
        "app": create_app(Settings()),
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    with caplog.at_level(logging.INFO), pytest.raises(ZeroDivisionError):
        await Envelope(broken)(scope, receive, send)

    assert [message["type"] for message in sent] == ["http.response.start"]
    assert "path=/ status=200" in caplog.text


async def test_a_long_path_is_cut_in_the_log(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "reference_service.requests"):
        await client.get("/" + "a" * 50_000)

    (line,) = (record.message for record in caplog.records if record.name == "reference_service.requests")
    assert len(line) < 300


async def test_nobody_is_sent_where_the_host_header_says(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 404
    assert "location" not in answer.headers


async def chunks(count: int = 3) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * 30_000


@pytest.mark.parametrize("path", ["/predict", "/predict/batch"])
@pytest.mark.parametrize("streamed", [False, True], ids=["announced", "streamed"])
async def test_a_body_that_is_too_large_is_refused_as_all_else(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, path: str, *, streamed: bool
) -> None:
    labels = {"route": path, "status": "413"}
    before = REGISTRY.get_sample_value("http_request_seconds_count", labels) or 0

    with caplog.at_level(logging.INFO, "reference_service.requests"):
        answer = await client.post(path, content=chunks() if streamed else b" " * 65_537)

    assert (answer.status_code, answer.json()) == (413, {"detail": "The body is larger than 65536 bytes."})
    assert answer.headers.items() >= HEADERS.items()
    assert REGISTRY.get_sample_value("http_request_seconds_count", labels) == before + 1
    assert f"request={answer.headers['x-request-id']} method=POST path={path} status=413" in caplog.text


@pytest.mark.parametrize("streamed", [False, True], ids=["announced", "streamed"])
async def test_a_body_as_large_as_it_may_be_is_read(client: httpx.AsyncClient, *, streamed: bool) -> None:
    content = chunks(2) if streamed else b" " * 65_536

    assert (await client.post("/predict", content=content)).status_code == 422


async def test_an_announced_body_is_refused_before_it_is_read(app: FastAPI) -> None:
    """A client that waits for `100 Continue` is told instead, and sends nothing."""
    headers = [(b"content-length", b"65537"), (b"content-type", b"application/json")]
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/predict",
        "headers": headers,
        "query_string": b"",
    }
    sent: list[Message] = []

    async def receive() -> Message:
        pytest.fail("the body was asked for")

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)

    assert sent[0]["status"] == 413
