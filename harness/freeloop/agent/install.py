"""Put the agent on a loop: ring, heartbeat and the stack signal, in a session's directory.

The directory belongs to the run that started this process; whoever made it also removes it. An agent that
cannot work (full disk, exhausted signals) writes down why and leaves the application alone: the run then ends
inconclusive, the service goes on.
"""

from __future__ import annotations

import faulthandler
import os
import platform
import signal
import sys
import threading
from typing import TYPE_CHECKING

from freeloop.agent.heartbeat import INTERVAL_S, Heartbeat
from freeloop.agent.kept_file import KeptFile
from freeloop.agent.ring import RingWriter
from freeloop.agent.stack_thread import StackThread

if TYPE_CHECKING:
    import asyncio

STACK_SIGNAL: int = getattr(signal, "SIGRTMIN", signal.SIGUSR2) + 7
"""A real-time signal: they are queued, not merged, and no server uses them (SIGUSR1, SIGHUP, SIGTTIN … are
taken by uvicorn and gunicorn). 7 is arbitrary; glibc keeps the first two for itself."""

_stack_files: dict[str, KeptFile] = {}
_stack_threads: dict[str, StackThread] = {}


def stack_file(session: str) -> str:
    """Path of this process's stack file."""
    return os.path.join(session, f"stacks-{os.getpid()}")


def register_stack_signal(session: str) -> str:
    """Have `STACK_SIGNAL` append the receiving thread's Python stack to this process's stack file.

    The handler is C and needs no GIL: it works inside one call that never releases it. Only the receiving
    thread's own frames are walked, which it cannot be changing at that moment.
    """
    path = stack_file(session)
    if path not in _stack_files:
        _stack_files[path] = KeptFile(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    faulthandler.register(STACK_SIGNAL, file=_stack_files[path].fd, all_threads=False, chain=False)
    return path


def open_again(session: str) -> None:
    """If the application has closed this process's stack file, open it again, and tell the signal's handler."""
    if not _stack_files[stack_file(session)].is_open():
        register_stack_signal(session)


def install(loop: asyncio.AbstractEventLoop, session: str, *, role: str) -> Heartbeat | None:
    """Start the heartbeat on `loop`, from its own thread. Returns None, with the reason on file, if it cannot."""
    thread_id = threading.get_native_id()
    name = f"{role}-{os.getpid()}-{thread_id}"
    try:
        ring = RingWriter(
            os.path.join(session, f"{name}.ring"),
            interval_ns=int(INTERVAL_S * 1e9),
            thread_id=thread_id,
            description=description_of(loop, session, role),
        )
        return Heartbeat(loop, ring)
    except (OSError, ValueError, RuntimeError) as error:
        note(session, "agent", f"{type(error).__name__}: {error}")
        return None


def description_of(loop: asyncio.AbstractEventLoop, session: str, role: str) -> dict[str, object]:
    """What a ring says of its loop. Makes this process ready to be asked for stacks.

    Raises:
        OSError, ValueError, RuntimeError: it cannot be made ready.
    """
    return {
        "role": role,
        "loop": f"{type(loop).__module__}.{type(loop).__qualname__}",
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        "stack_file": register_stack_signal(session),
        "stack_signal": STACK_SIGNAL,
        **_stack_thread(session),
    }


def _stack_thread(session: str) -> dict[str, object]:
    """Start this process's stack thread, once, and say where it can be asked."""
    path = stack_file(session)
    if path not in _stack_threads:
        _stack_threads[path] = StackThread(session)
    thread = _stack_threads[path]
    return {
        "ask_file": thread.ask_file,
        "answer_file": thread.answer_file,
        "stack_thread": thread.thread_id,
    }


def note(session: str, kind: str, text: str) -> None:
    """Leave a message for the run: `kind` says what went wrong, `text` is for the user to read."""
    path = os.path.join(session, f"note-{kind}-{os.getpid()}")
    try:
        with open(f"{path}.new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(f"{path}.new", path)
    except OSError:
        print(f"freeloop: {kind}: {text}", file=sys.stderr)  # noqa: T201 - the server's log is all that is left
