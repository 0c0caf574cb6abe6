"""Why an application did not start, in one line with the next step; the application's own traceback below."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.agent.install import STACK_SIGNAL
from freeloop.errors import ServerError
from freeloop.observe.stack_dump import LARGEST_FILE_BYTES, StackDumps
from freeloop.own_traceback import users_part
from freeloop.session.culprit import culprit_of
from freeloop.units import format_seconds

if TYPE_CHECKING:
    from freeloop.serve.notes import Notes
    from freeloop.serve.settings import ServerSettings
    from freeloop.session.recording import Stack

_POLL_S = 0.01
_PATIENCE_S = 2.0


def of_notes(settings: ServerSettings, notes: Notes, session: Path) -> ServerError | None:
    """The failure that the agent wrote down, if any."""
    app = settings.app
    failed_import = notes.text("import")
    if failed_import is not None:
        return _import_failure(settings, failed_import)
    startup = notes.text("startup")
    if startup is not None:
        lines = startup.strip().splitlines()
        reason = f" ({lines[-1]})" if lines else ""
        return ServerError(
            f"{app}: its start-up failed{reason}: mend the lifespan or start-up handler, or set what it needs",
            details=users_part(startup),
        )
    agent = notes.text("agent")
    if agent is not None:
        return ServerError(
            f"{app}: the agent could not be put on its loop ({agent}): see that {session.parent} has room"
        )
    return None


def of_openapi(app: str, notes: Notes) -> ServerError | None:
    """That the application could not make its OpenAPI document, if the agent wrote so down."""
    raised = notes.text("openapi")
    if raised is None:
        return None
    lines = raised.strip().splitlines()
    return ServerError(
        f"{app}: its OpenAPI document, which names the endpoints, could not be made"
        f"{f' ({lines[-1]})' if lines else ''}: mend the route or model that it comes from",
        details=users_part(raised),
    )


def never_ready(settings: ServerSettings, session: Path) -> ServerError:
    """The start-up took too long: say where it stands."""
    return ServerError(
        f"{settings.app}: not ready after {format_seconds(settings.startup_timeout_s)}{_standing_at(session)}: "
        "give it longer with --startup-timeout, or make its start-up shorter"
    )


def is_another_user(app: str, user: int | None) -> ServerError:
    """The application has given up its rights, and with them those to the directory of the run."""
    return ServerError(
        f"{app}: as it started it became user {user}, who may not write to the directory of this run, which belongs to "
        f"user {os.geteuid()}: run freeloop as user {user}, or let the application remain who it is"
    )


def limits_its_files(app: str, limit_bytes: int) -> ServerError:
    """The server may not write files as large as the agent's are, of which the stacks are the largest."""
    return ServerError(
        f"{app}: it may write no file beyond {limit_bytes} bytes (RLIMIT_FSIZE, or `ulimit -f`), so its stacks, which "
        f"name the lines, cannot be written: allow {LARGEST_FILE_BYTES} bytes at least while it is audited"
    )


def _import_failure(settings: ServerSettings, note: str) -> ServerError:
    app = settings.app
    sentence, _, traceback = note.partition("\n")
    module, _, attribute = app.partition(":")
    kind, _, text = sentence.partition(": ")
    if kind == "ModuleNotFoundError" and _is_missing(module, text):
        return ServerError(
            f"{app}: there is no module {text.split(chr(39))[1]!r} below {Path(settings.app_dir).resolve()}: "
            "write the module as Python imports it, or name its folder with --app-dir"
        )
    if kind == "AttributeError" and f"attribute {attribute.split('.')[0]!r}" in text and module in text:
        return ServerError(f"{app}: {text}: write MODULE:ATTRIBUTE with the name of the application object")
    if kind == "TypeError" and text.startswith(app):
        next_step = (
            "give a plain function without arguments that returns the application, or leave --factory out"
            if settings.factory
            else "name the application object, or its factory with --factory"
        )
        return ServerError(f"{text}: {next_step}")
    return ServerError(
        f"{app}: importing it raised {sentence}: mend that first", details=users_part(traceback)
    )


def _is_missing(module: str, text: str) -> bool:
    """Whether the missing module is the one asked for, or a package on the way to it."""
    missing = text.split("'")[1] if "'" in text else ""
    return module == missing or module.startswith(f"{missing}.")


def _standing_at(session: Path) -> str:
    """The user's line that a server process's main thread stands at, if it says so in time."""
    for path in session.glob("stacks-*"):
        pid = int(path.name.rpartition("-")[2])
        dumps = StackDumps(pid, str(path), STACK_SIGNAL)
        try:
            stack = _one_stack(dumps, pid)
        finally:
            dumps.close()
        found = culprit_of(stack) if stack is not None else None
        if found is not None:
            return f"; it stands at {found.frame.path}:{found.frame.line} in {found.frame.function}"
    return ""


def _one_stack(dumps: StackDumps, pid: int) -> Stack | None:
    """Ask until there is an answer, or `_PATIENCE_S` have passed: on a busy machine the first may come too late."""
    stack = None
    deadline_s = time.monotonic() + _PATIENCE_S
    while stack is None and time.monotonic() < deadline_s:
        if dumps.is_idle:
            dumps.ask(pid, time.monotonic_ns())
        time.sleep(_POLL_S)
        stack = dumps.poll(time.monotonic_ns())
    return stack
