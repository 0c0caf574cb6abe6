"""The reference service beside its twins, and the bare model as the yardstick: `python -m benchmarks.service`.

One machine, one run, one server at a time: the service, its endpoint as `async def` and as a naive `def`, on one
and two uvicorn workers, with a model that releases the GIL and one that holds it. 32 clients keep `POST /predict`
busy while `GET /health` is asked 100 times a second, on new connections, timed from the moment it was due. The bare
model runs without a server in as many processes as there are cores. Prints a Markdown table, and whether the figures
to reach were reached. Needs Linux and the service installed; takes about four minutes, less with `--seconds 5`.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.service.bare import bare_rps
from benchmarks.service.requests import CLIENTS, HEALTH, PREDICT
from loky import cpu_count

from freeloop.load import LoadGenerator, LoadResult, RunCommand, percentile
from freeloop.session.lag import lag_percentile_s

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

HEALTH_RPS = 100.0
WARMUP_S = 1.0
START_S = 60
NS_PER_MS = 1e6
APPS = {"the service": "service", "naive `def`": "naive", "`async def` twin": "async_twin"}
MODELS = {"numpy": "releases the GIL", "python": "holds the GIL"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the clients of one app saw in one run, and how its loops did. Times in ms; None when too few."""

    predict_rps: float
    predict_ms: tuple[float | None, float | None]
    health_ms: tuple[float | None, float | None]
    lag_p99_ms: float
    failed: int


@contextmanager
def served(app: str, model_name: str, workers: int, lag_folder: str) -> Generator[int]:
    """Run an app on uvicorn and give its port once every worker is there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    options = ["--port", str(port), "--workers", str(workers), "--no-access-log"]
    environment = os.environ | {
        "MODEL": model_name,
        "LAG_FOLDER": lag_folder,
        "WEB_CONCURRENCY": str(workers),
        "SERVICE_INFERENCE": "processes" if model_name == "python" else "threads",
    }
    with tempfile.TemporaryFile() as log:
        command = [sys.executable, "-m", "uvicorn", f"benchmarks.service.apps:{app}", *options]
        server = subprocess.Popen(command, env=environment, stderr=log)  # noqa: S603 - our own
        try:
            end_s = time.monotonic() + START_S
            while not started(log.fileno(), workers):
                if server.poll() is not None or time.monotonic() > end_s:
                    raise SystemExit(f"{app} did not start on {workers} workers")
                time.sleep(0.05)
            yield port
        finally:
            server.terminate()
            server.wait()


def started(log: int, workers: int) -> bool:
    """Tell from a log whether the port is open and every worker has started."""
    text = os.pread(log, 1 << 20, 0)
    return b"running on" in text and text.count(b"Application startup complete") == workers


def measured(generator: LoadGenerator, app: str, model_name: str, workers: int, seconds: float) -> Figures:
    """Load one app, and give what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        with served(app, model_name, workers, folder) as port:
            result = generator.run(
                RunCommand(
                    "127.0.0.1",
                    port,
                    (PREDICT,),
                    CLIENTS,
                    duration_s=seconds,
                    warmup_s=WARMUP_S,
                    canary=HEALTH,
                    canary_rate_rps=HEALTH_RPS,
                )
            )
        lag_ms = lag_p99_ms(Path(folder), result)
    return Figures(
        result.achieved_rps,
        p50_p99_ms(result.latency_ns),
        p50_p99_ms(result.canary_latency_ns),
        lag_ms,
        sum(error.count for error in result.errors.values()) + result.canary_errors,
    )


def lag_p99_ms(folder: Path, result: LoadResult) -> float:
    """Give the lag that 99 % of the moments of the run do not exceed, over the loops of all workers."""
    begin_s, end_s = result.started_ns / 1e9, result.ended_ns / 1e9
    records: list[list[tuple[float, float]]] = [
        json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")
    ]
    held_s = [late_s for record in records for now_s, late_s in record if begin_s <= now_s <= end_s]
    return lag_percentile_s(held_s, (end_s - begin_s) * len(records), 99) * 1000


def p50_p99_ms(times_ns: Sequence[int]) -> tuple[float | None, float | None]:
    """Give both percentiles in milliseconds."""
    p50, p99 = (percentile(times_ns, share) for share in (0.5, 0.99))
    return (None if p50 is None else p50 / NS_PER_MS, None if p99 is None else p99 / NS_PER_MS)


def row(figures: Figures, bare: float) -> list[str]:
    """Write the figures of one app."""
    times = [*figures.predict_ms, *figures.health_ms, figures.lag_p99_ms]
    shown = ["n/a" if time_ms is None else f"{time_ms:.1f}" for time_ms in times]
    return [f"{figures.predict_rps:.1f}", f"{figures.predict_rps / bare:.2f}", *shown, str(figures.failed)]


def judged(seen: dict[str, Figures], bare: float) -> str:
    """Say how the service's figures compare with those to reach."""
    ours, naive, twin = (seen[app].health_ms[1] for app in APPS.values())
    rate = f"throughput {seen['service'].predict_rps / bare:.2f} of bare (0.95 to reach)"
    if ours is None or naive is None or twin is None:
        return f"{rate}; too few health checks for p99"
    return (
        f"{rate}; health p99 1/{twin / ours:.0f} of the twin's (1/100), 1/{naive / ours:.1f} of naive's (1/4)"
    )


def main() -> None:
    """Measure the bare models, then each app, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=11.0, help="how long each is loaded (default: 11)")
    seconds: float = parser.parse_args().seconds
    load = os.getloadavg()[0]
    print(f"{cpu_count()} cores, load average {load:.1f} before, {CLIENTS} clients, {seconds:g} s each\n")
    print(
        "| model | workers | app | predict rps | of bare | p50 ms | p99 ms | health p50 ms | p99 ms ", end=""
    )
    print("| lag p99 ms | failed |\n|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    notes: list[str] = []
    with LoadGenerator() as generator:
        for model_name, does in MODELS.items():
            bare = bare_rps(model_name, seconds)
            print(f"| {does} | | bare, a process per core | {bare:.1f} | 1 |||||||", flush=True)
            for workers in (1, 2):
                seen: dict[str, Figures] = {}
                for name, app in APPS.items():
                    seen[app] = measured(generator, app, model_name, workers, seconds)
                    cells = [does, str(workers), name, *row(seen[app], bare)]
                    print("|", " | ".join(cells), "|", flush=True)
                notes.append(f"- {does}, {workers} worker(s): {judged(seen, bare)}")
    print("\n" + "\n".join(notes))


if __name__ == "__main__":
    main()
