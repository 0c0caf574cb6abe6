"""The apps that are compared: the service, and its endpoint as `async def`, as a plain `def`, and without FastAPI.

`MODEL` in the environment says which model they serve: `numpy`, which releases the GIL, or `python`, which holds
it. Each app writes how long its loop was held into a file of the folder that `LAG_FOLDER` names, when it ends; it
takes note from its first health check on, so that a rate without those is one without notes.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import orjson
from fastapi import FastAPI, Request, Response
from threadpoolctl import threadpool_limits

from reference_service.main import create_app
from reference_service.model import Model, open_model
from reference_service.schemas import DigitImage, Health
from reference_service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from reference_service.weights import Matrix

BEAT_S = 0.005
TURNS = int(os.environ.get("TURNS", "750000"))
"""Of a Python loop, for one prediction."""


class PythonModel:
    """A model that holds the GIL while it computes."""

    def probabilities(self, images: Matrix) -> Matrix:
        """Give the same for every image, slowly."""
        total = 0
        for turn in range(len(images) * TURNS):
            total += turn & 7
        return np.full((len(images), 10), 0.1 + 0 * total, dtype=np.float32)


def open_chosen(settings: Settings) -> Model:
    """Open the model that the environment names."""
    return PythonModel() if os.environ["MODEL"] == "python" else open_model(settings)


class Timed:
    """An app, and the record of its event loop."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._held: list[tuple[float, float]] = []
        self._beat: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Beat from the first health check to the end of the lifespan."""
        if scope["type"] != "lifespan":
            if self._beat is None and scope["path"] == "/health":
                self._beat = asyncio.create_task(_beat(self._held))
            await self._app(scope, receive, send)
            return

        async def send_written(message: Message) -> None:
            # The server does not wait for what comes after this message.
            if message["type"] == "lifespan.shutdown.complete" and self._beat:
                self._beat.cancel()
                _write(self._held)
            await send(message)

        await self._app(scope, receive, send_written)


def _write(held: list[tuple[float, float]]) -> None:
    Path(os.environ["LAG_FOLDER"], f"{os.getpid()}.json").write_text(json.dumps(held), encoding="utf-8")


async def _beat(held: list[tuple[float, float]]) -> None:
    """Note each moment (monotonic clock) at which the loop was late, and by how much, in seconds."""
    due_s = time.monotonic() + BEAT_S
    while True:
        await asyncio.sleep(BEAT_S)
        now_s = time.monotonic()
        held.append((now_s, now_s - due_s))
        due_s = now_s + BEAT_S


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    with threadpool_limits(1, user_api="blas"):
        app.state.model = open_chosen(Settings())
        yield


def _twin() -> FastAPI:
    app = FastAPI(lifespan=_lifespan)

    @app.get("/health")
    async def health() -> Health:
        return Health(status="alive")

    return app


def _answer(pixels: list[list[float]], model: Model) -> bytes:
    (probabilities,) = model.probabilities(np.array([pixels], dtype=np.float32))
    answer = {"digit": probabilities.argmax(), "probabilities": probabilities}
    return orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)


_naive, _async_twin = _twin(), _twin()


@_naive.post("/predict")
def predict(image: DigitImage, request: Request) -> Response:
    """Compute in AnyIO's shared threads: the advice to write `def`, taken alone."""
    return Response(_answer(image.pixels, request.app.state.model), media_type="application/json")


@_async_twin.post("/predict")
async def predict_on_loop(image: DigitImage, request: Request) -> Response:
    """Compute on the event loop."""
    return Response(_answer(image.pixels, request.app.state.model), media_type="application/json")


class _Unframed:
    """A thread pool behind plain ASGI: nothing is checked, limited, counted or logged.

    What FastAPI and the service add to a prediction is the difference to this.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(Settings().inference_threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            with threadpool_limits(1, user_api="blas"):
                self._model = open_chosen(Settings())
                await send({"type": "lifespan.startup.complete"})
                await receive()
            await send({"type": "lifespan.shutdown.complete"})
        else:
            answer = b"{}"
            if scope["path"] == "/predict":
                body = (await receive())["body"]
                answer = await asyncio.get_running_loop().run_in_executor(self._pool, self._predicted, body)
            headers = [(b"content-length", str(len(answer)).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": answer})

    def _predicted(self, body: bytes) -> bytes:
        return _answer(orjson.loads(body)["pixels"], self._model)


service = Timed(create_app(Settings(), open_chosen))
naive = Timed(_naive)
async_twin = Timed(_async_twin)
unframed = Timed(_Unframed())
