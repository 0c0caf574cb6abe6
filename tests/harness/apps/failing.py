"""Applications that cannot be audited, one way each."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI, HTTPException

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

not_an_application = 5


@asynccontextmanager
async def _fails(_app: FastAPI) -> AsyncGenerator[None]:
    raise ValueError("the weights are missing")
    yield


@asynccontextmanager
async def _hangs(_app: FastAPI) -> AsyncGenerator[None]:
    wait_for_a_model_that_never_comes()
    yield


def wait_for_a_model_that_never_comes() -> None:
    time.sleep(3600)


@asynccontextmanager
async def _has_children(_app: FastAPI) -> AsyncGenerator[None]:
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(abs, range(2)))
        with subprocess.Popen(["sleep", "773"]) as child:
            subprocess.Popen(["sleep", "773"], start_new_session=True)
            subprocess.run(["/bin/sh", "-c", "sleep 773 &"], start_new_session=True, check=True)  # a daemon
            yield
            child.kill()


@asynccontextmanager
async def _ends_slowly(_app: FastAPI) -> AsyncGenerator[None]:
    subprocess.Popen(["sleep", "773"])
    yield
    subprocess.Popen(["sleep", "774"])  # tells whoever looks that the end has begun
    await asyncio.sleep(3600)


fails_at_startup = FastAPI(lifespan=_fails)
hangs_at_startup = FastAPI(lifespan=_hangs)
dies_under_load = FastAPI()
dies_of_a_signal = FastAPI()
dies_with_children = FastAPI(lifespan=_has_children)
lives_with_children = FastAPI(lifespan=_has_children)
ends_slowly = FastAPI(lifespan=_ends_slowly)
has_no_routes = FastAPI()
answers_badly = FastAPI()
only_changes_data = FastAPI()
cannot_describe_itself = FastAPI()


@answers_badly.get("/asks")
async def ask_who() -> None:
    raise HTTPException(401, "who are you?")


@answers_badly.get("/raises")
async def raise_unhandled() -> None:
    raise ValueError("no weights")


@only_changes_data.post("/orders")
async def order() -> None: ...


def _describe() -> dict[str, object]:
    raise RuntimeError("no schema for Tensor")


cannot_describe_itself.openapi = _describe  # type: ignore[method-assign]


async def knows_no_lifespan(scope: dict[str, object], _receive: object, _send: object) -> None:
    assert scope["type"] == "http", "only HTTP here"


@dies_of_a_signal.get("/before")
@dies_under_load.get("/before")
@ends_slowly.get("/")
@lives_with_children.get("/")
async def live() -> None: ...


@dies_with_children.get("/")
@dies_under_load.get("/die")
async def die() -> None:
    os._exit(7)


@dies_of_a_signal.get("/die")
async def die_of_a_signal() -> None:
    os.kill(os.getpid(), signal.SIGRTMIN + 1)


dies_of_a_signal.get("/after")(live)
dies_under_load.get("/after")(live)


async def coroutine_factory() -> FastAPI:
    return FastAPI()


def factory() -> FastAPI:
    app = FastAPI()

    @app.get("/made")
    async def made() -> str:
        return "by a factory"

    return app
