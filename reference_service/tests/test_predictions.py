"""`POST /predict` as a client sees it."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import orjson
import pytest
from fastapi import FastAPI

from reference_service.model import DigitClassifier, Model
from reference_service.schemas import A_SEVEN, A_SEVEN_BYTES, DigitImage, Prediction
from reference_service.weights import Matrix

pytestmark = pytest.mark.asyncio


async def test_reads_a_seven(client: httpx.AsyncClient) -> None:
    response = await client.post("/predict", json=A_SEVEN)

    assert response.status_code == 200
    assert Prediction.model_validate_json(response.content).digit == 7


async def test_answers_the_bytes_of_the_model_s_own_numbers(client: httpx.AsyncClient, app: FastAPI) -> None:
    model: Model = app.state.resources.model
    (probabilities,) = model.probabilities(np.array([A_SEVEN["pixels"]], dtype=np.float32))

    response = await client.post("/predict", json=A_SEVEN)

    assert response.headers["content-type"] == "application/json"
    assert response.content == orjson.dumps(
        {"digit": 7, "probabilities": probabilities}, option=orjson.OPT_SERIALIZE_NUMPY
    )


ROW = [0] * 8
BYTES = {"content-type": "application/octet-stream"}


@pytest.mark.parametrize(
    "pixels",
    [
        [],
        [ROW] * 7,
        [ROW] * 9,
        [[0] * 7] * 8,
        [[0] * 9] * 8,
        [[[0]] * 8] * 8,
        [[17] * 8] * 8,
        [[-1] * 8] * 8,
        [[True] * 8] * 8,
        [["7"] * 8] * 8,
        "8 by 8",
        None,
    ],
    ids=[
        "empty",
        "7 rows",
        "9 rows",
        "7 columns",
        "9 columns",
        "deep",
        "too bright",
        "negative",
        "booleans",
        "numbers in quotes",
        "text",
        "null",
    ],
)
async def test_refuses_what_is_no_image(client: httpx.AsyncClient, pixels: object) -> None:
    response = await client.post("/predict", json={"pixels": pixels})

    assert response.status_code == 422
    assert {"type", "loc", "msg"} == set(response.json()["detail"][0])


async def test_the_example_file_is_what_openapi_shows() -> None:
    path = Path(__file__).parents[1] / "example.json"

    assert orjson.loads(path.read_bytes()) == A_SEVEN


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
async def test_refuses_numbers_that_are_not_finite(client: httpx.AsyncClient, number: str) -> None:
    """FastAPI repeats a refused input in its answer, where NaN would turn the 422 into a 500."""
    row = f"[{','.join([number] * 8)}]"

    response = await client.post("/predict", content=f'{{"pixels": [{",".join([row] * 8)}]}}'.encode())

    assert response.status_code == 422


async def test_refuses_a_body_that_is_no_json(client: httpx.AsyncClient) -> None:
    response = await client.post("/predict", content=b"[", headers={"content-type": "application/json"})

    assert response.status_code == 422


async def test_openapi_names_both_bodies_and_its_examples_are_answered(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    operation = document["paths"]["/predict"]["post"]
    request = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    examples: list[Any] = document["components"]["schemas"]["DigitImage"]["examples"]

    assert request == "#/components/schemas/DigitImage"
    assert answer == "#/components/schemas/Prediction"
    assert examples
    for example in examples:
        DigitImage.model_validate(example)
        assert (await client.post("/predict", json=example)).status_code == 200


async def test_computes_in_inference_threads_and_never_more_at_once_than_there_are(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight requests meet two threads: the first two wait for each other, and no third joins them."""
    together = threading.Barrier(2)
    lock = threading.Lock()
    running: set[str] = set()
    most = 0

    def probabilities(_: DigitClassifier, images: Matrix) -> Matrix:
        nonlocal most
        with lock:
            running.add(threading.current_thread().name)
            most = max(most, len(running))
        together.wait(timeout=5)
        with lock:
            running.discard(threading.current_thread().name)
        return np.full((1, 10), images[0, 0, 0])

    monkeypatch.setattr(DigitClassifier, "probabilities", probabilities)
    answers = await asyncio.gather(*(client.post("/predict", json=A_SEVEN) for _ in range(8)))

    assert [answer.status_code for answer in answers] == [200] * 8
    assert most == 2


def giving(answer: object) -> Callable[[DigitClassifier, Matrix], object]:
    return lambda _model, _images: answer


@pytest.mark.parametrize(
    "answer",
    [
        np.full((1, 10), np.nan),
        np.full((1, 10), 1e300),
        np.zeros((1, 11)),
        np.zeros((2, 10)),
        np.zeros(10),
        None,
        "ten",
    ],
    ids=["nan", "infinite as float32", "eleven", "two rows", "no rows", "none", "text"],
)
async def test_an_answer_that_is_none_is_a_500(
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    answer: object,
) -> None:
    monkeypatch.setattr(DigitClassifier, "probabilities", giving(answer))

    answers = [
        await client.post("/predict", json=A_SEVEN),
        await client.post("/predict/batch", content=A_SEVEN_BYTES, headers=BYTES),
    ]

    assert [answer.status_code for answer in answers] == [500] * 2
    assert caplog.text.count("Traceback") == 2


@pytest.mark.parametrize(
    "answer", [[[True] + [False] * 9], np.asfortranarray(np.eye(10)[:1])], ids=["list", "columns"]
)
async def test_numbers_of_another_kind_are_answered_as_openapi_says(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    monkeypatch.setattr(DigitClassifier, "probabilities", giving(answer))

    assert (await client.post("/predict", json=A_SEVEN)).json()["probabilities"] == [1.0] + [0.0] * 9


async def test_loads_the_model_once(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: object, **__: object) -> None:
        pytest.fail("a request loaded the model")

    monkeypatch.setattr(DigitClassifier, "load", load)
    for _ in range(3):
        assert (await client.post("/predict", json=A_SEVEN)).status_code == 200
