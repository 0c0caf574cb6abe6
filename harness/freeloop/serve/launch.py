"""The server's process: `python -m freeloop.serve.launch`, with its settings as JSON in FREELOOP_SERVER.

uvicorn's own command line takes a listening socket only by `--fd`, and then believes it to be a Unix socket,
which turns TCP_NODELAY off. So its library interface is used, exactly as `uvicorn.run` uses it, with the
socket that the parent bound.
"""

from __future__ import annotations

import contextlib
import ctypes
import inspect
import json
import os
import signal
import socket
import sys
from typing import Any

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve until told to stop."""
    settings = json.loads(os.environ["FREELOOP_SERVER"])
    _end_with_parent(settings["parent_pid"])
    sys.path.insert(0, settings["app_dir"])
    import uvicorn  # noqa: PLC0415 - after the death signal is set: importing takes a while
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415

    listener = socket.socket(fileno=settings["fd"])
    options: dict[str, Any] = {
        name: settings[name] for name in ("workers", "loop", "http", "lifespan", "env_file")
    }
    if "timeout_worker_healthcheck" in inspect.signature(uvicorn.Config).parameters:
        # By default workers that are busy with a long start-up are killed, again and again.
        options["timeout_worker_healthcheck"] = settings["startup_timeout_s"]
    config = uvicorn.Config(
        "freeloop.agent.asgi:app",
        interface="asgi3",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=settings["shutdown_timeout_s"],
        **options,
    )
    server = uvicorn.Server(config)
    if settings["workers"] > 1:
        arguments: dict[str, Any] = {"sockets": [listener]}
        if "target" in inspect.signature(Multiprocess).parameters:  # uvicorn before 0.50
            arguments["target"] = server.run
        Multiprocess(config, **arguments).run()
    else:
        server.run(sockets=[listener])
        if not server.started:
            sys.exit(3)


def _end_with_parent(parent_pid: int) -> None:
    """Ask the kernel to end this process when its parent dies, however it dies. Linux only; best effort."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent_pid:
        sys.exit(0)


if __name__ == "__main__":
    main()
