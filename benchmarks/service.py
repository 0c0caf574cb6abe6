"""The reference service beside its twins, and the bare model as the yardstick: `python benchmarks/service.py`.

One run, one machine, one uvicorn process at a time. 16 clients keep `POST /predict` busy while `GET /health` is
asked 50 times a second, timed from the moment it was due. Prints ratios, since rates differ by machine. Needs
the service installed; takes about a minute.
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import orjson
from fastapi import FastAPI, Request, Response
from threadpoolctl import threadpool_limits

from reference_service.model import DigitClassifier
from reference_service.schemas import A_SEVEN, DigitImage, Health
from reference_service.settings import Settings

HERE = Path(__file__).parent
CLIENTS = 16
HEALTH_RPS = 50

APPS = {
    "the service": "reference_service.main:app",
    "`def`, 40 threads": "service:naive",
    "`async def` twin": "blocking_twin.app:app",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the clients of one app saw."""

    predict_rps: float
    predict_s: list[float]
    health_s: list[float]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    """Load the model as the service does."""
    with threadpool_limits(1, user_api="blas"):
        app.state.model = DigitClassifier.load(Settings().weights, views_per_axis=Settings().views_per_axis)
        yield


naive = FastAPI(lifespan=lifespan)


@naive.get("/health")
async def health() -> Health:
    """Answer as the service does."""
    return Health(status="alive")


@naive.post("/predict")
def predict(image: DigitImage, request: Request) -> Response:
    """Compute in AnyIO's shared threads: the advice to write `def`, taken alone."""
    model: DigitClassifier = request.app.state.model
    probabilities = model.probabilities(np.array(image.pixels, dtype=np.float32))
    answer = {"digit": probabilities.argmax(), "probabilities": probabilities}
    return Response(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


def compute_until(end_s: float) -> int:
    """Run the model, without any server, until `perf_counter` says so; give the number of predictions."""
    settings = Settings()
    model = DigitClassifier.load(settings.weights, views_per_axis=settings.views_per_axis)
    image = np.array(A_SEVEN["pixels"], dtype=np.float32)
    done = 0
    while time.perf_counter() < end_s:
        model.probabilities(image)
        done += 1
    return done


def spin_until(end_s: float) -> int:
    """Do nothing but run Python."""
    turns = 0
    while time.perf_counter() < end_s:
        turns += 1
    return turns


def rates(seconds: float, *loops: Callable[[float], int]) -> list[float]:
    """Run each loop in a thread of its own, at the same time; give their turns per second."""
    with ThreadPoolExecutor(len(loops)) as pool:
        end_s = time.perf_counter() + seconds
        return [turns / seconds for turns in pool.map(lambda loop: loop(end_s), loops)]


@contextmanager
def served(app: str) -> Iterator[str]:
    """Run one uvicorn process on a free port and give its address once it is ready."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            app,
            "--fd",
            str(listener.fileno()),
            "--log-level",
            "error",
        ]
        paths = os.pathsep.join([str(HERE), str(HERE.parent / "examples"), os.environ.get("PYTHONPATH", "")])
        environment = os.environ | {"PYTHONPATH": paths}
        server = subprocess.Popen(command, env=environment, pass_fds=[listener.fileno()])  # noqa: S603 - our own
    try:
        # The socket listens from the start: the answer comes when start-up is done.
        httpx.get(f"{url}/health", timeout=30)
        yield url
    finally:
        server.terminate()
        server.wait()


async def load(url: str, seconds: float) -> Figures:
    """Send both kinds of requests for so long, after a second of warming up."""
    begin_s = time.perf_counter() + 1
    end_s = begin_s + seconds
    predict_s: list[float] = []
    health_s: list[float] = []

    async def predict_on() -> None:
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            while (sent_s := time.perf_counter()) < end_s:
                (await client.post("/predict", json=A_SEVEN)).raise_for_status()
                if sent_s >= begin_s:
                    predict_s.append(time.perf_counter() - sent_s)

    async def ask_health(client: httpx.AsyncClient, due_s: float) -> None:
        await asyncio.sleep(due_s - time.perf_counter())
        (await client.get("/health")).raise_for_status()
        health_s.append(time.perf_counter() - due_s)

    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        due = (begin_s + index / HEALTH_RPS for index in range(int(seconds * HEALTH_RPS)))
        await asyncio.gather(
            *(predict_on() for _ in range(CLIENTS)), *(ask_health(client, at_s) for at_s in due)
        )
    return Figures(len(predict_s) / seconds, predict_s, health_s)


def percentiles_ms(seconds: list[float]) -> str:
    """Give p50 and p99."""
    hundredths = statistics.quantiles(seconds, n=100)
    return f"{hundredths[49] * 1000:.1f} / {hundredths[98] * 1000:.1f}"


def main() -> None:
    """Measure the bare model, then each app, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each of them is measured")
    seconds: float = parser.parse_args().seconds
    cores = len(os.sched_getaffinity(0))
    with threadpool_limits(1, user_api="blas"):
        (one,) = rates(seconds, compute_until)
        bare = sum(rates(seconds, *[compute_until] * cores))
        (alone,) = rates(seconds, spin_until)
        beside, _ = rates(seconds, spin_until, compute_until)
    print(
        f"bare model: {one:.1f} predictions/s in one thread ({1000 / one:.1f} ms each), {bare / one:.2f} × in {cores}"
    )
    print(f"a Python thread beside it keeps {beside / alone:.0%} of its pace\n")
    print("| app | predict rps | share of the bare model | predict p50 / p99 ms | health p50 / p99 ms |")
    print("|---|--:|--:|--:|--:|")
    for name, app in APPS.items():
        with served(app) as url:
            seen = asyncio.run(load(url, seconds))
        row = [f"{seen.predict_rps:.1f}", f"{seen.predict_rps / bare:.2f}"]
        print(
            "|", " | ".join([name, *row, percentiles_ms(seen.predict_s), percentiles_ms(seen.health_s)]), "|"
        )


if __name__ == "__main__":
    main()
