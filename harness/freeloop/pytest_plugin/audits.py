"""Audits inside of tests: of an application that is started for it, or of a server that a fixture keeps running."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest

from freeloop.errors import UserError
from freeloop.pytest_plugin.settings.arguments import (
    AuditArguments,
    LoadArguments,
    ServeArguments,
    audit_settings,
    in_arguments,
    options_with,
    refuse_unknown,
    server_settings,
)
from freeloop.pytest_plugin.verdicts import judged

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from freeloop.audit import AuditSettings, ServedApp
    from freeloop.pytest_plugin.running import Running
    from freeloop.pytest_plugin.settings.options import Options
    from freeloop.session.result import AuditResult


T = TypeVar("T")


class Audit:
    """What the fixture `freeloop_audit` gives: a call that audits, judges, and returns the result."""

    def __init__(self, running: Running) -> None:
        self._running = running

    def __call__(self, app: str, *endpoints: str, **arguments: Unpack[AuditArguments]) -> AuditResult:
        """Audit `app` (`package.module:attribute`) on a real server, and hold it to its budget.

        Args:
            app: as uvicorn takes it.
            endpoints: what to load, such as "POST /predict"; every GET and HEAD when none is named.
            arguments: see `AuditArguments`.

        Returns:
            The result, with the verdict and the evidence of each endpoint.
        """
        __tracebackhide__ = True

        def measure(options: Options) -> Callable[[], AuditResult]:
            from freeloop.audit import run_audit  # noqa: PLC0415 - few test runs need it

            refuse_unknown(arguments, AuditArguments)
            settings = audit_settings(server_settings(app, arguments), endpoints, arguments, options)
            return lambda: run_audit(settings)

        return _audit(self._running, arguments, measure)


class Server:
    """What the fixture `freeloop_serve` gives: an application that is served while the `with` block lasts."""

    def __init__(self, running: Running, app: str, arguments: ServeArguments) -> None:
        self._running = running
        self._app = app
        self._arguments = arguments
        self._served: ServedApp | None = None

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        __tracebackhide__ = True
        return _or_fail(self._serving).url

    def __enter__(self) -> Self:
        __tracebackhide__ = True
        from freeloop.audit import ServedApp  # noqa: PLC0415 - few test runs need it

        def start() -> ServedApp:
            refuse_unknown(self._arguments, ServeArguments)
            return ServedApp(server_settings(self._app, self._arguments)).__enter__()

        self._served = _or_fail(start)
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._served is not None:
            self._served.close()

    def audit(self, *endpoints: str, **arguments: Unpack[LoadArguments]) -> AuditResult:
        """Load the server, and hold it to a budget.

        Args:
            endpoints: what to load, such as "POST /predict"; every GET and HEAD when none is named.
            arguments: see `LoadArguments`.

        Returns:
            The result, with the verdict and the evidence of each endpoint.
        """
        __tracebackhide__ = True

        def measure(options: Options) -> Callable[[], AuditResult]:
            refuse_unknown(arguments, LoadArguments)
            served = self._serving()
            settings: AuditSettings = audit_settings(served.settings, endpoints, arguments, options)
            return lambda: served.audit(settings)

        return _audit(self._running, arguments, measure)

    def _serving(self) -> ServedApp:
        if self._served is None:
            raise UserError(
                "the server is not running: use it inside of `with freeloop_serve(...) as server:`"
            )
        return self._served


def _audit(
    running: Running, arguments: LoadArguments, measure: Callable[[Options], Callable[[], AuditResult]]
) -> AuditResult:
    """Measure, again where that was asked for and there is doubt, and settle what becomes of the test."""
    __tracebackhide__ = True
    from freeloop.audit import AuditCutShort  # noqa: PLC0415 - few test runs need it

    def measured() -> tuple[AuditResult, int, Options]:
        options = options_with(arguments, running.options())
        once, again = measure(options), 0
        with running.turns.mine():
            try:
                result = once()
                while result.inconclusive and again < int(options.again):
                    result, again = once(), again + 1
            except AuditCutShort as cut_short:
                running.keep(_judged(running.test, cut_short.result, again))
                raise
        return result, again, options

    result, again, options = _or_fail(measured)
    all_judged = _judged(running.test, result, again)
    if arguments.get("check", True):
        running.settle(all_judged, options)
    return result


def _judged(test: str, result: AuditResult, again: int) -> list[judged.Judged]:
    from freeloop.report.headline import load_of, surroundings_of  # noqa: PLC0415 - few test runs need it
    from freeloop.report.subject import of_endpoint  # noqa: PLC0415

    setting = f"{result.app} on {surroundings_of(result)}; {load_of(result.load)}"
    all_judged: list[judged.Judged] = []
    for each in result.endpoints:
        endpoint = replace(each, verdict=replace(each.verdict, why=in_arguments(each.verdict.why)))
        subject = replace(of_endpoint(endpoint, result.budget.max_stall_s), within=test, setting=setting)
        all_judged.append(judged.of_endpoint(test, endpoint, again, subject))
    return all_judged


def _or_fail(do: Callable[[], T]) -> T:
    """Do it; a user's mistake fails the test with its sentence, once, and without a traceback of ours."""
    __tracebackhide__ = True
    try:
        return do()
    except UserError as error:
        text = f"freeloop: {in_arguments(str(error))}" + (f"\n{error.details}" if error.details else "")
    pytest.fail(text, pytrace=False)
