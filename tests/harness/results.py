"""Results of audits as fixed data, for those who render them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from freeloop.session.course import (
    PERCENTILES,
    SLOTS,
    HeldAt,
    LoopCourse,
    Quantile,
    Slot,
    StallStack,
    TrafficCourse,
)
from freeloop.session.figures import ErrorKind, Lag, Latency, LoopFigures, Traffic
from freeloop.session.recording import Frame
from freeloop.session.result import AuditResult, CulpritLine, EndpointResult, SkippedEndpoint, StallLine
from freeloop.session.verdict import Budget, Verdict

if TYPE_CHECKING:
    from freeloop.session.cause import Cause

HOSTILE = '<script>alert("1")</script>'
"""What an application may call a path, a line or an error."""

PREDICT = Frame("/srv/app.py", 7, "predict")
SORTS = Frame("/srv/model.py", 30, "rank")
ROUTING = Frame("/venv/lib/python3.11/site-packages/fastapi/routing.py", 300, "app")
ROUTER = Frame("/venv/lib/python3.11/site-packages/starlette/routing.py", 60, "handle")


def _stall(cause: Cause, frame: Frame, source: str) -> StallLine:
    culprit = CulpritLine(frame.path, frame.line, frame.function, source, None)
    return StallLine(cause, 3, 0.66, 0.6, 0.25, culprit, "make the endpoint a plain `def`")


def _curve(longest_s: float) -> tuple[Quantile, ...]:
    known = PERCENTILES[:13]
    return tuple(Quantile(each, longest_s * each / known[-1]) for each in known)


def _traffic(latency_s: float) -> Traffic:
    latency = tuple(Slot(5.0 * (n + 0.5) / SLOTS, 4, latency_s, latency_s * 1.5) for n in range(SLOTS))
    canary = tuple(Slot(0.05 * n, 1, 0.001, 0.001) for n in range(100))
    return Traffic(
        requests=1200,
        unfinished=0,
        throughput_rps=240.0,
        latency=Latency(latency_s, latency_s * 1.4, latency_s * 1.5),
        canary=Latency(0.001, None, 0.004),
        course=TrafficCourse(latency, canary, _curve(latency_s), _curve(0.004)),
    )


_QUIET = LoopFigures(
    lag=Lag(0.0, 0.004, None, 0.012),
    held_share=0.0,
    stalls=(),
    host_share=0.0,
    host_longest_s=0.0,
    elsewhere_cpus=0.5,
    cpus=2,
    loops=1,
    resolution_s=0.006,
    course=LoopCourse(5.0, (HeldAt(1.0, 0.012, 0.012, "cpu", is_stall=False, culprit=None),)),
)

QUIET = EndpointResult(
    method="GET",
    path="/health",
    verdict=Verdict("passed", "longest stall 12 ms, 100 ms allowed"),
    figures=_QUIET,
    traffic=_traffic(0.002),
    stalls=(),
)

STALLING = EndpointResult(
    method="POST",
    path="/predict",
    verdict=Verdict("failed", "longest stall 250 ms, 100 ms allowed"),
    figures=replace(
        _QUIET,
        lag=Lag(0.04, 0.2, None, 0.25),
        held_share=0.12,
        course=LoopCourse(
            length_s=5.0,
            held=(
                HeldAt(1.0, 0.25, 0.25, "cpu", is_stall=True, culprit=SORTS),
                HeldAt(2.0, 0.31, 0.25, "cpu", is_stall=True, culprit=SORTS),
                HeldAt(3.0, 0.10, 0.10, "sleep", is_stall=True, culprit=PREDICT),
                HeldAt(4.0, 0.015, 0.015, "cpu", is_stall=False, culprit=None),
            ),
            held_left_out=2,
            stacks=(
                StallStack("cpu", (ROUTING, ROUTER, PREDICT, SORTS), 0.45),
                StallStack("cpu", (ROUTING, ROUTER, PREDICT), 0.05),
                StallStack("sleep", (), 0.10),
            ),
            lag_spectrum=_curve(0.25),
        ),
    ),
    traffic=_traffic(0.3),
    stalls=(
        _stall("cpu", SORTS, "return sorted(candidates, key=score)"),
        _stall("sleep", PREDICT, "time.sleep(0.1)  # a | b"),
    ),
)

DOUBTFUL = replace(
    QUIET, path="/doubt", verdict=Verdict("inconclusive", "only 1 of 3 requests were answered well")
)

HOSTILE_ENDPOINT = replace(
    STALLING,
    path=f"/{HOSTILE}",
    verdict=Verdict("failed", HOSTILE),
    traffic=replace(STALLING.traffic, errors={f"http_500{HOSTILE}": ErrorKind(3, HOSTILE)}),
    stalls=(_stall("cpu", Frame(f"/srv/{HOSTILE}.py", 1, HOSTILE), HOSTILE),),
    server_error=HOSTILE,
    made_up=(f"query {HOSTILE}",),
    figures=replace(
        STALLING.figures,
        course=replace(
            STALLING.figures.course,
            held=(HeldAt(1.0, 0.2, 0.2, "cpu", is_stall=True, culprit=Frame(HOSTILE, 1, HOSTILE)),),
            stacks=(StallStack("cpu", (Frame(f"/srv/{HOSTILE}.py", 1, HOSTILE),), 0.2),),
        ),
    ),
)

AUDIT = AuditResult(
    app="service:app",
    status="failed",
    budget=Budget(),
    endpoints=(QUIET, STALLING, DOUBTFUL),
    skipped=(SkippedEndpoint("POST", "/items", "it may change data: name it"),),
    host={"stolen_share": 0.02, "observer_late_ms": 3.1, "trouble": []},
    machine={"system": "Linux", "cpus": 2, "python": "3.11.7"},
    server={"server": "uvicorn 0.54.0", "loop": "uvloop.Loop", "python": "3.11.7", "workers": 1},
    load={"concurrency": 8, "rate_rps": None, "duration_s": 5.0, "warmup_s": 1.0, "timeout_s": 30.0},
)
