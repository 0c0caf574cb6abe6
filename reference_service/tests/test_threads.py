"""The inference threads, and the decorator that sends `def` endpoints to them."""

import asyncio
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from prometheus_client import REGISTRY

from reference_service.deps import ResourcesDep, in_inference_thread
from reference_service.errors import BusyError
from reference_service.main import create_app
from reference_service.settings import Settings
from reference_service.threads import NICENESS, InferenceThreads

pytestmark = pytest.mark.asyncio


LAST = 19
"""No priority is lower."""


def priority() -> int:
    """Give that of the thread that asks."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def app_of(router: APIRouter, settings: Settings) -> FastAPI:
    app = create_app(settings)
    app.include_router(router, prefix="/threads")
    return app


async def test_an_endpoint_runs_in_an_inference_thread_with_its_parameters(settings: Settings) -> None:
    router = APIRouter()

    @router.get("/def/{number}")
    @in_inference_thread
    def in_thread(resources: ResourcesDep, number: int, *, factor: int = 2) -> dict[str, str | int]:
        assert not resources.draining
        return {"thread": threading.current_thread().name, "product": number * factor}

    app = app_of(router, settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as client,
    ):
        answer = (await client.get("/threads/def/3?factor=5")).json()

    assert answer["product"] == 15
    assert answer["thread"].startswith("inference")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a priority is the whole process's")
async def test_what_computes_lets_the_loop_go_first(settings: Settings) -> None:
    app = create_app(settings)

    async with app.router.lifespan_context(app):
        computing = await app.state.resources.threads.run(priority)

    assert computing == min(priority() + NICENESS, LAST)


async def test_what_runs_it_is_no_part_of_the_documented_parameters(settings: Settings) -> None:
    router = APIRouter()

    @router.get("/documented")
    @in_inference_thread
    def documented(number: int, resources: ResourcesDep) -> int:
        """Say what it does."""
        return number + resources.draining

    operation = app_of(router, settings).openapi()["paths"]["/threads/documented"]["get"]

    assert [parameter["name"] for parameter in operation["parameters"]] == ["number"]
    assert operation["description"] == "Say what it does."
    assert operation["summary"] == "Documented"


async def test_an_error_in_a_def_endpoint_is_answered_with_500(settings: Settings) -> None:
    router = APIRouter()

    @router.get("/broken")
    @in_inference_thread
    def broken(resources: ResourcesDep) -> None:
        assert not resources.draining
        message = "broken on purpose"
        raise RuntimeError(message)

    app = app_of(router, settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as client,
    ):
        answer = await client.get("/threads/broken")

    assert (answer.status_code, answer.json()) == (500, {"detail": "Internal Server Error"})


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Hold work up until it is set, at the latest when the test is over."""
    gate = threading.Event()
    yield gate
    gate.set()


@pytest.fixture
def threads(gate: threading.Event) -> Iterator[InferenceThreads]:
    """One thread, room for one more to wait, a tenth of a second's patience."""
    threads = InferenceThreads(1, queue=1, deadline_s=0.1)
    yield threads
    gate.set()
    threads.close()


def abandoned() -> float:
    """What `/metrics` tells of threads whose answer nobody waits for any more."""
    unfinished, waited_for = (
        REGISTRY.get_sample_value(f"inference_{name}") or 0 for name in ("unfinished", "waited_for")
    )
    return unfinished - waited_for


async def until_begun(
    gate: threading.Event, threads: InferenceThreads, deadline_s: float = 5
) -> "asyncio.Task[bool]":
    """Start work that waits for the gate, and return when a thread has taken it up."""
    begun = threading.Event()

    def work() -> bool:
        begun.set()
        return gate.wait(deadline_s)

    task = asyncio.create_task(threads.run(work))
    await asyncio.to_thread(begun.wait, deadline_s)
    return task


async def test_turns_away_what_finds_the_queue_full(threads: InferenceThreads, gate: threading.Event) -> None:
    first = await until_begun(gate, threads)
    second = asyncio.create_task(threads.run(lambda: "second"))
    await asyncio.sleep(0)

    assert (threads.full, threads.stuck) == (True, False)
    with pytest.raises(BusyError, match="the queue is full"):
        await threads.run(lambda: "third")
    gate.set()
    assert (await first, await second) == (True, "second")
    assert not threads.full


async def test_a_deadline_frees_the_caller_and_counts_the_thread_until_it_is_done(
    threads: InferenceThreads, gate: threading.Event
) -> None:
    late = await until_begun(gate, threads)

    with pytest.raises(BusyError, match=r"no answer within 0\.1 s"):
        await late

    assert abandoned() == 1
    assert threads.stuck
    gate.set()
    # The one thread is free again when it answers.
    assert await threads.run(lambda: "next") == "next"
    assert abandoned() == 0
    assert not threads.stuck


async def test_work_that_waited_past_its_deadline_is_never_begun(
    threads: InferenceThreads, gate: threading.Event
) -> None:
    done: list[str] = []
    first = await until_begun(gate, threads)
    second = asyncio.create_task(threads.run(lambda: done.append("second")))

    for task in (first, second):
        with pytest.raises(BusyError):
            await task
    assert not threads.full
    gate.set()
    await threads.run(lambda: done.append("third"))

    assert done == ["third"]


async def test_a_cancelled_caller_leaves_its_work_to_be_counted(
    threads: InferenceThreads, gate: threading.Event
) -> None:
    task = await until_begun(gate, threads)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert abandoned() == 1


@pytest.mark.parametrize(
    "error",
    [
        SystemExit(3),
        KeyboardInterrupt(),
        GeneratorExit(),
        StopIteration(1),
        asyncio.CancelledError(),
        CancelledError(),
    ],
    ids=lambda error: f"{type(error).__module__}.{type(error).__name__}",
)
async def test_what_is_no_ordinary_error_becomes_one(threads: InferenceThreads, error: BaseException) -> None:
    def work() -> None:
        raise error

    with pytest.raises(RuntimeError, match=f"^{type(error).__name__}: ") as caught:
        await threads.run(work)

    assert caught.value.__cause__ is error
    assert await threads.run(lambda: "next") == "next"


async def test_an_error_in_the_work_is_the_caller_s(threads: InferenceThreads) -> None:
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 // 0)

    assert not threads.full
    assert abandoned() == 0
