"""Read what the kernel knows of processes, threads and CPUs, from outside them.

Everything that /proc may refuse (a thread that ended, a hidden /proc, another kernel) is None or empty: what is
not known is reported as unknown, never guessed. Formats: proc(5), and Documentation/scheduler/sched-stats.rst
of the Linux kernel for schedstat.
"""

from __future__ import annotations

import os
import time
from typing import NamedTuple

_JIFFY_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")


class SchedStat(NamedTuple):
    """A thread's time on a CPU and waiting for one, in ns, and how often it was given one."""

    cpu_ns: int
    runq_ns: int
    slices: int


class MachineTime(NamedTuple):
    """CPU time of all CPUs since boot, in ns, in steps of one clock tick: busy (all but idle), and stolen."""

    busy_ns: int
    steal_ns: int


class ThreadStat(NamedTuple):
    """A thread's state letter (R, S, D, T …), its major page faults and its CPU time inside the kernel.

    The time is in ns, in steps of one clock tick.
    """

    state: str
    major_faults: int
    kernel_ns: int


def schedstat(pid: int, thread_id: int) -> SchedStat | None:
    """The thread's scheduler statistics; while it runs they lag by up to one timer tick (1 to 10 ms)."""
    text = read(f"/proc/{pid}/task/{thread_id}/schedstat")
    fields = text.split()
    return SchedStat(int(fields[0]), int(fields[1]), int(fields[2])) if len(fields) == 3 else None  # noqa: PLR2004


def thread_stat(pid: int, thread_id: int) -> ThreadStat | None:
    """The thread's state, page faults and time in the kernel."""
    # The command name may hold spaces and brackets: fields count from the last bracket.
    fields = read(f"/proc/{pid}/task/{thread_id}/stat").rpartition(")")[2].split()
    if len(fields) < 13:  # noqa: PLR2004 - up to the time in the kernel
        return None
    return ThreadStat(fields[0], int(fields[9]), int(fields[12]) * _JIFFY_NS)


def voluntary_switches(pid: int, thread_id: int) -> int | None:
    """How often the thread has gone to sleep of itself, rather than been taken off its CPU."""
    found = _in_status(f"/proc/{pid}/task/{thread_id}/status", "voluntary_ctxt_switches")
    return int(found) if found else None


def has_handler(pid: int, signal_number: int) -> bool | None:
    """Whether the process has a handler of its own for the signal, of which it may otherwise die."""
    caught = _in_status(f"/proc/{pid}/status", "SigCgt")
    return bool(int(caught, 16) >> (signal_number - 1) & 1) if caught else None


def effective_user(pid: int) -> int | None:
    """Whose files the process may read."""
    users = _in_status(f"/proc/{pid}/status", "Uid").split()
    return int(users[1]) if users else None


def file_size_limit(pid: int) -> int | None:
    """How large a file the process may write, in bytes; None where nothing limits that, or it is not known."""
    _, _, rest = read(f"/proc/{pid}/limits").partition("\nMax file size")
    soft = rest.split()[:1]
    return int(soft[0]) if soft and soft[0].isdigit() else None


def _in_status(path: str, name: str) -> str:
    _, _, rest = read(path).partition(f"\n{name}:")
    return rest.partition("\n")[0].strip()


def is_alive(pid: int) -> bool:
    """Whether the process exists and is not just waiting to be reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    stat = thread_stat(pid, pid)
    return stat is None or stat.state != "Z"


def thread_ids(pid: int) -> list[int]:
    """The native ids of the process's threads."""
    try:
        return [int(name) for name in os.listdir(f"/proc/{pid}/task")]  # noqa: PTH208 - hot
    except OSError:
        return []


def descendants(pid: int) -> list[int]:
    """The process and everything below it that is still alive, parents first."""
    found = [pid]
    for parent in found:
        for thread_id in thread_ids(parent):
            children = read(f"/proc/{parent}/task/{thread_id}/children").split()
            found.extend(int(child) for child in children if int(child) not in found)
    return found


def process_cpu_ns(pid: int) -> int | None:
    """CPU time of all the process's threads, ended ones included, to the nanosecond."""
    # Linux makes the id of another process's CPU clock from its pid: CPUCLOCK_SCHED in the low bits.
    try:
        return time.clock_gettime_ns((~pid << 3) | 2)
    except OSError:
        return None


def machine_time() -> MachineTime | None:
    """CPU time of the whole machine."""
    line = read("/proc/stat").partition("\n")[0].split()
    if len(line) < 9 or line[0] != "cpu":  # noqa: PLR2004 - "cpu" and eight classes of time
        return None
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, line[1:9])
    return MachineTime((user + nice + system + irq + softirq + steal) * _JIFFY_NS, steal * _JIFFY_NS)


def read(path: str) -> str:
    """The text of a file; empty when it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - hot
            return file.read()
    except OSError:
        return ""
