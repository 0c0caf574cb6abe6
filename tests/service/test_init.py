"""`freeloop init`: a copy that stands alone, from a repository and from a wheel."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from freeloop.cli import init as module
from freeloop.cli.init import init

if TYPE_CHECKING:
    from click.testing import Result

ROOT = Path(__file__).parents[2]


def run_init(*arguments: str) -> Result:
    return CliRunner().invoke(init, arguments)


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The copy's own tests, with the copy's own settings, from within the copy."""
    environment = os.environ | {"PYTHONPATH": str(folder / "src")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_copy_bears_its_own_name_everywhere(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    result = run_init(str(folder), "--name", "digit_shop")
    assert result.exit_code == 0, result.output
    copied = [path for path in folder.rglob("*") if path.is_file()]
    texts = [path.read_text() for path in copied if path.suffix != ".npy"]
    assert (folder / "src" / "digit_shop" / "main.py").is_file()
    assert 'name = "digit-shop"' in (folder / "pyproject.toml").read_text()
    assert not [path for path in copied if PACKAGE_NAME.search(str(path.relative_to(folder)))]
    assert not [text for text in texts if PACKAGE_NAME.search(text)]
    assert "as the package `digit_shop`" in result.output


def test_the_next_step_can_be_pasted(tmp_path: Path) -> None:
    result = run_init(str(tmp_path / "my shop"), "--name", "shop")
    assert result.exit_code == 0
    assert f"next: cd '{tmp_path}/my shop' && pip install" in result.output


PACKAGE_NAME = re.compile(r"reference[-_]service")


@pytest.mark.slow
@pytest.mark.parametrize(
    "chosen", [["-m", "not slow"], ["-k", "a_worker_that_dies"]], ids=["fast", "a server"]
)
def test_the_copy_s_own_tests_pass(tmp_path: Path, chosen: list[str]) -> None:
    run_init(str(tmp_path / "shop"))
    done = run_pytest(tmp_path / "shop", *chosen)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_a_wheel_carries_the_service(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    done = subprocess.run(
        [sys.executable, "-m", "freeloop", "init", "shop"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    run_init(str(tmp_path / "from_repository"), "--name", "shop")
    from_wheel = files_in(tmp_path / "shop")
    assert from_wheel == files_in(tmp_path / "from_repository")
    assert {"Dockerfile", ".dockerignore", "deploy/workflow.yaml", "src/shop/main.py"} <= from_wheel


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("folder", "options", "message"),
    [
        ("full", [], r"freeloop: '.*full' is not empty: give a new or an empty folder"),
        ("file", [], r"freeloop: '.*file' is a file: give a new or an empty folder"),
        ("my service", [], r"freeloop: 'my service' is no name for a package: .*--name"),
        ("_shop", [], r"freeloop: '_shop' is no name for a package: .*--name"),
        ("shop_", [], r"freeloop: 'shop_' is no name for a package: .*--name"),
        ("é", [], r"freeloop: 'é' is no name for a package: .*--name"),
        ("yaml", [], r"freeloop: 'yaml' is the name of a package that the service needs or would hide: .*"),
        ("pydantic", [], r"freeloop: 'pydantic' is the name of a package that .*"),
        ("tests", [], r"freeloop: 'tests' is the name of a package that .*"),
        ("full/mine.txt/new", [], r"freeloop: the service cannot be copied: .*Not a directory.*"),
        ("new", ["--name", "class"], r"freeloop: 'class' is no name for a package: .*--name"),
        ("new", ["--name", "Shop"], r"freeloop: 'Shop' is no name for a package: .*--name"),
        (
            "new",
            ["--name", "json"],
            r"freeloop: 'json' is the name of a package that the service needs or would hide: .*",
        ),
        ("new", ["--name", "fastapi"], r"freeloop: 'fastapi' is the name of a package that .*"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    tmp_path: Path, folder: str, options: list[str], message: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    (tmp_path / "file").touch()
    before = sorted(tmp_path.rglob("*"))
    result = run_init(str(tmp_path / folder), *options)
    assert result.exit_code == 2
    assert re.fullmatch(message, result.output.strip())
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("record", "requirement"),
    [
        (None, "freeloop==1.2"),
        ({"url": "file:///src/freeloop", "dir_info": {"editable": True}}, "freeloop @ file:///src/freeloop"),
        (
            {"url": "https://host/freeloop", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "freeloop @ git+https://host/freeloop@abc",
        ),
    ],
    ids=["index", "folder", "repository"],
)
def test_the_copy_takes_freeloop_from_where_it_was_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: dict[str, object] | None, requirement: str
) -> None:
    class Installed:
        version = "1.2"

        def read_text(self, _: str) -> str | None:
            return None if record is None else json.dumps(record)

    def distribution(_: str) -> Installed:
        return Installed()

    monkeypatch.setattr(module, "distribution", distribution)
    result = run_init(str(tmp_path / "shop"))
    assert f'    "{requirement}", ' in (tmp_path / "shop" / "pyproject.toml").read_text()
    assert f"`{requirement}`" in result.output
