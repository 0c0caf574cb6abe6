"""A whole run: --freeloop, the allow-list, the baseline, reports, and the neighbours of the plugin."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from noise import skip_if_noisy

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SUITE = """
import asyncio, time
import pytest

def spin():
    until = time.thread_time() + 0.5
    while time.thread_time() < until:
        pass

async def test_held():
    spin()

async def test_free():
    await asyncio.sleep(0.01)

def test_without_a_loop():
    spin()
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(test_suite=SUITE)
    return pytester


def _run(suite: pytest.Pytester, *options: str) -> pytest.RunResult:
    result = suite.runpytest_subprocess("-o", "asyncio_mode=auto", "-p", "no:randomly", *options)
    skip_if_noisy(result.stdout.str())
    return result


def test_the_whole_suite_is_held_to_the_budget_that_the_command_line_says(suite: pytest.Pytester) -> None:
    result = _run(suite, "--freeloop", "--freeloop-max-stall=200ms")
    result.assert_outcomes(failed=1, passed=2)
    result.stdout.fnmatch_lines(
        [
            "longest stall * ms, 200 ms allowed",
            "*event loop: 1 failed, 1 passed",
            "the longest stall:",
            "* ms  test_suite.py::test_held  held by test_suite.py:*",
        ]
    )


def test_the_ini_file_says_it_too_and_the_command_line_comes_first(suite: pytest.Pytester) -> None:
    suite.makeini("[pytest]\nfreeloop = true\nfreeloop_max_stall = 200ms\nfreeloop_held = 1%")
    _run(suite, "--freeloop-max-stall=none", "--freeloop-held=none").assert_outcomes(passed=3)


def test_without_marker_or_flag_nothing_is_measured(suite: pytest.Pytester) -> None:
    result = _run(suite)
    result.assert_outcomes(passed=3)
    result.stdout.no_fnmatch_line("*freeloop -*")


def test_what_is_allowed_does_not_fail_and_what_is_needless_is_said(suite: pytest.Pytester) -> None:
    suite.makeini(
        "[pytest]\nfreeloop_allow =\n    test_suite.py::test_held\n    test_suite.py::test_free\n    test_gone.py::*"
    )
    result = _run(suite, "--freeloop")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(
        [
            "* ms  test_suite.py::test_held (allowed)  held by *",
            "freeloop_allow: 'test_suite.py::test_free' allows only tests that keep their budget: remove it",
            "freeloop_allow: 'test_gone.py::*' matches no test: remove it",
        ]
    )


def test_of_a_selection_nothing_is_said_about_the_allow_list(suite: pytest.Pytester) -> None:
    suite.makeini("[pytest]\nfreeloop_allow =\n    test_suite.py::test_held")
    result = _run(suite, "--freeloop", "-k", "free")
    result.stdout.no_fnmatch_line("*freeloop_allow*")


def test_a_baseline_is_stored_and_then_compared_with(suite: pytest.Pytester) -> None:
    _run(suite, "--freeloop", "--freeloop-max-stall=none", "--freeloop-baseline=b.json").stdout.fnmatch_lines(
        ["baseline: stored in b.json"]
    )
    path = suite.path / "b.json"
    stored = json.loads(path.read_text())
    assert stored["longest_ms"]["test_suite.py::test_held"] > 400
    stored["longest_ms"]["test_suite.py::test_held"] = 40.0
    del stored["longest_ms"]["test_suite.py::test_free"]
    path.write_text(json.dumps(stored))
    result = _run(suite, "--freeloop", "--freeloop-max-stall=none", "--freeloop-baseline=b.json")
    result.assert_outcomes(failed=1, passed=2)
    result.stdout.fnmatch_lines(
        ["longest stall * ms, 40 ms in the baseline b.json", "baseline: 1 not in b.json: *"]
    )


def test_an_update_of_the_baseline_keeps_what_did_not_run(suite: pytest.Pytester) -> None:
    options = ("--freeloop", "--freeloop-max-stall=none", "--freeloop-baseline=b.json")
    _run(suite, *options)
    path = suite.path / "b.json"
    stored = json.loads(path.read_text())
    stored["longest_ms"]["test_suite.py::test_free"] = 1e6
    path.write_text(json.dumps(stored))
    _run(suite, *options, "--freeloop-baseline-update", "-k", "free").assert_outcomes(passed=1, deselected=2)
    updated = json.loads(path.read_text())["longest_ms"]
    assert updated["test_suite.py::test_held"] == stored["longest_ms"]["test_suite.py::test_held"]
    assert updated["test_suite.py::test_free"] < 1e6


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--freeloop-baseline=conftest.py",), "--freeloop-baseline *conftest.py cannot be read*"),
        (("--freeloop-baseline=no/b.json",), "--freeloop-baseline '*b.json' cannot be written (No such*"),
        (
            ("--freeloop-baseline-update",),
            "--freeloop-baseline-update says not where: give --freeloop-baseline*",
        ),
        (("--freeloop-html=",), "--freeloop-html names no file: give its path"),
        (("--freeloop-html=.",), "--freeloop-html '*' cannot be written (Is a directory): give another path"),
        (("--freeloop-max-stall=",), "freeloop_max_stall '' *"),
        (("--freeloop-again=none",), "freeloop_again 'none' is not a number of times: write 0, 1, 2 …"),
        (("--freeloop-inconclusive=none",), "freeloop_inconclusive 'none' is none of warn, skip, fail: *"),
    ],
)
def test_a_wrong_option_ends_the_run_before_any_test(
    suite: pytest.Pytester, options: tuple[str, ...], said: str
) -> None:
    suite.makeconftest("")
    result = _run(suite, "--freeloop", *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {said}"])


def test_a_test_that_is_expected_to_fail_may_break_its_budget(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    pytester.makepyfile(
        SUITE.replace("async def test_held", "@pytest.mark.xfail(strict=True)\nasync def test_held")
    )
    result = _run(pytester, "--freeloop")
    result.assert_outcomes(xfailed=1, passed=2)
    result.stdout.fnmatch_lines(["event loop: 1 allowed, 1 passed"])
    result.stdout.no_fnmatch_line("::error*")


def test_a_marked_test_on_another_library_s_loop_is_not_judged(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def anyio_backend():
            return "trio"

        @pytest.mark.freeloop
        def test_marked(anyio_backend):
            pass

        async def test_of_the_suite(anyio_backend):
            pass
        """
    )
    result = _run(pytester, "--freeloop")
    assert result.parseoutcomes() == {"inconclusive": 1, "passed": 1}
    result.stdout.fnmatch_lines(
        ["inconclusive: *::test_marked: it ran on trio, and the loop of asyncio alone is measured"]
    )


def test_a_loop_whose_library_is_imported_by_the_test_is_seen(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.freeloop
        def test_it():
            import asyncio, sys
            import uvloop
            uvloop.run(asyncio.sleep(0.01))
        """
    )
    _run(pytester).assert_outcomes(passed=1)


def test_a_wrong_marker_is_named_in_workers_too(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import pytest\n@pytest.mark.freeloop(maxstall='5ms')\nasync def test_it():\n    pass\n"
    )
    result = _run(pytester, "-n", "2")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*::test_it: the freeloop marker takes no maxstall: name an argument of *"])


def test_verdicts_go_to_junit_and_github(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(suite.path.parent))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    result = _run(suite, "--freeloop", "--junitxml=report.xml")
    result.stdout.fnmatch_lines(
        [f"::error file={suite.path.name}/test_suite.py,line=*,title=freeloop*::longest stall * ms, 100 ms*"]
    )
    assert "| failed | `test_suite.py::test_held` |" in (tmp_path / "summary.md").read_text()
    held = ET.parse(suite.path / "report.xml").find(".//testcase[@name='test_held']")  # noqa: S314 - our own
    assert held is not None
    properties = {each.get("name"): each.get("value") for each in held.iter("property")}
    assert properties["freeloop verdict"] == "failed"


def test_workers_of_xdist_report_to_the_controller(suite: pytest.Pytester) -> None:
    result = _run(suite, "--freeloop", "-n", "2", "--freeloop-baseline=b.json")
    result.assert_outcomes(failed=1, passed=2)
    result.stdout.fnmatch_lines(["event loop: 1 failed, 1 passed", "baseline: stored in b.json"])


def test_measurements_that_somebody_asked_for_take_turns(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import asyncio, pathlib
        import pytest

        @pytest.mark.parametrize("number", range(6))
        @pytest.mark.freeloop
        async def test_alone(number):
            mine = pathlib.Path(__file__).with_name("running")
            mine.touch(exist_ok=False)
            await asyncio.sleep(0.05)
            mine.unlink()
        """
    )
    _run(pytester, "-n", "2").assert_outcomes(passed=6)


def test_the_first_failure_ends_the_run(suite: pytest.Pytester) -> None:
    _run(suite, "--freeloop", "-x").assert_outcomes(failed=1)


def test_collecting_measures_nothing(suite: pytest.Pytester) -> None:
    result = _run(suite, "--freeloop", "--collect-only", "--freeloop-html=r.html")
    assert result.ret == 0
    result.stdout.no_fnmatch_line("*freeloop -*")
    assert not (suite.path / "r.html").exists()


def test_coverage_and_a_time_limit_go_with_it(suite: pytest.Pytester) -> None:
    result = _run(suite, "--freeloop", "--cov=test_suite", "--timeout=60")
    result.assert_outcomes(failed=1, passed=2)
    result.stdout.fnmatch_lines(["*test_suite.py* 100%"])


def test_a_test_that_is_stopped_in_a_debugger_is_not_held(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import asyncio, pdb, time
        import pytest

        class Patient(pdb.Pdb):
            def interaction(self, *args, **kwargs):
                time.sleep(0.5)
                self.set_continue()

        @pytest.mark.freeloop
        async def test_looked_at():
            await asyncio.sleep(0.01)
            Patient().set_trace()
            await asyncio.sleep(0.01)
        """
    )
    _run(pytester, "--freeloop").assert_outcomes(passed=1)


def test_the_debugger_that_comes_after_a_failure_can_be_left(suite: pytest.Pytester) -> None:
    command = [sys.executable, "-m", "pytest", "-o", "asyncio_mode=auto", "--freeloop", "--pdb"]
    result = suite.run(*command, stdin=b"c\n")
    skip_if_noisy(result.stdout.str())
    result.assert_outcomes(failed=1, passed=2)
    result.stdout.fnmatch_lines(["longest stall * ms, 100 ms allowed", "*PDB post_mortem*", "(Pdb)*"])
    result.stdout.no_fnmatch_line("*traceback entries are hidden*")


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        (
            'freeloop(maxstall="5ms")',
            "the freeloop marker takes no maxstall: name an argument of max_stall, p99,*",
        ),
        ('freeloop("5ms")', "the freeloop marker takes no '5ms': name an argument of max_stall, p99,*"),
        ("freeloop(max_stall=5)", "max_stall 5 is not text with a unit: write '50ms'"),
        ('freeloop(held="500%")', "held '500%' is more than the whole: write 5% or 0.05"),
        ('freeloop(inconclusive="shrug")', "inconclusive 'shrug' is none of warn, skip, fail: choose one"),
    ],
)
def test_a_wrong_marker_ends_the_run_before_any_test(
    pytester: pytest.Pytester, marker: str, said: str
) -> None:
    pytester.makepyfile(f"import pytest\n@pytest.mark.{marker}\nasync def test_it():\n    pass\n")
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: *::test_it: {said}"])
