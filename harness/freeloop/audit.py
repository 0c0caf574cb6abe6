"""An audit: start the application, load each endpoint in turn, observe its loops, judge.

    serve → load → observe → session (figures, verdict) → result

Processes: this one starts three and waits: the server under test, the observer, the load generator. It ends
all of them, in any case. Nothing here prints; `progress` is told what goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from freeloop import surroundings
from freeloop.agent.asgi_paths import CANARY_PATH
from freeloop.errors import UserError
from freeloop.load import GeneratorDied, LoadGenerator, LoadResult, RequestSpec, RunCommand
from freeloop.load.planning.body import BodyData
from freeloop.load.planning.plan import Plan, PlannedEndpoint, plan_for_paths, plan_from_openapi
from freeloop.observe.client import ObserverProcess
from freeloop.serve import ServerSettings, ServerUnderTest
from freeloop.session.cause import ADVICE
from freeloop.session.figures import loop_figures
from freeloop.session.life import missing_proofs
from freeloop.session.result import (
    AuditResult,
    CulpritLine,
    EndpointResult,
    SkippedEndpoint,
    StallLine,
    worst,
)
from freeloop.session.stall import StallGroup, Window
from freeloop.session.verdict import Budget, judge
from freeloop.session_directory import session_directory
from freeloop.source_line import callee_on, display_path, source_of
from freeloop.traffic import traffic_of

if TYPE_CHECKING:
    from freeloop.session.recording import Recording

PROOF_TIMEOUT_S = 10.0
"""The injected stall takes 80 ms of CPU; on a machine ten times oversubscribed, one second. Arbitrary beyond."""

_CANARY = RequestSpec("GET", CANARY_PATH)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """What to audit and how. Times in seconds; `rate_rps` None is a closed loop of `concurrency` users."""

    server: ServerSettings
    budget: Budget = field(default_factory=Budget)
    select: Sequence[str] = ()
    all_methods: bool = False
    data: Mapping[str, BodyData] = field(default_factory=dict[str, BodyData])
    concurrency: int = 8
    rate_rps: float | None = None
    duration_s: float = 5.0
    warmup_s: float = 1.0
    timeout_s: float = 30.0


@dataclass(frozen=True, slots=True)
class _Loaded:
    """One endpoint, and what its load found; None when the generator died over it."""

    endpoint: PlannedEndpoint
    result: LoadResult | None
    trouble: str = ""


def run_audit(settings: AuditSettings, progress: Progress = lambda _: None) -> AuditResult:
    """Audit one application.

    Raises:
        UserError: the settings cannot be carried out, or the application did not start, or died.
    """
    with ExitStack() as stack:
        session = stack.enter_context(session_directory())
        progress(f"starting {settings.server.app}")
        server = stack.enter_context(ServerUnderTest(settings.server, session))
        plan = _plan(settings, server)
        observer = ObserverProcess(session, server.pid)
        with observer:
            progress("proving that the observer is alive")
            proof = _prove_life(observer, settings.server.workers)
            loaded = _load_all(settings, plan, server, progress)
        recording = observer.recording()
    return _result(settings, plan, recording, proof, loaded)


def _plan(settings: AuditSettings, server: ServerUnderTest) -> Plan:
    document = server.openapi()
    if document is None:
        return plan_for_paths(tuple(settings.select) or ("/",), data=settings.data)
    plan = plan_from_openapi(
        document, select=tuple(settings.select), all_methods=settings.all_methods, data=settings.data
    )
    if not plan.endpoints:
        reasons = "; ".join(f"{each.method} {each.path}: {each.reason}" for each in plan.skipped[:3])
        found = f" ({reasons})" if reasons else ""
        raise UserError(
            f"{settings.server.app} has no endpoint to load{found}: name endpoints, or give --all-methods"
        )
    return plan


def _prove_life(observer: ObserverProcess, workers: int) -> Window:
    """Inject a stall into each loop and wait until it is over. Returns when that was."""
    start_ns = time.monotonic_ns()
    if observer.wait_for_loops(workers, PROOF_TIMEOUT_S):
        observer.ask_for_proof_of_life()
        deadline_s = time.monotonic() + PROOF_TIMEOUT_S
        while time.monotonic() < deadline_s and observer.is_alive():
            if not missing_proofs(observer.recording(), Window(start_ns, time.monotonic_ns())):
                break
            time.sleep(0.05)
    return Window(start_ns, time.monotonic_ns())


def _load_all(
    settings: AuditSettings, plan: Plan, server: ServerUnderTest, progress: Progress
) -> list[_Loaded]:
    loaded: list[_Loaded] = []
    with ExitStack() as stack:
        generator = stack.enter_context(LoadGenerator())
        for number, endpoint in enumerate(plan.endpoints, start=1):
            progress(f"{number} of {len(plan.endpoints)}: {endpoint.method} {endpoint.path_template}")
            try:
                loaded.append(_Loaded(endpoint, generator.run(_command(settings, server, endpoint))))
            except GeneratorDied as error:
                loaded.append(_Loaded(endpoint, None, str(error)))
                generator = stack.enter_context(LoadGenerator())
            server.check_alive()
    return loaded


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
    )


def _result(
    settings: AuditSettings, plan: Plan, recording: Recording, proof: Window, loaded: Sequence[_Loaded]
) -> AuditResult:
    doubts = _doubts(recording, proof)
    endpoints = tuple(_endpoint(settings, recording, each, doubts) for each in loaded)
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


def _doubts(recording: Recording, proof: Window) -> tuple[str, ...]:
    """Reasons to trust nothing in this recording."""
    doubts: list[str] = []
    if recording.end is None:
        doubts.append("the observer ended before the run did")
    elif recording.end.lost_beats:
        doubts.append(f"{recording.end.lost_beats} heartbeats were lost: the observer was kept from running")
    if not any(loop.role == "server" for loop in recording.loops):
        doubts.append("the observer never saw the server's loop beat")
    return (*doubts, *missing_proofs(recording, proof))


def _endpoint(
    settings: AuditSettings, recording: Recording, loaded: _Loaded, doubts: tuple[str, ...]
) -> EndpointResult:
    result = loaded.result
    window = Window(result.started_ns, result.ended_ns) if result else Window(0, 1)
    figures = loop_figures(recording, window)
    traffic = traffic_of(result)
    trouble = (loaded.trouble,) if loaded.trouble else ()
    return EndpointResult(
        method=loaded.endpoint.method,
        path=loaded.endpoint.path_template,
        verdict=judge(figures, traffic, settings.budget, (*doubts, *trouble)),
        figures=figures,
        traffic=traffic,
        stalls=tuple(map(_stall_line, figures.stalls)),
    )


def _stall_line(group: StallGroup) -> StallLine:
    culprit = None
    if group.culprit is not None:
        frame = group.culprit.frame
        culprit = CulpritLine(
            path=display_path(frame.path),
            line=frame.line,
            function=frame.function,
            source=source_of(frame.path, frame.line),
            callee=group.culprit.callee or callee_on(frame.path, frame.line),
        )
    return StallLine(
        cause=group.cause,
        count=group.count,
        wall_s=group.wall_s,
        charged_s=group.charged_s,
        longest_s=group.longest_s,
        culprit=culprit,
        advice=ADVICE[group.cause],
    )
