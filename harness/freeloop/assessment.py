"""From what was recorded and counted to a result: figures, verdict and culprits of each endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.session.cause import ADVICE
from freeloop.session.figures import loop_figures
from freeloop.session.life import missing_proofs
from freeloop.session.result import CulpritLine, EndpointResult, StallLine
from freeloop.session.stall import Window
from freeloop.session.verdict import judge
from freeloop.source_line import callee_on, display_path, source_of
from freeloop.traffic import traffic_of

if TYPE_CHECKING:
    from freeloop.load import LoadResult
    from freeloop.load.planning.plan import PlannedEndpoint
    from freeloop.session.recording import Recording
    from freeloop.session.stall import StallGroup
    from freeloop.session.verdict import Budget


@dataclass(frozen=True, slots=True)
class Loaded:
    """One endpoint, and what its load found; None, and why, when the generator died over it."""

    endpoint: PlannedEndpoint
    result: LoadResult | None
    trouble: str = ""


def doubts_about(recording: Recording, proof: Window) -> tuple[str, ...]:
    """Reasons to trust nothing in this recording."""
    doubts: list[str] = []
    if recording.end is None:
        doubts.append("the observer ended before the run did")
    elif recording.end.lost_beats:
        doubts.append(f"{recording.end.lost_beats} heartbeats were lost: the observer was kept from running")
    if not any(loop.role == "server" for loop in recording.loops):
        doubts.append("the observer never saw the server's loop beat")
    return (*doubts, *missing_proofs(recording, proof))


def assess(recording: Recording, loaded: Loaded, budget: Budget, doubts: tuple[str, ...]) -> EndpointResult:
    """The result of one endpoint; `doubts` make it inconclusive."""
    result = loaded.result
    window = Window(result.started_ns, result.ended_ns) if result else Window(0, 1)
    figures = loop_figures(recording, window)
    traffic = traffic_of(result)
    trouble = (loaded.trouble,) if loaded.trouble else ()
    return EndpointResult(
        method=loaded.endpoint.method,
        path=loaded.endpoint.path_template,
        verdict=judge(figures, traffic, budget, (*doubts, *trouble)),
        figures=figures,
        traffic=traffic,
        stalls=tuple(map(stall_line, figures.stalls)),
    )


def stall_line(group: StallGroup) -> StallLine:
    """Stalls of one culprit, with its source and what to do."""
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
