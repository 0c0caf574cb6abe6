"""The files of a run: what tests and their audits showed, also in workers of xdist, in each format."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest
from noise import skip_if_noisy
from results import AUDIT

from freeloop.pytest_plugin.verdicts import judged, reports
from freeloop.pytest_plugin.verdicts.judged import Judged
from freeloop.report.subject import of_endpoint

if TYPE_CHECKING:
    from freeloop.report.subject import Report

QUIET = Judged("test_a.py::test_quiet", "", "passed", "no stall", 0.0, 0.0)
_STALLING = of_endpoint(AUDIT.endpoints[1], 0.1)
AUDITED = judged.of_endpoint(
    "test_a.py::test_audit", AUDIT.endpoints[1], 1, replace(_STALLING, within="test_a.py::test_audit")
)


def _report(*all_judged: Judged) -> Report:
    travelled = [Judged(**json.loads(json.dumps(asdict(each)))) for each in all_judged]
    return reports.of_run(travelled, ["a note"], {"max stall": "100ms"})


def test_what_travelled_with_a_test_s_report_is_whole() -> None:
    report = _report(QUIET, AUDITED)
    quiet, audited = report.subjects
    assert (quiet.name, quiet.figures, quiet.longest_s) == ("test_a.py::test_quiet", None, 0.0)
    assert audited.figures == AUDIT.endpoints[1].figures
    assert audited.traffic == AUDIT.endpoints[1].traffic
    assert audited.stalls == AUDIT.endpoints[1].stalls
    assert audited.within == "test_a.py::test_audit"
    assert audited.why == "longest stall 250 ms, 100 ms allowed (measured 2 times)"
    assert (report.status, report.count, report.notes) == ("failed", "1 failed, 1 passed", ("a note",))


def test_a_report_says_what_is_allowed_and_by_what() -> None:
    report = _report(replace(AUDITED, status="inconclusive", allowed="test_a.py::*"))
    assert (report.status, report.count) == ("passed", "1 allowed")
    assert report.subjects[0].why.endswith("; allowed by 'test_a.py::*'")
    assert "allowed" in reports.as_markdown(report)
    assert ":\n  - " not in reports.as_markdown(report)


SUITE = """
import asyncio, time
import pytest

@pytest.mark.freeloop(max_stall="50ms")
async def test_held():
    await asyncio.sleep(0.01)
    time.sleep(0.2)  # <b> is no markup

@pytest.mark.freeloop
async def test_quiet():
    await asyncio.sleep(0.01)

def test_audit(freeloop_audit):
    freeloop_audit("service:app", "/held", concurrency=2, duration="0.6s", warmup="0.1s")
"""


@pytest.mark.slow
def test_a_run_in_a_worker_is_reported_in_every_format(project: pytest.Pytester) -> None:
    project.makepyfile(SUITE)
    files = ["--freeloop-html=r.html", "--freeloop-markdown=r.md", "--freeloop-speedscope=r.json"]
    result = project.runpytest_subprocess("-o", "asyncio_mode=auto", "-n", "1", *files)
    skip_if_noisy(result.stdout.str())
    result.assert_outcomes(failed=2, passed=1)
    result.stdout.fnmatch_lines(["html report: *r.html"])
    page = (project.path / "r.html").read_text()
    assert "time.sleep(0.2)  # &lt;b&gt; is no markup" in page
    assert page.count('<path class="cause-sleep"') >= 2  # over time: of the test, and of the audit in another
    assert page.count('class="canary-line"') >= 1
    assert "::test_quiet" in page  # among those without a stall, unless the machine held it up
    assert "service:app on uvicorn" in page
    summary = (project.path / "r.md").read_text()
    assert "### freeloop: 2 failed, 1 passed" in summary
    assert "sleep: `service.py:8`" in summary
    profiles = {each["name"] for each in json.loads((project.path / "r.json").read_text())["profiles"]}
    name = "test_a_run_in_a_worker_is_reported_in_every_format.py"
    assert profiles == {f"{name}::test_held", f"{name}::test_audit GET /held"}


@pytest.mark.slow
def test_a_file_that_cannot_be_written_ends_the_run_before_any_test(project: pytest.Pytester) -> None:
    project.makepyfile("def test_it():\n    open('has_run', 'w').close()\n")
    result = project.runpytest_subprocess("--freeloop-html=no/r.html")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: --freeloop-html '*r.html' cannot be written (No such file or directory)*"]
    )
    assert not (project.path / "has_run").exists()
