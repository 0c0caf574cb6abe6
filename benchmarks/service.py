"""The reference service beside its twins, and the bare model as the yardstick: `python benchmarks/service.py`.

One run, one machine, one uvicorn process at a time. 16 clients keep `POST /predict` busy while `GET /health` is
asked 50 times a second, timed from the moment it was due. Prints ratios, since rates differ by machine. Needs
the service installed; takes about three minutes.
"""

import argparse
import asyncio
import os
import resource
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable, Generator
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
HEALTH_CONNECTIONS = 128
"""Each is used every 2.6 s: uvicorn closes what is idle for 5."""
ENOUGH_FOR_P99 = 1000
"""Ten samples above the percentile; arbitrary, fewer make it a matter of luck."""

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
        started = [pool.submit(loop, end_s) for loop in loops]
        return [future.result() / seconds for future in started]


@contextmanager
def served(app: str) -> Generator[int, None, None]:
    """Run one uvicorn process on a free port and give the port once it is ready."""
    with socket.socket() as listener:
        # Handed over by number, it is taken for a Unix socket and keeps Nagle's delay: 40 ms a response.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port: int = listener.getsockname()[1]
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
        httpx.get(f"http://127.0.0.1:{port}/health", timeout=30)
        yield port
    finally:
        server.terminate()
        server.wait()


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
    """Send one request and read its answer. An HTTP client would cost a fifth of the two cores that are measured."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head[:20]:
        raise SystemExit(f"expected 200, got {head!r}")
    await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))


async def load(port: int, seconds: float) -> Figures:
    """Send both kinds of requests for so long, after a second of warming up."""
    body = orjson.dumps(A_SEVEN)
    head = f"POST /predict HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    begin_s = time.perf_counter() + 1
    end_s = begin_s + seconds
    predict_s: list[float] = []
    health_s: list[float] = []

    async def predict_on() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (sent_s := time.perf_counter()) < end_s:
            await ask(reader, writer, head.encode() + body)
            if sent_s >= begin_s:
                predict_s.append(time.perf_counter() - sent_s)
        writer.close()

    # Opened beforehand, and enough of them that one which is stuck does not keep the next from being sent.
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(HEALTH_CONNECTIONS):
        idle.put_nowait(await asyncio.open_connection("127.0.0.1", port))

    async def ask_health(due_s: float) -> None:
        await asyncio.sleep(due_s - time.perf_counter())
        connection = await idle.get()
        await ask(*connection, b"GET /health HTTP/1.1\r\nhost: a\r\n\r\n")
        health_s.append(time.perf_counter() - due_s)
        idle.put_nowait(connection)

    due = [begin_s + index / HEALTH_RPS for index in range(int(seconds * HEALTH_RPS))]
    await asyncio.gather(*(predict_on() for _ in range(CLIENTS)), *map(ask_health, due))
    while not idle.empty():
        idle.get_nowait()[1].close()
    return Figures(len(predict_s) / seconds, predict_s, health_s)


@contextmanager
def others_share() -> Generator[list[float], None, None]:
    """Tell which share of the machine went to processes that are not ours (Linux): more than a few % spoil a run."""

    def busy_and_ours_s() -> tuple[float, float]:
        ticks = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        ours = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        # The fourth and fifth field are idle time and waiting for disks.
        busy = (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
        return busy, sum(usage.ru_utime + usage.ru_stime for usage in ours)

    share: list[float] = []
    begin_s, before = time.perf_counter(), busy_and_ours_s()
    yield share
    busy_s, ours_s = (now - then for now, then in zip(busy_and_ours_s(), before, strict=True))
    share.append((busy_s - ours_s) / (time.perf_counter() - begin_s) / (os.cpu_count() or 1))


def percentiles_ms(seconds: list[float]) -> str:
    """Give p50, and p99 where there are samples enough."""
    hundredths = statistics.quantiles(seconds, n=100)
    p99 = f"{hundredths[98] * 1000:.1f}" if len(seconds) >= ENOUGH_FOR_P99 else "n/a"
    return f"{hundredths[49] * 1000:.1f} / {p99}"


def main() -> None:
    """Measure the bare model, then each app, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each of them is measured")
    seconds: float = parser.parse_args().seconds
    cores = len(os.sched_getaffinity(0))
    with others_share() as others, threadpool_limits(1, user_api="blas"):
        (one,) = rates(seconds, compute_until)
        bare = sum(rates(seconds, *[compute_until] * cores))
        (alone,) = rates(seconds, spin_until)
        beside, _ = rates(seconds, spin_until, compute_until)
    print(f"bare model: {one:.1f} predictions/s in one thread ({1000 / one:.1f} ms each)")
    print(
        f"{cores} threads: {bare / one:.2f} × that; a Python thread beside one keeps {beside / alone:.0%} of its pace"
    )
    print(f"other processes took {others[0]:.0%} of the machine meanwhile\n")
    print("| app | predict rps | of bare | predict p50 / p99 ms | health p50 / p99 ms | others took |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, app in APPS.items():
        with others_share() as others, served(app) as port:
            seen = asyncio.run(load(port, seconds))
        rates_seen = [f"{seen.predict_rps:.1f}", f"{seen.predict_rps / bare:.2f}"]
        waits = [percentiles_ms(seen.predict_s), percentiles_ms(seen.health_s)]
        print("|", " | ".join([name, *rates_seen, *waits, f"{others[0]:.0%}"]), "|", flush=True)


if __name__ == "__main__":
    main()
