"""The load generator's process: `python -m freeloop.load.generator`.

Reads one JSON command per line on standard input and writes one JSON reply per line on standard output; lines of
progress come before the reply of a run that asked for them. Nothing else ever appears there, since everything that
prints is sent to standard error. A thread reads the input, so that the end of the parent (end of file, or another
parent) ends this process at once, even in the middle of a run.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import select
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from freeloop.agent.install import install
from freeloop.json_value import JsonObject, object_of
from freeloop.load.command import RunCommand
from freeloop.load.engine.run import run_load

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

_PARENT_CHECK_S = 1.0
_READ_BYTES = 1 << 16
_QUIT = re.compile(rb'\s*\{\s*"command"\s*:\s*"quit"\s*\}\s*')


class _CommandReader:
    """Reads lines in a thread and hands them to the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lines: asyncio.Queue[bytes] = asyncio.Queue()
        self._parent_pid = os.getppid()
        threading.Thread(target=self._read, name="freeloop-commands", daemon=True).start()

    def _read(self) -> None:
        # Straight from the descriptor: a daemon thread inside a buffered read would abort the interpreter's
        # exit.
        pending = b""
        while os.getppid() == self._parent_pid:
            if not select.select([0], [], [], _PARENT_CHECK_S)[0]:
                continue
            chunk = os.read(0, _READ_BYTES)
            if not chunk:
                break
            *lines, pending = (pending + chunk).split(b"\n")
            for line in lines:
                self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
                if _QUIT.fullmatch(line):
                    # The end of the input is expected now, and must not overtake the commands before it.
                    return
        # No one is left to tell: whatever runs, runs for nobody.
        os._exit(0)

    async def next_line(self) -> bytes:
        return await self._lines.get()


async def serve_commands(
    next_line: Callable[[], Awaitable[bytes]], reply: Callable[[JsonObject], None]
) -> None:
    """Carry out commands until `quit`; one that cannot be carried out gets `{"ok": false, "error": …}`."""
    failures: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(_describe(context)))
    while True:
        line = await next_line()
        try:
            fields = object_of(json.loads(line), "command")
            if fields.get("command") == "quit":
                reply({"ok": True})
                return
            answer: JsonObject = await _carry_out(fields, reply)
        except ValueError as error:
            answer = {"ok": False, "error": str(error)}
        if failures:
            # An error of ours in a callback: the figures of this run cannot be trusted.
            answer = {"ok": False, "error": f"internal error of the load generator: {failures[0]}"}
            failures.clear()
        reply(answer)


async def _carry_out(fields: JsonObject, reply: Callable[[JsonObject], None]) -> JsonObject:
    if fields.get("command") != "run":
        raise ValueError(f"unknown command {fields.get('command')!r}: valid are run and quit")
    result = await run_load(
        RunCommand.from_json(fields), lambda progress: reply({"progress": progress.to_json()})
    )
    return result.to_json()


def _describe(context: dict[str, object]) -> str:
    return f"{context.get('message')}: {context.get('exception')!r}"


def main(arguments: Sequence[str]) -> None:
    """Serve the process's standard input and output.

    One argument may name a session's directory: the agent then beats on this loop as on the server's, and the
    observer sees the generator's own stalls.
    """
    # Whatever prints from here on, a library included, must not get between the replies.
    _allow_many_connections()
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def reply(document: JsonObject) -> None:
        replies.write(json.dumps(document, separators=(",", ":")) + "\n")
        replies.flush()

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        heartbeat = install(loop, arguments[0], role="generator") if arguments else None
        await serve_commands(_CommandReader(loop).next_line, reply)
        if heartbeat is not None:
            heartbeat.stop()

    loop = _fastest_loop()
    try:
        loop.run_until_complete(serve())
    finally:
        loop.close()


def _allow_many_connections() -> None:
    """Lift the limit on open files as far as is allowed: running into it would look like the server's refusal."""
    _, highest = resource.getrlimit(resource.RLIMIT_NOFILE)
    # macOS names a higher limit than it grants.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest, highest))


def _fastest_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop  # noqa: PLC0415 - optional: it comes with uvicorn[standard], and not on every platform
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


if __name__ == "__main__":
    main(sys.argv[1:])
