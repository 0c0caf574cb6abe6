"""The reference service beside its twins, and the bare model as the yardstick: `python -m benchmarks.service`.

One machine, one run, one server at a time: the service by its own launcher, its endpoint as `async def` and as a
naive `def` by uvicorn, on one and two worker processes, with a model that releases the GIL and one that holds it, both
made to take 30 ms of CPU a prediction on whatever machine. 32 clients keep `POST /predict` busy, at first alone, for
the rate; then `GET /health` is asked 50 times a second beside them, on new connections, timed from the moment it was
due, while the server's loops record their lag. That costs the two cores 3 to 5 %: the rate under it is given too.

The bare model runs without a server in as many processes as there are cores, before and after each app, which is
compared with the mean of both: a machine that others share is not as fast at the end as at the beginning.

The load generator runs on the same cores, so the rate is given twice: as a share of the bare model's, and as a share
of what the bare model would do with the CPU that the generator left. Beside it stands the CPU time of a prediction,
which other work on the machine bends less than it bends rates.

Prints a Markdown table, and whether the figures to reach were reached. Needs Linux and the service installed; takes
about twelve minutes. With fewer `--seconds` than 30 some percentiles are n/a: fewer than ten samples lie above them.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.service.bare import bare, calibrate
from benchmarks.service.cpu import watched
from benchmarks.service.requests import CLIENTS, HEALTH, PREDICT
from loky import cpu_count

from freeloop.load import LoadGenerator, LoadResult, RunCommand, percentile
from freeloop.session.lag import lag_percentile_s

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

HEALTH_RPS = 50.0
COST_MS = 30.0
"""CPU time of a prediction, on any machine."""
WARMUP_S = 1.0
BARE_S = 8.0
ALONE_S = 16.0
DRAIN_S = 10.0
"""For answers that come after the end of the load: the twins' health checks are late by seconds."""
START_S = 60
NS_PER_MS = 1e6
SERVICE = "service"
APPS = {"the service": SERVICE, "naive `def`": "naive", "`async def` twin": "async_twin"}
RATE = 0.95
PARTS = {"async_twin": 100, "naive": 4}
"""Health p99 is to be at most this part of another app's."""
MODELS = {"numpy": "releases the GIL", "python": "holds the GIL"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the clients of one app saw in one run, and how its loops did. Times in ms; None when too few."""

    predict_rps: float
    """Without health checks, as the three that follow."""
    cpu_ms: float
    """CPU time that the server's processes spent, for each prediction."""
    generator_cpus: float
    """CPUs that the load generator kept busy, on average."""
    predict_ms: tuple[float | None, float | None]
    beside_rps: float
    """Predictions beside health checks."""
    health_ms: tuple[float | None, float | None]
    lag_p99_ms: float
    failed: int


@contextmanager
def served(app: str, model_name: str, workers: int, lag_folder: str) -> Generator[tuple[int, int]]:
    """Run an app on uvicorn and give its pid and port once every worker is there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    if app == SERVICE:
        command = ["benchmarks.service.launch"]
    else:
        command = ["uvicorn", f"benchmarks.service.apps:{app}", "--no-access-log"]
        command += ["--port", str(port), "--workers", str(workers)]
    environment = os.environ | {
        "MODEL": model_name,
        "LAG_FOLDER": lag_folder,
        "SERVICE_PORT": str(port),
        "WEB_CONCURRENCY": str(workers),
        "SERVICE_INFERENCE": "processes" if model_name == "python" else "threads",
    }
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([sys.executable, "-m", *command], env=environment, stderr=log)  # noqa: S603 - our own
        try:
            end_s = time.monotonic() + START_S
            while not started(log.fileno(), workers):
                if server.poll() is not None or time.monotonic() > end_s:
                    raise SystemExit(f"{app} did not start on {workers} workers")
                time.sleep(0.05)
            yield server.pid, port
        finally:
            server.terminate()
            server.wait()


def started(log: int, workers: int) -> bool:
    """Tell from a log whether the port is open and every worker has started."""
    text = os.pread(log, 1 << 20, 0)
    return b"running on" in text and text.count(b"Application startup complete") == workers


def measured(generator: LoadGenerator, app: str, model_name: str, workers: int, seconds: float) -> Figures:
    """Load one app without health checks, then with them, and give what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        with served(app, model_name, workers, folder) as (pid, port), watched(pid, generator.pid) as cpu:
            command = RunCommand(
                "127.0.0.1",
                port,
                (PREDICT,),
                CLIENTS,
                duration_s=min(seconds, ALONE_S),
                warmup_s=WARMUP_S,
                drain_s=DRAIN_S,
            )
            alone = generator.run(command)
            beside = generator.run(
                replace(command, duration_s=seconds, canary=HEALTH, canary_rate_rps=HEALTH_RPS)
            )
        lag_ms = lag_p99_ms(Path(folder), beside)
    window_s = alone.started_ns / 1e9, alone.ended_ns / 1e9
    alone_s = window_s[1] - window_s[0]
    predictions = alone.achieved_rps * alone_s
    return Figures(
        alone.achieved_rps,
        cpu.spent_s(pid, *window_s) * 1000 / predictions if predictions else math.nan,
        cpu.spent_s(generator.pid, *window_s) / alone_s,
        p50_p99_ms(alone.latency_ns),
        beside.achieved_rps,
        p50_p99_ms(beside.canary_latency_ns),
        lag_ms,
        sum(error.count for run in (alone, beside) for error in run.errors.values()) + beside.canary_errors,
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


def shares(figures: Figures, bare_rps: float) -> tuple[float, float, float]:
    """Give the rate as a share of the bare model's, of what that does with the CPU the generator left, and beside."""
    share = figures.predict_rps / bare_rps
    return share, share / (1 - figures.generator_cpus / cpu_count()), figures.beside_rps / bare_rps


def row(figures: Figures, bare_rps: float) -> list[str]:
    """Write the figures of one app."""
    rates = [f"{share:.2f}" for share in shares(figures, bare_rps)]
    times = [*figures.predict_ms, *figures.health_ms, figures.lag_p99_ms]
    shown = ["n/a" if time_ms is None else f"{time_ms:.1f}" for time_ms in times]
    return [
        f"{figures.predict_rps:.1f}",
        f"{bare_rps:.1f}",
        *rates,
        f"{figures.cpu_ms:.1f}",
        *shown,
        str(figures.failed),
    ]


def judged(seen: dict[str, Figures], bare_rps: float) -> str:
    """Say how the service's figures compare with those to reach."""
    share, of_left, beside = shares(seen[SERVICE], bare_rps)
    rates = (
        f"{share:.2f} of bare, {of_left:.2f} of what the generator left, {beside:.2f} beside health checks"
    )
    verdicts = [f"throughput {rates} ({RATE} to reach: {met(share >= RATE)})"]
    ours_ms = seen[SERVICE].health_ms[1]
    for app, part in PARTS.items():
        theirs_ms = seen[app].health_ms[1]
        if ours_ms is None or theirs_ms is None:
            verdicts.append(f"too few health checks to compare with {app}")
        else:
            reached = met(ours_ms <= theirs_ms / part)
            verdicts.append(
                f"health p99 1/{theirs_ms / ours_ms:.1f} of {app}'s (1/{part} to reach: {reached})"
            )
    return "; ".join(verdicts)


def met(claim: bool) -> str:  # noqa: FBT001 - reads as a claim where it is called
    """Write whether a figure was reached."""
    return "met" if claim else "missed"


def main() -> None:
    """Measure the bare models, then each app, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=32.0, help="how long each is loaded (default: 32)")
    seconds: float = parser.parse_args().seconds
    load = os.getloadavg()[0]
    print(f"{cpu_count()} cores, load average {load:.1f} before, {CLIENTS} clients, {seconds:g} s each\n")
    calibrate(COST_MS)
    columns = (
        "model | workers | app | predict rps | bare rps | of bare | of what was left | beside health | CPU ms"
    )
    print("|", columns, "| p50 ms | p99 ms | health p50 ms | p99 ms | lag p99 ms | failed |")
    print("|---|--:|---", "|--:" * 12, "|", sep="", flush=True)
    notes: list[str] = []
    with LoadGenerator() as generator:
        for model_name, does in MODELS.items():
            before = bare(model_name, min(seconds, BARE_S))
            for workers in (1, 2):
                seen: dict[str, Figures] = {}
                bare_rps: dict[str, float] = {}
                for name, app in APPS.items():
                    seen[app] = measured(generator, app, model_name, workers, seconds)
                    after = bare(model_name, min(seconds, BARE_S))
                    bare_rps[app] = (before.rps + after.rps) / 2
                    before = after
                    cells = [does, str(workers), name, *row(seen[app], bare_rps[app])]
                    print("|", " | ".join(cells), "|", flush=True)
                notes.append(f"- {does}, {workers} worker(s): {judged(seen, bare_rps[SERVICE])}")
    print("\n" + "\n".join(notes))


if __name__ == "__main__":
    main()
