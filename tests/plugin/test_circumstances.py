"""A run in a folder of its own choice, of which tests are selected or run again, or whose reports find no room."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from noise import skip_if_noisy

pytestmark = pytest.mark.slow

STALLS_ONCE = """
import time

held_s = [1.0]

async def test_it():
    until = time.thread_time() + held_s[0]
    held_s[0] = 0.0
    while time.thread_time() < until:
        pass
"""

RUN_AGAIN = """
from _pytest.runner import runtestprotocol

def pytest_runtest_protocol(item):
    reports = runtestprotocol(item, log=False)
    if any(report.failed for report in reports):
        for report in reports:
            report.outcome = "rerun" if report.failed else report.outcome
            item.ihook.pytest_runtest_logreport(report=report)
        reports = runtestprotocol(item, log=False)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    return True
"""
"""What plugins do that run a test again when it fails."""


def _run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    result = pytester.runpytest_subprocess("-o", "asyncio_mode=auto", "--freeloop", *options)
    skip_if_noisy(result.stdout.str())
    return result


def test_paths_hold_wherever_tests_go(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    pytester.makeini("[pytest]")
    folder = pytester.mkdir("tests")
    (folder / "test_suite.py").write_text(STALLS_ONCE)
    (folder / "conftest.py").write_text("import os\nos.chdir(os.sep)\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(pytester.path))
    stored, compared = (_run(pytester, "--freeloop-baseline=b.json") for _ in range(2))
    stored.stdout.fnmatch_lines(["baseline: stored in b.json", "::error file=tests/test_suite.py,line=*"])
    compared.stdout.no_fnmatch_line("baseline:*")
    assert (folder / "b.json").is_file()


def test_of_a_test_that_is_run_again_the_last_attempt_counts(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(STALLS_ONCE)
    pytester.makeconftest(RUN_AGAIN)
    result = _run(pytester, "--junitxml=j.xml")
    result.stdout.fnmatch_lines(["event loop: 1 passed"])
    found = ET.parse(pytester.path / "j.xml").findall(".//property[@name='freeloop verdict']")  # noqa: S314 - our own
    assert [each.get("value") for each in found] == ["failed", "passed"]  # JUnit's report has both attempts


def test_where_a_conftest_deselects_nothing_is_said_about_the_allow_list(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("async def test_run(): ...\nasync def test_other(): ...")
    pytester.makeconftest(
        """
        def pytest_collection_modifyitems(config, items):
            config.hook.pytest_deselected(items=[items.pop()])
        """
    )
    pytester.makeini("[pytest]\nfreeloop_allow = *::test_other")
    _run(pytester).stdout.no_fnmatch_line("*freeloop_allow*")


def test_an_async_test_that_something_else_runs_could_not_be_judged(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("async def test_it(): ...")
    pytester.makeconftest(
        """
        def pytest_pyfunc_call(pyfuncitem):
            try:
                pyfuncitem.obj().send(None)
            except StopIteration:
                return True
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:asyncio", "-p", "no:anyio", "--freeloop")
    assert result.parseoutcomes() == {"inconclusive": 1}
    result.stdout.fnmatch_lines(["inconclusive: *::test_it: no event loop of asyncio ran in this test, *"])


NOT_JUDGED = """
import pytest

@pytest.fixture
def anyio_backend():
    return "trio"

@pytest.mark.xfail({expected}, reason="a case", strict=True)
@pytest.mark.freeloop
def test_it(anyio_backend):
    pass
"""


def test_what_could_not_be_judged_may_have_failed_as_expected(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(NOT_JUDGED.format(expected=True))
    assert _run(pytester).parseoutcomes() == {"inconclusive": 1}


def test_what_is_skipped_is_named_by_its_own_line(pytester: pytest.Pytester) -> None:
    path = pytester.makepyfile(NOT_JUDGED.format(expected=False))
    result = _run(pytester, "--freeloop-inconclusive=skip", "-rs")
    result.stdout.fnmatch_lines([f"SKIPPED * {path.name}:7: inconclusive: it ran on trio, *"])


def test_a_report_that_finds_no_room_turns_the_run_red(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("async def test_it(): ...")
    result = _run(pytester, "--freeloop-markdown=/dev/full")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["--freeloop-markdown '/dev/full' cannot be written (No space left*"])


def test_what_setup_audits_is_told_apart_from_what_the_test_does(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import pytest

        def audit(freeloop_audit):
            freeloop_audit("service:app", "/free", concurrency=1, duration="0.3s", warmup="0s", inconclusive="warn")

        @pytest.fixture
        def audited(freeloop_audit):
            audit(freeloop_audit)

        def test_it(audited, freeloop_audit):
            audit(freeloop_audit)
        """
    )
    _run(project, "--freeloop-baseline=b.json")
    stored: dict[str, float] = json.loads((project.path / "b.json").read_text())["longest_ms"]
    assert [name.partition("::")[2] for name in stored] == ["test_it GET /free", "test_it GET /free (2)"]
