"""What the generator is told: one JSON object per line on its standard input."""

from __future__ import annotations

import math
from dataclasses import dataclass

from freeloop.json_value import JsonObject, integer_of, list_of, number_of, object_of, text_of
from freeloop.load.request import RequestSpec


@dataclass(frozen=True, slots=True)
class RunCommand:
    """One run of load against one server.

    `requests` are sent in turn. With `rate_rps` None the loop is closed: `concurrency` users each send their
    next request when the last was answered. With a rate it is open: requests are sent at that constant rate
    over at most `concurrency` connections, and those that find none free wait, their wait counted.
    """

    host: str
    port: int
    requests: tuple[RequestSpec, ...]
    concurrency: int = 8
    rate_rps: float | None = None
    duration_s: float = 5.0
    warmup_s: float = 1.0
    timeout_s: float = 30.0
    drain_s: float = 5.0
    """How long the run waits, at most, for what is unanswered at its end. Must exceed a healthy answer's
    time."""
    stream_s: float = 1.0
    """How long a server-sent event stream is read, once it began, before it is closed by us."""
    canary: RequestSpec | None = None
    canary_rate_rps: float = 20.0
    progress_s: float | None = None
    """How often the generator tells how far it is; None for never."""

    def __post_init__(self) -> None:
        """Refuse what cannot be run."""
        if not self.requests:
            raise ValueError("a run needs at least one request")
        if self.concurrency < 1:
            raise ValueError(f"concurrency is {self.concurrency}: it must be 1 or more")
        at_least_0 = {"warmup_s": self.warmup_s, "stream_s": self.stream_s}
        above_0 = {
            "duration_s": self.duration_s,
            "timeout_s": self.timeout_s,
            "drain_s": self.drain_s,
            "canary_rate_rps": self.canary_rate_rps,
        }
        optional = {"rate_rps": self.rate_rps, "progress_s": self.progress_s}
        above_0 |= {name: value for name, value in optional.items() if value is not None}
        for name, value in at_least_0.items():
            if not 0 <= value < math.inf:
                raise ValueError(f"{name} is {value}: it must be 0 or more")
        for name, value in above_0.items():
            if not 0 < value < math.inf:
                raise ValueError(f"{name} is {value}: it must be more than 0")

    @property
    def longest_s(self) -> float:
        """The longest that a run can take by its own rules."""
        return self.warmup_s + self.duration_s + self.drain_s

    def to_json(self) -> JsonObject:
        """Return the command as the JSON object that the generator reads."""
        return {
            "command": "run",
            "host": self.host,
            "port": self.port,
            "requests": [request.to_json() for request in self.requests],
            "concurrency": self.concurrency,
            "rate_rps": self.rate_rps,
            "duration_s": self.duration_s,
            "warmup_s": self.warmup_s,
            "timeout_s": self.timeout_s,
            "drain_s": self.drain_s,
            "stream_s": self.stream_s,
            "canary": None if self.canary is None else self.canary.to_json(),
            "canary_rate_rps": self.canary_rate_rps,
            "progress_s": self.progress_s,
        }

    @classmethod
    def from_json(cls, value: object) -> RunCommand:
        """Return the command that `to_json` wrote; what is missing takes its default.

        Raises:
            ValueError: a field is of the wrong type or out of range; the message names it.
        """
        fields = object_of(value, "command")

        def number(name: str, default: float) -> float:
            return number_of(fields.get(name, default), name)

        def optional(name: str) -> float | None:
            return None if fields.get(name) is None else number_of(fields[name], name)

        canary = fields.get("canary")
        return cls(
            host=text_of(fields.get("host"), "host"),
            port=integer_of(fields.get("port"), "port"),
            requests=tuple(
                RequestSpec.from_json(item) for item in list_of(fields.get("requests"), "requests")
            ),
            concurrency=integer_of(fields.get("concurrency", 8), "concurrency"),
            rate_rps=optional("rate_rps"),
            duration_s=number("duration_s", 5.0),
            warmup_s=number("warmup_s", 1.0),
            timeout_s=number("timeout_s", 30.0),
            drain_s=number("drain_s", 5.0),
            stream_s=number("stream_s", 1.0),
            canary=None if canary is None else RequestSpec.from_json(canary),
            canary_rate_rps=number("canary_rate_rps", 20.0),
            progress_s=optional("progress_s"),
        )
