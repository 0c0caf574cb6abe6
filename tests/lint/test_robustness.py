"""Any bytes in a .py file: a counted diagnostic or facts, never a crash, never a silent skip."""

import json
import os
import random
import sys
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from casefiles import run

from freeloop_lint.facts.lower import lower_file
from freeloop_lint.facts.model import pack, unpack
from freeloop_lint.fix.run import fix
from freeloop_lint.report.text import render
from freeloop_lint.settings import Settings

APP = "import time\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\nasync def a():\n    time.sleep(1)\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("null", b"async def a():\0\n"),
        ("encoding", b"# coding: nosuch\nasync def a(): pass\n"),
        ("rot13", b"# coding: rot13\nasync def a(): pass  # freeloop: ignore\n"),
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
    assert outcome.unused_suppressions == ()
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


def test_lines_that_a_lone_carriage_return_ends(tmp_path: Path) -> None:
    """Python ends a line there; so do columns, comments and fixes."""
    line = "    'é'; time.sleep(1)  # freeloop: ignore[FL1]"
    text = APP.replace("    time.sleep(1)\n", line).replace("\n", "\r")
    (tmp_path / "app.py").write_bytes(text.encode())
    outcome = run(tmp_path, Settings(cache=False))
    assert [(finding.line, finding.column) for finding in outcome.findings] == [(6, 10)]
    assert [(note.line, note.column) for note in outcome.unused_suppressions] == [(6, 25)]
    fix(lambda: run(tmp_path, Settings(cache=False)), tmp_path, unsafe=False, write=True)
    assert (tmp_path / "app.py").read_bytes() == text.replace("async def", "def").encode()


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are any bytes on Linux only")
@pytest.mark.parametrize("shape", ["text", "json", "sarif", "github", "gitlab", "junit"])
def test_names_of_files_that_are_no_text(tmp_path: Path, shape: str) -> None:
    """Every report is one that its readers can read: JSON and XML are, and places in SARIF are locations."""
    (tmp_path / os.fsdecode(b"a \xff\x01.py")).write_text(APP)
    outcome = run(tmp_path, Settings(cache=False))
    report = import_module(f"freeloop_lint.report.{shape}").render(outcome)
    if shape in {"json", "sarif", "gitlab"}:
        json.loads(report)
    if shape == "sarif":
        assert '"uri": "a%20%FF%01.py"' in report
    if shape == "junit":
        assert ET.fromstring(report.encode()).get("failures") == "1"  # noqa: S314 - our own


def test_a_name_with_a_line_end_takes_one_line(tmp_path: Path) -> None:
    (tmp_path / "a\nb.py").write_text(APP)
    lines = render(run(tmp_path, Settings(cache=False))).split("\n")
    assert [line for line in lines if "b.py" in line] == [line for line in lines if "a%0Ab.py:" in line]
    assert sum("b.py" in line for line in lines) == 1


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
