"""FL302, health-check-in-thread-pool."""

from collections.abc import Iterator, Mapping, Sequence

from freeloop_lint.catalogue.model import HIGH_MS
from freeloop_lint.contexts.onloop import ENDPOINTS, POOL
from freeloop_lint.interpret.summary import Event, Step
from freeloop_lint.program.project import Project
from freeloop_lint.rules.advice import read
from freeloop_lint.rules.base import Candidate, Program, Rule
from freeloop_lint.rules.sentence import figure_ms, short

HEALTH = frozenset(
    {
        "health",
        "healthz",
        "health_check",
        "healthcheck",
        "live",
        "liveness",
        "livez",
        "ready",
        "readiness",
        "readyz",
    }
    | {"ping", "alive", "heartbeat", "is_alive", "get_health", "check_health"}
)

LONGEST_NAME = 24
"""Characters of the slow endpoint's name that a message has room for (STYLE 19)."""


class HealthCheckInThreadPool(Rule):
    """Find liveness endpoints that wait for a worker thread.

    ## What it does
    Flags a `def` endpoint named like a health check when other `def` endpoints of its application are slow. Files
    belong to one application when one imports the other, or a third imports both.

    ## Why it blocks
    Forty threads are shared by all `def` endpoints. When slow ones hold them all, the health check queues, and the
    orchestrator restarts a service that is only busy.

    ## Example
    ```python
    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}
    ```

    ## Use instead
    ```python
    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}
    ```

    ## Fix safety
    Not fixed: the check must not block once it is on the loop.

    ## Known misses
    Health checks by another name. Of 17 findings in 46 public repositories (2026-11, read by hand) 17 were right, 13
    of them in one repository.
    """

    code = "FL302"
    name = "health-check-in-thread-pool"
    preview = True

    def check(self, program: Program) -> Iterator[Candidate]:
        """Give one candidate for each health check, with the slowest endpoint that it may wait behind."""
        project = program.machine.project
        endpoints = [pooled for pooled in program.pooled if pooled.role in ENDPOINTS]
        slow = [
            (project.functions[pooled.key.number], event)
            for pooled in endpoints
            for event in pooled.summary.best(1)
            if event.sink.weight_ms > HIGH_MS
        ]
        slow.sort(key=lambda found: (-found[1].sink.weight_ms, found[0].path, found[0].fact.line))
        for pooled in endpoints if slow else ():
            ref = project.functions[pooled.key.number]
            if ref.fact.name.lower() in HEALTH and not pooled.summary.events:
                beside = _served_with(project, ref.path)
                found = next((found for found in slow if found[0].path in beside), None)
                if found is None:
                    continue
                slowest, ahead = found
                fact = ref.fact
                end = fact.column + len("def ") + len(fact.name)
                event = Event(
                    (fact.line, fact.column, fact.line, end),
                    fact.name,
                    ahead.sink,
                    (Step(ref.path, fact.line, fact.qualname),),
                )
                behind, figure = short(slowest.fact.name, LONGEST_NAME), figure_ms(ahead.sink.weight_ms)
                message = (
                    f"`{fact.name}` waits for a worker thread behind `{behind}`, also a `def` (≈ {figure})"
                )
                remedy = "make it `async def`: it does nothing that blocks"
                yield Candidate(self.code, self.name, pooled.key.number, POOL, event, message, read(remedy))


def _served_with(project: Project, path: str) -> set[str]:
    """List the files of the applications that a file is part of: what it, or whoever imports it, imports."""
    importing: dict[str, list[str]] = {}
    for name, others in project.imported.items():
        for other in others:
            importing.setdefault(other, []).append(name)
    above = _closure({path}, importing)
    return _closure(above, project.imported)


def _closure(names: set[str], edges: Mapping[str, Sequence[str]]) -> set[str]:
    seen, queue = set(names), list(names)
    while queue:
        for name in edges.get(queue.pop(), ()):
            if name not in seen:
                seen.add(name)
                queue.append(name)
    return seen
