"""No fix moves what holds the GIL to a thread: it would be out of sight, and the loop no freer."""

import shutil
from pathlib import Path

import pytest
from casefiles import HERE, run

from freeloop_lint.fix.run import fix


@pytest.mark.parametrize(("unsafe", "plain"), [(False, {"little"}), (True, {"little", "both"})])
def test_only_what_releases_it_becomes_def(tmp_path: Path, unsafe: bool, plain: set[str]) -> None:  # noqa: FBT001 - a parameter of the test
    path = tmp_path / "app.py"
    shutil.copy(HERE / "wordings" / "holds_the_gil" / "app.py", path)
    before = path.read_text()
    fix(lambda: run(tmp_path), tmp_path, unsafe=unsafe, write=True)
    for name in plain:
        before = before.replace(f"async def {name}(", f"def {name}(")
    assert path.read_text() == before
