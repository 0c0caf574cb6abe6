"""What goes around every request."""

import logging
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from reference_service.schemas import A_SEVEN

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
