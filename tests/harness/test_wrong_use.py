"""Wrong use of `freeloop audit`: one line that names the value and the next step, exit code 2, nothing left behind."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from freeloop.serve.settings import HTTP_PARSERS, LIFESPANS, LOOPS, SERVERS

if TYPE_CHECKING:
    from collections.abc import Iterator

APPS = Path(__file__).parent / "apps"

pytestmark = pytest.mark.slow


def _freeloop(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end; it must not leave a session's directory."""
    command = [sys.executable, "-m", "freeloop", *arguments]
    with subprocess.Popen(
        command, cwd=APPS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        out, err = process.communicate(timeout=120)
    assert not list(Path("/dev/shm").glob(f"freeloop-{process.pid}-*"))
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


CASES = {
    "no such module": (["nowhere.main:app"], ["'nowhere'", "--app-dir"]),
    "no such attribute": (["failing:nothing"], ["'nothing'", "MODULE:ATTRIBUTE"]),
    "no attribute named": (["failing"], ["'failing'", "failing:app"]),
    "no application": (["failing:not_an_application"], ["type int", "--factory"]),
    "a factory that is not called one": (["failing:factory"], ["(scope, receive, send)", "--factory"]),
    "an application called a factory": (
        ["failing:has_no_routes", "--factory"],
        ["takes arguments, and a factory takes none", "leave --factory out"],
    ),
    "a file in place of a module": (["failing.py"], ["'failing.py'", "write failing:app"]),
    "a path in place of a module": (["./failing:app"], ["'./failing:app'", "write failing:app"]),
    "no endpoint at all": (["failing:has_no_routes"], ["its OpenAPI document lists none", "'WS /path'"]),
    "only endpoints that change data": (
        ["failing:only_changes_data"],
        ["POST /orders: may change data: name it as 'POST /orders'", "--all-methods loads all"],
    ),
    "a document that cannot be made": (
        ["failing:cannot_describe_itself"],
        ["OpenAPI document", "RuntimeError: no schema for Tensor", "mend the route"],
    ),
    "a lifespan that there is not": (
        ["failing:knows_no_lifespan", "--lifespan", "on"],
        ["ended before it was ready", "its own output is below"],
    ),
    "a coroutine factory": (["failing:coroutine_factory", "--factory"], ["must be a plain function"]),
    "an import that raises": (["raises_on_import:app"], ["RuntimeError: no configuration", "mend"]),
    "a library that is missing": (["lacks_a_library:app"], ["'no_such_library'", "mend"]),
    "a start-up that fails": (["failing:fails_at_startup"], ["the weights are missing", "mend"]),
    "a start-up that hangs": (
        ["failing:hangs_at_startup", "--startup-timeout", "10s"],
        ["not ready after 10 s", "failing.py:35 in wait_for_a_model_that_never_comes", "--startup-timeout"],
    ),
    "an unknown option": (["failing:factory", "--colour"], ["--colour", "--help"]),
    "a duration without unit": (["failing:factory", "--max-stall", "5"], ["'5' has no unit", "5ms"]),
    "a short option's duration": (["failing:factory", "-d", "5"], ["--duration '5' has no unit"]),
    "no users": (["failing:factory", "-c", "0"], ["concurrency is 0", "at least 1"]),
    "a budget of nothing": (
        ["failing:factory", "--max-stall", "0ms"],
        ["max_stall is 0 ms", "at least", "`none`"],
    ),
    "an unknown server": (["failing:factory", "--server", "iis"], ["'iis'", "uvicorn, hypercorn"]),
    "a header without a colon": (["failing:factory", "--header", "X"], ["--header 'X'", "'Name: value'"]),
    "a header of two lines": (
        ["failing:factory", "--header", "X: a\nY: b"],
        ["header 'X' has a line break", "give one line"],
    ),
    "an unknown endpoint": (["failing:factory", "--factory", "GET /mad"], ["GET /mad", "/made"]),
    "a folder that is none": (["failing:factory", "--app-dir", "nowhere"], ["'nowhere'", "--app-dir"]),
    "a body that is no JSON": (["failing:factory", "--data", "GET /made={"], ["is not JSON"]),
    "a record nowhere": (["failing:factory", "--output", "no/where.json"], ["no/where.json", "another path"]),
}


@pytest.mark.parametrize(("arguments", "said"), CASES.values(), ids=CASES.keys())
def test_one_line_and_exit_code_2(arguments: list[str], said: list[str]) -> None:
    done = _freeloop("audit", *arguments)
    first, *rest = done.stderr.splitlines()
    assert done.returncode == 2
    assert first.startswith("freeloop: ")
    for words in said:
        assert words in first
    assert "freeloop/" not in "".join(rest), "a traceback of ours"
    assert done.stdout == ""


COMMANDS = {
    "a mistyped command": (
        ["audti"],
        "there is no command 'audti': did you mean audit? there are audit, init, lint",
    ),
    "an unknown command": (["serve"], "there is no command 'serve': there are audit, init, lint"),
}


@pytest.mark.parametrize(("arguments", "said"), COMMANDS.values(), ids=COMMANDS.keys())
def test_a_command_that_there_is_not(arguments: list[str], said: str) -> None:
    done = _freeloop(*arguments)
    assert (done.returncode, done.stderr) == (2, f"freeloop: {said}: see 'freeloop --help'\n")


def test_the_errors_of_a_command_name_its_own_help() -> None:
    for arguments in (["lint", "--select", "no-rule"], ["lint", "--no-option"], ["audit", "--no-option"]):
        assert _freeloop(*arguments).stderr.endswith(f": see 'freeloop {arguments[0]} --help'\n")


def test_the_help_lists_what_the_settings_take() -> None:
    shown = _freeloop("audit", "--help").stdout
    for choices in (SERVERS, LOOPS, HTTP_PARSERS, LIFESPANS):
        assert f"[{'|'.join(choices)}]" in shown


def test_a_traceback_holds_the_users_lines_alone() -> None:
    done = _freeloop("audit", "failing:fails_at_startup")
    frames = [line for line in done.stderr.splitlines() if line.startswith("  File ")]
    assert len(frames) == 1, done.stderr
    assert 'failing.py", line' in frames[0]


def test_a_port_in_use(taken_port: int) -> None:
    done = _freeloop("audit", "failing:factory", "--factory", "--port", str(taken_port))
    assert done.returncode == 2
    assert f"--port {taken_port}" in done.stderr
    assert "leave --port out" in done.stderr


def test_without_uvicorn_the_install_command_is_printed() -> None:
    """As in the environment of a pre-commit hook."""
    script = (
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'uvicorn' else real(name, *rest)\n"
        "import sys; sys.argv = ['freeloop', 'audit', 'failing:factory', '--factory']\n"
        "from freeloop.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=APPS, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "pip install 'freeloop[service]'" in done.stderr


def test_an_app_from_a_factory_is_audited() -> None:
    done = _freeloop("audit", "failing:factory", "--factory", "-d", "1s", "--warmup", "0.1s")
    assert done.returncode in (0, 3), done.stderr
    assert "GET /made" in done.stdout


def test_a_record_is_kept_until_there_is_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text("the last one")
    assert _freeloop("audit", "failing:nothing", "--output", str(path)).returncode == 2
    assert path.read_text() == "the last one"
    assert [each.name for each in tmp_path.iterdir()] == ["record.json"]


FULL = {
    "a record on a full disk": ("--output /dev/full", "", "--output '/dev/full' cannot be written"),
    "a full disk for standard output": ("", " > /dev/full", "standard output cannot be written"),
}


@pytest.mark.parametrize(("options", "into", "said"), FULL.values(), ids=FULL.keys())
def test_what_cannot_be_written_is_said(options: str, into: str, said: str) -> None:
    audit = f"{sys.executable} -m freeloop audit failing:factory --factory -d 0.2s --warmup 0s {options}"
    done = subprocess.run(
        ["/bin/sh", "-c", audit + into], cwd=APPS, capture_output=True, text=True, timeout=120, check=False
    )
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"freeloop: {said} (")
    assert ("GET /made" in done.stdout) == (into == "")


@pytest.mark.parametrize("shown_as", ["text", "json"])
def test_a_reader_that_has_had_enough_changes_no_exit_code(shown_as: str) -> None:
    audit = f"{sys.executable} -m freeloop audit failing:factory --factory -d 0.2s --warmup 0s --format {shown_as}"
    shell = ["/bin/sh", "-c", f"({audit}; echo $? >&2) | true"]
    done = subprocess.run(shell, cwd=APPS, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr in ("0\n", "3\n")
