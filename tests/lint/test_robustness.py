"""Any bytes in a .py file: a counted diagnostic or facts, never a crash, never a silent skip."""

import os
import random
import sys
from pathlib import Path

import pytest
from casefiles import run

from freeloop_lint.facts.lower import lower_file
from freeloop_lint.facts.model import pack, unpack
from freeloop_lint.settings import Settings

APP = "import time\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\nasync def a():\n    time.sleep(1)\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("null", b"async def a():\0\n"),
        ("encoding", b"# coding: nosuch\nasync def a(): pass\n"),
        ("latin", b"async def a(): '\xe9'\n"),
        ("syntax", b"async def (:\n"),
        ("deep", b"async def a(): pass\nx = " + b"(" * 5000 + b")" * 5000),
        ("tabs", b"async def a():\n\tif 1:\n        pass\n"),
    ],
)
def test_unreadable_content_is_counted(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / f"{name}.py").write_bytes(data)
    outcome = run(tmp_path, Settings(cache=False))
    assert [diagnostic.path for diagnostic in outcome.diagnostics] == [f"{name}.py"]
    assert len(outcome.findings) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + APP.encode(),
        b"\x0c\n" + APP.encode(),
        APP.replace("\n", "\r\n").encode(),
        b"# coding: latin-1\n# \xe9\n" + APP.encode(),
        APP.encode() + b"x = " + b"+".join([b"1"] * 1000),
        APP.encode() + b"data = [" + b"'abc', " * 150_000 + b"]\n",
    ],
    ids=["mark", "form feed", "line ends", "latin", "long sum", "large"],
)
def test_unusual_content_is_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "app.py").write_bytes(data)
    outcome = run(tmp_path, Settings(cache=False))
    assert outcome.diagnostics == ()
    assert [finding.code for finding in outcome.findings] == ["FL201"]


def test_columns_count_characters(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP.replace("    time.sleep(1)", "    'éé'; time.sleep(1)"))
    assert run(tmp_path, Settings(cache=False)).findings[0].column == 11


def test_symlink_loops_end(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert len(run(tmp_path, Settings(cache=False)).findings) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")
def test_dangling_link_is_counted(tmp_path: Path) -> None:
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    assert [item.path for item in run(tmp_path, Settings(cache=False)).diagnostics] == ["gone.py"]


def test_result_does_not_depend_on_hashing(tmp_path: Path) -> None:
    """Two interpreters with different hash seeds print the same."""
    import subprocess  # noqa: PLC0415 - used here only

    corpus = Path(__file__).parent / "cases"
    command = [
        sys.executable,
        "-m",
        "freeloop_lint",
        "--isolated",
        "--no-cache",
        "--format",
        "json",
        str(corpus),
    ]
    path = os.pathsep.join([str(Path(__file__).parents[2] / "lint"), *sys.path])
    outputs = [
        subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0]
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("seed", range(20))
def test_facts_of_any_text_survive_packing(seed: int) -> None:
    """Texts are drawn from the pieces that make tokens; the seed names the failing one."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    pieces = [
        *"abx=()[]{}:,.*@'\"\\\n \t#0é\0",
        "async ",
        "def ",
        "with ",
        "for ",
        " in ",
        "lambda ",
        "await ",
        "yield ",
    ]
    for _ in range(50):
        text = "".join(chance.choices(pieces, k=chance.randrange(60)))
        facts = lower_file("a.py", text.encode())
        assert unpack("a.py", pack(facts)) == facts
