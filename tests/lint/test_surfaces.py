"""Where findings come from and go to: stdin, baselines, revisions, GitLab, JUnit."""

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from freeloop_lint.cli import lint

HELPER = "import time\n\n\ndef pause():\n    time.sleep(1)\n"
APP = """from fastapi import FastAPI
from helper import pause

app = FastAPI()


@app.get("/a")
async def a():
    pause()
"""
MORE = """

@app.get("/b")
async def b():
    pause()
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "helper.py").write_text(HELPER)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, text: str = "") -> Result:
    return CliRunner().invoke(lint, ["--isolated", "--no-cache", *words], input=text)


@pytest.mark.usefixtures("project")
def test_sarif_says_what_rules_find() -> None:
    (one,) = json.loads(run("--format", "sarif").output)["runs"]
    said = {rule["id"]: rule["shortDescription"]["text"] for rule in one["tool"]["driver"]["rules"]}
    assert said["FL201"] == "Find sleeps that hold the event loop."


def places(result: Result) -> list[str]:
    return [f"{f['path']}:{f['line']}" for f in json.loads(result.stdout)["findings"]]


def test_text_on_stdin_is_read_in_its_program(project: Path) -> None:
    """The file's own content does not count, the helper beside it does; nothing else is reported."""
    found = run("-", "--stdin-filename", "app.py", "--format", "json", text=f"# é\n{APP}{MORE}")
    assert found.exit_code == 1
    assert places(found) == ["app.py:10", "app.py:15"]
    assert places(run("-", "--stdin-filename", "new.py", "--format", "json", text=APP)) == ["new.py:9"]
    silenced = APP.replace("    pause()", "    pause()  # freeloop: ignore[FL201]")
    assert run("-", "--stdin-filename", "app.py", text=silenced).exit_code == 0
    assert (project / "app.py").read_text() == APP


def test_broken_text_on_stdin_is_to_be_corrected(project: Path) -> None:
    """It stands in no file that `exclude` could name."""
    result = run("-", text="def (:\n")
    (problem, _) = result.stdout.splitlines()
    assert problem.startswith("stdin.py:1:5: not checked: ")
    assert problem.endswith("; correct it, or run freeloop under the Python of the project")
    assert result.exit_code == 2
    assert run("-", text="x = 1\n").stdout == "no findings in 1 file\n"
    del project


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--stdin-filename", "app.py"], "--stdin-filename is for a text on stdin; give `-` as the path"),
        (["-", "app.py"], "`-` is given with 1 more"),
        (["-", "--fix"], "`-` with --fix: a text on stdin is only looked at"),
        (["-", "--stdin-filename", "."], "--stdin-filename `.` is a folder"),
        (["--baseline", "none.json"], "cannot be read; make it with --write-baseline"),
        (["--baseline", "helper.py"], "is no JSON"),
        (["--baseline", "list.json"], "is no baseline; make it anew with --write-baseline"),
        (["--baseline", "row.json"], "holds `['FL201']`, which is no finding"),
        (["--write-baseline", "none/b.json"], "cannot be written"),
        (["--since", "HEAD"], "--since: git rev-parse: fatal: not a git repository"),
    ],
)
def test_wrong_use(project: Path, words: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    (project / "list.json").write_text("[]")
    (project / "row.json").write_text('{"version": 1, "findings": [["FL201"]]}')
    result = run(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_baseline_holds_back_what_it_knows_wherever_it_moves(project: Path) -> None:
    written = run("--write-baseline", "known.json")
    assert (written.exit_code, written.stdout) == (0, "")
    assert run("--baseline", "known.json").exit_code == 0
    (project / "app.py").write_text(f"\n\n\n{APP}{MORE}")
    assert places(run("--baseline", "known.json", "--format", "json")) == ["app.py:17"]
    (project / "app.py").write_text(APP.replace("    pause()", "    pause()\n    pause()"))
    assert places(run("--baseline", "known.json", "--format", "json")) == ["app.py:10"]


def test_a_baseline_is_written_anew_whatever_the_one_that_is_read_knows(project: Path) -> None:
    run("--write-baseline", "known.json")
    before = (project / "known.json").read_text()
    for name in ("known.json", "other.json"):
        again = run("--baseline", "known.json", "--write-baseline", name)
        assert (again.exit_code, again.stderr) == (0, f"1 finding written to {name}\n")
        assert (project / name).read_text() == before


@pytest.mark.slow
def test_since_shows_new_callers_of_old_helpers(project: Path) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], cwd=project, check=True, capture_output=True)  # noqa: S607 - the git of this machine

    git("init", "-q")
    git("add", "app.py", "helper.py")
    git("commit", "-qm", "first")
    assert run("--since", "HEAD").exit_code == 0
    (project / "app.py").write_text(f"# a line more\n{APP}{MORE}")
    assert places(run("--since", "HEAD", "--format", "json")) == ["app.py:15"]
    (project / "new.py").write_text(APP)
    assert places(run("new.py", "--since", "HEAD", "--format", "json")) == ["new.py:9"]
    wrong = run("--since", "nowhere")
    assert (wrong.exit_code, "--since `nowhere` is no revision" in wrong.stderr) == (2, True)


def test_gitlab_keeps_an_issue_when_code_moves(project: Path) -> None:
    (issue,) = json.loads(run("--format", "gitlab").stdout)
    assert issue["check_name"] == "blocking-sleep"
    assert (issue["severity"], issue["location"]) == ("critical", {"path": "app.py", "lines": {"begin": 9}})
    (project / "app.py").write_text("\n" + APP + "    pause()\n")
    (project / "broken.py").write_text("def (\n")
    broken, first, second = json.loads(run("--format", "gitlab").stdout)
    assert first["fingerprint"] == issue["fingerprint"]
    assert len({broken["fingerprint"], first["fingerprint"], second["fingerprint"]}) == 3
    assert broken["severity"] == "blocker"


def test_junit_has_a_suite_per_file(project: Path) -> None:
    (project / "broken.py").write_text("def (\n")
    root = ET.fromstring(run("--format", "junit").stdout)  # noqa: S314 - our own
    assert root.attrib == {"name": "freeloop", "tests": "2", "failures": "1", "errors": "1"}
    assert [suite.get("name") for suite in root] == ["app.py", "broken.py"]
    failure = root.find("./testsuite/testcase/failure")
    assert failure is not None
    assert "helper.py:5 in pause" in (failure.text or "")
    (project / "app.py").write_text("")
    (project / "broken.py").write_text("")
    clean = ET.fromstring(run("--format", "junit").stdout)  # noqa: S314 - our own
    assert clean.attrib == {"name": "freeloop", "tests": "1", "failures": "0", "errors": "0"}
