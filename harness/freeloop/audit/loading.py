"""The endpoints of a plan, loaded one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from freeloop.agent.asgi_paths import CANARY_PATH
from freeloop.audit.assessment import Loaded, loaded, not_loaded
from freeloop.audit.left_over import STILL_RUNNING, LeftOver
from freeloop.load import GeneratorDied, LoadGenerator, RequestSpec, RunCommand

if TYPE_CHECKING:
    from pathlib import Path

    from freeloop.audit.settings import AuditSettings
    from freeloop.load.planning.plan import Plan, PlannedEndpoint
    from freeloop.load.progress import Progress
    from freeloop.serve import ServerUnderTest

FIRST_REQUEST_S = 0.05
"""For so long one user asks before an endpoint is loaded. Arbitrary; at least one request is sent and awaited."""

PROGRESS_S = 0.25
"""How often the generator says how far it is. Arbitrary: often enough for a bar, and to notice that the server died."""

_CANARY = RequestSpec("GET", CANARY_PATH)


@dataclass(frozen=True, slots=True)
class Step:
    """Where an audit stands: what it does now, and the share of that which is done (0 to 1), if known."""

    text: str
    share: float | None = None


OnStep = Callable[[Step], None]


def load_each(
    settings: AuditSettings, plan: Plan, server: ServerUnderTest, session: Path, on_step: OnStep
) -> Iterator[Loaded]:
    """Load the endpoints of a plan in turn, and give each as it is done. Raises ServerDied when the server does."""
    with ExitStack() as stack:
        generator = stack.enter_context(LoadGenerator(str(session)))
        left_over = LeftOver(server.pid)
        since = "before the first endpoint was loaded"
        for number, endpoint in enumerate(plan.endpoints, start=1):
            name = f"{endpoint.method} {endpoint.path_template}"
            text, now = f"{number} of {len(plan.endpoints)}: {name}", f"while {name} was loaded"
            on_step(Step(text, 0.0))
            is_over = left_over.is_over(partial(server.check_alive, since))

            # Its children may hold the socket, and then nobody refuses the requests.
            def check_alive(_: Progress, now: str = now) -> None:
                server.check_alive(now)

            def on_progress(run: Progress, text: str = text, now: str = now) -> None:
                server.check_alive(now)
                on_step(Step(text, min(1.0, run.elapsed_s / run.total_s)))

            log_bytes = server.log.size_bytes
            try:
                generator.run(_first_request(settings, server, endpoint), check_alive)
                result = generator.run(_command(settings, server, endpoint), on_progress)
            except GeneratorDied as error:
                done = not_loaded(endpoint, str(error))
                generator = stack.enter_context(LoadGenerator(str(session)))
            else:
                server_error = server.log.last_error(log_bytes)
                done = loaded(endpoint, result, server_error, "" if is_over else STILL_RUNNING)
            server.check_alive(now)
            yield done
            since = f"after {name} was loaded"


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
        # The first was sent already: what may exist only once does by now.
        requests=endpoint.requests[1:] or endpoint.requests,
        concurrency=settings.concurrency,
        rate_rps=settings.rate_rps,
        duration_s=settings.duration_s,
        warmup_s=settings.warmup_s,
        timeout_s=settings.timeout_s,
        canary=_CANARY,
        progress_s=PROGRESS_S,
    )
