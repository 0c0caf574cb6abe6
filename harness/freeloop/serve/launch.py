"""The server's process: `python -m freeloop.serve.launch`, with its settings as JSON in FREELOOP_SERVER.

Each server is run by its library interface, as its own command line runs it, on the socket that the parent bound.
"""

from __future__ import annotations

import inspect
import json
import os
import socket
import sys
from typing import Any

from freeloop.serve.ending import SUPERVISOR, end_with_parent

SERVED = "freeloop.serve.served:app"


def main() -> None:
    """Serve until told to stop."""
    settings = json.loads(os.environ["FREELOOP_SERVER"])
    end_with_parent(settings["parent_pid"])
    os.environ[SUPERVISOR] = str(os.getpid())
    sys.path.insert(0, settings["app_dir"])
    if settings["env_file"] is not None:
        from dotenv import load_dotenv  # noqa: PLC0415 - only for those who use it

        load_dotenv(settings["env_file"])
    listener = socket.socket(fileno=settings["fd"])
    {"uvicorn": _serve_by_uvicorn, "hypercorn": _serve_by_hypercorn}[settings["server"]](settings, listener)


def _serve_by_uvicorn(settings: dict[str, Any], listener: socket.socket) -> None:
    """As `uvicorn.run` does, but with the socket given.

    uvicorn's command line takes a listening socket only by `--fd`, and then believes it to be a Unix socket,
    which turns TCP_NODELAY off.
    """
    import uvicorn  # noqa: PLC0415 - after the death signal is set: importing takes a while
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415

    options: dict[str, Any] = {name: settings[name] for name in ("workers", "loop", "http", "lifespan")}
    newer = {
        "timeout_graceful_shutdown": settings["shutdown_timeout_s"],
        # By default workers that are busy with a long start-up are killed, again and again.
        "timeout_worker_healthcheck": settings["startup_timeout_s"],
    }
    known = inspect.signature(uvicorn.Config).parameters
    options.update((name, value) for name, value in newer.items() if name in known)
    config = uvicorn.Config(
        SERVED,
        interface="asgi3",
        log_level="warning",
        access_log=False,
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


def _serve_by_hypercorn(settings: dict[str, Any], listener: socket.socket) -> None:
    from hypercorn.config import Config  # noqa: PLC0415
    from hypercorn.run import run  # noqa: PLC0415

    config = Config()
    config.application_path = f"asgi:{SERVED}"  # said, because it takes a plain callable for WSGI
    config.bind = [f"fd://{listener.fileno()}"]
    config.workers = settings["workers"]
    config.worker_class = "uvloop" if settings["loop"] == "uvloop" else "asyncio"
    config.loglevel = "WARNING"
    config.graceful_timeout = settings["shutdown_timeout_s"]
    config.startup_timeout = settings["startup_timeout_s"]
    run(config)


if __name__ == "__main__":
    main()
