"""Start the application under test on a real server, wait until it is ready, and end it whatever happens.

The listening socket is bound here and inherited, so that no other process can take the port between choosing
and using it. The server and all it starts form a session of their own: Ctrl-C reaches only the run, which ends
whoever is left of it (`freeloop.session_directory`).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING

from freeloop.agent.asgi_paths import CANARY_PATH
from freeloop.errors import ServerDied, ServerError, UserError
from freeloop.exit_code import how_it_ended
from freeloop.json_value import object_of
from freeloop.observe import procfs
from freeloop.observe.stack_dump import LARGEST_FILE_BYTES
from freeloop.serve import prerequisites, start_failure
from freeloop.serve.ending import SERVER_PID_FILE, SESSION
from freeloop.serve.log import ServerLog
from freeloop.serve.notes import Notes

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self

    from freeloop.json_value import JsonObject
    from freeloop.serve.settings import ServerSettings

_POLL_S = 0.02
_ANSWER_TIMEOUT_S = 0.5

DOCUMENT_PATHS = ("/openapi.json", "/schema/openapi.json")
"""Where the OpenAPI document is asked for, if the agent could not have it: FastAPI's default and Litestar's."""

OPENAPI_TIMEOUT_S = 10.0
"""A large application takes a second or more to describe itself, once. Arbitrary beyond."""


class ServerUnderTest:
    """A running server; use it as a context manager. Ready when entered, gone when left."""

    def __init__(self, settings: ServerSettings, session: Path) -> None:
        self.settings = settings
        self._session = session
        self.log = ServerLog()
        self._notes = Notes(session)
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready_once = False
        self._workers: list[int] = []
        self.port = 0

    @property
    def pid(self) -> int:
        """The process id of the server, or of its supervisor when there are several workers."""
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process.pid

    @property
    def url(self) -> str:
        """Where it listens."""
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        return f"http://{host}:{self.port}"

    def __enter__(self) -> Self:
        prerequisites.check(self.settings)
        listener = _bind(self.settings.host, self.settings.port)
        self.port = listener.getsockname()[1]
        try:
            self._start(listener)
        finally:
            listener.close()
        try:
            self._wait_until_ready()
        except BaseException:
            self.close()
            raise
        self._is_ready_once = True
        self._workers = self._notes.pids("started")
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def openapi(self) -> JsonObject | None:
        """The application's OpenAPI document; None when it has none.

        Raises:
            ServerError: the application has one and could not make it.
        """
        failure = start_failure.of_openapi(self.settings.app, self._notes)
        if failure is not None:
            raise failure
        noted = self._notes.text("openapi_document")
        if noted is not None:
            return _object_in(noted)
        served = (
            _object_in(_get(self.settings.host, self.port, path, OPENAPI_TIMEOUT_S))
            for path in DOCUMENT_PATHS
        )
        return next((document for document in served if document is not None and "paths" in document), None)

    def routes(self) -> list[tuple[str, str]]:
        """Method and path of each route that the agent saw, but for the document's own."""
        seen = json.loads(self._notes.text("routes") or "[]")
        return [(method, path) for method, path in seen if path not in DOCUMENT_PATHS]

    def check_alive(self, when: str) -> None:
        """Raise ServerDied when the server, or a worker of it, has died; `when` is part of the sentence."""
        how = self._death(when)
        if how is not None:
            raise ServerDied(self.settings.app, how, self._where_to_look(), details=self.log.tail())

    def _death(self, when: str) -> str | None:
        code = self._process.poll() if self._process is not None else None
        if code == 0 and (self.settings.workers > 1 or self.settings.server == "hypercorn"):
            # A supervisor without a worker says that all is well.
            return f"a worker died {when}, and the server ended"
        if code is not None:
            return f"the server died {when} ({how_it_ended(code)})"
        if not all(map(procfs.is_alive, self._workers)):  # a supervisor puts another in its place
            return f"a worker died {when}"
        return None

    def close(self) -> None:
        """End the server and what is below it. Who has other parents by now ends with the session's directory."""
        process, self._process = self._process, None
        if process is None:
            return
        started = procfs.descendants(process.pid)
        try:
            if process.poll() is None and self._is_ready_once:  # before that, servers put a SIGTERM off
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(self.settings.shutdown_timeout_s + 1)
        finally:
            for pid in started:
                _kill(pid, process)
            process.wait()
            self.log.close()

    def _start(self, listener: socket.socket) -> None:
        paths = {"app_dir": os.fspath(self.settings.app_dir)}
        if self.settings.env_file is not None:
            paths["env_file"] = os.fspath(self.settings.env_file)
        settings = {**asdict(self.settings), **paths, "fd": listener.fileno(), "parent_pid": os.getpid()}
        environment = {
            **os.environ,
            "FREELOOP_APP": self.settings.app,
            "FREELOOP_FACTORY": "1" if self.settings.factory else "0",
            SESSION: str(self._session),
            "FREELOOP_SERVER": json.dumps(settings),
        }
        with self.log.open() as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "freeloop.serve.launch"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[listener.fileno()],
                env=environment,
                start_new_session=True,
            )
        (self._session / SERVER_PID_FILE).write_text(f"{self._process.pid}\n", encoding="utf-8")

    def _wait_until_ready(self) -> None:
        deadline_s = time.monotonic() + self.settings.startup_timeout_s
        while not self._is_ready():
            self._check_rights()
            failure = start_failure.of_notes(self.settings, self._notes, self._session)
            if failure is not None:
                raise failure
            if self._process is not None and (code := self._process.poll()) is not None:
                raise ServerError(
                    f"{self.settings.app}: the server ended before it was ready ({how_it_ended(code)}): "
                    f"{self._where_to_look()}",
                    details=self.log.tail(),
                )
            if time.monotonic() > deadline_s:
                raise start_failure.never_ready(self.settings, self._session)
            time.sleep(_POLL_S)
        self._check_rights()

    def _check_rights(self) -> None:
        """Refuse an application that gave up what the agent needs, which could not tell that itself."""
        user = procfs.effective_user(self.pid)
        if user not in (None, os.geteuid()):
            raise start_failure.is_another_user(self.settings.app, user)
        # Those that have an agent: the application may well limit processes of its own.
        for pid in {self.pid, *self._notes.pids("started"), *self._notes.pids("agent")}:
            limit_bytes = procfs.file_size_limit(pid)
            if limit_bytes is not None and limit_bytes < LARGEST_FILE_BYTES:
                raise start_failure.limits_its_files(self.settings.app, limit_bytes)

    def _is_ready(self) -> bool:
        loops = len(list(self._session.glob("server-*.ring")))
        started = self._notes.count("started")
        if loops < self.settings.workers or (
            self.settings.lifespan != "off" and started < self.settings.workers
        ):
            # Without lifespan messages, and imported off the loop, an agent begins at its first request.
            return self.settings.lifespan == "off" and self._answers() and self.settings.workers == 1
        return self._answers()

    def _answers(self) -> bool:
        return _get(self.settings.host, self.port, CANARY_PATH) is not None

    def _where_to_look(self) -> str:
        if self.log.tail():
            return "its own output is below"
        return f"it printed nothing; run it alone ({self.settings.server} {self.settings.app}) to see why"


def _bind(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        raise UserError(
            f"--port {port} on {host} cannot be bound ({reason}): choose another, or leave --port out to use a free one"
        ) from None
    listener.listen(2048)
    listener.set_inheritable(True)
    return listener


def _get(host: str, port: int, path: str, timeout_s: float = _ANSWER_TIMEOUT_S) -> str | None:
    """Body of a successful answer; None when the server does not answer so within the time."""
    connection = HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        response = connection.getresponse()
        body = response.read().decode("utf-8", errors="replace")
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
    return body if response.status < 300 else None  # noqa: PLR2004


def _object_in(text: str | None) -> JsonObject | None:
    try:
        return object_of(json.loads(text or "null"), "the OpenAPI document")
    except ValueError:
        return None


def _kill(pid: int, process: subprocess.Popen[bytes]) -> None:
    if pid == process.pid and process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
