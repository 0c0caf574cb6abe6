"""What a run of load found, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.json_value import Json, JsonObject, integer_of, integers_of, number_of, object_of, text_of
from freeloop.load.latency import Lateness

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIRST_ERROR_STATUS = 400


def is_redirect(status: int) -> bool:
    """Whether an answer sends its client elsewhere (RFC 9110 15.4); 304 says that it has the answer already."""
    return 300 <= status < _FIRST_ERROR_STATUS and status != 304  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """How often one kind of error came, and what the first one looked like."""

    count: int
    example: str


@dataclass(frozen=True, slots=True)
class OwnLag:
    """How well the generator kept its own time during the window: what it cannot blame on the server."""

    timer: Lateness
    """Of a beat meant for every 20 ms; outside Linux it includes the loop's resolution of 1 ms."""
    sends: Lateness | None
    """Of the open loop's sends that found a free connection; None in a closed loop."""
    cpu_share: float
    """The generator's CPU time over the window's length; near 1 it was the limit, not the server."""

    def to_json(self) -> JsonObject:
        """Return the lag as a JSON object."""
        return {
            "timer": self.timer.to_json(),
            "sends": None if self.sends is None else self.sends.to_json(),
            "cpu_share": self.cpu_share,
        }

    @classmethod
    def from_json(cls, value: object) -> OwnLag:
        """Return the lag that `to_json` wrote."""
        fields = object_of(value, "own_lag")
        sends = fields.get("sends")
        return cls(
            timer=Lateness.from_json(fields.get("timer")),
            sends=None if sends is None else Lateness.from_json(sends),
            cpu_share=number_of(fields.get("cpu_share"), "cpu_share"),
        )


@dataclass(frozen=True, slots=True)
class LoadResult:
    """One run. Times are of the monotonic clock that all processes of the machine share.

    A request belongs to the window when it was unanswered at some moment of it: meant for a moment before the
    end, and answered after the start or never.
    """

    started_ns: int
    ended_ns: int
    requests: int
    """Requests that belong to the window, answered or not."""
    unfinished: int
    """Those still unanswered when the drain ended; their latency is their age then, a lower bound."""
    begun: int
    """Those of the unfinished whose answer had begun to arrive."""
    errors: Mapping[str, ErrorCount]
    """By kind: `connect`, `timeout`, `disconnected`, `protocol`, `http_404`, `http_500` …"""
    statuses: Mapping[str, int]
    """Answers by status code, errors included."""
    latency_ns: tuple[int, ...]
    """Of all requests but those that could not connect, were cut off or were no HTTP; open loop: from the
    moment meant."""
    due_ns: tuple[int, ...]
    """The moment each of these was meant for, in the order of `latency_ns`."""
    canary_due_ns: tuple[int, ...]
    """The moment each canary was meant for, in the order of `canary_latency_ns`."""
    canary_latency_ns: tuple[int, ...]
    canary_errors: int
    offered_rps: float | None
    """Rate of the moments within the window; None in a closed loop, which offers what the server takes."""
    achieved_rps: float
    """Answers within the window over its length, errors included."""
    own_lag: OwnLag
    event_loop: str
    """`uvloop` or `asyncio`."""
    redirected_to: str = ""
    """Where the first redirect led."""

    @property
    def answered_well(self) -> int:
        """Requests with an answer that is no error, or the beginning of one."""
        return self.begun + sum(
            count for status, count in self.statuses.items() if int(status) < _FIRST_ERROR_STATUS
        )

    @property
    def redirects(self) -> int:
        """Answers that send their client elsewhere."""
        return sum(count for status, count in self.statuses.items() if is_redirect(int(status)))

    def to_json(self) -> JsonObject:
        """Return the result as the JSON object that the generator replies with."""
        errors: JsonObject = {
            kind: {"count": error.count, "example": error.example} for kind, error in self.errors.items()
        }
        return {
            "ok": True,
            "started_ns": self.started_ns,
            "ended_ns": self.ended_ns,
            "requests": self.requests,
            "unfinished": self.unfinished,
            "begun": self.begun,
            "errors": errors,
            "statuses": dict[str, Json](self.statuses),
            "latency_ns": list[Json](self.latency_ns),
            "due_ns": list[Json](self.due_ns),
            "canary_due_ns": list[Json](self.canary_due_ns),
            "canary_latency_ns": list[Json](self.canary_latency_ns),
            "canary_errors": self.canary_errors,
            "offered_rps": self.offered_rps,
            "achieved_rps": self.achieved_rps,
            "own_lag": self.own_lag.to_json(),
            "event_loop": self.event_loop,
            "redirected_to": self.redirected_to,
        }

    @classmethod
    def from_json(cls, value: object) -> LoadResult:
        """Return the result that `to_json` wrote.

        Raises:
            ValueError: a field is missing or of the wrong type; the message names it.
        """
        fields = object_of(value, "reply")
        offered = fields.get("offered_rps")
        errors = {
            kind: object_of(error, "error")
            for kind, error in object_of(fields.get("errors"), "errors").items()
        }
        statuses = object_of(fields.get("statuses"), "statuses")
        return cls(
            started_ns=integer_of(fields.get("started_ns"), "started_ns"),
            ended_ns=integer_of(fields.get("ended_ns"), "ended_ns"),
            requests=integer_of(fields.get("requests"), "requests"),
            unfinished=integer_of(fields.get("unfinished"), "unfinished"),
            begun=integer_of(fields.get("begun"), "begun"),
            errors={
                kind: ErrorCount(
                    integer_of(error.get("count"), "count"), text_of(error.get("example"), "example")
                )
                for kind, error in errors.items()
            },
            statuses={status: integer_of(count, "statuses") for status, count in statuses.items()},
            latency_ns=integers_of(fields.get("latency_ns"), "latency_ns"),
            due_ns=integers_of(fields.get("due_ns"), "due_ns"),
            canary_due_ns=integers_of(fields.get("canary_due_ns"), "canary_due_ns"),
            canary_latency_ns=integers_of(fields.get("canary_latency_ns"), "canary_latency_ns"),
            canary_errors=integer_of(fields.get("canary_errors"), "canary_errors"),
            offered_rps=None if offered is None else number_of(offered, "offered_rps"),
            achieved_rps=number_of(fields.get("achieved_rps"), "achieved_rps"),
            own_lag=OwnLag.from_json(fields.get("own_lag")),
            event_loop=text_of(fields.get("event_loop"), "event_loop"),
            redirected_to=text_of(fields.get("redirected_to"), "redirected_to"),
        )
