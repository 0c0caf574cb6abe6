"""The record of an audit: the JSON that other tools read. Version 1; fields are added, never renamed.

Times are in milliseconds with three decimals, shares from 0 to 1; null where a figure is not known.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from freeloop.session.figures import Latency
    from freeloop.session.result import AuditResult, EndpointResult, StallLine

VERSION = 1


def to_json(result: AuditResult) -> str:
    """The record as text, indented."""
    return json.dumps(record(result), indent=2)


def record(result: AuditResult) -> dict[str, object]:
    """The record as plain data."""
    budget = result.budget
    return {
        "version": VERSION,
        "app": result.app,
        "verdict": result.status,
        "budget": {
            "max_stall_ms": _ms(budget.max_stall_s),
            "p99_ms": _ms(budget.p99_s),
            "p999_ms": _ms(budget.p999_s),
            "held_share": budget.held_share,
        },
        "endpoints": [_endpoint(endpoint) for endpoint in result.endpoints],
        "skipped": [
            {"method": each.method, "path": each.path, "reason": each.reason} for each in result.skipped
        ],
        "host": result.host,
        "machine": result.machine,
        "server": result.server,
        "load": result.load,
    }


def _endpoint(endpoint: EndpointResult) -> dict[str, object]:
    figures, traffic = endpoint.figures, endpoint.traffic
    return {
        "method": endpoint.method,
        "path": endpoint.path,
        "verdict": endpoint.verdict.status,
        "why": endpoint.verdict.why,
        "requests": traffic.requests,
        "answered_well": traffic.answered_well,
        "unfinished": traffic.unfinished,
        "errors": {
            kind: {"count": error.count, "example": error.example} for kind, error in traffic.errors.items()
        },
        "throughput_rps": round(traffic.throughput_rps, 2),
        "latency_ms": _latency(traffic.latency),
        "lag_ms": {
            "p50": _ms(figures.lag.p50_s),
            "p99": _ms(figures.lag.p99_s),
            "p999": _ms(figures.lag.p999_s),
            "max": _ms(figures.lag.max_s),
        },
        "held_share": round(figures.held_share, 4),
        "stalls": [_stall(stall) for stall in endpoint.stalls],
        "canary_ms": _latency(traffic.canary),
        "host_share": round(figures.host_share, 4),
        "elsewhere_cpus": round(figures.elsewhere_cpus, 2),
        "generator_late_ms": _ms(traffic.generator_late_s),
        "server_error": endpoint.server_error,
        "made_up": list(endpoint.made_up),
    }


def _stall(stall: StallLine) -> dict[str, object]:
    culprit = stall.culprit
    return {
        "cause": stall.cause,
        "count": stall.count,
        "wall_ms": _ms(stall.wall_s),
        "charged_ms": _ms(stall.charged_s),
        "longest_ms": _ms(stall.longest_s),
        "culprit": None
        if culprit is None
        else {
            "path": culprit.path,
            "line": culprit.line,
            "function": culprit.function,
            "source": culprit.source,
            "callee": culprit.callee,
        },
        "advice": stall.advice,
    }


def _latency(latency: Latency) -> dict[str, object]:
    return {"p50": _ms(latency.p50_s), "p99": _ms(latency.p99_s), "max": _ms(latency.max_s)}


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1e3, 3)
