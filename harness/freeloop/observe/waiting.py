"""What a thread sleeps in, from outside its process.

The system call alone says sleep, input or output. For a futex its address says more: the interpreter's own data
holds the GIL and no lock that a program makes, so a wait at an address in there is a wait for the GIL, and a wait
anywhere else is one for a lock. Seen so with glibc on Python 3.10 to 3.13, shared and static builds. musl waits
for a condition on the waiter's stack: there, and where the maps are hidden, a futex remains a futex.
"""

from __future__ import annotations

import os
import platform
from functools import cache

from freeloop.observe.procfs import read

# The few system calls that say more than "input or output", from the kernel's tables
# (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
_NAMED_CALLS = {
    "x86_64": {
        **dict.fromkeys(("35", "230"), "sleep"),
        **dict.fromkeys(("23", "270"), "select"),
        **dict.fromkeys(("56", "58", "435"), "spawn"),  # clone, vfork, clone3
        "73": "lock",  # flock: the one operation on a file that waits for a lock and nothing else
        "202": "futex",
    },
    "aarch64": {
        **dict.fromkeys(("101", "115"), "sleep"),
        **dict.fromkeys(("220", "435"), "spawn"),
        "72": "select",
        "32": "lock",
        "98": "futex",
    },
}

Addresses = tuple[range, ...]


class Waiting:
    """The threads of one process."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._calls = _NAMED_CALLS.get(platform.machine(), {})
        self._interpreter = _interpreter_of(pid)

    def of(self, thread_id: int) -> str:
        """What the thread sleeps in.

        Returns:
            "running", "sleep", "gil", "lock", "futex" (a lock or the GIL: it cannot be told), "fault" (a page
            that is being read), "spawn" (for a child that is not yet another program), "call N:wait channel" for
            any other system call, "" when the kernel does not tell.
        """
        fields = read(f"/proc/{self._pid}/task/{thread_id}/syscall").split()
        if not fields:
            return ""
        number = fields[0]
        if number == "running":
            return "running"
        if number == "-1":
            return "fault"
        name = self._calls.get(number)
        # Before 3.11, time.sleep is a select on no file descriptors.
        if name == "select":
            name = "sleep" if fields[1] == "0x0" else None
        if name == "futex":
            return self._kind_of_futex(int(fields[1], 16))
        return name or f"call {number}:{read(f'/proc/{self._pid}/task/{thread_id}/wchan').strip('0')}"

    def _kind_of_futex(self, address: int) -> str:
        if not self._interpreter:
            return "futex"
        return "gil" if any(address in data for data in self._interpreter) else "lock"


@cache
def _interpreter_of(pid: int) -> Addresses:
    """Once a process: its maps are long, and a test's process has many loops."""
    try:
        executable = os.readlink(f"/proc/{pid}/exe")  # noqa: PTH115 - a link to what may be gone
    except OSError:
        executable = ""
    return interpreter_data(read(f"/proc/{pid}/maps"), executable)


def interpreter_data(maps: str, executable: str) -> Addresses:
    """Where the interpreter keeps its global variables: the writable parts of libpython, else of the executable.

    Args:
        maps: text of /proc/PID/maps.
        executable: path of the process's executable.
    """
    rows = [_row(line) for line in maps.splitlines()]
    libraries = {path for _, _, path in rows if os.path.basename(path).startswith("libpython")}  # noqa: PTH119
    holders = libraries or {executable}
    found: list[range] = []
    for addresses, permissions, path in rows:
        if path in holders and permissions.startswith("rw"):
            found.append(addresses)
        # Variables without an initial value follow in memory that belongs to no file.
        elif not path and found and addresses.start == found[-1].stop:
            found[-1] = range(found[-1].start, addresses.stop)
    return tuple(found)


def _row(line: str) -> tuple[range, str, str]:
    addresses, permissions, _offset, _device, _inode, *path = line.split(None, 5)
    start, _, stop = addresses.partition("-")
    return range(int(start, 16), int(stop, 16)), permissions, path[0].strip() if path else ""
