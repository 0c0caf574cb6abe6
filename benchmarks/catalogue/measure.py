"""What one call costs and whether another Python thread can run meanwhile.

**Milliseconds** are CPU time of this process per call, the least of several rounds: what neighbours add by sharing
a core and its caches is never negative, so the least is nearest to an idle machine (and still above it when the whole
run was beside others). Numeric libraries are held to one thread (`one_thread`), so that CPU time is the wall time of
the call on one core.

**GIL share.** The question is for how much of the call another thread can run Python. The switch interval is set to
seconds, so that nobody is ever asked to hand the GIL over: the main thread, which repeats the call, loses it only
where C code lets go, and a ticker thread, which counts, gives it up itself after each tick by sleeping. Ticks are thus
counted only in released parts; pure Python, which in daily life takes turns with the ticker every 5 ms, counts as
holding, since it makes each turn wait. A call that lets go for moments but often counts as releasing: whoever asks
is let in. The same window over SHA-256 of a buffer sized to take as long as the call
(known to release throughout) gives the rate that is full freedom, on this machine as busy as it is now:

    released = (ticks / wall of the call's window) / (ticks / wall of the reference window)

from 0 to 1, the median of `WINDOWS` pairs taken in turn. Bias: a call shorter than a thread's wake-up (0.1 ms idle,
more on a busy machine) looks as if it held; its reference suffers alike, and below `LEAST_TICKS` nothing is said.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

Call = Callable[[], object]

ROUNDS = 7
ROUND_S = 0.05
"""Least length of a timing round; short calls repeat until it is filled. Arbitrary: 500 steps of the clock."""
LONGEST_S = 4.0
"""After this much time a slow call gets no further round."""
WINDOWS = 3
WINDOW_S = 0.15
"""Length of a window with the ticker; some hundred ticks on an idle machine."""
TICK_S = 0.00001
"""Sleep of the ticker, in which the main thread can take the GIL back; with the system's timer slack some 60 us. The
shorter it is, the oftener a call must let go to look free.
"""
LEAST_TICKS = 10
"""Ticks in the reference window without which the pair says nothing."""
HOLDS_BELOW = 0.5
"""A call that lets go for less than half of its time holds the GIL 'for most of the call'."""
NEVER_S = 30.0
"""A switch interval longer than any window."""
SHA256_BYTES_PER_S = 4e8
"""Rough speed of the reference; only its length depends on it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The result for one call: CPU milliseconds, and the released part from 0 to 1 (None: the machine was too busy)."""

    ms: float
    released: float | None

    @property
    def gil(self) -> str:
        """The catalogue's word for the released part."""
        if self.released is None:
            return ""
        return "holds" if self.released < HOLDS_BELOW else "releases"


def one_thread() -> None:
    """Ask numeric libraries for one thread; takes effect only before they are imported."""
    names = "OMP OPENBLAS MKL NUMEXPR RAYON VECLIB BLIS"
    os.environ.update({f"{name}_NUM_THREADS": "1" for name in names.split()})
    os.environ.update(
        {"POLARS_MAX_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "LOKY_MAX_CPU_COUNT": "1"}
    )


def cpu_ms(call: Call) -> float:
    """Measure CPU milliseconds of one call."""
    call()
    begin = time.process_time()
    call()
    times = max(1, round(ROUND_S / max(time.process_time() - begin, 1e-7)))
    rounds: list[float] = []
    stop = time.perf_counter() + LONGEST_S
    while len(rounds) < ROUNDS and (not rounds or time.perf_counter() < stop):
        begin = time.process_time()
        for _ in range(times):
            call()
        rounds.append((time.process_time() - begin) / times)
    return min(rounds) * 1000


class Ticker:
    """A thread that counts whenever it can have the GIL."""

    def __init__(self) -> None:
        self.ticks = 0
        self.running = True
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        """Count, and give the GIL up after each tick."""
        while self.running:
            self.ticks += 1
            time.sleep(TICK_S)

    def rate(self, call: Call, times: int) -> tuple[float, int]:
        """Repeat the call and return ticks per second of wall time, and ticks."""
        time.sleep(TICK_S)
        ticks, begin = self.ticks, time.perf_counter()
        for _ in range(times):
            call()
        wall = time.perf_counter() - begin
        counted = self.ticks - ticks
        return counted / wall, counted

    def stop(self) -> None:
        """End the thread."""
        self.running = False
        self.thread.join()


def released(call: Call, ms: float) -> float | None:
    """Measure the part of the call during which other threads can run Python, or None on too busy a machine."""
    times = max(1, round(WINDOW_S / (ms / 1000)))
    buffer = bytes(max(4096, round(SHA256_BYTES_PER_S * min(ms, 100) / 1000)))
    known = max(1, round(WINDOW_S / (len(buffer) / SHA256_BYTES_PER_S)))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(NEVER_S)
    ticker = Ticker()
    parts: list[float] = []
    try:
        for _ in range(WINDOWS):
            free, counted = ticker.rate(lambda: hashlib.sha256(buffer).digest(), known)
            if counted >= LEAST_TICKS:
                parts.append(min(1.0, ticker.rate(call, times)[0] / free))
    finally:
        sys.setswitchinterval(interval)
        ticker.stop()
    return statistics.median(parts) if parts else None


def measure(call: Call) -> Figures:
    """Measure one call."""
    ms = cpu_ms(call)
    return Figures(ms, released(call, ms))
