"""The reference service beside its twins, and the bare model as the yardstick: `python -m benchmarks.service`.

One machine, one run, one server at a time, on one and two worker processes. By the service's launcher: the service,
in threads where the model releases the GIL and in model processes where it holds it, and the other way round; and a
thread pool behind ASGI without FastAPI. By uvicorn: the service's endpoint as `async def` and as a naive `def`. Each
with a model that releases the GIL and one that holds it, both made to take 30 ms of CPU a prediction (or `--cost-ms`)
on whatever machine. 32 clients keep `POST /predict` busy, at first alone, for the rate; then `GET /health` is asked 50
times a second beside them, timed from the moment it was due, while the server's loops record their lag. That costs the
two cores 3 to 5 %: the rate under it is given too. Health checks come on new connections; those that predict are made
anew in each round.

The bare model runs without a server in as many processes as there are cores. It and the app take turns of a few
seconds, and each turn of the app is compared with the bare model just before and just after: a machine that others
share is not as fast at the end as at the beginning.

The load generator runs on the same cores, so the rate is given twice: as a share of the bare model's, and as a share
of what the bare model would do with the CPU that the generator left. Beside it stands the CPU time of a prediction,
which other work on the machine bends less than it bends rates.

Prints a Markdown table, and whether the figures to reach were reached. Needs Linux and the service installed; takes
about twenty minutes. With fewer `--seconds` than 30 some percentiles are n/a: fewer than ten samples lie above them.
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
from importlib.metadata import version
from itertools import product
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

from benchmarks.service.bare import Cores, calibrate
from benchmarks.service.requests import CLIENTS, PREDICT
from benchmarks.service.turns import ROUND_S, Rates, beside_health_checks, failures, rates
from loky import cpu_count

from freeloop.load import LoadGenerator, LoadResult, RunCommand, percentile
from freeloop.session.lag import lag_percentile_s

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

WARMUP_S = 1.0
"""Arbitrary, as are ROUNDS and ROUND_S: the standard errors are printed."""
DRAIN_S = 5.0
"""For answers that come after the end of the load: the twins' health checks are late by seconds."""
START_S = 60
NS_PER_MS = 1e6
SERVICE = "service"
UNFRAMED = "unframed"
OTHERWISE = "service_otherwise"
"""The service as it is set for the other model."""
APPS = {
    SERVICE: "the service",
    OTHERWISE: "the service, model in {}",
    UNFRAMED: "ASGI alone",
    "naive": "naive `def`",
    "async_twin": "`async def` twin",
}
RATE = 0.95
PARTS = {"async_twin": 100, "naive": 4}
"""Health p99 is to be at most this part of another app's."""
HOLDS = "python"
MODELS = {"numpy": "releases the GIL", HOLDS: "holds the GIL"}
SETTINGS = "threads", "processes"


@dataclass(frozen=True, slots=True)
class Figures:
    """What the clients of one app saw in one run, and how its loops did. Times in ms; None when too few."""

    alone: Rates
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
    if app in {SERVICE, OTHERWISE, UNFRAMED}:
        command = ["benchmarks.service.launch", SERVICE if app == OTHERWISE else app]
    else:
        command = ["uvicorn", f"benchmarks.service.apps:{app}", "--no-access-log"]
        command += ["--port", str(port), "--workers", str(workers)]
    environment = os.environ | {
        "MODEL": model_name,
        "LAG_FOLDER": lag_folder,
        "SERVICE_PORT": str(port),
        "WEB_CONCURRENCY": str(workers),
        "SERVICE_INFERENCE": SETTINGS[(app == OTHERWISE) != (model_name == HOLDS)],
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


def measured(
    generator: LoadGenerator, cores: Cores, app: str, model_name: str, workers: int, *, seconds: float
) -> Figures:
    """Load one app without health checks, in turn with the bare model, then with them, and give what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        with served(app, model_name, workers, folder) as (pid, port):
            command = RunCommand(
                "127.0.0.1", port, (PREDICT,), CLIENTS, warmup_s=WARMUP_S, duration_s=ROUND_S, drain_s=DRAIN_S
            )
            alone = rates(generator, command, cores, model_name, pid)
            beside = beside_health_checks(generator, command, seconds=seconds)
        lag_ms = lag_p99_ms(Path(folder), beside)
    return Figures(
        alone,
        mean(result.achieved_rps for result in beside),
        p50_p99_ms([time_ns for result in beside for time_ns in result.canary_latency_ns]),
        lag_ms,
        alone.failed + sum(map(failures, beside)),
    )


def lag_p99_ms(folder: Path, results: Sequence[LoadResult]) -> float:
    """Give the lag that 99 % of the moments of the runs do not exceed, over the loops of all workers."""
    runs_s = [(result.started_ns / 1e9, result.ended_ns / 1e9) for result in results]
    records: list[list[tuple[float, float]]] = [
        json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")
    ]
    held_s = [
        late_s
        for record in records
        for now_s, late_s in record
        if any(begin_s <= now_s <= end_s for begin_s, end_s in runs_s)
    ]
    return (
        lag_percentile_s(held_s, sum(end_s - begin_s for begin_s, end_s in runs_s) * len(records), 99) * 1000
    )


def p50_p99_ms(times_ns: Sequence[int]) -> tuple[float | None, float | None]:
    """Give both percentiles in milliseconds."""
    p50, p99 = (percentile(times_ns, share) for share in (0.5, 0.99))
    return (None if p50 is None else p50 / NS_PER_MS, None if p99 is None else p99 / NS_PER_MS)


def shares(figures: Figures) -> tuple[float, float]:
    """Give the rate as a share of what the bare model does with the CPU the generator left; and beside, of all."""
    alone = figures.alone
    return alone.share / (1 - alone.generator_cpus / cpu_count()), figures.beside_rps / alone.bare_rps


def row(figures: Figures) -> list[str]:
    """Write the figures of one app."""
    alone = figures.alone
    times = [*p50_p99_ms(alone.latency_ns), *figures.health_ms, figures.lag_p99_ms]
    return [
        f"{alone.predict_rps:.1f}",
        f"{alone.bare_rps:.1f}",
        f"{alone.share:.3f} ± {alone.share_error:.3f}",
        *(f"{share:.2f}" for share in shares(figures)),
        f"{alone.cpu_ms:.1f}",
        *("n/a" if time_ms is None else f"{time_ms:.1f}" for time_ms in times),
        str(figures.failed),
    ]


def judged(seen: dict[str, Figures]) -> str:
    """Say how the service's figures compare with those to reach, as far as there is something to compare with."""
    if SERVICE not in seen:
        return "the service was not measured"
    share = seen[SERVICE].alone.share
    of_left, beside = shares(seen[SERVICE])
    seen_rates = (
        f"{share:.3f} of bare, {of_left:.2f} of what the generator left, {beside:.2f} beside health checks"
    )
    verdicts = [f"throughput {seen_rates} ({RATE} to reach: {met(share >= RATE)})"]
    ours_ms = seen[SERVICE].health_ms[1]
    for app, part in PARTS.items():
        if app not in seen:
            continue
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
    parser.add_argument(
        "--seconds",
        type=float,
        default=32.0,
        help="how long each is loaded beside health checks (default: 32)",
    )
    parser.add_argument("--cost-ms", type=float, default=30.0, help="CPU time of a prediction (default: 30)")
    parser.add_argument("--apps", nargs="+", choices=APPS, default=list(APPS), help="which (default: all)")
    parser.add_argument(
        "--models", nargs="+", choices=MODELS, default=list(MODELS), help="which (default: both)"
    )
    options = parser.parse_args()
    seconds: float = options.seconds
    apps: list[str] = options.apps
    models: list[str] = options.models
    versions = ", ".join(f"{name} {version(name)}" for name in ("fastapi", "uvicorn", "uvloop", "numpy"))
    print(f"Python {sys.version.split()[0]}, {versions}")
    load = os.getloadavg()[0]
    print(
        f"{cpu_count()} cores, load average {load:.1f} before, {CLIENTS} clients, {options.cost_ms:g} ms each\n"
    )
    calibrate(options.cost_ms)
    columns = (
        "model | workers | app | predict rps | bare rps | of bare | of what was left | beside health | CPU ms"
    )
    print("|", columns, "| p50 ms | p99 ms | health p50 ms | p99 ms | lag p99 ms | failed |")
    print("|---|--:|---", "|--:" * 12, "|", sep="", flush=True)
    notes: list[str] = []
    with LoadGenerator() as generator, Cores() as cores:
        for model_name, workers in product(models, (1, 2)):
            does = MODELS[model_name]
            seen: dict[str, Figures] = {}
            for app in apps:
                seen[app] = measured(generator, cores, app, model_name, workers, seconds=seconds)
                name = APPS[app].format(SETTINGS[model_name != HOLDS])
                print("|", " | ".join([does, str(workers), name, *row(seen[app])]), "|", flush=True)
            notes.append(f"- {does}, {workers} worker(s): {judged(seen)}")
    print("\n" + "\n".join(notes))
    sys.exit(any("missed" in note for note in notes))


if __name__ == "__main__":
    main()
