"""Folders that are hard to walk, several of them, and two runs in one: each file is read or counted as not read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from contents import STALL

from freeloop_lint.cli import lint
from freeloop_lint.facts import record, workers
from freeloop_lint.facts.lower import lower_packed
from freeloop_lint.facts.model import FileFacts


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_bytes(STALL)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    result = CliRunner().invoke(lint, ["--isolated", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def last(result: Result) -> str:
    return result.stdout.splitlines()[-1]


def test_file_that_nothing_imports_is_not_passed_over(folder: Path) -> None:
    (folder / "app.py").write_text("x = 1\n")
    (folder / "bad.py").write_text("def broken(:\n")
    for _ in ("cold", "warm"):
        result = run()
        assert result.stdout.startswith("bad.py:1:12: not checked: ")
        assert last(result) == "no findings in 2 files; 1 file not checked"
        assert result.exit_code == 2
    (folder / "bad.py").write_text("def mended(): pass\n")
    assert run().exit_code == 0


def test_links_in_circles(folder: Path) -> None:
    """A link to a folder is not followed, one to a file is read, one to nothing is counted."""
    (folder / "loop").symlink_to(".")
    (folder / "again.py").symlink_to("app.py")
    (folder / "self.py").symlink_to("self.py")
    (folder / "nowhere.py").symlink_to("gone.py")
    result = run()
    assert last(result) == "2 findings (2 high) in 4 files; 2 fixable with --fix; 2 files not checked"
    assert "nowhere.py:1:1: not checked: cannot be read: No such file" in result.stdout
    assert "self.py:1:1: not checked: cannot be read: Too many levels" in result.stdout


def test_pipes_and_devices_are_not_read(folder: Path) -> None:
    """Reading them might never end."""
    os.mkfifo(folder / "pipe.py")
    (folder / "zero.py").symlink_to("/dev/zero")
    result = run()
    assert result.stdout.count("not checked: cannot be read: not a regular file") == 2
    assert "FL201" in result.stdout


def test_folder_named_like_a_file(folder: Path) -> None:
    (folder / "pkg.py").mkdir()
    (folder / "pkg.py" / "inner.py").write_bytes(STALL)
    assert last(run()).startswith("2 findings (2 high)")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file(folder: Path) -> None:
    (folder / "secret.py").write_bytes(STALL)
    (folder / "secret.py").chmod(0)
    result = run()
    assert "secret.py:1:1: not checked: cannot be read: Permission denied" in result.stdout


def test_names_that_are_no_text(folder: Path) -> None:
    names = (b"caf\xe9.py", b"new\nline.py", "größe 变量.py".encode(), b"quote'\".py")
    for name in names:
        (folder / os.fsdecode(name)).write_bytes(STALL)
    for shape in ("json", "sarif", "github", "text"):
        command = [sys.executable, "-m", "freeloop_lint", "--isolated", "--format", shape]
        done = subprocess.run(command, check=False, capture_output=True, timeout=60)
        assert (done.returncode, done.stderr.count(b"Traceback")) == (1, 0)
    assert done.stdout.splitlines()[-1].startswith(b"5 findings")


def test_several_roots_are_one_program(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What one of two projects calls in the other is found, in a src layout too, from a third place."""
    library = tmp_path_factory.mktemp("library")
    (library / "pyproject.toml").touch()
    package = library / "src" / "slow"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("import time\n\n\ndef down():\n    time.sleep(1)\n")
    (folder / "pyproject.toml").touch()
    (folder / "app.py").write_bytes(
        STALL.replace(b"import time", b"from slow import down").replace(b"time.sleep(1)", b"down()")
    )
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    os.chdir(elsewhere)
    alone = run("--no-cache", str(folder))
    both = run(str(folder), str(library / "src"))
    assert (alone.exit_code, both.exit_code) == (0, 1)
    assert "src/slow/__init__.py:5 in `down`" in both.stdout
    assert (folder / ".freeloop_cache").is_dir()
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize(
    ("names", "standing_in_it", "kept"),
    [
        (["pyproject.toml"], False, True),
        (["setup.cfg"], True, True),
        ([], True, True),
        ([], False, False),
    ],
    ids=["a project", "a project, from within", "the working directory", "somebody's folder"],
)
def test_where_the_cache_is_kept(
    names: list[str],
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    standing_in_it: bool,
    kept: bool,
) -> None:
    for name in names:
        (folder / name).touch()
    os.chdir(folder if standing_in_it else tmp_path_factory.mktemp("elsewhere"))
    assert last(run(str(folder))).startswith("1 finding ")
    assert (folder / ".freeloop_cache").is_dir() == kept
    assert not Path(".freeloop_cache").exists() or standing_in_it


def test_no_cache_in_a_home_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    assert last(run()).startswith("1 finding ")
    assert not (folder / ".freeloop_cache").exists()


def test_each_of_several_roots_prefers_its_own_modules(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two services with a package of the same name do not get into each other's way."""
    other = tmp_path_factory.mktemp("other")
    for place, body in ((folder / "lib" / "core", "time.sleep(1)"), (other / "core", "pass")):
        place.mkdir(parents=True)
        (place / "__init__.py").write_text(f"import time\n\n\ndef step():\n    {body}\n")
    for place in (folder, other):
        (place / "pyproject.toml").touch()
        (place / "app.py").write_bytes(
            STALL.replace(b"import time", b"from core import step").replace(b"time.sleep(1)", b"step()")
        )
    result = run(str(folder), str(other))
    assert [line.partition(":")[0] for line in result.stdout.splitlines() if "FL201" in line] == ["app.py"]


def test_two_runs_at_once_and_a_spoilt_cache(folder: Path) -> None:
    """Six runs write one cache, then it is cut at several places: the answer stays, and nothing is left over."""
    for number in range(20):
        (folder / f"m{number}.py").write_bytes(STALL + b"x = %d\n" % number)
    command = [sys.executable, "-m", "freeloop_lint", "--isolated", "--format", "json"]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(6)]
    answers = [one.communicate(timeout=120)[0] for one in runs]
    found = {answer.partition(b'"statistics"')[0] for answer in answers}
    assert len(found) == 1
    cache = folder / ".freeloop_cache"
    assert sorted(path.name for path in cache.iterdir()) == [".gitignore", "facts", "findings"]
    whole = (cache / "facts").read_bytes()
    for size in (0, 1, 16, 31, 32, 33, len(whole) // 2, len(whole) - 1):
        (cache / "facts").write_bytes(whole[:size])
        assert last(run()).startswith("21 findings")
    (cache / "facts").unlink()
    (cache / "facts").mkdir()
    assert last(run()).startswith("21 findings")


def test_processes_that_die(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed process was to read is read here instead."""
    here = os.getpid()
    whole = lower_packed

    def die_elsewhere(path: str, data: bytes) -> tuple[FileFacts, bytes]:
        if os.getpid() != here:
            os._exit(9)
        return whole(path, data)

    monkeypatch.setattr(record, "lower_packed", die_elsewhere)
    monkeypatch.setattr(workers, "WORTH_A_POOL", 1)
    (folder / "bad.py").write_text("def broken(:\n")
    result = run()
    assert "FL201" in result.stdout
    assert last(result).endswith("1 file not checked")


def test_notebooks_are_counted(folder: Path) -> None:
    """A notebook is JSON, which Python's parser takes: linted as a module it would be clean whatever it says."""
    (folder / "work").mkdir()
    (folder / "work" / "try.ipynb").write_text('{"cells": [], "nbformat": 4}')
    (folder / "work" / "tool.py").write_text("x = 1\n")
    assert last(run()) == "1 finding (1 high) in 2 files; 1 fixable with --fix; 1 notebook not read"
    assert last(run("app.py")) == "1 finding (1 high) in 1 file; 1 fixable with --fix"
    result = run("work")
    assert (last(result), result.exit_code) == ("no findings in 1 file; 1 notebook not read", 0)
    result = run("work/try.ipynb")
    assert result.exit_code == 2
    assert "`work/try.ipynb` is a notebook; write its code to a file" in result.output
