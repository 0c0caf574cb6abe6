"""CPU time of a request with a detector on, over the same without: `python -m benchmarks.overhead`.

    python -m benchmarks.overhead [--quick] [--rounds 6] [--pairs 8] [--window-s 0.5] [--rate-rps RPS]

A hello-world endpoint of FastAPI and a bare ASGI callable, on asyncio and uvloop, on real uvicorn. In a pair, the
server with a detector and one without are loaded by `freeloop.load` at the same time, on the same CPU where they can
be pinned to one: what else the machine does then slows both alike. (Windows that took turns differed by 20 % here,
November 2026; pairs at once by 2 %.) By turns, either is started first and loaded by either generator. Two processes
of the same program differ by a percent, so each round starts its own. What is counted is the CPU clock of the
server's process, all its threads. freeloop is measured as an audit uses it: agent inside, observer beside.

A ratio is the mean of the middle half of the pairs' logarithms; its 95 % interval comes from resampling rounds, and
pairs within them. An interval wider than 1 % on either side is said to be unresolved. A heartbeat costs by the second
and not by the request, so a ratio holds for the rate it was taken at, which is printed: a server of a pair has half a
CPU at most, and alone, at twice the rate, half of what a heartbeat adds would be left. What each detector takes of
idle servers is printed too. To reach: freeloop at or below 1.01. Tools that are not installed are left out. Takes
about a quarter of an hour, `--quick` two minutes.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import random
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.detectors.server import Server, Setup, running
from benchmarks.detectors.tools import FREELOOP, NOTHING, TOOLS

from freeloop.load import LoadGenerator, RequestSpec, RunCommand
from freeloop.observe import procfs
from freeloop.observe.client import ObserverProcess

APPS = {
    "FastAPI": "benchmarks.detectors.hello:fastapi_app",
    "bare ASGI": "benchmarks.detectors.hello:bare_app",
}
LOOPS = ("asyncio", "uvloop")
CONNECTIONS = 8
NICE = -10
"""Asked for, where it is allowed: a server that waits for others' work finds its caches cold, and its beats alone."""

IDLE_S = 1.0
OTHERS_SHARE = 4
"""The others are told apart from 1.00 with fewer pairs: one for so many of freeloop's."""

RESAMPLES = 2000
RESOLVED = 0.01


@dataclass(frozen=True, slots=True)
class Options:
    """How long to measure."""

    rounds: int
    pairs: int
    window_s: float
    rate_rps: float | None


@dataclass(frozen=True, slots=True)
class Window:
    """CPU time of a request, and how many were answered in a second."""

    cpu_ns: float
    rate_rps: float


@dataclass(slots=True)
class Figures:
    """What was measured of one detector: logarithms of ratios, a list for each round."""

    log_ratios: list[list[float]] = field(default_factory=list[list[float]])
    windows: list[Window] = field(default_factory=list[Window])
    idle_ms_per_s: list[float] = field(default_factory=list[float])

    def interval(self) -> tuple[float, float, float]:
        """The ratio, and the ends of its 95 % interval."""
        chance = random.Random(0)  # noqa: S311 - the same figures give the same interval
        found = sorted(
            _middle_mean([chance.choice(one) for one in chance.choices(self.log_ratios, k=len(self.log_ratios))
                          for _ in one])
            for _ in range(RESAMPLES)
        )  # fmt: skip
        ratio = _middle_mean([each for one in self.log_ratios for each in one])
        return math.exp(ratio), math.exp(found[RESAMPLES // 40]), math.exp(found[-1 - RESAMPLES // 40])


def _middle_mean(values: list[float]) -> float:
    cut = len(values) // 4
    return statistics.fmean(sorted(values)[cut : len(values) - cut])


class Bench:
    """The servers of one round, and the two generators that load two of them at once."""

    def __init__(
        self, servers: dict[str, Server], generators: tuple[LoadGenerator, LoadGenerator], options: Options
    ) -> None:
        self._servers = servers
        self._generators = generators
        self._options = options

    def pair(self, tool: str, turn: int) -> tuple[Window, Window]:
        """Load a tool's server and the one of nothing at once; by turns, who is first and who is loaded by whom."""
        pair = (tool, NOTHING)
        order = (0, 1) if turn % 2 else (1, 0)
        with ThreadPoolExecutor(len(pair)) as pool:
            futures = {
                place: pool.submit(
                    self._window, self._servers[pair[place]], self._generators[place ^ (turn // 2 & 1)]
                )
                for place in order
            }
            return futures[0].result(), futures[1].result()

    def _window(self, server: Server, generator: LoadGenerator) -> Window:
        before_ns = procfs.process_cpu_ns(server.pid)
        command = RunCommand(
            "127.0.0.1",
            server.port,
            (RequestSpec("GET", "/"),),
            CONNECTIONS,
            self._options.rate_rps,
            duration_s=self._options.window_s,
            warmup_s=0,
        )
        result = generator.run(command)
        after_ns = procfs.process_cpu_ns(server.pid)
        if result.errors:
            raise RuntimeError(f"{server.setup} failed: {result.errors}")
        if before_ns is None or after_ns is None:
            raise RuntimeError("this system does not show the CPU clock of another process")
        return Window((after_ns - before_ns) / result.requests, result.achieved_rps)

    def idle_ms_per_s(self) -> dict[str, float]:
        """CPU time that each server takes when nobody asks it anything."""
        before_s, before = time.monotonic(), self._clocks_ns()
        time.sleep(IDLE_S)
        passed_s, after = time.monotonic() - before_s, self._clocks_ns()
        return {tool: (after[tool] - before[tool]) / 1e6 / passed_s for tool in before}

    def _clocks_ns(self) -> dict[str, int]:
        return {tool: procfs.process_cpu_ns(server.pid) or 0 for tool, server in self._servers.items()}


def measure_round(
    app: str, loop: str, tools: list[str], options: Options, figures: dict[str, Figures]
) -> None:
    """Start all servers once, and compare each with the one that has no detector."""
    own_cpu, other_cpu = _two_cpus()
    with ExitStack() as stack:
        servers: dict[str, Server] = {}
        for tool in tools:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            servers[tool] = stack.enter_context(running(Setup(tool, loop, app), folder))
            _prefer(servers[tool].pid, own_cpu)
        observed = servers[FREELOOP]
        observer = stack.enter_context(ObserverProcess(observed.folder, observed.pid))
        generators = (stack.enter_context(LoadGenerator()), stack.enter_context(LoadGenerator()))
        for process in (observer, *generators):
            _prefer(process.pid, other_cpu)
        bench = Bench(servers, generators, options)
        for tool in tools:
            bench.pair(tool, 0)  # warms up
            figures[tool].log_ratios.append([])
        for turn in range(options.pairs):
            for tool in tools:
                if tool != NOTHING and (tool == FREELOOP or turn % OTHERS_SHARE == 0):
                    found, base = bench.pair(tool, turn if tool == FREELOOP else turn // OTHERS_SHARE)
                    figures[tool].log_ratios[-1].append(math.log(found.cpu_ns / base.cpu_ns))
                    figures[tool].windows.append(found)
                    figures[NOTHING].windows.append(base)
        for tool, idle_ms in bench.idle_ms_per_s().items():
            figures[tool].idle_ms_per_s.append(idle_ms)


def _two_cpus() -> tuple[int | None, int | None]:
    """A CPU for the server, and one for who loads and observes it; None where there is no choice."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    cpus = sorted(os.sched_getaffinity(0))
    return (cpus[0], cpus[1]) if len(cpus) > 1 else (None, None)


def _prefer(pid: int, cpu: int | None) -> None:
    """Pin a process, and let it run before others where that is allowed."""
    with suppress(OSError):
        if cpu is not None:
            os.sched_setaffinity(pid, {cpu})
        os.setpriority(os.PRIO_PROCESS, pid, NICE)
        # Where Linux schedules by session, niceness counts within one only; sched(7), autogroup.
        Path(f"/proc/{pid}/autogroup").write_text(str(NICE), encoding="ascii")


def measure(name: str, loop: str, tools: list[str], options: Options) -> None:
    """Measure one application on one loop and print its table."""
    figures = {tool: Figures() for tool in tools}
    for _ in range(options.rounds):
        measure_round(APPS[name], loop, tools, options, figures)
    base_us = statistics.median(window.cpu_ns for window in figures[NOTHING].windows) / 1000
    print(f"\n{name}, {loop}: {base_us:.0f} µs of CPU a request without a detector; load average "
          f"{os.getloadavg()[0]:.1f}")  # fmt: skip
    print(f"{'':14} {'ratio':>6} {'95 % interval':>15} {'pairs':>6} {'requests/s':>11} {'idle ms/s':>10}")
    for tool in tools:
        print(_row(tool, figures[tool]), flush=True)


def _row(tool: str, found: Figures) -> str:
    rate_rps = statistics.median(window.rate_rps for window in found.windows)
    tail = f"{rate_rps:11.0f} {statistics.median(found.idle_ms_per_s):10.1f}"
    if tool == NOTHING:
        return f"{tool:14} {1:6.3f} {'':15} {'':6} {tail}"
    ratio, low, high = found.interval()
    pairs = sum(map(len, found.log_ratios))
    unresolved = max(high - ratio, ratio - low) > RESOLVED
    note = "  1 % not resolved" if unresolved else ""
    return f"{tool:14} {ratio:6.3f} {low:7.3f}-{high:<7.3f} {pairs:6} {tail}{note}"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--pairs", type=int, default=8, help="of freeloop in a round")
    parser.add_argument("--window-s", type=float, default=0.5)
    parser.add_argument("--rate-rps", type=float, help="open loop at this rate, in place of a closed loop")
    parser.add_argument("--quick", action="store_true", help="few rounds, FastAPI only")
    parser.add_argument("--apps", nargs="+", choices=APPS, default=list(APPS))
    parser.add_argument("--loops", nargs="+", choices=LOOPS, default=list(LOOPS))
    parser.add_argument(
        "--tools", nargs="*", choices=[tool for tool in TOOLS if tool not in {NOTHING, FREELOOP}]
    )
    given = parser.parse_args()
    others = given.tools if given.tools is not None else list(TOOLS)
    tools = [t for t in TOOLS if t in {NOTHING, FREELOOP} or (t in others and TOOLS[t].is_installed)]
    missing = [t for t in TOOLS if not TOOLS[t].is_installed]
    rounds = min(given.rounds, 2) if given.quick else given.rounds
    options = Options(rounds, given.pairs, given.window_s, given.rate_rps)
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} CPUs, load average {os.getloadavg()[0]:.1f}, "
        f"{rounds} rounds of {given.pairs} pairs of {given.window_s:g} s, "
        + (
            f"open loop at {given.rate_rps:g}/s"
            if given.rate_rps
            else f"closed loop over {CONNECTIONS} connections"
        )
        + (f"; not installed: {', '.join(missing)}" if missing else "")
    )
    for name in given.apps[:1] if given.quick else given.apps:
        for loop in given.loops:
            measure(name, loop, tools, options)


if __name__ == "__main__":
    main()
