"""The command line: exit codes, formats, one-line errors, configuration."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from freeloop_lint.cli import lint

APP = """import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
async def a():
    time.sleep(1)


@app.get("/b")
async def b(name: str):
    open(name)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_text(APP)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(lint, list(words))


def test_findings_give_one(project: Path) -> None:
    result = run(".")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "app.py:10:5: FL201 `time.sleep` sleeps on the event loop (≈ 1 s)",
        "    `a` runs on the loop: endpoint",
        "    cost: high, ≈ 1 s (secs = 1; estimated), releases the GIL",
        "    help: use `await asyncio.sleep(...)`, or make the endpoint `def` [--fix: make it `def`]",
        "1 finding (1 high) in 1 file; 1 fixable with --fix",
    ]
    del project


def test_findings_beside_the_service_are_counted_apart(project: Path) -> None:
    for folder in ("tests", "docs/examples"):
        (project / folder).mkdir(parents=True)
        (project / folder / "app.py").write_text(APP)
    said = '; 2 in `docs`, `tests` (`exclude = ["docs", "tests"]` leaves them out)'
    assert run().stdout.endswith(f"3 fixable with --fix{said}\n")
    assert " in `tests`" not in run("tests").stdout
    (project / "pyproject.toml").write_text('[tool.freeloop.lint]\nexclude = ["docs", "tests"]\n')
    assert run().stdout.endswith("1 finding (1 high) in 1 file; 1 fixable with --fix\n")


def test_clean_gives_zero(project: Path) -> None:
    (project / "app.py").write_text(APP.replace("async def", "def"))
    result = run()
    assert result.exit_code == 0
    assert result.stdout == "no findings in 1 file\n"


def test_json_contract(project: Path) -> None:
    """The keys that other tools read (DESIGN.md 5.4)."""
    result = run("--format", "json", "--min-severity", "low")
    record = json.loads(result.stdout)
    assert record["version"] == 1
    keys = "code name message severity confidence path line column end_line end_column "
    keys += "context sink chain entry started cost gil help fix"
    for finding in record["findings"]:
        assert set(keys.split()) <= set(finding)
    first, second = record["findings"]
    assert (first["code"], first["severity"], second["code"], second["severity"]) == (
        "FL201",
        "high",
        "FL204",
        "low",
    )
    assert first["sink"] == {"path": "app.py", "line": 10, "column": 5, "call": "time.sleep"}
    assert first["chain"] == [{"path": "app.py", "line": 10, "function": "a"}]
    assert first["entry"] == {"path": "app.py", "line": 9, "function": "a", "context": "endpoint"}
    assert first["started"] is None
    assert (first["gil"], first["confidence"]) == ("releases", "high")
    assert record["statistics"]["files"] == 1
    del project


@pytest.mark.parametrize("shape", ["github", "sarif"])
def test_other_formats(project: Path, shape: str) -> None:
    result = run("--format", shape)
    assert result.exit_code == 1
    if shape == "github":
        assert result.stdout.startswith("::error file=app.py,line=10,endLine=10,col=5,title=freeloop FL201::")
    else:
        (found,) = json.loads(result.stdout)["runs"][0]["results"]
        assert found["ruleId"] == "FL201"
    del project


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere"], "`nowhere` does not exist"),
        (["/dev/null"], "`/dev/null` is neither a file nor a folder"),
        (["--explain", "blocking-slep"], "is no rule; did you mean `blocking-sleep`?"),
        (["--catalogue", "rrequests.get"], "known by that name; did you mean `requests`?"),
        (["--catalogue", "requests.gets"], "known by that name; `all` lists everything"),
        (["--select", "FL20x"], "--select `FL20X` is no rule; did you mean `FL20"),
        ([""], "`` does not exist"),
        (["--select", "ALL"], "--select `ALL` is no rule; all of them are `FL`"),
        (["--select", "FL40"], "--select `FL40`: all its rules are in preview; select them whole: FL401"),
        (["--explain", ""], "--explain `` is no rule"),
        (
            ["--explain", "FL999"],
            "--explain `FL999` is no rule; families: `FL1`, `FL2`, `FL3`, `FL4`; docs/lint/rules",
        ),
        (["--select", "E501"], "--select `E501` is no rule; families: `FL1`"),
        (["--unsafe-fixes"], "add --diff to see its fixes, --fix to apply them"),
        (["--diff", "--statistics"], "--statistics with --diff: a diff has no place for them"),
        (["--statistics", "--format", "junit"], "--statistics with --format junit"),
        (["--fix", "--write-baseline", "b.json"], "--write-baseline with --fix"),
        (["--since", "HEAD", "--write-baseline", "b.json"], "--write-baseline with --since"),
        (["--bogus"], "No such option"),
        (["--min-severity", "great"], "'great' is not one of"),
    ],
)
def test_wrong_use_gives_two(project: Path, words: list[str], sentence: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    del project


def test_a_folder_in_place_of_the_configuration_is_said(project: Path) -> None:
    (project / "pyproject.toml").mkdir()
    assert "pyproject.toml is a folder; rename it" in run().stderr
    assert run("--isolated").exit_code == 1


def test_unknown_key_names_the_nearest(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.freeloop.lint]\nmin-severty = 'low'\n")
    result = run()
    assert result.exit_code == 2
    assert "has no key `min-severty`; did you mean `min-severity`?" in result.stderr
    assert run("--isolated").exit_code == 1


def test_unknown_table_in_the_configuration(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.freeloop.lnt]\nselect = ['FL1']\n")
    result = CliRunner().invoke(lint, ["."])
    assert result.exit_code == 2
    assert "[tool.freeloop] has no table `lnt`; did you mean `lint`?" in result.stderr


def test_configuration_and_own_catalogue(project: Path) -> None:
    (project / "pyproject.toml").write_text(
        "[tool.freeloop.lint]\nignore = ['FL201']\nmin-severity = 'low'\n"
        "[tool.freeloop.catalogue.functions.'acme']\n"
        "call = { kind = 'io', topic = 'network', ms = 30 }\n"
    )
    (project / "app.py").write_text(
        APP.replace("import time", "import time\nimport acme") + "    acme.call()\n"
    )
    result = run("--format", "json")
    assert [finding["code"] for finding in json.loads(result.stdout)["findings"]] == ["FL204", "FL207"]


def test_unreadable_file_is_counted(project: Path) -> None:
    (project / "broken.py").write_text("\nasync def f(x):\n    return x x\n")
    result = run()
    place = "broken.py:3:14: not checked: "
    (line,) = [line for line in result.stdout.splitlines() if line.startswith(place)]
    assert line.endswith(
        "; correct it, run freeloop under the Python of the project, or name it in `exclude` of [tool.freeloop.lint]"
    )
    assert result.stdout.splitlines()[-1].endswith("1 file not checked")
    assert result.exit_code == 1, "the program has findings"
    assert run("app.py", "broken.py").exit_code == 2, "it was asked for by name"
    (project / "app.py").unlink()
    assert run().exit_code == 2


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"x = 1\n\ndef (:\n", "3:5"),
        (b"name = 'x'\nother = '\xe9'\n", "2:10"),
        ("é = é é\n".encode(), "1:7"),
        (b"# coding: none\n", "1:1"),
    ],
    ids=["a word is missing", "no UTF-8", "after letters of two bytes", "no such codec"],
)
@pytest.mark.parametrize("head", [b"", b"async def f(): ...\n"], ids=["passed over", "read"])
def test_place_of_what_cannot_be_read(head: bytes, data: bytes, place: str, project: Path) -> None:
    line, column = map(int, place.split(":"))
    if data.startswith(b"#"):
        (project / "broken.py").write_bytes(data + head)
    else:
        (project / "broken.py").write_bytes(head + data)
        line += head.count(b"\n")
    (first, *_) = run("broken.py").stdout.splitlines()
    assert first.startswith(f"broken.py:{line}:{column}: not checked: ")
    for shape in ("github", "sarif", "junit"):
        said = run("broken.py", "--format", shape).stdout
        assert f"line={line},col={column}" in said or f"broken.py:{line}:{column}" in said


def test_fix_writes_and_exits_one_while_something_remains(project: Path) -> None:
    (project / "app.py").write_text(APP.replace("open(name)", "time.sleep(1)\n    await app(name)"))
    result = run("--fix")
    assert result.exit_code == 1
    text = (project / "app.py").read_text()
    assert "\ndef a():" in text
    assert "async def b" in text
    unsafe = run("--fix", "--unsafe-fixes")
    assert unsafe.exit_code == 0, unsafe.stdout
    assert "\n    await asyncio.sleep(1)\n" in (project / "app.py").read_text()
    assert "import asyncio" in (project / "app.py").read_text()


def test_diff_changes_nothing(project: Path) -> None:
    result = run("--diff")
    assert result.exit_code == 1
    assert "-async def a():\n+def a():" in result.stdout
    assert (project / "app.py").read_text() == APP


@pytest.mark.parametrize("shape", ["text", "json", "sarif"])
def test_diff_is_a_diff_in_any_format(project: Path, shape: str) -> None:
    """What it does not show is said on standard error: files that could not be read, and what would remain."""
    (project / "app.py").write_text(APP.replace("open(name)", "time.sleep(1); await app(name)"))
    (project / "broken.py").write_text("def (:\n")
    result = run("--diff", "--format", shape)
    assert result.exit_code == 1
    assert result.stdout.startswith("--- a/app.py\n+++ b/app.py\n@@ ")
    unread, would, count = result.stderr.splitlines()
    assert unread.startswith("broken.py:1:5: not checked: ")
    assert would == "would change 1 file"
    assert count == (
        "2 findings (2 high) in 2 files; 1 fixable with --fix, 1 more with --unsafe-fixes; 1 file not checked"
    )


@pytest.mark.parametrize("end", ["", "\n", "\f\n"])
def test_diff_can_be_applied(project: Path, end: str) -> None:
    """Git, a reader that is not ours, makes of it what --fix makes."""
    text = APP.partition('\n\n\n@app.get("/b")')[0].replace("\n\n\n", "\n\f\n\n") + end
    (project / "app.py").write_text(text)
    subprocess.run(["git", "apply"], input=run("--diff").stdout, text=True, check=True)  # noqa: S607 - the git of this machine
    assert (project / "app.py").read_text() == text.replace("async def", "def")


def test_paths_choose_what_is_reported(project: Path) -> None:
    (project / "other.py").write_text("from app import app\n")
    assert run("other.py").exit_code == 0
    assert run("app.py").exit_code == 1


def test_statistics_and_explain(project: Path) -> None:
    assert "calls unresolved: " in run("--statistics").stdout
    assert "## Why it blocks" in run("--explain", "fl201").stdout
    del project


def test_all_coroutines(project: Path) -> None:
    (project / "app.py").write_text("import time\n\n\nasync def a():\n    time.sleep(1)\n")
    assert run().exit_code == 0
    assert run("--all-coroutines").exit_code == 1


def test_all_coroutines_count_main(project: Path) -> None:
    """Nothing runs beside it, so it holds the loop for nobody unless that is asked for."""
    text = "import asyncio, time\n\n\nasync def main():\n    time.sleep(1)\n\n\nasyncio.run(main())\n"
    (project / "app.py").write_text(text)
    assert run().exit_code == 0
    assert run("--all-coroutines").exit_code == 1


def test_cache_survives_corruption(project: Path) -> None:
    first = run("--format", "json").stdout
    cache = project / ".freeloop_cache" / "facts"
    assert cache.exists()
    warm = json.loads(run("--format", "json").stdout)
    assert warm["statistics"]["parsed"] == 0
    assert warm["findings"] == json.loads(first)["findings"]
    cache.write_bytes(cache.read_bytes()[:-7] + b"garbage")
    assert json.loads(run("--format", "json").stdout)["findings"] == warm["findings"]


def test_catalogue_is_listed(project: Path) -> None:
    """Own entries are listed beside the shipped ones."""
    (project / "pyproject.toml").write_text(
        "[tool.freeloop.catalogue.functions.'acme']\ncall = { kind = 'io', topic = 'network', ms = 30 }\n"
    )
    assert (
        "time.sleep: sleep/sleep, high   1000 ms (one second; estimated), releases the GIL"
        in run("--catalogue", "time.").stdout
    )
    assert run("--catalogue", "acme").stdout.splitlines()[-1] == "1 entry"
    listed = run("--catalogue").stdout
    assert "acme.call: " in listed
    assert run("--catalogue", "all").stdout == listed
    assert run("--catalogue", "redis.Redis.get").stdout.startswith("redis.Redis.get: io/database, ")
    assert run("--catalogue", "celery.Task.delay").stdout.startswith("celery.Task.delay: io/network, ")


def test_a_broken_file_that_was_not_asked_about_blocks_nothing(project: Path) -> None:
    (project / "broken.py").write_text("def f(:\n")
    (project / "sound.py").write_text("async def f() -> None: ...\n")
    assert run("sound.py").exit_code == 0
    assert run("broken.py").exit_code == 2
