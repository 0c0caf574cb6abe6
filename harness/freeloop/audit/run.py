"""An audit: start the application, load each endpoint in turn, observe its loops, judge.

    serve → load → observe → session (figures, verdict) → result

Processes: this one starts three and waits: the server under test, the observer, the load generator. It ends
all of them, in any case. Nothing here prints; `progress` is told what goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.agent.asgi_paths import CANARY_PATH
from freeloop.audit.assessment import Loaded, assess, doubts_about, loaded, not_loaded
from freeloop.audit.left_over import STILL_RUNNING, LeftOver
from freeloop.errors import UserError
from freeloop.load import GeneratorDied, LoadGenerator, RequestSpec, RunCommand
from freeloop.load.planning.hooks import Hooks
from freeloop.load.planning.plan import Plan, PlannedEndpoint, Skipped, plan_for_paths, plan_from_openapi
from freeloop.load.planning.route import Route
from freeloop.observe.client import ObserverProcess
from freeloop.report import surroundings
from freeloop.serve import ServerUnderTest
from freeloop.session.life import missing_proofs
from freeloop.session.result import AuditResult, SkippedEndpoint, worst
from freeloop.session.stall import Window
from freeloop.session_directory import session_directory

if TYPE_CHECKING:
    from pathlib import Path

    from freeloop.audit.settings import AuditSettings
    from freeloop.load.planning.body import BodyData
    from freeloop.load.planning.building import RequestHook
    from freeloop.load.progress import Progress
    from freeloop.session.recording import Recording

PROOF_TIMEOUT_S = 10.0
"""The injected stall takes 80 ms of CPU; on a machine ten times oversubscribed, one second. Arbitrary beyond."""

PROOF_AGAIN_S = 2.0
"""On a busy machine a proof may not be recognised for what it is; after so long another is asked for. Arbitrary."""

FIRST_REQUEST_S = 0.05
"""For so long one user asks before an endpoint is loaded. Arbitrary; at least one request is sent and awaited."""

PROGRESS_S = 0.25
"""How often the generator says how far it is. Arbitrary: often enough for a bar, and to notice that the server died."""

REASONS_SHOWN = 3
"""Of endpoints that were left out, when none is left. Arbitrary: it is one line."""

_CANARY = RequestSpec("GET", CANARY_PATH)


@dataclass(frozen=True, slots=True)
class Step:
    """Where an audit stands: what it does now, and the share of that which is done (0 to 1), if known."""

    text: str
    share: float | None = None


OnStep = Callable[[Step], None]


def run_audit(settings: AuditSettings, on_step: OnStep = lambda _: None) -> AuditResult:
    """Audit one application.

    Raises:
        UserError: the settings cannot be carried out, or the application did not start, or died.
    """
    hooks = Hooks(settings.hook_file) if settings.hook_file is not None else None
    with ExitStack() as stack:
        session = stack.enter_context(session_directory())
        on_step(Step(f"starting {settings.server.app}"))
        server = stack.enter_context(ServerUnderTest(settings.server, session))
        hook = stack.enter_context(hooks.session(server.url)) if hooks is not None else None
        plan = plan_for(settings, server, hook, hooks.data if hooks is not None else {})
        observer = ObserverProcess(session, server.pid)
        with observer:
            on_step(Step("proving that the observer is alive"))
            proof = prove_life(observer, settings.server.workers)
            done = load_all(settings, plan, server, session, on_step)
        recording = observer.recording()
    return result_of(settings, plan, recording, proof, done)


def plan_for(
    settings: AuditSettings, server: ServerUnderTest, hook: RequestHook | None, data: Mapping[str, BodyData]
) -> Plan:
    """The requests that will load a running server. Raises UserError when there are none."""
    document = server.openapi()
    bodies = {**data, **settings.data}
    routes = [Route(*each) for each in server.routes()]
    if document is None:
        return _plan_without_document(settings, bodies, hook, routes)
    plan = plan_from_openapi(
        document,
        select=tuple(settings.select),
        all_methods=settings.all_methods,
        data=bodies,
        headers=settings.headers,
        hook=hook,
        routes=routes,
    )
    if not plan.endpoints:
        raise UserError(f"{settings.server.app} has no endpoint to load: {_nothing_to_load(plan)}")
    return plan


def _plan_without_document(
    settings: AuditSettings, bodies: Mapping[str, BodyData], hook: RequestHook | None, routes: Sequence[Route]
) -> Plan:
    named = tuple(settings.select)
    plan = plan_for_paths(
        named if named or bodies else ("/",), headers=settings.headers, data=bodies, hook=hook
    )
    if named or bodies:
        return plan
    left_out = (
        "the application has no OpenAPI document: only GET / was loaded; name its endpoints to load them"
    )
    others = [route for route in routes if (route.method, route.path) != ("GET", "/")]
    skipped = [Skipped(each.method, each.path, each.why_not_loaded) for each in others]
    return Plan(plan.endpoints, tuple(skipped) or (Skipped("GET", "/*", left_out),))


def _nothing_to_load(plan: Plan) -> str:
    """Why, and what to do about it."""
    if not plan.skipped:
        return "its OpenAPI document lists none; a websocket is loaded when named, as 'WS /path'"
    reasons = "; ".join(f"{each.method} {each.path}: {each.reason}" for each in plan.skipped[:REASONS_SHOWN])
    more = len(plan.skipped) - REASONS_SHOWN
    all_methods = "; --all-methods loads all of them" if any(each.is_unsafe for each in plan.skipped) else ""
    return f"{reasons}{f'; and {more} more' if more > 0 else ''}{all_methods}"


def prove_life(observer: ObserverProcess, workers: int) -> Window:
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


def load_all(
    settings: AuditSettings, plan: Plan, server: ServerUnderTest, session: Path, on_step: OnStep
) -> list[Loaded]:
    """Load each endpoint of a plan in turn. Raises UserError when the server dies."""
    done: list[Loaded] = []
    with ExitStack() as stack:
        generator = stack.enter_context(LoadGenerator(str(session)))
        left_over = LeftOver(server.pid)
        for number, endpoint in enumerate(plan.endpoints, start=1):
            text = f"{number} of {len(plan.endpoints)}: {endpoint.method} {endpoint.path_template}"
            on_step(Step(text, 0.0))

            def on_progress(run: Progress, text: str = text) -> None:
                server.check_alive()  # its children may hold the socket, and then nobody refuses the requests
                on_step(Step(text, min(1.0, run.elapsed_s / run.total_s)))

            try:
                is_over = left_over.is_over(server.check_alive)
                log_bytes = server.log.size_bytes
                generator.run(_first_request(settings, server, endpoint), lambda _: server.check_alive())
                result = generator.run(_command(settings, server, endpoint), on_progress)
                done.append(
                    loaded(
                        endpoint, result, server.log.last_error(log_bytes), "" if is_over else STILL_RUNNING
                    )
                )
            except GeneratorDied as error:
                done.append(not_loaded(endpoint, str(error)))
                generator = stack.enter_context(LoadGenerator(str(session)))
            server.check_alive()
    return done


def _first_request(settings: AuditSettings, server: ServerUnderTest, endpoint: PlannedEndpoint) -> RunCommand:
    """One user, and time for the answer.

    What an endpoint does only once, such as importing, is then behind it.
    """
    return RunCommand(
        host=settings.server.host,
        port=server.port,
        requests=(endpoint.request,),
        concurrency=1,
        duration_s=FIRST_REQUEST_S,
        warmup_s=0.0,
        drain_s=settings.timeout_s,
        timeout_s=settings.timeout_s,
        progress_s=PROGRESS_S,
    )


def _command(settings: AuditSettings, server: ServerUnderTest, endpoint: PlannedEndpoint) -> RunCommand:
    return RunCommand(
        host=settings.server.host,
        port=server.port,
        requests=(endpoint.request,),
        concurrency=settings.concurrency,
        rate_rps=settings.rate_rps,
        duration_s=settings.duration_s,
        warmup_s=settings.warmup_s,
        timeout_s=settings.timeout_s,
        canary=_CANARY,
        progress_s=PROGRESS_S,
    )


def result_of(
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
