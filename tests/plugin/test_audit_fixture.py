"""The fixture `freeloop_audit`, in a pytest of its own."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow

AUDIT = 'freeloop_audit("service:app", {arguments}, concurrency=2, duration="1s", warmup="0.1s")'


def _test(project: pytest.Pytester, arguments: str, *options: str) -> pytest.RunResult:
    project.makepyfile(f"def test_it(freeloop_audit):\n    {AUDIT.format(arguments=arguments)}\n")
    return project.runpytest_subprocess(*options)


def test_a_broken_budget_fails_with_one_sentence_and_the_culprit(project: pytest.Pytester) -> None:
    result = _test(project, '"/held"')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "GET /held: longest stall * ms, 100 ms allowed",
            "  sleep: * stalls, * in all, longest * ms",
            "    service.py:7 in held, calling time.sleep",
            "    > time.sleep(0.2)",
            "    help: use `await asyncio.sleep(...)`*",
        ]
    )


def test_a_kept_budget_passes(project: pytest.Pytester) -> None:
    result = _test(project, '"/free"')
    outcomes = result.parseoutcomes()
    assert outcomes.get("failed", 0) == 0
    assert outcomes.get("passed", 0) + outcomes.get("skipped", 0) == 1


def test_the_budget_is_what_the_test_says(project: pytest.Pytester) -> None:
    result = _test(project, '"/held", max_stall=None, held="5%"')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["GET /held: share of time held * %, 5.0 % allowed"])


def test_quiet_shows_the_sentence_alone(project: pytest.Pytester) -> None:
    result = _test(project, '"/held"', "-q")
    result.stdout.fnmatch_lines(["GET /held: longest stall * ms, 100 ms allowed"])
    result.stdout.no_fnmatch_line("*service.py:7 in held*")


def test_unchecked_the_result_is_returned(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_it(freeloop_audit):
            result = freeloop_audit("service:app", "/held", duration="1s", warmup="0.1s", check=False)
            assert result.failed
            assert result.endpoints[0].stalls[0].cause == "sleep"
        """
    )
    project.runpytest_subprocess().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("setting", "outcome"), [("skip", "skipped"), ("fail", "failed"), ("pass", "passed"), (None, "skipped")]
)
def test_inconclusive_is_what_the_ini_file_says(
    project: pytest.Pytester, setting: str | None, outcome: str
) -> None:
    """An endpoint that is never answered well proves nothing."""
    project.makepyfile(
        service="""
        from fastapi import FastAPI, HTTPException
        app = FastAPI()
        @app.get("/")
        async def always_refuse() -> None:
            raise HTTPException(403)
        """
    )
    if setting is not None:
        project.makeini(f"[pytest]\nfreeloop_inconclusive = {setting}")
    result = _test(project, '"/"', "-rs")
    assert result.parseoutcomes() == {outcome: 1}
    if outcome != "passed":
        result.stdout.fnmatch_lines(
            ["*inconclusive: GET /: only 0 of * requests were answered well*http_403*"]
        )


def test_an_unknown_outcome_lists_the_known_ones(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nfreeloop_inconclusive = shrug")
    result = _test(project, '"/free"')
    result.stdout.fnmatch_lines(["*freeloop_inconclusive = 'shrug' is none of skip, fail, pass: choose one"])


def test_a_user_s_mistake_is_one_line(project: pytest.Pytester) -> None:
    result = _test(project, '"/free", max_stall="5"')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["freeloop: max_stall '5' has no unit: write 5ms or 5s"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_an_app_that_does_not_start_says_why(project: pytest.Pytester) -> None:
    project.makepyfile(service="raise RuntimeError('no configuration')")
    result = _test(project, '"/free"')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["freeloop: service:app: importing it raised RuntimeError: no configuration*"]
    )


def test_without_the_plugin_nothing_changes(project: pytest.Pytester) -> None:
    project.makepyfile("def test_it():\n    pass")
    project.runpytest_subprocess("-p", "no:freeloop").assert_outcomes(passed=1)


def test_a_run_that_uses_no_fixture_imports_nothing_of_freeloop(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import sys
        def test_it():
            heavy = {"freeloop.audit", "httpx", "rich", "libcst", "click"} & set(sys.modules)
            assert not heavy
        """
    )
    project.runpytest_subprocess().assert_outcomes(passed=1)
