"""An application that goes on being served and observed while it is audited, once or many times.

`run_audit` starts everything for one audit and ends it; here server and observer live as long as their owner wants.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from freeloop.audit import load_all, plan_for, prove_life, result_of
from freeloop.load.planning.hooks import Hooks
from freeloop.observe.client import ObserverProcess
from freeloop.serve import ServerSettings, ServerUnderTest
from freeloop.session.recording import End, Recording
from freeloop.session_directory import session_directory

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self

    from freeloop.audit import AuditSettings
    from freeloop.session.result import AuditResult

TICK_TIMEOUT_S = 5.0
"""The observer writes a tick every 50 ms. Arbitrary: on a machine that keeps it away so long, nothing can be judged."""


class ServedApp:
    """A server under test with its observer; use it as a context manager.

    Raises:
        UserError: on entering, the application did not start.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._session = stack.enter_context(session_directory())
            self._server = stack.enter_context(ServerUnderTest(self.settings, self._session))
            self._observer = stack.enter_context(ObserverProcess(self._session, self._server.pid))
            self._proof = prove_life(self._observer, self.settings.workers)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server, its observer and all that they started."""
        self._stack.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return self._server.url

    def audit(self, settings: AuditSettings) -> AuditResult:
        """Load the server as the settings say, and judge it; `settings.server` must be this server's.

        Raises:
            UserError: the settings cannot be carried out, or the application died.
        """
        hooks = Hooks(settings.hook_file) if settings.hook_file is not None else None
        with ExitStack() as stack:
            hook = stack.enter_context(hooks.session(self.url)) if hooks is not None else None
            plan = plan_for(settings, self._server, hook, hooks.data if hooks is not None else {})
            loaded = load_all(settings, plan, self._server, self._session, lambda _: None)
        recording = recorded_until(self._observer, time.monotonic_ns())
        return result_of(settings, plan, recording, self._proof, loaded)


def recorded_until(
    observer: ObserverProcess, end_ns: int, read: Callable[[], Recording] | None = None
) -> Recording:
    """What a running observer has seen up to a moment that has passed.

    Its `end` is None, as that of an observer that died, when it has not got so far in `TICK_TIMEOUT_S`. `read` gives
    what there is to read, if that is not all of it.
    """
    read = read or observer.recording
    deadline_s = time.monotonic() + TICK_TIMEOUT_S
    while observer.is_alive() and time.monotonic() < deadline_s:
        recording = read()
        # The observer reads all beats before it writes a tick.
        if recording.ticks and recording.ticks[-1].time_ns >= end_ns:
            return replace(recording, end=End(beats={}))
        time.sleep(0.01)
    return replace(read(), end=None)
