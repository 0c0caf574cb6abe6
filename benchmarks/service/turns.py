"""The rate of a server beside the bare model's: both take turns on the same cores, a few seconds each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import mean, stdev
from typing import TYPE_CHECKING

from benchmarks.service.cpu import watched
from benchmarks.service.requests import HEALTH

if TYPE_CHECKING:
    from benchmarks.service.bare import Cores

    from freeloop.load import LoadGenerator, LoadResult, RunCommand

ROUNDS = 6
ROUND_S = 3.0
HEALTH_RPS = 50.0
"""Arbitrary: enough checks for a p99 in half a minute."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Means over all rounds, of predictions without health checks."""

    predict_rps: float
    bare_rps: float
    share: float
    """Of the bare model's rate just before and just after."""
    share_error: float
    """Standard error of that mean."""
    cpu_ms: float
    """CPU time that the server's processes spent, for each prediction."""
    generator_cpus: float
    """CPUs that the load generator kept busy."""
    latency_ns: tuple[int, ...]
    failed: int


def rates(generator: LoadGenerator, command: RunCommand, cores: Cores, model_name: str, server: int) -> Rates:
    """Load the server of that pid and the bare model in turns."""
    command = replace(command, duration_s=ROUND_S)
    bare_rps = [cores.bare(model_name, ROUND_S).rps]
    results: list[LoadResult] = []
    with watched(server, generator.pid) as cpu:
        for _ in range(ROUNDS):
            results.append(generator.run(command))
            bare_rps.append(cores.bare(model_name, ROUND_S).rps)
    pairs = zip(results, bare_rps, bare_rps[1:], strict=False)
    shares = [result.achieved_rps * 2 / (before + after) for result, before, after in pairs]
    windows_s = [(result.started_ns / 1e9, result.ended_ns / 1e9) for result in results]
    spent_s = {
        pid: sum(cpu.spent_s(pid, *window_s) for window_s in windows_s) for pid in (server, generator.pid)
    }
    predict_rps = mean(result.achieved_rps for result in results)
    return Rates(
        predict_rps=predict_rps,
        bare_rps=mean(bare_rps),
        share=mean(shares),
        share_error=stdev(shares) / ROUNDS**0.5,
        cpu_ms=spent_s[server] * 1000 / (predict_rps * ROUNDS * ROUND_S),
        generator_cpus=spent_s[generator.pid] / (ROUNDS * ROUND_S),
        latency_ns=tuple(time_ns for result in results for time_ns in result.latency_ns),
        failed=sum(failures(result) for result in results),
    )


def beside_health_checks(
    generator: LoadGenerator, command: RunCommand, *, seconds: float
) -> list[LoadResult]:
    """Load a server and ask for its health, on new connections in each round.

    Which worker gets which connection is chance, and whoever keeps connections has one draw only.
    """
    command = replace(command, duration_s=seconds / ROUNDS, canary=HEALTH, canary_rate_rps=HEALTH_RPS)
    return [generator.run(command) for _ in range(ROUNDS)]


def failures(result: LoadResult) -> int:
    """Count the requests of a run that were not answered well, health checks included."""
    return sum(error.count for error in result.errors.values()) + result.canary_errors
