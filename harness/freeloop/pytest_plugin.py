"""The pytest plugin: audit an application inside a test, and fail the test when a budget is broken.

    def test_the_loop_stays_free(freeloop_audit):
        freeloop_audit("myservice.main:app", "POST /predict", max_stall="100ms")

Loaded by entry point in every pytest run of an environment that has freeloop, so it imports nothing of
freeloop until the fixture is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freeloop.load.planning.body import BodyData
    from freeloop.session.result import AuditResult
    from freeloop.session.verdict import Budget

INI_INCONCLUSIVE = "freeloop_inconclusive"
_OUTCOMES = ("skip", "fail", "pass")
EVIDENCE_LINES = 10


class Audit:
    """What the fixture `freeloop_audit` gives: a call that audits, judges, and returns the result."""

    def __init__(self, outcome: str, verbosity: int) -> None:
        self._outcome = outcome
        self._verbosity = verbosity

    def __call__(  # noqa: PLR0913 - each is one thing that a test may want to set
        self,
        app: str,
        *endpoints: str,
        max_stall: str | None = "100ms",
        p99: str | None = None,
        p999: str | None = None,
        held: str | None = None,
        concurrency: int = 8,
        rate_rps: float | None = None,
        duration: str = "3s",
        warmup: str = "0.5s",
        workers: int = 1,
        all_methods: bool = False,
        data: Mapping[str, BodyData] | None = None,
        headers: Mapping[str, str] | None = None,
        hook_file: str | None = None,
        app_dir: str = ".",
        factory: bool = False,
        check: bool = True,
    ) -> AuditResult:
        """Audit `app` (`package.module:attribute`) on a real server.

        Args:
            app: as uvicorn takes it.
            endpoints: what to load, such as "POST /predict"; every GET and HEAD when none is named.
            max_stall: budget for the longest stall, charged time, with unit; None for no limit.
            p99: budget for the 99th percentile of lag.
            p999: budget for the 99.9th percentile of lag.
            held: budget for the share of time in stalls, such as "5%".
            concurrency: users at once, each sending its next request when the last was answered.
            rate_rps: requests per second instead, from the intended moment (open loop).
            duration: load per endpoint, with unit.
            warmup: load before it that is not measured.
            workers: server processes.
            all_methods: also load endpoints that change data.
            data: body to send per endpoint, {"POST /predict": {...}}.
            headers: headers of every request.
            hook_file: Python file that logs in, sets up or signs.
            app_dir: folder that the module is imported from.
            factory: `app` is a function that returns the application.
            check: fail the test when the budget is broken. False only returns the result.

        Returns:
            The result, with the verdict and the evidence of each endpoint.
        """
        from freeloop.audit import AuditSettings, run_audit  # noqa: PLC0415
        from freeloop.errors import UserError  # noqa: PLC0415
        from freeloop.serve import ServerSettings  # noqa: PLC0415
        from freeloop.units import parse_seconds  # noqa: PLC0415

        try:
            result = run_audit(
                AuditSettings(
                    server=ServerSettings(app=app, app_dir=app_dir, factory=factory, workers=workers),
                    budget=_budget(max_stall, p99, p999, held),
                    select=endpoints,
                    all_methods=all_methods,
                    data=data or {},
                    headers=headers or {},
                    hook_file=hook_file,
                    concurrency=concurrency,
                    rate_rps=rate_rps,
                    duration_s=parse_seconds(duration, "duration"),
                    warmup_s=parse_seconds(warmup, "warmup"),
                )
            )
        except UserError as error:
            details = f"\n{error.details}" if error.details else ""
            pytest.fail(f"freeloop: {error}{details}", pytrace=False)
        if check:
            _hold_to_budget(result, self._outcome, self._verbosity)
        return result


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini key."""
    parser.addini(
        INI_INCONCLUSIVE,
        f"what a test whose lag budget could not be judged becomes: {', '.join(_OUTCOMES)}",
        default="skip",
    )


@pytest.fixture
def freeloop_audit(request: pytest.FixtureRequest) -> Audit:
    """Audit an application on a real server, under load, and hold it to a budget."""
    return Audit(_inconclusive_outcome(request.config), request.config.get_verbosity())


def _hold_to_budget(result: AuditResult, outcome: str, verbosity: int) -> None:
    """Fail, or end as configured, unless every endpoint kept the budget."""
    if result.failed:
        pytest.fail(_sentences(result, "failed", verbosity), pytrace=False)
    if result.inconclusive:
        text = _sentences(result, "inconclusive", verbosity)
        if outcome == "fail":
            pytest.fail(f"inconclusive: {text}", pytrace=False)
        elif outcome == "skip":
            pytest.skip(f"inconclusive: {text}")


def _sentences(result: AuditResult, status: Literal["failed", "inconclusive"], verbosity: int) -> str:
    """One sentence an endpoint, and its evidence: none with -q, ten lines by default, all with -vv."""
    from freeloop.report.text import sentences  # noqa: PLC0415

    lines: list[str] = []
    for endpoint in result.endpoints:
        if endpoint.verdict.status == status:
            head, *evidence = sentences(endpoint, stalls=len(endpoint.stalls))
            kept = len(evidence) if verbosity > 1 else EVIDENCE_LINES if verbosity >= 0 else 0
            lines += [head, *evidence[:kept]]
            if len(evidence) > kept:
                lines.append(f"  {len(evidence) - kept} more lines of evidence with -vv")
    return "\n".join(lines)


def _budget(max_stall: str | None, p99: str | None, p999: str | None, held: str | None) -> Budget:
    from freeloop.session.verdict import Budget  # noqa: PLC0415
    from freeloop.units import parse_seconds, parse_share  # noqa: PLC0415

    limits = {"max_stall": max_stall, "p99": p99, "p999": p999}
    seconds = {name: None if text is None else parse_seconds(text, name) for name, text in limits.items()}
    return Budget(
        max_stall_s=seconds["max_stall"],
        p99_s=seconds["p99"],
        p999_s=seconds["p999"],
        held_share=None if held is None else parse_share(held, "held"),
    )


def _inconclusive_outcome(config: pytest.Config) -> str:
    outcome = str(config.getini(INI_INCONCLUSIVE))
    if outcome not in _OUTCOMES:
        raise pytest.UsageError(
            f"{INI_INCONCLUSIVE} = {outcome!r} is none of {', '.join(_OUTCOMES)}: choose one"
        )
    return outcome
