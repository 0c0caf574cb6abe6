"""One run of load, from the first warm-up request to the result.

    warm-up | window | drain
            start    end      at most drain_s later

Everything happens on one event loop in one thread. The loops fire by themselves; this coroutine only sleeps
to the marks, and a sweep every 20 ms ends what has had its time.
"""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from freeloop.load.engine.crews import ClosedLoop, OpenLoop
from freeloop.load.engine.own_clock import OwnClock
from freeloop.load.engine.prepared import prepare
from freeloop.load.engine.schedule import NS_PER_S, OpenSchedule
from freeloop.load.engine.tally import Tally
from freeloop.load.engine.user import Target
from freeloop.load.latency import Lateness
from freeloop.load.progress import Progress
from freeloop.load.result import LoadResult, OwnLag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from freeloop.load.command import RunCommand

SWEEP_S = 0.05
"""How often timeouts are looked for; the resolution of a timeout's latency."""

CANARY_CONNECTIONS = 64
"""At 20 canaries a second, enough for a stall of 3 s before one waits for a connection (its wait would
count)."""


async def run_load(
    command: RunCommand, on_progress: Callable[[Progress], None] = lambda _: None
) -> LoadResult:
    """Load the server as the command says and return what was measured."""
    gc.collect()
    run = _Run(command, on_progress)
    gc.disable()  # a collection in the window would be the generator's lag; no request leaves a cycle
    try:
        return await run.measure()
    finally:
        gc.enable()
        run.finish()


class _Run:
    """The parts of a run and their common clock."""

    def __init__(self, command: RunCommand, on_progress: Callable[[Progress], None]) -> None:
        self._command = command
        self._on_progress = on_progress
        self._progress_ns = round((command.progress_s or 0) * NS_PER_S)
        self._began_ns = began_ns = time.monotonic_ns()
        self._told_ns = began_ns
        self._start_ns = began_ns + round(command.warmup_s * NS_PER_S)
        self._end_ns = self._start_ns + round(command.duration_s * NS_PER_S)
        self._deadline_ns = self._end_ns + round(command.drain_s * NS_PER_S)
        self._tally = Tally(self._start_ns, self._end_ns)
        self._canary_tally = Tally(self._start_ns, self._end_ns)
        self._clock = OwnClock(self._start_ns, self._end_ns)
        timeout_ns, stream_ns = round(command.timeout_s * NS_PER_S), round(command.stream_s * NS_PER_S)
        target = Target(command.host, command.port, timeout_ns, stream_ns)
        # A load balancer's or a kubelet's check connects anew each time, and so lands on any of the workers.
        canary_target = replace(target, reuses_connections=False)
        prepared = [prepare(spec, command.host, command.port) for spec in command.requests]
        self._open: OpenLoop | None = None
        crews: list[ClosedLoop | OpenLoop] = []
        if command.rate_rps is None:
            crews.append(ClosedLoop(prepared, command.concurrency, self._end_ns, target, self._tally))
        else:
            schedule = OpenSchedule(began_ns, self._end_ns, command.rate_rps)
            self._open = OpenLoop(prepared, command.concurrency, schedule, target, self._tally)
            crews.append(self._open)
        if command.canary is not None:
            schedule = OpenSchedule(began_ns, self._end_ns, command.canary_rate_rps)
            canary = [prepare(command.canary, command.host, command.port)]
            crews.append(OpenLoop(canary, CANARY_CONNECTIONS, schedule, canary_target, self._canary_tally))
        self._crews: Sequence[ClosedLoop | OpenLoop] = crews
        self._drained: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sweeping: asyncio.TimerHandle | None = None

    async def measure(self) -> LoadResult:
        """Run through warm-up, window and drain."""
        for crew in self._crews:
            crew.start()
        self._clock.start()
        self._sweep()
        await _sleep_until(self._start_ns)
        # Over the time between the two readings, not the window: a loop that is full may come late to either.
        cpu_before_ns, before_ns = time.process_time_ns(), time.monotonic_ns()
        await _sleep_until(self._end_ns)
        cpu_ns, now_ns = time.process_time_ns() - cpu_before_ns, time.monotonic_ns()
        self._clock.note(now_ns)
        await self._drained
        self.finish()
        return self._result(cpu_ns / max(1, now_ns - before_ns))

    def _sweep(self) -> None:
        now_ns = time.monotonic_ns()
        for crew in self._crews:
            for user in crew.users:
                user.check_time(now_ns)
        if self._progress_ns and now_ns - self._told_ns >= self._progress_ns:
            self._told_ns = now_ns
            self._on_progress(self._progress(now_ns))
        is_over = now_ns >= self._end_ns and all(crew.is_idle for crew in self._crews)
        if not self._drained.done() and (is_over or now_ns >= self._deadline_ns):
            self._drained.set_result(None)
            return
        self._sweeping = asyncio.get_running_loop().call_later(SWEEP_S, self._sweep)

    def _progress(self, now_ns: int) -> Progress:
        in_window = "load" if now_ns < self._end_ns else "drain"
        return Progress(
            phase="warm-up" if now_ns < self._start_ns else in_window,
            elapsed_s=(now_ns - self._began_ns) / NS_PER_S,
            total_s=(self._end_ns - self._began_ns) / NS_PER_S,
            requests=self._tally.requests,
            errors=self._tally.error_count(),
        )

    def finish(self) -> None:
        """Count what is unanswered and close everything; a second call does nothing."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        self._clock.close()
        now_ns = time.monotonic_ns()
        for crew in self._crews:
            crew.finish(now_ns)

    def _result(self, cpu_share: float) -> LoadResult:
        window_ns = self._end_ns - self._start_ns
        sends = None
        if self._open is not None:
            moments = zip(self._open.lateness, self._open.lateness_due, strict=True)
            sends = Lateness.of([late_ns for late_ns, due_ns in moments if due_ns >= self._start_ns])
        return LoadResult(
            started_ns=self._start_ns,
            ended_ns=self._end_ns,
            requests=self._tally.requests,
            unfinished=self._tally.unfinished,
            begun=self._tally.begun,
            errors=self._tally.errors(),
            statuses=self._tally.statuses(),
            redirected_to=self._tally.redirected_to,
            latency_ns=tuple(self._tally.latency_ns),
            due_ns=tuple(self._tally.due_ns),
            canary_due_ns=tuple(self._canary_tally.due_ns),
            canary_latency_ns=tuple(self._canary_tally.latency_ns),
            canary_errors=self._canary_tally.error_count(),
            offered_rps=None if self._open is None else self._open.offered_rps(self._start_ns),
            achieved_rps=self._tally.answered_in_window * NS_PER_S / window_ns,
            own_lag=OwnLag(Lateness.of(self._clock.lateness_ns), sends, cpu_share),
            event_loop="uvloop"
            if type(asyncio.get_running_loop()).__module__.startswith("uvloop")
            else "asyncio",
        )


async def _sleep_until(moment_ns: int) -> None:
    await asyncio.sleep(max(0, moment_ns - time.monotonic_ns()) / NS_PER_S)
