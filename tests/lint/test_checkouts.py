"""Several checkouts in one folder that is no project: each finds what it finds alone."""

from pathlib import Path

import pytest
from casefiles import run

SERVICE = """import time
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def a():
    time.sleep(1)
"""
LIBRARY = "class FastAPI:\n    def get(self, path):\n        return lambda function: function\n"


def _lay_out(folder: Path) -> None:
    for name, text in {
        "library/pyproject.toml": "",
        "library/fastapi/__init__.py": LIBRARY,
        "library/fastapi/work.py": "async def work(): ...\n",
        "service/pyproject.toml": "",
        "service/web/__init__.py": "",
        "service/web/main.py": SERVICE,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def test_a_checkout_of_a_library_is_not_what_a_service_imports(tmp_path: Path) -> None:
    _lay_out(tmp_path)
    assert [finding.path for finding in run(tmp_path).findings] == ["service/web/main.py"]


@pytest.mark.parametrize("home", ["service", "other"])
def test_modules_of_ones_own_are_found_anywhere(home: str, tmp_path: Path) -> None:
    """A name that no library has is looked for in the other checkouts, too."""
    _lay_out(tmp_path)
    (tmp_path / home / "shared").mkdir(parents=True)
    (tmp_path / home / "pyproject.toml").touch()
    (tmp_path / home / "shared/__init__.py").write_text("import time\ndef slow():\n    time.sleep(1)\n")
    text = SERVICE.replace("import time", "from shared import slow").replace("time.sleep(1)", "slow()")
    (tmp_path / "service/web/main.py").write_text(text)
    (finding,) = run(tmp_path).findings
    assert finding.sink.path == f"{home}/shared/__init__.py"


@pytest.mark.parametrize("name", ["requests", "sqlmodel", "whisper"])
def test_a_project_named_as_a_library_is_not_that_library(name: str, tmp_path: Path) -> None:
    """Its folder is no package: nothing in it is imported by that name."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "pyproject.toml").touch()
    (tmp_path / name / "app.py").write_text(
        SERVICE.replace("time", "requests").replace("sleep(1)", "get('')")
    )
    assert [finding.code for finding in run(tmp_path / name).findings] == ["FL202"]


def test_a_package_named_as_a_library_is_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "requests"
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    (folder / "__init__.py").write_text("def get(url): ...\n")
    (folder / "app.py").write_text(SERVICE.replace("time", "requests").replace("sleep(1)", "get('')"))
    assert run(folder).findings == ()
