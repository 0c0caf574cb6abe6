"""An audit: an application is started and observed, its endpoints are loaded in turn, and it is judged.

    serve → load → observe → session (figures, verdict) → result

Processes: this one starts three and waits: the server under test, the observer, the load generator. It ends
all of them, in any case. Nothing here prints; `on_step` is told what goes on.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from freeloop.audit.assessment import Loaded, assess, doubts_about, not_loaded
from freeloop.audit.loading import OnStep, Step, load_each
from freeloop.audit.planned import plan_for
from freeloop.errors import ServerDied, ServerError
from freeloop.load.planning.hooks import Hooks
from freeloop.observe.client import ObserverProcess
from freeloop.observe.until import recorded_until
from freeloop.report import surroundings
from freeloop.serve import ServerSettings, ServerUnderTest
from freeloop.session.life import missing_proofs
from freeloop.session.result import AuditResult, SkippedEndpoint, worst
from freeloop.session.stall import Window
from freeloop.session_directory import session_directory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from typing_extensions import Self

    from freeloop.audit.settings import AuditSettings
    from freeloop.load.planning.plan import Plan
    from freeloop.session.recording import Recording

PROOF_TIMEOUT_S = 10.0
"""The injected stall takes 80 ms of CPU; on a machine ten times oversubscribed, one second. Arbitrary beyond."""

PROOF_AGAIN_S = 2.0
"""On a busy machine a proof may not be recognised for what it is; after so long another is asked for. Arbitrary."""


def _tell_nobody(_: Step) -> None:
    """For those who do not ask where an audit stands."""


class AuditCutShort(ServerError):  # noqa: N818 - says what happened, as the caller will
    """The application died under load: `result` holds what had been measured by then, the rest as inconclusive."""

    def __init__(self, died: ServerDied, result: AuditResult) -> None:
        super().__init__(str(died), details=died.details)
        self.result = result


def run_audit(settings: AuditSettings, on_step: OnStep = _tell_nobody) -> AuditResult:
    """Audit one application.

    Raises:
        AuditCutShort: the application died under load.
        UserError: the settings cannot be carried out, or the application did not start.
    """
    hooks = _hooks(settings)  # a mistake in them is told before anything is started
    with ServedApp(settings.server, on_step) as served:
        return served.audit(settings, hooks)


def _hooks(settings: AuditSettings) -> Hooks | None:
    return Hooks(settings.hook_file) if settings.hook_file is not None else None


class ServedApp:
    """A server under test with its observer, to be audited once or many times; use it as a context manager.

    Raises:
        UserError: on entering, the application did not start.
    """

    def __init__(self, settings: ServerSettings, on_step: OnStep = _tell_nobody) -> None:
        self.settings = settings
        self._on_step = on_step
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._session = stack.enter_context(session_directory())
            self._on_step(Step(f"starting {self.settings.app}"))
            self._server = stack.enter_context(ServerUnderTest(self.settings, self._session))
            self._observer = stack.enter_context(ObserverProcess(self._session, self._server.pid))
            self._on_step(Step("proving that the observer is alive"))
            self._proof = _prove_life(self._observer, self.settings.workers)
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

    def audit(self, settings: AuditSettings, hooks: Hooks | None = None) -> AuditResult:
        """Load the server as the settings say, and judge it; `settings.server` must be this server's.

        `hooks` is the hook file of the settings, where it has been imported.

        Raises:
            AuditCutShort: the application died under load.
            UserError: the settings cannot be carried out.
        """
        hooks = hooks or _hooks(settings)
        with ExitStack() as stack:
            hook = stack.enter_context(hooks.session(self.url)) if hooks is not None else None
            plan = plan_for(settings, self._server, hook, hooks.data if hooks is not None else {})
            loaded: list[Loaded] = []
            try:
                loaded.extend(load_each(settings, plan, self._server, self._session, self._on_step))
            except ServerDied as died:  # what had been loaded by then is in the list
                rest = [not_loaded(endpoint, died.how) for endpoint in plan.endpoints[len(loaded) :]]
                raise AuditCutShort(died, self._judged(settings, plan, [*loaded, *rest])) from None
        return self._judged(settings, plan, loaded)

    def _judged(self, settings: AuditSettings, plan: Plan, loaded: Sequence[Loaded]) -> AuditResult:
        recording = recorded_until(self._observer, time.monotonic_ns())
        return _result(settings, plan, recording, self._proof, loaded)


def _prove_life(observer: ObserverProcess, workers: int) -> Window:
    """Inject a stall into each loop and wait until it is over. Returns when that was."""
    start_ns = time.monotonic_ns()
    if observer.wait_for_loops(workers, PROOF_TIMEOUT_S):
        deadline_s = time.monotonic() + PROOF_TIMEOUT_S
        ask_s = 0.0
        while time.monotonic() < deadline_s and observer.is_alive():
            if time.monotonic() >= ask_s:
                observer.ask_for_proof_of_life()
                ask_s = time.monotonic() + PROOF_AGAIN_S
            if not missing_proofs(observer.recording(), Window(start_ns, time.monotonic_ns())):
                break
            time.sleep(0.05)
    return Window(start_ns, time.monotonic_ns())


def _result(
    settings: AuditSettings, plan: Plan, recording: Recording, proof: Window, done: Sequence[Loaded]
) -> AuditResult:
    """What was recorded and loaded, judged."""
    doubts = doubts_about(recording, proof)
    endpoints = tuple(assess(recording, each, settings.budget, doubts) for each in done)
    return AuditResult(
        app=settings.server.app,
        status=worst([endpoint.verdict.status for endpoint in endpoints]),
        budget=settings.budget,
        endpoints=endpoints,
        skipped=tuple(SkippedEndpoint(each.method, each.path, each.reason) for each in plan.skipped),
        host=surroundings.host(recording, [endpoint.figures for endpoint in endpoints]),
        machine=surroundings.machine(),
        server=surroundings.server(settings.server, recording),
        load={
            "concurrency": settings.concurrency,
            "rate_rps": settings.rate_rps,
            "duration_s": settings.duration_s,
            "warmup_s": settings.warmup_s,
            "timeout_s": settings.timeout_s,
        },
    )
