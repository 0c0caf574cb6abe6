"""The ASGI application that a server imports in place of the user's: `uvicorn freeloop.agent.asgi:app`.

`FREELOOP_APP` names the user's application (`package.module:attribute`), `FREELOOP_SESSION` the directory of
the run. The wrapper passes everything through. It looks at lifespan messages, because they say how start-up
went, and answers one path of its own, the canary, before the application sees it.

Works on any ASGI server and in any number of workers; each worker imports this module afresh.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import inspect
import json
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any

from freeloop.agent.asgi_paths import CANARY_PATH
from freeloop.agent.install import install, note, open_again, register_stack_signal
from freeloop.agent.routes import routes_of

_ASGI_ARGUMENTS = 3

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from freeloop.agent.heartbeat import Heartbeat

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class ObservedApp:
    """The user's application with the agent on its loop."""

    def __init__(self, application: Application, session: str) -> None:
        self._application = application
        self._session = session
        self._heartbeat: Heartbeat | None = None
        self._installed = False

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass the call on. Not a coroutine function: one frame less for every request."""
        if not self._installed:
            self.install(asyncio.get_running_loop())
        if scope["type"] == "lifespan":
            return self._lifespan(scope, receive, send)
        if scope["type"] == "http" and scope["path"] == CANARY_PATH:
            return _answer_canary(send)
        return self._application(scope, receive, send)

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the heartbeat on the loop that serves."""
        self._installed = True
        self._heartbeat = install(loop, self._session, role="server")

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        answered = False

        async def watch(message: Message) -> None:
            nonlocal answered
            answered = True
            if message["type"] == "lifespan.startup.failed":
                note(self._session, "startup", str(message.get("message", "")))
            elif message["type"] == "lifespan.startup.complete":
                self._open_again()
                self._publish_openapi()
                self._publish_routes()
                note(self._session, "started", "")
            elif self._heartbeat is not None:  # shutdown: silence from here on is no stall
                self._heartbeat.stop()
            await send(message)

        try:
            await self._application(scope, receive, watch)
        except BaseException:
            if not answered:  # an application without lifespan; servers go on without it
                note(self._session, "started", "without lifespan")
            raise

    def _open_again(self) -> None:
        """Some applications close, as they start, all files that they did not open."""
        if self._heartbeat is not None:
            with contextlib.suppress(OSError):  # then it goes on with what it has
                self._heartbeat.open_again()
                open_again(self._session)

    def _publish_openapi(self) -> None:
        """Write the OpenAPI document down, whether or not the application serves it."""
        openapi = getattr(self._application, "openapi", None)
        if not callable(openapi):
            return
        try:
            document = json.dumps(openapi())
        except Exception:  # noqa: BLE001 - the user's own routes may not describe themselves
            note(self._session, "openapi", traceback.format_exc())
        else:
            note(self._session, "openapi_document", document)

    def _publish_routes(self) -> None:
        """Write down the routes that can be seen; of an application that lets none be seen, none."""
        with contextlib.suppress(Exception):  # the application's own objects may raise anything
            note(self._session, "routes", json.dumps(list(routes_of(self._application))))


async def _answer_canary(send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _load(target: str) -> Application:
    """Import `package.module:attribute` and follow the dots. A factory is called when asked to be."""
    module_name, _, attribute = target.partition(":")
    found: Any = importlib.import_module(module_name)
    for part in attribute.split("."):
        found = getattr(found, part)
    if os.environ.get("FREELOOP_FACTORY") == "1":
        if callable(found) and not _can_be_called(found, 0):
            raise TypeError(f"{target} takes arguments, and a factory takes none")
        found = found()
    if inspect.iscoroutine(found):
        found.close()
        raise TypeError(f"{target} is a coroutine: an application factory must be a plain function")
    if not callable(found):
        raise TypeError(f"{target} is of type {type(found).__name__}, not an ASGI application")
    if not _can_be_called(found, _ASGI_ARGUMENTS):
        raise TypeError(f"{target} does not take the arguments of an ASGI application (scope, receive, send)")
    return found  # type: ignore[no-any-return]


def _can_be_called(found: Callable[..., Any], arguments: int) -> bool:
    """Whether it takes so many positional arguments, as far as it tells."""
    try:
        signature = inspect.signature(found)
    except Exception:  # noqa: BLE001 - it does not tell; annotations, where they are looked at, may raise anything
        return True
    try:
        signature.bind(*(None,) * arguments)
    except TypeError:
        return False
    return True


def _observed() -> ObservedApp:
    session = os.environ["FREELOOP_SESSION"]
    register_stack_signal(session)
    try:
        application = _load(os.environ["FREELOOP_APP"])
    except BaseException as error:  # noqa: BLE001 - even sys.exit: the run must learn of it
        note(session, "import", f"{type(error).__name__}: {error}\n{traceback.format_exc()}")
        sys.exit(1)
    observed = ObservedApp(application, session)
    # uvicorn imports the application on the running loop: start-up is then observed too.
    with contextlib.suppress(RuntimeError):
        observed.install(asyncio.get_running_loop())
    return observed


app = _observed()
