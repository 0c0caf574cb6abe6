"""What to audit and how; and what such settings must be."""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from freeloop.bounds import check_above_0, check_header, check_kind, check_seconds, check_whole_number
from freeloop.errors import UserError
from freeloop.load.planning.body import Bodies
from freeloop.serve import ServerSettings
from freeloop.session.verdict import Budget

OTHER_FILES = 100
"""What the load generator opens besides its users' connections: up to 64 for the canary, and a dozen of its own."""

SHORTEST_S = 0.1
"""Below it a run holds too few beats, and a request too little time, to say anything. Arbitrary."""


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """What to audit and how.

    Times in seconds; `rate_rps` None is a closed loop of `concurrency` users. `hook_file` names a Python file
    that logs in, sets up or signs (`freeloop.load.planning.hooks`); `headers` go with every request.

    Raises:
        UserError: a value is none that can be carried out.
    """

    server: ServerSettings
    budget: Budget = field(default_factory=Budget)
    select: Sequence[str] = ()
    all_methods: bool = False
    data: Mapping[str, Bodies] = field(default_factory=dict[str, Bodies])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    hook_file: str | os.PathLike[str] | None = None
    concurrency: int = 8
    rate_rps: float | None = None
    duration_s: float = 5.0
    warmup_s: float = 1.0
    timeout_s: float = 30.0

    def __post_init__(self) -> None:
        """Refuse what cannot be carried out."""
        check_kind("server", self.server, ServerSettings, "write ServerSettings('main:app')")
        check_kind("budget", self.budget, Budget, "write Budget(max_stall_s=0.1)")
        _check_select(self.select)
        check_kind("all_methods", self.all_methods, bool, "write True or False")
        check_kind("data", self.data, Mapping, "write {'POST /predict': body}")
        _check_headers(self.headers)
        check_kind(
            "hook_file", self.hook_file, (str, os.PathLike, type(None)), "give the path of a Python file"
        )
        check_whole_number("concurrency", self.concurrency, least=1)
        _check_open_files(self.concurrency)
        if self.rate_rps is not None:
            check_above_0("rate", self.rate_rps, "requests/s")
        check_seconds("duration", self.duration_s, least=SHORTEST_S)
        check_seconds("warmup", self.warmup_s, least=0.0)
        check_seconds("timeout", self.timeout_s, least=SHORTEST_S)


def _check_open_files(concurrency: int) -> None:
    """Refuse more users than the load generator may have connections, which lifts its own limit as far as it may."""
    _, highest = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(highest - OTHER_FILES, highest // 2)  # where there are few, the canary needs fewer, too
    if highest != resource.RLIM_INFINITY and concurrency > most:
        raise UserError(
            f"concurrency is {concurrency}: each user has a connection, and a process may open {highest} files here: "
            f"take at most {most} users, or raise the limit (ulimit -Hn)"
        )


def _check_select(select: object) -> None:
    next_step = "write a list of endpoints, such as ['GET /items']"
    if isinstance(select, str):
        raise UserError(f"select is the text {select!r}: {next_step}")
    check_kind("select", select, Sequence, next_step)


def _check_headers(headers: Mapping[str, str]) -> None:
    check_kind("headers", headers, Mapping, "write {'Name': 'value'}")
    for name, value in headers.items():
        check_kind("a header's name", name, str, "write it as text")
        check_kind(f"header {name!r}", value, str, "write its value as text")
        check_header(name, value)
