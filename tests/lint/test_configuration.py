"""Which files `[tool.freeloop.lint]` leaves out, which codes it ignores there, and what it refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from freeloop_lint.cli import lint

APP = "import time\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\nasync def a():\n    time.sleep(1)\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path in ("app.py", "old/app.py", "src/old/main.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(APP)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(table: str, *words: str) -> Result:
    Path("pyproject.toml").write_text(f"[tool.freeloop.lint]\n{table}\n")
    return CliRunner().invoke(lint, ["--no-cache", "--format", "json", *words])


def paths(result: Result) -> list[str]:
    return [finding["path"] for finding in json.loads(result.stdout)["findings"]]


MATCHES: list[tuple[str, list[str]]] = [
    ("old", ["app.py"]),
    ("old/", ["app.py"]),
    ("./old", ["app.py"]),
    ("src/old", ["app.py", "old/app.py"]),
    ("src/*", ["app.py", "old/app.py"]),
    ("app.py", ["src/old/main.py"]),
    ("**/app.py", ["src/old/main.py"]),
    ("*.py", []),
    ("o*/app.py", ["app.py", "src/old/main.py"]),
    ("main", ["app.py", "old/app.py", "src/old/main.py"]),
]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("pattern", "left"), MATCHES)
def test_what_a_pattern_leaves_out(pattern: str, left: list[str]) -> None:
    assert paths(run(f"per-file-ignores = {{ '{pattern}' = ['fl2'] }}")) == left
    assert paths(run(f"exclude = ['{pattern}']")) == left
    assert paths(run(f"per-file-ignores = {{ '{pattern}' = ['FL1'] }}")) == paths(run(""))


@pytest.mark.usefixtures("project")
def test_named_files_are_excluded_by_force_only() -> None:
    words = ("app.py", "src/old/main.py")
    assert paths(run("exclude = ['old']", *words)) == list(words)
    assert paths(run("exclude = ['old']", "--force-exclude", *words)) == ["app.py"]
    nothing = run("exclude = ['old']", "--force-exclude", "old/app.py")
    assert (nothing.exit_code, paths(nothing)) == (0, [])


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("per-file-ignores = ['FL2']", "per-file-ignores = `['FL2']`; it is a table"),
        ("per-file-ignores = { 'a' = 'FL2' }", "per-file-ignores = `FL2`; it is a list of strings"),
        (
            "per-file-ignores = { 'a' = ['FL9'] }",
            "per-file-ignores `FL9` is no rule; families: `FL1`, `FL2`, `FL3`, `FL4`",
        ),
        ("select = ['FL3']", "select `FL3`: all its rules are in preview; select them whole: FL301, "),
        ("[tool.freeloop.catalogue]\n[tool.freeloop.lnt]", "[tool.freeloop] has no table `lnt`"),
        (
            "[tool.freeloop.catalogue.functions.acme]\nget = { cst = 'io' }",
            "pyproject.toml: [tool.freeloop.catalogue]: functions.acme.get: unknown key `cst`",
        ),
        (
            "[tool.freeloop.catalogue.functions]\n'acme.get' = { kind = 'io' }",
            'functions.acme.get: an entry stands below its module: write `functions."acme"."get" = …`',
        ),
        (
            "[tool.freeloop.catalogue.functions.acme]\nget = 30",
            'functions.acme.get: `30` is not a table; write `{ kind = "io", topic = "network", ms = 30 }`',
        ),
        (
            "[tool.freeloop.catalogue.functions.acme]\nget = { async = true }",
            "functions.acme.get.async: `true` is not a string",
        ),
        (
            "[tool.freeloop.catalogue.functions.acme]\nget = { seconds = 3 }",
            "functions.acme.get: unknown key `seconds`; known: `async`, `at`, ",
        ),
        (
            "[tool.freeloop.catalogue.functions.acme]\nget = { kind = 'io', topic = 'http', ms = inf }",
            "functions.acme.get: `ms` is `inf`; it must be a number of milliseconds, 0 or more",
        ),
        (
            "[tool.freeloop.catalogue.classes.'acme.Client']\nget = { }",
            "classes.acme.Client: unknown key `get`; a method stands below `methods`",
        ),
        (
            "[tool.freeloop.catalogue.library]\nimport = ['acme']",
            "[tool.freeloop.catalogue]: `library` is for files that describe one; leave it out; known here: `costs`, ",
        ),
        (
            "exclude = ['']",
            "exclude `` matches no path below the project; write one relative to it, or a name",
        ),
        ("exclude = ['../old']", "exclude `../old` matches no path below the project"),
        (
            "per-file-ignores = { '/old' = ['FL2'] }",
            "per-file-ignores `/old` matches no path below the project",
        ),
    ],
)
def test_what_is_refused(table: str, sentence: str) -> None:
    result = run(table)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[tool]\nfreeloop = 3\n", "pyproject.toml: [tool.freeloop] = `3`; it is a table"),
        ("tool = 3\n", "pyproject.toml: [tool] = `3`; it is a table"),
    ],
)
def test_a_value_in_place_of_the_table_is_refused(project: Path, text: str, sentence: str) -> None:
    (project / "pyproject.toml").write_text(text)
    result = CliRunner().invoke(lint, ["."])
    assert result.exit_code == 2
    assert sentence in result.stderr
