"""FL302, health-check-in-thread-pool."""

from collections.abc import Iterator

from freeloop_lint.catalogue.model import HIGH_MS
from freeloop_lint.interpret.summary import Event, Step
from freeloop_lint.rules.base import Candidate, Program, Rule
from freeloop_lint.rules.gil_bound_sync_endpoint import ENDPOINTS

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


class HealthCheckInThreadPool(Rule):
    """Find liveness endpoints that wait for a worker thread.

    ## What it does
    Flags a `def` endpoint named like a health check when other `def` endpoints of the program are slow.

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
    Health checks by another name.
    """

    code = "FL302"
    name = "health-check-in-thread-pool"
    preview = True

    def check(self, program: Program) -> Iterator[Candidate]:
        """Give one candidate for each health check, with the dearest call it may wait behind."""
        project = program.machine.project
        endpoints = [pooled for pooled in program.pooled if pooled.role in ENDPOINTS]
        slow = [
            event
            for pooled in endpoints
            for event in pooled.summary.best(1)
            if event.sink.weight_ms > HIGH_MS
        ]
        if not slow:
            return
        for pooled in endpoints:
            ref = project.functions[pooled.key.number]
            if ref.fact.name.lower() in HEALTH and not pooled.summary.events:
                fact = ref.fact
                end = fact.column + len("def ") + len(fact.name)
                event = Event(
                    (fact.line, fact.column, fact.line, end),
                    fact.name,
                    slow[0].sink,
                    (Step(ref.path, fact.line, fact.qualname),),
                )
                message = f"`{fact.name}` waits for a worker thread behind slow `def` endpoints"
                remedy = "make it `async def`: it does nothing that blocks"
                yield Candidate(self.code, self.name, pooled.key.number, "endpoint", event, message, remedy)
