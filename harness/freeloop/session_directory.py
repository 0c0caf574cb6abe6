"""The directory of one run: rings, stacks, notes, logs. In memory where that is possible, gone afterwards.

Gone whatever happens to the run, which may be interrupted or killed at any moment: a guard waits for its end, ends
what the server and the application started and left, and removes the directory. It is a shell, since that is the
smallest process there is, and asleep until then.

Whom the server started is told by its session, and by the variable that names the directory in its environment, which
daemons and others with a session of their own inherit. A process that has left both, for an environment that it was
given or that it has written over, ends with the run only while its parents live; where the system has no /proc, none is
found.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.errors import UserError
from freeloop.serve.ending import SERVER_PID_FILE, SESSION

if TYPE_CHECKING:
    from collections.abc import Generator

_IN_MEMORY = "/dev/shm"  # noqa: S108 - mkdtemp makes a private directory in it

_GUARD = f"""
read -r _
if read -r server < "$0/{SERVER_PID_FILE}"; then
    for process in /proc/[0-9]*; do
        read -r stat < "$process/stat" || continue
        set -- ${{stat##*) }}
        [ "$4" = "$server" ] && kill -9 "${{process#/proc/}}"
    done
fi
for _ in 1 2 3; do
    for process in $(grep -lsF -e "{SESSION}=$0" /proc/[0-9]*/environ); do
        process="${{process%/environ}}"
        kill -9 "${{process#/proc/}}"
    done
done
for _ in 1 2 3 4 5; do rm -rf -- "$0" && exit; sleep 1; done
"""
"""The session is the fourth field after a process's name (proc(5)). Processes are looked for again, since one may start
another while they are; a directory is removed again when a process that is just dying made a file meanwhile."""


@contextlib.contextmanager
def session_directory() -> Generator[Path]:
    """Make a directory that only this user can read; at the end, end what is left of its run, and remove it.

    Its name tells the run that made it, by pid.
    """
    parent = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None
    try:
        path = tempfile.mkdtemp(prefix=f"freeloop-{os.getpid()}-", dir=parent)
    except OSError as error:
        raise UserError(
            f"cannot make a directory for the run ({error}): set TMPDIR to one with room"
        ) from None
    guard = _start_guard(path)
    try:
        yield Path(path)
    finally:
        if guard is not None:
            guard.communicate(b"\n")  # a process that was forked here may keep its input open
        shutil.rmtree(path, ignore_errors=True)


def _start_guard(path: str) -> subprocess.Popen[bytes] | None:
    """Start the process that clears up at a line on its standard input, or its end; None where there is no shell.

    Its session is its own, as that of all processes of a run: Ctrl-C at the terminal must not end it.
    """
    try:
        return subprocess.Popen(  # noqa: S603 - a fixed script, and a path that was made here
            ["/bin/sh", "-c", _GUARD, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None
