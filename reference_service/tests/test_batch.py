"""`POST /predict/batch` as a client sees it: bytes in, parsed and answered in the inference threads."""

import threading
from collections.abc import Callable

import httpx
import numpy as np
import orjson
import pytest
from fastapi import FastAPI

from reference_service.model import DigitClassifier, Model
from reference_service.routes import predictions
from reference_service.schemas import A_SEVEN_BYTES, BATCH, Predictions
from reference_service.weights import Matrix

pytestmark = pytest.mark.asyncio

TYPE = {"content-type": "application/octet-stream"}
TURNED = bytes(reversed(A_SEVEN_BYTES))


async def test_answers_the_bytes_of_the_model_s_own_numbers(client: httpx.AsyncClient, app: FastAPI) -> None:
    images = np.reshape(np.frombuffer(A_SEVEN_BYTES + TURNED, np.uint8), (2, 8, 8)).astype(np.float32)
    model: Model = app.state.resources.model
    probabilities = model.probabilities(images)

    response = await client.post("/predict/batch", content=A_SEVEN_BYTES + TURNED, headers=TYPE)

    assert response.status_code == 200
    assert response.content == orjson.dumps(
        {"digits": probabilities.argmax(axis=1), "probabilities": probabilities},
        option=orjson.OPT_SERIALIZE_NUMPY,
    )
    assert Predictions.model_validate_json(response.content).digits[0] == 7


@pytest.mark.parametrize("count", [1, BATCH])
async def test_takes_as_many_as_it_says(client: httpx.AsyncClient, count: int) -> None:
    response = await client.post("/predict/batch", content=A_SEVEN_BYTES * count, headers=TYPE)

    assert response.json()["digits"] == [7] * count


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00" * 63, b"\x00" * 65, b"\x11" * 64, b"\xff" * 64, A_SEVEN_BYTES * (BATCH + 1)],
    ids=["empty", "too short", "too long", "too bright", "no byte of an image", "too many"],
)
@pytest.mark.parametrize("media_type", ["application/octet-stream", "text/plain"])
async def test_refuses_what_is_no_batch(client: httpx.AsyncClient, body: bytes, media_type: str) -> None:
    response = await client.post("/predict/batch", content=body, headers={"content-type": media_type})

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"][0] == "body"


async def test_parses_computes_and_encodes_in_an_inference_thread(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    real: Callable[[bytes], Matrix] = predictions.__dict__["_parsed"]

    def parsed(images: bytes) -> Matrix:
        threads.append(threading.current_thread().name)
        return real(images)

    def probabilities(_: DigitClassifier, images: Matrix) -> Matrix:
        threads.append(threading.current_thread().name)
        return np.zeros((len(images), 10), dtype=np.float32)

    def encoded(_: object, *, option: int | None) -> bytes:
        threads.append(threading.current_thread().name)
        return b"{}" if option else b""

    monkeypatch.setattr(predictions, "_parsed", parsed)
    monkeypatch.setattr(DigitClassifier, "probabilities", probabilities)
    monkeypatch.setattr(orjson, "dumps", encoded)
    await client.post("/predict/batch", content=A_SEVEN_BYTES, headers=TYPE)

    assert len(threads) == 3
    assert all(name.startswith("inference") for name in threads)
