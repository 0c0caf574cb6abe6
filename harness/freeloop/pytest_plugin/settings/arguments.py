"""The keyword arguments of the fixtures, checked, and made into the settings of a server and of an audit.

A wrong argument is a UserError that names it, before anything is started.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

from freeloop.errors import UserError
from freeloop.pytest_plugin.settings.options import Options, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freeloop.audit import AuditSettings
    from freeloop.load.planning.body import Bodies
    from freeloop.serve import ServerSettings


class ServeArguments(TypedDict, total=False):
    """How to serve an application, as for `freeloop audit`."""

    app_dir: str
    """Folder that the module is imported from."""
    factory: bool
    """The attribute is a function that returns the application."""
    workers: int
    """Server processes."""
    server: str
    """`uvicorn` or `hypercorn`."""
    loop: str
    """`auto`, `asyncio` or `uvloop`."""
    lifespan: str
    """`auto`, `on` or `off`."""
    env_file: str
    """File of environment variables for the application."""
    startup_timeout: str
    """How long it may take to start."""


class LoadArguments(TypedDict, total=False):
    """What to load, how, and the budget to keep. Durations are text with a unit."""

    max_stall: str | None
    """Budget for the longest stall, charged time; None for no limit."""
    p99: str | None
    """Budget for the 99th percentile of lag."""
    p999: str | None
    """Budget for the 99.9th percentile of lag."""
    held: str | None
    """Budget for the share of time in stalls, such as "5%"."""
    inconclusive: str
    """What the test becomes when it could not be judged: `warn`, `skip` or `fail`."""
    again: int
    """Measure again, up to so many times, while it could not be judged."""
    concurrency: int
    """Users at once, each sending its next request when the last was answered."""
    rate_rps: float | None
    """Requests per second instead, from the intended moment (open loop)."""
    duration: str
    """Load per endpoint."""
    warmup: str
    """Load before it that is not measured."""
    timeout: str
    """For one request."""
    all_methods: bool
    """Also load endpoints that change data."""
    data: Mapping[str, Bodies]
    """Body to send per endpoint, {"POST /predict": {...}}; or a function that makes one for each request."""
    headers: Mapping[str, str]
    """Headers of every request."""
    hook_file: str
    """Python file that logs in, sets up or signs."""
    check: bool
    """Fail the test when the budget is broken (default). False only returns the result."""


class AuditArguments(ServeArguments, LoadArguments, total=False):
    """Both."""


_FLAG = re.compile(r"--([a-z][a-z-]+)")
_NAMED_OTHERWISE = {"header": "headers", "hook": "hook_file"}
"""Where a flag may be given many times, or is short for what an argument names."""

_BUDGET = ("max_stall", "p99", "p999", "held", "inconclusive")
_DURATIONS = {
    "duration": ("duration_s", "3s"),
    "warmup": ("warmup_s", "0.5s"),
    "timeout": ("timeout_s", "30s"),
}
_STARTING = {"startup_timeout": ("startup_timeout_s", "120s")}
_AS_THEY_ARE = ("all_methods", "data", "headers", "hook_file", "concurrency", "rate_rps")


def refuse_unknown(given: Mapping[str, object], known: type) -> None:
    """Raise UserError for an argument that there is not."""
    names = sorted(known.__annotations__)
    for name in given:
        if name not in names:
            raise UserError(f"there is no argument {name!r}: choose from {', '.join(names)}")


def options_with(given: Mapping[str, object], options: Options) -> Options:
    """The settings of a test, but for what one audit in it sets otherwise."""
    changes: dict[str, object] = {name: given[name] for name in _BUDGET if name in given}
    if "again" in given:
        changes["again"] = str(given["again"])
    return options.changed(changes)


def server_settings(app: str, given: ServeArguments) -> ServerSettings:
    """What to serve."""
    from freeloop.serve import ServerSettings  # noqa: PLC0415 - few test runs need it
    from freeloop.units import parse_seconds  # noqa: PLC0415

    values: dict[str, object] = {
        name: value for name, value in given.items() if name in ServeArguments.__annotations__
    }
    for name in _STARTING.keys() & values:
        field, default = _STARTING[name]
        values[field] = parse_seconds(text_of(values.pop(name), name, default), name)
    return ServerSettings(app=app, **values)  # type: ignore[arg-type]


def in_arguments(sentence: str) -> str:
    """A sentence that names flags of the command line, with the fixtures' arguments in their place."""

    def argument(flag: re.Match[str]) -> str:
        name = flag[1].replace("-", "_")
        name = _NAMED_OTHERWISE.get(name, name)
        return f"`{name}`" if name in AuditArguments.__annotations__ else flag[0]

    return _FLAG.sub(argument, sentence)


def audit_settings(
    server: ServerSettings, endpoints: tuple[str, ...], given: LoadArguments, options: Options
) -> AuditSettings:
    """What to load, and how."""
    from freeloop.audit import AuditSettings  # noqa: PLC0415
    from freeloop.units import parse_seconds  # noqa: PLC0415

    values: dict[str, object] = {name: value for name, value in given.items() if name in _AS_THEY_ARE}
    for name, (field, default) in _DURATIONS.items():
        values[field] = parse_seconds(text_of(given.get(name, default), name, default), name)
    return AuditSettings(server=server, budget=options.budget(), select=endpoints, **values)  # type: ignore[arg-type]
