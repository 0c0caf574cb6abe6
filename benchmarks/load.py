"""The load generator beside plain httpx and, where it is installed, wrk: `python benchmarks/load.py`.

One trivial server in a process of its own answers `ok` from memory; each client in turn keeps it busy over 32
connections, several rounds over, since a shared machine drifts. Then an open loop at half of the generator's own
rate: is the rate held, and how late are its own sends? Prints ratios, since rates differ by machine. The figures
to reach: 20 000 requests a second from one process; the rate held within 1 %, own lateness p99 below 2 ms.
wrk is the Debian package `wrk`. Takes about a minute.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import httpx

from freeloop.load import LoadGenerator, LoadResult, RequestSpec, RunCommand

if TYPE_CHECKING:
    from collections.abc import Generator

CONNECTIONS = 32
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok"
BEAT_S = 0.005
NS_PER_MS = 1e6


class TrivialServer(asyncio.Protocol):
    """Answers every request head it sees, without reading it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        # uvloop's transport is one by its methods only.
        self.transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer; a head that arrives in two pieces does not happen at this size."""
        self.transport.write(ANSWER * data.count(b"\r\n\r\n"))


async def serve() -> None:
    """Print the port and serve until killed."""
    server = await asyncio.get_running_loop().create_server(TrivialServer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@dataclass(frozen=True, slots=True)
class Figures:
    """What one client did in one round. On a machine that others use too, the CPU second is the fairer measure."""

    rate_rps: float
    cpu_share: float
    late_p99_ms: float | None = None

    @property
    def per_cpu_s(self) -> float:
        """Requests for each second of the client's own CPU time."""
        return self.rate_rps / self.cpu_share


@contextmanager
def trivial_server() -> Generator[int]:
    """Run the server in a process of its own and give its port."""
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - this very file
        try:
            if process.stdout is None:
                raise RuntimeError("the server has no standard output")
            yield int(process.stdout.readline())
        finally:
            process.kill()


def run_freeloop(
    generator: LoadGenerator, port: int, duration_s: float, rate_rps: float | None
) -> LoadResult:
    """Load the server for a while; open loop when a rate is given."""
    request = RequestSpec("GET", "/")
    result = generator.run(
        RunCommand("127.0.0.1", port, (request,), CONNECTIONS, rate_rps, duration_s=duration_s, warmup_s=0.5)
    )
    if result.errors:
        raise RuntimeError(f"the trivial server failed: {result.errors}")
    return result


def measure_freeloop(generator: LoadGenerator, port: int, duration_s: float) -> Figures:
    """Load the server in a closed loop."""
    result = run_freeloop(generator, port, duration_s, None)
    timer = result.own_lag.timer
    return Figures(
        result.achieved_rps, result.own_lag.cpu_share, (timer.p99_ns or timer.max_ns or 0) / NS_PER_MS
    )


def measure_httpx(port: int, duration_s: float) -> Figures:
    """Load the server with one httpx client."""
    lateness_ms: list[float] = []
    count = 0

    async def ask(client: httpx.AsyncClient, end_s: float) -> None:
        nonlocal count
        while time.monotonic() < end_s:
            await client.get("/")
            count += 1

    async def beat(end_s: float) -> None:
        while time.monotonic() < end_s:
            due_s = time.monotonic() + BEAT_S
            await asyncio.sleep(BEAT_S)
            lateness_ms.append((time.monotonic() - due_s) * 1000)

    async def run() -> float:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            await client.get("/")
            cpu_s, end_s = time.process_time(), time.monotonic() + duration_s
            await asyncio.gather(beat(end_s), *(ask(client, end_s) for _ in range(CONNECTIONS)))
            return time.process_time() - cpu_s

    cpu_s = asyncio.run(run())
    return Figures(count / duration_s, cpu_s / duration_s, statistics.quantiles(lateness_ms, n=100)[98])


def measure_wrk(port: int, duration_s: float) -> Figures:
    """Load the server with wrk in one thread."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{duration_s:.0f}s", f"http://127.0.0.1:{port}/"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if found is None:
        raise RuntimeError(f"wrk printed no rate: {output}")
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figures(float(found[1]), cpu_s / duration_s)


def measure(rounds: int, duration_s: float) -> None:
    """Run all clients in turn, `rounds` times, and print medians and ratios."""
    figures: dict[str, list[Figures]] = {}
    with trivial_server() as port, LoadGenerator() as generator:
        for _ in range(rounds):
            figures.setdefault("freeloop.load", []).append(measure_freeloop(generator, port, duration_s))
            if shutil.which("wrk"):
                figures.setdefault("wrk, one thread", []).append(measure_wrk(port, duration_s))
            figures.setdefault("httpx, one client", []).append(measure_httpx(port, duration_s))
        print(
            f"{os.cpu_count()} CPUs, load average {os.getloadavg()[0]:.1f}, {rounds} rounds of {duration_s:g} s"
        )
        print(
            f"{'':18} {'requests/s':>11} {'ratio':>6} {'per CPU second':>15} {'ratio':>6} {'own lag p99, ms':>16}"
        )
        own_rps = statistics.median(each.rate_rps for each in figures["freeloop.load"])
        own_per_cpu = statistics.median(each.per_cpu_s for each in figures["freeloop.load"])
        for client, measured in figures.items():
            rate_rps = statistics.median(each.rate_rps for each in measured)
            per_cpu = statistics.median(each.per_cpu_s for each in measured)
            late_ms = [each.late_p99_ms for each in measured if each.late_p99_ms is not None]
            late = f"{statistics.median(late_ms):16.1f}" if late_ms else ""
            print(
                f"{client:18} {rate_rps:11.0f} {rate_rps / own_rps:6.3f} "
                f"{per_cpu:15.0f} {per_cpu / own_per_cpu:6.3f} {late}"
            )
        for share in (0.05, 0.25, 0.5):
            _print_open_loop(run_freeloop(generator, port, duration_s, own_rps * share))


def _print_open_loop(result: LoadResult) -> None:
    offered_rps = result.offered_rps or 0
    sends = result.own_lag.sends
    late = "n/a"
    if sends is not None and sends.p50_ns is not None and sends.p99_ns is not None:
        late = f"{sends.p50_ns / NS_PER_MS:.2f} / {sends.p99_ns / NS_PER_MS:.2f}"
    print(
        f"open loop at {offered_rps:.0f}/s: held {result.achieved_rps / offered_rps:.2%}, "
        f"own lateness p50 / p99 {late} ms, own CPU {result.own_lag.cpu_share:.0%}"
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--duration-s", type=float, default=4.0)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        try:
            import uvloop  # noqa: PLC0415 - optional, as in the generator
        except ImportError:
            asyncio.run(serve())
        else:
            uvloop.run(serve())
    else:
        measure(arguments.rounds, arguments.duration_s)


if __name__ == "__main__":
    main()
