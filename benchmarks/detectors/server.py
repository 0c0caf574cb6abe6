"""The parent's side: starts a server with a detector in it, and always ends it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.detectors.serve import REPORTS
from benchmarks.detectors.tools import Report

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
END_S = 10.0
SETTLE_S = 0.3
"""From the first answer until its tool watches."""


@dataclass(frozen=True)
class Setup:
    """What is served: `app` is `module:attribute` below `app_dir`."""

    tool: str
    loop: str
    app: str
    app_dir: str = "."


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    setup: Setup
    pid: int
    port: int
    folder: Path

    def ask(self, path: str, body: bytes | None = None, timeout_s: float = 10) -> int | None:
        """Send one request on a connection of its own; its status, or None when there was no answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        try:
            method, headers = ("GET", {}) if body is None else ("POST", {"Content-Type": "application/json"})
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return None
        else:
            return answer.status
        finally:
            connection.close()


@contextmanager
def running(setup: Setup, folder: Path) -> Generator[Server]:
    """Start a server and wait for its first answer. `folder` takes its log, and what its tool reports."""
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder / "server.log").open("wb") as log:
        settings = {
            "tool": setup.tool,
            "loop": setup.loop,
            "app": setup.app,
            "app_dir": setup.app_dir,
            "fd": listener.fileno(),
            "folder": str(folder),
        }
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.detectors.serve", json.dumps(settings)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
            cwd=ROOT,
            start_new_session=True,
            env={**os.environ, "FREELOOP_APP": setup.app, "FREELOOP_SESSION": str(folder)},
        )
        server = Server(setup, process.pid, listener.getsockname()[1], folder)
    try:
        _wait_for_an_answer(server, process)
        time.sleep(SETTLE_S)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def reports_in(folder: Path) -> list[Report]:
    """What the tool of a server that has ended reported.

    Raises:
        RuntimeError: the server did not end by itself, so that nobody knows.
    """
    path = folder / REPORTS
    if not path.exists():
        log = (folder / "server.log").read_text(errors="replace")
        raise RuntimeError(f"a server ended without its reports; its log ends with\n{log[-2000:]}")
    return [Report.from_line(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _wait_for_an_answer(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline_s = time.monotonic() + START_S
    while server.ask("/", timeout_s=START_S) is None:
        if process.poll() is not None or time.monotonic() > deadline_s:
            log = (server.folder / "server.log").read_text(errors="replace")
            raise RuntimeError(f"{server.setup} did not start; its log ends with\n{log[-2000:]}")
        time.sleep(0.02)
