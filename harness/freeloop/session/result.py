"""The result of an audit, as its report and the pytest plugin see it."""

from __future__ import annotations

from dataclasses import dataclass, field

from freeloop.session.cause import Cause
from freeloop.session.figures import LoopFigures, Traffic
from freeloop.session.verdict import Budget, Status, Verdict


@dataclass(frozen=True, slots=True)
class CulpritLine:
    """The line to blame, with its source. `callee` is what it was calling, None when that is not known."""

    path: str
    line: int
    function: str
    source: str
    callee: str | None


@dataclass(frozen=True, slots=True)
class StallLine:
    """Stalls of one cause and culprit, ready to show. Seconds."""

    cause: Cause
    count: int
    wall_s: float
    charged_s: float
    longest_s: float
    culprit: CulpritLine | None
    advice: str


@dataclass(frozen=True, slots=True)
class EndpointResult:
    """One endpoint: its verdict and the evidence."""

    method: str
    path: str
    verdict: Verdict
    figures: LoopFigures
    traffic: Traffic
    stalls: tuple[StallLine, ...]
    server_error: str = ""
    """Where requests failed by the server: the last error that it printed, such as the traceback of a 500."""
    made_up: tuple[str, ...] = ()
    """What of the request was made up from the schema: `body`, `path id`, `query q` …"""

    @property
    def answers_nothing(self) -> bool:
        """Not one request was answered well: whatever the verdict, nothing of the endpoint was seen to work."""
        return self.traffic.answers_nothing


@dataclass(frozen=True, slots=True)
class SkippedEndpoint:
    """An endpoint that was not loaded, and why."""

    method: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuditResult:
    """An audit of one application.

    The verdict is the worst of the endpoints': failed, else inconclusive, else passed. `host`, `machine`,
    `server` and `load` are what the record says of the surroundings.
    """

    app: str
    status: Status
    budget: Budget
    endpoints: tuple[EndpointResult, ...]
    skipped: tuple[SkippedEndpoint, ...] = ()
    host: dict[str, object] = field(default_factory=dict[str, object])
    machine: dict[str, object] = field(default_factory=dict[str, object])
    server: dict[str, object] = field(default_factory=dict[str, object])
    load: dict[str, object] = field(default_factory=dict[str, object])

    @property
    def passed(self) -> bool:
        """Every endpoint kept the budget."""
        return self.status == "passed"

    @property
    def failed(self) -> bool:
        """At least one endpoint broke the budget."""
        return self.status == "failed"

    @property
    def inconclusive(self) -> bool:
        """None broke the budget, and at least one could not be judged."""
        return self.status == "inconclusive"


def worst(statuses: list[Status]) -> Status:
    """Failed before inconclusive before passed; inconclusive when there are none."""
    if not statuses:
        return "inconclusive"
    order: tuple[Status, ...] = ("failed", "inconclusive", "passed")
    return next(status for status in order if status in statuses)
