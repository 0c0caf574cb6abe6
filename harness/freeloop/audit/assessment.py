"""From what was recorded and counted to a result: figures, verdict and culprits of each endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.audit.traffic import traffic_of
from freeloop.report.stall_lines import stall_line
from freeloop.session.figures import loop_figures
from freeloop.session.life import missing_proofs
from freeloop.session.result import EndpointResult
from freeloop.session.stall import Window
from freeloop.session.verdict import Verdict, judge

if TYPE_CHECKING:
    from freeloop.load import LoadResult
    from freeloop.load.planning.plan import PlannedEndpoint
    from freeloop.session.figures import Traffic
    from freeloop.session.recording import Recording
    from freeloop.session.verdict import Budget


_NEVER = Window(0, 1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """One endpoint, when it was loaded, and with what traffic; none, and why, when the generator died over it.

    `server_error` is the last error that the server printed meanwhile; `excuse` what else held the loop, if anything.
    """

    endpoint: PlannedEndpoint
    window: Window
    traffic: Traffic
    trouble: str = ""
    server_error: str = ""
    excuse: str = ""


def loaded(endpoint: PlannedEndpoint, result: LoadResult, server_error: str, excuse: str) -> Loaded:
    """What a result says, without its list of every request: there may be many such lists."""
    window = Window(result.started_ns, result.ended_ns)
    return Loaded(endpoint, window, traffic_of(result), server_error=server_error, excuse=excuse)


def not_loaded(endpoint: PlannedEndpoint, trouble: str) -> Loaded:
    """An endpoint whose load came to nothing."""
    return Loaded(endpoint, _NEVER, traffic_of(None), trouble)


def doubts_about(recording: Recording, proof: Window) -> tuple[str, ...]:
    """Reasons to trust nothing in this recording."""
    doubts: list[str] = []
    account = recording.account
    if account is None:
        because = f" ({recording.last_words})" if recording.last_words else ""
        doubts.append(f"the observer ended before the run did{because}")
    elif account.lost_beats:
        doubts.append(f"{account.lost_beats} heartbeats were lost: the observer was kept from running")
    if not any(loop.role == "server" for loop in recording.loops):
        because = f" ({account.trouble[0]})" if account and account.trouble else ""
        doubts.append(f"the observer never saw the server's loop beat{because}")
    hidden = (
        ""
        if recording.ticks
        else "; /proc cannot be read, and without it a busy machine looks like a held loop"
    )
    return (*doubts, *(f"{missing}{hidden}" for missing in missing_proofs(recording, proof)))


def assess(recording: Recording, loaded: Loaded, budget: Budget, doubts: tuple[str, ...]) -> EndpointResult:
    """The result of one endpoint; `doubts` make it inconclusive."""
    figures = loop_figures(recording, loaded.window)
    traffic = loaded.traffic
    trouble = (loaded.trouble,) if loaded.trouble else ()
    verdict = judge(figures, traffic, budget, (*doubts, *trouble))
    if verdict.status == "failed" and loaded.excuse:
        verdict = Verdict("inconclusive", f"{verdict.why}, but {loaded.excuse}")
    return EndpointResult(
        method=loaded.endpoint.method,
        path=loaded.endpoint.path_template,
        verdict=verdict,
        figures=figures,
        traffic=traffic,
        made_up=loaded.endpoint.made_up,
        stalls=tuple(map(stall_line, figures.stalls)),
        # A websocket's end by us is an error in the server's log, too.
        server_error=loaded.server_error if _has_server_failed(traffic) else "",
    )


def _has_server_failed(traffic: Traffic) -> bool:
    """Whether a request failed that was not the client's fault."""
    return not all(kind.startswith("http_4") for kind in traffic.errors)
