"""The summary for a pull request: short, and nothing of the application is markup."""

from __future__ import annotations

from dataclasses import replace

from results import AUDIT, HOSTILE, HOSTILE_ENDPOINT, QUIET, STALLING

from freeloop.report import markdown
from freeloop.report.subject import Report, Subject, of_audit


def test_a_summary() -> None:
    assert markdown.render(of_audit(AUDIT)) == (
        "### freeloop: 1 failed, 1 inconclusive, 1 passed\n\n"
        "`service:app`  \n"
        "uvicorn 0.54.0, uvloop, 1 worker, Python 3.11.7, 2 CPUs  \n"
        "8 users, 5 s each; budget: longest stall 100 ms\n\n"
        "| verdict | endpoint | longest stall | held | held by |\n"
        "|---|---|---:|---:|---|\n"
        "| failed | `POST /predict` | 250 ms | 12 % | cpu: `/srv/model.py:30` |\n"
        "| inconclusive | `GET /doubt` | 12 ms | 0 % |  |\n"
        "| passed | `GET /health` | 12 ms | 0 % |  |\n\n"
        "- `POST /predict` failed: longest stall 250 ms, 100 ms allowed\n"
        "  - `return sorted(candidates, key=score)`: make the endpoint a plain `def`\n"
        "- `GET /doubt` inconclusive: only 1 of 3 requests were answered well\n\n"
        "1 endpoint not loaded.\n"
    )


def test_what_comes_from_the_application_is_code_or_escaped() -> None:
    hostile = replace(HOSTILE_ENDPOINT, path="/a`|b")
    text = markdown.render(of_audit(replace(AUDIT, endpoints=(hostile,))))
    assert "| ``GET" not in text
    assert "| ``POST /a`\\|b`` |" in text
    assert f"failed: {HOSTILE}" not in text
    assert f"`{HOSTILE}`: make" in text
    assert all(line.count("|") - line.count("\\|") == 6 for line in text.splitlines() if line.startswith("|"))


def test_of_many_endpoints_the_worst_are_shown_and_the_others_counted() -> None:
    endpoints = (*(replace(QUIET, path=f"/quiet/{n}") for n in range(70)), *[STALLING] * 30)
    text = markdown.render(of_audit(replace(AUDIT, endpoints=endpoints)))
    assert text.count("\n| failed |") == markdown.ROWS
    assert "80 more, none of them worse." in text
    assert f"- and {30 - markdown.REMEDIES} more" in text
    assert len(text) < 5_000


def test_quiet_tests_and_nothing_at_all() -> None:
    quiet = Report("pytest", "test", "passed", (Subject("test_a.py::test_x", "passed", "no stall"),))
    assert markdown.render(quiet) == "### freeloop: 1 passed\n\n`pytest`\n"
    nothing = Report("pytest", "test", "inconclusive", ())
    assert markdown.render(nothing) == "### freeloop: nothing was measured\n\n`pytest`\n"
