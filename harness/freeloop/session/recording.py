"""What the observer wrote down: frozen data that survives a round trip through JSON.

Times are CLOCK_MONOTONIC in ns, comparable between all processes of a run. A recording knows nothing of
endpoints or load: whoever started the load knows its own windows and cuts them out (`between`).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a Python stack."""

    path: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A thread's Python stack at one moment, innermost frame first.

    `waiting` is what the thread was in, in the words of `Waits.calls`, both when it was asked and when it had
    answered; empty when these differ, or nobody looked. `gil_looks`: at how many looks the thread is known to have had
    the GIL while another wanted it.
    """

    time_ns: int
    thread_id: int
    frames: tuple[Frame, ...]
    waiting: str = ""
    gil_looks: int = 0

    @property
    def weight(self) -> int:
        """How many votes it has: one for having been found, and one for each look at which it had the GIL."""
        return 1 + self.gil_looks


@dataclass(frozen=True, slots=True)
class Waits:
    """Where the loop thread was found, sample by sample, while it was held: counts by the kernel's answer.

    `calls` counts "running", "sleep", "gil", "lock", "futex" (one of these two), "fault", "spawn", "call N:wait
    channel", or "" for no answer; `states` counts the one-letter process states (R running, S sleeping, D in the disk,
    T stopped).
    """

    calls: dict[str, int] = field(default_factory=dict[str, int])
    states: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class Gap:
    """The loop came late to one beat: `late_ns` after the moment the beat was due.

    `cpu_ns`, `runq_ns`, `gc_ns` and `slices` are what the loop thread gathered between the two beats. The rest
    was seen from outside while it lasted, and is empty for gaps too short to be caught in the act:
    `others_cpu_ns` is the CPU time of the process's other threads, `app_cpu_ns` of the whole application
    (workers and children, loop thread excluded), `others_runq_ns` the time that other threads of the process
    waited for a CPU, added up, `kernel_ns` the part of `cpu_ns` that the loop thread spent inside the kernel.
    """

    pid: int
    thread_id: int
    start_ns: int
    end_ns: int
    late_ns: int
    cpu_ns: int
    runq_ns: int | None
    slices: int | None
    gc_ns: int
    others_cpu_ns: int | None = None
    others_runq_ns: int | None = None
    app_cpu_ns: int | None = None
    major_faults: int = 0
    waits: Waits = field(default_factory=Waits)
    stacks: tuple[Stack, ...] = ()
    other_stacks: tuple[Stack, ...] = ()
    open: bool = False
    """The recording ended before the loop came back: a lower bound."""
    kernel_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """The machine over one sampling period, ending at `time_ns`: CPU time by whom, and the observer's own lag.

    `quota_cpus` is what the application's control group may use on average, None without a limit, and
    `throttled_ns` how long it was kept from running for having used that up, added up over the CPUs.
    """

    time_ns: int
    period_ns: int
    busy_ns: int
    steal_ns: int
    app_cpu_ns: int
    observer_late_ns: int
    cpus: int = 1
    quota_cpus: float | None = None
    throttled_ns: int = 0


@dataclass(frozen=True, slots=True)
class LoopSeen:
    """An event loop that announced itself."""

    pid: int
    thread_id: int
    role: str
    interval_ns: int
    first_beat_ns: int
    description: dict[str, object]


@dataclass(frozen=True, slots=True)
class Account:
    """What the observer has to say of itself when it is asked: up to this moment, all that is recorded was seen.

    `lost_beats` were overwritten before they could be read, since the last account; `trouble` is what could not be
    done, in sentences; `unfinished` are the gaps that are still open.
    """

    time_ns: int
    lost_beats: int = 0
    trouble: tuple[str, ...] = ()
    unfinished: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that one observer saw. `account` is None when it gave none: `last_words` may say why."""

    loops: tuple[LoopSeen, ...] = ()
    gaps: tuple[Gap, ...] = ()
    ticks: tuple[Tick, ...] = ()
    account: Account | None = None
    last_words: str = ""
