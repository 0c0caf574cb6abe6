"""The service at twice its capacity for a while, then a stop in the middle: `python -m benchmarks.service.soak`.

Starts `python -m reference_service` on as many workers as there are cores and, ten times, measures what it can do
and sends twice that, open loop, while `GET /health` is asked 20 times a second. SIGTERM comes while that goes on.
To reach, or exit 1: nothing but 200 and 503, every health check answered, memory (summed PSS) at the end within 10 %
of that after the first tenth, no accepted request lost. Linux; ten minutes and a bit, or `--minutes`.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from benchmarks.service.requests import CLIENTS, HEALTH, PREDICT
from loky import cpu_count

from freeloop.load import LoadGenerator, LoadResult, RunCommand

if TYPE_CHECKING:
    from collections.abc import Generator

START_S = 120
DRAIN_S = 4
PARTS = 10
CAPACITY_S = 5
CONNECTIONS = 256
ANSWERED_S = 15.0
"""Beyond the service's deadline, by when every request is answered with 200 or 503."""
GROWTH = 1.1
"""Times the memory after the first part. Arbitrary: allocators keep a few per cent here and there."""


@contextmanager
def served() -> Generator[tuple[subprocess.Popen[bytes], int]]:
    """Run the service; give its process and port once every worker is there."""
    environment = os.environ | {"SERVICE_DRAIN_S": str(DRAIN_S), "SERVICE_PORT": "0"}
    with tempfile.TemporaryFile() as log:
        command = [sys.executable, "-m", "reference_service"]
        server = subprocess.Popen(command, env=environment, stderr=log)  # noqa: S603 - our own
        try:
            yield server, port_of(server, log)
        finally:
            server.terminate()
            server.wait()


def port_of(server: subprocess.Popen[bytes], log: IO[bytes]) -> int:
    """Wait until every worker has started, and read the port from what they log."""
    end_s = time.monotonic() + START_S
    while server.poll() is None and time.monotonic() < end_s:
        text = os.pread(log.fileno(), 1 << 16, 0)
        if text.count(b"Application startup complete") == cpu_count():
            return int(re.findall(rb"running on http://[^:]+:(\d+)", text)[0])
        time.sleep(0.05)
    raise SystemExit("the service did not start")


def pss_mb(pid: int) -> float:
    """Sum the proportional set size of a process and all that it started."""
    process = Path(f"/proc/{pid}")
    (kilobytes,) = re.findall(r"^Pss:\s+(\d+)", (process / "smaps_rollup").read_text(), re.MULTILINE)
    children = [int(child) for task in process.glob("task/*/children") for child in task.read_text().split()]
    return int(kilobytes) / 1024 + sum(map(pss_mb, children))


def command(port: int, seconds: float, rate_rps: float | None) -> RunCommand:
    """Ask for a run: predictions at a rate, or as fast as they are answered, and health checks."""
    clients = CLIENTS if rate_rps is None else CONNECTIONS
    return RunCommand(
        "127.0.0.1",
        port,
        (PREDICT,),
        clients,
        rate_rps,
        duration_s=seconds,
        warmup_s=0.5,
        drain_s=ANSWERED_S,
        canary=HEALTH,
    )


def twice_capacity_rps(generator: LoadGenerator, port: int) -> float:
    """Measure it, each time anew: what the machine has left for the service changes in ten minutes."""
    return 2 * generator.run(command(port, CAPACITY_S, None)).achieved_rps


def soak(generator: LoadGenerator, pid: int, port: int, seconds: float) -> list[str]:
    """Send twice what the service can do; give what was wrong."""
    memory_mb: list[float] = []
    wrong: list[str] = []
    for part in range(PARTS):
        rate_rps = twice_capacity_rps(generator, port)
        result = generator.run(command(port, seconds / PARTS, rate_rps))
        memory_mb.append(pss_mb(pid))
        sent = f"{rate_rps:.0f} predictions/s sent, {told(result)}"
        print(f"{part + 1}/{PARTS}: {sent}; {memory_mb[-1]:.0f} MB", flush=True)
        failed = {kind: error.count for kind, error in result.errors.items() if kind != "http_503"}
        wrong += [f"part {part + 1}: {failed}"] if failed else []
        wrong += (
            [f"part {part + 1}: {result.canary_errors} health checks failed"] if result.canary_errors else []
        )
    if memory_mb[-1] > GROWTH * memory_mb[0]:
        wrong.append(f"memory grew from {memory_mb[0]:.0f} to {memory_mb[-1]:.0f} MB")
    return wrong


def told(result: LoadResult) -> str:
    """Write what was answered, and how long health checks took."""
    health_ms = sorted(latency_ns / 1e6 for latency_ns in result.canary_latency_ns)
    longest = f"{health_ms[-1]:.0f}" if health_ms else "n/a"
    return f"{dict(result.statuses)}, {len(health_ms)} health checks, longest {longest} ms"


def stop(generator: LoadGenerator, server: subprocess.Popen[bytes], port: int) -> list[str]:
    """Stop the service at twice what it can do; give what was wrong.

    Requests are sent until a second before the end of accepting, as by a load balancer that asks `/ready`. Later ones
    would wait in the kernel for a process that accepts them, and find that none is left.
    """
    rate_rps = twice_capacity_rps(generator, port)
    timer = threading.Timer(2, server.terminate)
    timer.start()
    result = generator.run(command(port, 2 + DRAIN_S - 1, rate_rps))
    timer.join()
    code = server.wait()
    print(f"SIGTERM after 2 s: {told(result)}; errors {dict(result.errors)}; exit code {code}")
    lost = {kind: error.count for kind, error in result.errors.items() if kind != "http_503"}
    return ([f"lost at the stop: {lost}"] if lost else []) + ([f"exit code {code}"] if code else [])


def main() -> None:
    """Soak, stop, and say what was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default: 10)")
    seconds: float = parser.parse_args().minutes * 60
    with served() as (server, port), LoadGenerator() as generator:
        wrong = soak(generator, server.pid, port, seconds) + stop(generator, server, port)
    print("\n".join(wrong) or "nothing but 200 and 503, every health check answered, no growth, nothing lost")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
