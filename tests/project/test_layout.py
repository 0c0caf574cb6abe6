"""The shape of the project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 400
PACKAGES = ("harness", "lint", "reference_service", "scripts", "benchmarks", "tests")


def test_source_roots_are_not_importable() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import harness"], cwd="/", capture_output=True, text=True, check=False
    )
    assert "ModuleNotFoundError" in done.stderr


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_longer_than_it_should_be(package: str) -> None:
    too_long = {
        str(path.relative_to(ROOT)): length
        for path in (ROOT / package).rglob("*.py")
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert not too_long


def test_the_base_install_needs_neither_numpy_nor_fastapi() -> None:
    """What a pre-commit hook installs."""
    script = (
        "import sys\n"
        "class Refuse:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name.split('.')[0] in ('numpy', 'fastapi', 'uvicorn', 'starlette', 'pydantic', 'jinja2'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "import freeloop.cli, freeloop.cli.audit, freeloop.audit, freeloop_lint.cli\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
