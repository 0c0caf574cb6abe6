"""An application that goes on being served and observed while it is audited, once or many times.

`run_audit` starts everything for one audit and ends it; here server and observer live as long as their owner wants.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from freeloop.audit.run import load_all, plan_for, prove_life, result_of
from freeloop.load.planning.hooks import Hooks
from freeloop.observe.client import ObserverProcess
from freeloop.observe.until import recorded_until
from freeloop.serve import ServerSettings, ServerUnderTest
from freeloop.session_directory import session_directory

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from freeloop.audit.settings import AuditSettings
    from freeloop.session.result import AuditResult


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
