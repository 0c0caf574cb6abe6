"""A server's process: `python -m benchmarks.detectors.serve SETTINGS`, one application, one detector, real uvicorn.

The same process for each tool and for none, so that only the tool differs. Ends on SIGTERM, and then writes what was
reported to `reports.jsonl` in the folder it was given.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import uvicorn
from benchmarks.detectors.tools import FREELOOP, TOOLS, Report

AGENT = "freeloop.agent.asgi:app"
REPORTS = "reports.jsonl"
POLL_S = 0.01


async def serve(config: uvicorn.Config, settings: dict[str, Any], reports: list[Report]) -> None:
    """Serve until told to end; watched once the application has started, as the tools' documents advise."""
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[socket.socket(fileno=settings["fd"])]))
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers nothing to wait for
        await asyncio.sleep(POLL_S)
    async with TOOLS[settings["tool"]].watch(Path(settings["folder"]), reports):
        await serving


def main() -> None:
    """Read the settings and serve."""
    settings: dict[str, Any] = json.loads(sys.argv[1])
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # uvicorn raises it once more when it has ended
    sys.path.insert(0, settings["app_dir"])
    config = uvicorn.Config(
        AGENT if settings["tool"] == FREELOOP else settings["app"],
        interface="asgi3",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    config.load()  # here, since importing is a stall of its own when it is done on the loop
    loop: asyncio.AbstractEventLoop = import_module(settings["loop"]).new_event_loop()
    asyncio.set_event_loop(loop)
    reports: list[Report] = []
    loop.run_until_complete(serve(config, settings, reports))
    lines = "".join(report.to_line() for report in reports)
    Path(settings["folder"], REPORTS).write_text(lines, encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)  # threads of the stall suite may still wait for what never comes


if __name__ == "__main__":
    main()
