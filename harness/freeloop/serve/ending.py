"""A process that ends when its parent does, however that ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

SUPERVISOR = "FREELOOP_SUPERVISOR"
"""The environment variable with the pid of the server's process, or of its workers' supervisor."""

SESSION = "FREELOOP_SESSION"
"""The environment variable with the directory of the run, by which all that the server starts is known."""

SERVER_PID_FILE = "server.pid"
"""The file in a run's directory that names the server's session, which is ended when the run was killed."""

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def end_with_parent(parent_pid: int) -> None:
    """Ask the kernel to kill this process when its parent dies, and end it if that has happened. Linux; best effort.

    No gentler signal: a server is deaf to SIGTERM until it has started, and a supervisor while it waits for a worker.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        sys.exit(0)
