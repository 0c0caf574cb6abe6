"""The fixture `freeloop_audit`, in a pytest of its own."""

from __future__ import annotations

import json
import sys

import pytest
from noise import skip_if_noisy

pytestmark = pytest.mark.slow

AUDIT = 'freeloop_audit("service:app", {arguments}, concurrency=2, duration="0.6s", warmup="0.1s")'


def _test(project: pytest.Pytester, arguments: str, *options: str) -> pytest.RunResult:
    project.makepyfile(f"def test_it(freeloop_audit):\n    {AUDIT.format(arguments=arguments)}\n")
    result = project.runpytest_subprocess(*options)
    skip_if_noisy(result.stdout.str())
    return result


def test_a_broken_budget_fails_with_one_sentence_and_the_culprit(project: pytest.Pytester) -> None:
    result = _test(project, '"/held"')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "GET /held: longest stall * ms, 100 ms allowed",
            "  sleep: * stalls, * in all, longest * ms",
            "    service.py:8 in held, calling time.sleep",
            "    > time.sleep(0.3)*",
            "    help: use `await asyncio.sleep(...)`*",
        ]
    )


def test_a_kept_budget_passes(project: pytest.Pytester) -> None:
    result = _test(project, '"/free"')
    result.assert_outcomes(passed=1)


def test_the_budget_is_what_the_test_says(project: pytest.Pytester) -> None:
    result = _test(project, '"/held", max_stall=None, held="5%"')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["GET /held: share of time held * %, 5.0 % allowed"])


def test_quiet_shows_the_sentence_alone(project: pytest.Pytester) -> None:
    result = _test(project, '"/held"', "-q")
    result.stdout.fnmatch_lines(["GET /held: longest stall * ms, 100 ms allowed"])
    result.stdout.no_fnmatch_line("*service.py:8 in held*")
    result.stdout.no_fnmatch_line("*-vv*")


def test_unchecked_the_result_is_returned(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_it(freeloop_audit):
            result = freeloop_audit("service:app", "/held", duration="0.6s", warmup="0.1s", check=False)
            assert result.failed
            assert result.endpoints[0].stalls[0].cause == "sleep"
        """
    )
    project.runpytest_subprocess().assert_outcomes(passed=1)


def test_an_application_that_refuses_every_request_fails(project: pytest.Pytester) -> None:
    """No other day would judge it: the test asks for what the application refuses."""
    project.makepyfile(
        service="""
        from fastapi import FastAPI, HTTPException
        app = FastAPI()
        @app.get("/")
        async def always_refuse() -> None:
            raise HTTPException(403)
        """
    )
    result = _test(project, '"/"', "-rs")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "GET /: every one of * requests failed: *403*give what it asks for with `headers`, `data` or `hook_file`"
        ]
    )


def test_the_debugger_opens_where_the_test_asked_for_the_audit(project: pytest.Pytester) -> None:
    project.makepyfile(
        f"def test_it(freeloop_audit):\n    {AUDIT.format(arguments=chr(34) + '/held' + chr(34))}\n"
    )
    result = project.run(sys.executable, "-m", "pytest", "--pdb", stdin=b"c\n")
    skip_if_noisy(result.stdout.str())
    result.stdout.fnmatch_lines(["*PDB post_mortem*", "> *.py(2)test_it()"])


INCONCLUSIVE = """
def test_it(freeloop_audit):
    freeloop_audit("service:app", "/slow", concurrency=1, duration="0.3s", warmup="0s"{more})
"""
"""Answered once at most: too little of the endpoint has run to be judged."""


@pytest.mark.parametrize(
    ("setting", "outcome"),
    [("skip", "skipped"), ("fail", "failed"), (None, "inconclusive")],
)
def test_inconclusive_is_what_the_ini_file_says(
    project: pytest.Pytester, setting: str | None, outcome: str
) -> None:
    if setting is not None:
        project.makeini(f"[pytest]\nfreeloop_inconclusive = {setting}")
    project.makepyfile(INCONCLUSIVE.format(more=""))
    result = project.runpytest_subprocess()
    assert result.parseoutcomes() == {outcome: 1}
    assert "GET /slow: " in result.stdout.str()


def test_what_could_not_be_judged_is_measured_again_and_says_so(project: pytest.Pytester) -> None:
    project.makepyfile(INCONCLUSIVE.format(more=", again=1"))
    result = project.runpytest_subprocess("--freeloop-inconclusive=fail")
    result.stdout.fnmatch_lines(["inconclusive: GET /slow: *(measured 2 times)"])


def test_an_endpoint_that_is_audited_twice_has_two_verdicts(project: pytest.Pytester) -> None:
    call = 'freeloop_audit("service:app", "/free", concurrency={}, duration="0.5s", warmup="0s")'
    project.makepyfile(f"def test_it(freeloop_audit):\n    {call.format(1)}\n    {call.format(2)}\n")
    result = project.runpytest_subprocess("--freeloop-baseline=b.json", "--freeloop-inconclusive=fail")
    skip_if_noisy(result.stdout.str())
    stored = json.loads((project.path / "b.json").read_text())["longest_ms"]
    test = "test_an_endpoint_that_is_audited_twice_has_two_verdicts.py::test_it"
    assert sorted(stored) == [f"{test} GET /free", f"{test} GET /free (2)"]


MISTAKES = {
    'app, "/free"': "app is an object of type FastAPI: write where it is found as text, 'main:app'*",
    '"service:app", duration=1': "duration 1 is not text with a unit: write '3s'",
    '"service:app", duration="1"': "duration '1' has no unit: write 1ms or 1s",
    '"service:app", duration="0s"': "duration is 0 s: it must be at least 0.1 s: give a longer one",
    '"service:app", concurrency=0': "concurrency is 0: it must be at least 1",
    '"service:app", workers="2"': "workers is '2' (of type str): give a whole number, such as 1",
    '"service:app", max_stall="5"': "max_stall '5' has no unit: write 5ms or 5s",
    '"service:app", max_stall=5': "max_stall 5 is not text with a unit: write '50ms'",
    '"service:app", inconclusive="shrug"': "inconclusive 'shrug' is none of warn, skip, fail: choose one",
    '"service:app", again=None': "again 'None' is not a number of times: write 0, 1, 2 …",
    '"service:app", durations="1s"': "there is no argument 'durations': choose from again, all_methods, app_dir, *",
    '"service:app", max_stall="5ms"': "max_stall is 5 ms: lag is resolved to 6.0 ms, so it must be at least *",
    '"service:app", app_dir="nowhere"': "`app_dir` 'nowhere' is not a directory: *",
    '"service.py:app"': "'service.py:app' names a file: write service:app (MODULE:ATTRIBUTE)",
    '"service:app", env_file=".e"': "`env_file` '.e' is not a file: give the path of an existing one",
    '"service:app", startup_timeout=5': "startup_timeout 5 is not text with a unit: write '120s'",
    '"service"': "'service' names no application: write MODULE:ATTRIBUTE, such as service:app",
}


def test_a_user_s_mistake_is_one_sentence_said_once(project: pytest.Pytester) -> None:
    calls = "\n".join(
        f"def test_{number}(freeloop_audit):\n    freeloop_audit({call})"
        for number, call in enumerate(MISTAKES)
    )
    project.makepyfile(f"from service import app\n{calls}\n")
    result = project.runpytest_subprocess("-rN")
    result.assert_outcomes(failed=len(MISTAKES))
    said = [line for line in result.outlines if line.startswith("freeloop: ")]
    assert len(said) == len(MISTAKES)
    for sentence in MISTAKES.values():
        result.stdout.fnmatch_lines_random([f"freeloop: {sentence}"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*During handling*")


@pytest.mark.parametrize(
    ("ini", "said"),
    [
        (
            "freeloop_inconclusive = shrug",
            "freeloop_inconclusive 'shrug' is none of warn, skip, fail: choose one",
        ),
        ("freeloop_max_stall = 5", "freeloop_max_stall '5' has no unit: write 5ms or 5s"),
        ("freeloop_again = often", "freeloop_again 'often' is not a number of times: write 0, 1, 2 …"),
    ],
)
def test_a_wrong_setting_ends_the_run_before_any_test(project: pytest.Pytester, ini: str, said: str) -> None:
    project.makeini(f"[pytest]\n{ini}")
    result = project.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {said}"])


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


def test_an_endpoint_that_ends_the_server_fails_the_test_and_the_verdicts_before_it_are_kept(
    project: pytest.Pytester,
) -> None:
    project.makepyfile(
        service="""
        import os
        from fastapi import FastAPI
        app = FastAPI()
        @app.get("/free")
        async def free() -> None: ...
        @app.get("/die")
        async def die() -> None:
            os._exit(7)
        """
    )
    result = _test(project, "max_stall=None", "--junitxml=report.xml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["freeloop: service:app: the server died while GET /die was loaded (exit code 7): *"]
    )
    written = (project.path / "report.xml").read_text()
    assert 'name="freeloop GET /free verdict"' in written
    assert 'name="freeloop GET /die verdict" value="inconclusive"' in written
