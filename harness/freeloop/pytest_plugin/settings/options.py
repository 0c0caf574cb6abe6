"""What can be set: one dataclass, from which flags, ini keys, marker arguments and their documentation follow."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from freeloop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from freeloop.session.verdict import Budget

OUTCOMES = ("warn", "skip", "fail")
"""What becomes of a test that could not be judged. `warn`: an outcome of its own, which is not a failure."""

_LIMIT = "budget: "


def _option(default: str | None, shape: str, meaning: str, *, in_marker: bool = True) -> Any:  # noqa: ANN401 - as `field`
    is_limit = meaning.startswith(_LIMIT)
    metadata = {"shape": shape, "meaning": meaning, "in_marker": in_marker, "is_limit": is_limit}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one test, as text, as people write them; None is no limit. Checked when made.

    Raises:
        UserError: a value is not what its name asks for.
    """

    max_stall: str | None = _option("100ms", "DURATION", f"{_LIMIT}the longest stall, in charged time")
    p99: str | None = _option(None, "DURATION", f"{_LIMIT}the 99th percentile of lag")
    p999: str | None = _option(None, "DURATION", f"{_LIMIT}the 99.9th percentile of lag")
    held: str | None = _option(None, "SHARE", f"{_LIMIT}the share of time in stalls over 20 ms, such as 5%")
    inconclusive: str = _option("warn", "|".join(OUTCOMES), "what a test becomes that could not be judged")
    again: str = _option(
        "0", "N", "measure an audit that could not be judged again, up to N times", in_marker=False
    )

    def __post_init__(self) -> None:
        self.budget()
        if self.inconclusive not in OUTCOMES:
            raise UserError(
                f"inconclusive {self.inconclusive!r} is none of {', '.join(OUTCOMES)}: choose one"
            )
        if not self.again.isdecimal():
            raise UserError(f"again {self.again!r} is not a number of times: write 0, 1, 2 …")

    def budget(self) -> Budget:
        """The limits as numbers."""
        from freeloop.session.verdict import Budget  # noqa: PLC0415 - few test runs need it
        from freeloop.units import parse_share  # noqa: PLC0415

        return Budget(
            max_stall_s=_seconds(self.max_stall, "max_stall"),
            p99_s=_seconds(self.p99, "p99"),
            p999_s=_seconds(self.p999, "p999"),
            held_share=None if self.held is None else parse_share(text_of(self.held, "held", "5%"), "held"),
        )

    def changed(self, given: Mapping[str, object]) -> Options:
        """These, but for what is given. A text `none` takes a limit away."""
        limits = {each.name for each in dataclasses.fields(self) if each.metadata["is_limit"]}
        values: dict[str, Any] = {
            name: None if name in limits and isinstance(value, str) and value.lower() == "none" else value
            for name, value in given.items()
        }
        return dataclasses.replace(self, **values)


MARKER_ARGUMENTS = tuple(each.name for each in dataclasses.fields(Options) if each.metadata["in_marker"])


def text_of(value: object, name: str, such_as: str) -> str:
    """A value that must be text with its unit."""
    if not isinstance(value, str):
        raise UserError(f"{name} {value!r} is not text with a unit: write {such_as!r}")
    return value


def _seconds(value: str | None, name: str) -> float | None:
    from freeloop.units import parse_seconds  # noqa: PLC0415

    return None if value is None else parse_seconds(text_of(value, name, "50ms"), name)


ALLOW = (
    "node ids of tests that may break their budget, one a line; * stands for anything, ? for one character"
)

RUN_FLAGS: dict[str, dict[str, Any]] = {
    "--freeloop": {
        "dest": "freeloop",
        "action": "store_true",
        "help": "hold every test that runs an event loop to the budget",
    },
    "--freeloop-baseline": {
        "dest": "freeloop_baseline",
        "metavar": "FILE",
        "help": "fail what is much worse than in the run stored there; store this run if there is no such file",
    },
    "--freeloop-baseline-update": {
        "dest": "freeloop_baseline_update",
        "action": "store_true",
        "help": "store this run in the baseline, instead of comparing",
    },
    "--freeloop-html": {
        "dest": "freeloop_html",
        "metavar": "FILE",
        "help": "write a report to look at: one page that needs nothing else (needs freeloop[report])",
    },
    "--freeloop-markdown": {
        "dest": "freeloop_markdown",
        "metavar": "FILE",
        "help": "write a summary for a pull request",
    },
    "--freeloop-speedscope": {
        "dest": "freeloop_speedscope",
        "metavar": "FILE",
        "help": "write the stalls as a profile for speedscope",
    },
}
"""What is set for a run as a whole: flags, with the arguments of argparse."""


def add_options(parser: pytest.Parser) -> None:
    """Add a flag and an ini key for each setting."""
    group = parser.getgroup("freeloop", "freeloop: who holds the event loop")
    for flag, arguments in RUN_FLAGS.items():
        group.addoption(flag, **arguments)
    parser.addini("freeloop", str(RUN_FLAGS["--freeloop"]["help"]), type="bool", default=False)
    parser.addini("freeloop_allow", ALLOW, type="linelist", default=[])
    for each in dataclasses.fields(Options):
        key, meaning = f"freeloop_{each.name}", str(each.metadata["meaning"])
        shown = f"{meaning} (default: {each.default or 'no limit'})"
        group.addoption(
            f"--{key.replace('_', '-')}", dest=key, metavar=str(each.metadata["shape"]), help=shown
        )
        parser.addini(key, shown, default=None)


def path_given(config: pytest.Config, option: str) -> Path | None:
    """The file that a flag names, wherever the process may be by now; None without the flag.

    Raises:
        pytest.UsageError: it names none.
    """
    given: str | None = config.getoption(option)
    if given is None:
        return None
    if not given:
        raise pytest.UsageError(f"--{option.replace('_', '-')} names no file: give its path")
    return config.invocation_params.dir / given


def options_of(config: pytest.Config) -> Options:
    """The settings of a run: flags before ini keys before defaults."""
    given: dict[str, object] = {}
    for each in dataclasses.fields(Options):
        key = f"freeloop_{each.name}"
        flag: object = config.getoption(key)
        value: object = config.getini(key) if flag is None else flag
        if value is not None:
            given[each.name] = value
    try:
        return Options().changed(given)
    except UserError as error:
        raise pytest.UsageError(f"freeloop_{error}") from None


def options_of_item(item: pytest.Item, options: Options) -> Options:
    """The settings of one test: its own markers, the nearest first, before its class's and module's."""
    for mark in reversed(list(item.iter_markers("freeloop"))):
        unknown = [*map(repr, mark.args), *(name for name in mark.kwargs if name not in MARKER_ARGUMENTS)]
        if unknown:
            raise pytest.UsageError(
                f"{item.nodeid}: the freeloop marker takes no {unknown[0]}: "
                f"name an argument of {', '.join(MARKER_ARGUMENTS)}"
            )
        try:
            options = options.changed(mark.kwargs)
        except UserError as error:
            raise pytest.UsageError(f"{item.nodeid}: {error}") from None
    return options
