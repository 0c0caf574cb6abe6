"""What goes around every request."""

import logging
import re
from collections.abc import AsyncIterator

import httpx
import pytest
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


async def chunks() -> AsyncIterator[bytes]:
    for _ in range(3):
        yield b" " * 30_000


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_body_that_is_too_large_is_refused(client: httpx.AsyncClient, *, streamed: bool) -> None:
    answer = await client.post("/predict", content=chunks() if streamed else b" " * 65_537)

    assert answer.status_code == 413
    assert "Content Too Large" in answer.text
    assert len(answer.headers["x-request-id"]) == 32
