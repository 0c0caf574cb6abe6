"""The files that `freeloop audit` writes: all of them from one run, and none where one could not be."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from results import AUDIT

from freeloop.errors import UserError
from freeloop.report.file import renderer_of
from freeloop.report.subject import of_audit

if TYPE_CHECKING:
    from pathlib import Path

HELD = """
import time
from fastapi import FastAPI
app = FastAPI()

@app.get("/held")
async def held() -> None:
    time.sleep(0.3)  # <script>: far beyond the limit
"""

pytestmark = pytest.mark.slow


def _audit(folder: Path, *arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
    script = f"{before}import sys; sys.argv[0] = 'freeloop'; from freeloop.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, "audit", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_one_run_writes_all_files_and_shows_the_result(tmp_path: Path) -> None:
    (tmp_path / "service.py").write_text(HELD)
    (tmp_path / "report.html").write_text("the last one")
    files = ["--html=report.html", "--markdown=r.md", "--speedscope=r.json", "--output=record.json"]
    done = _audit(tmp_path, "service:app", "-c2", "-d1s", "--warmup=0.1s", "--format=markdown", *files)
    assert done.returncode in (1, 3), done.stderr
    page = (tmp_path / "report.html").read_text()
    assert "service.py" in page
    assert "<script" not in page
    assert "time.sleep(0.3)  # &lt;script&gt;: far beyond the limit" in page
    assert page.count('class="latency-dots"') == 1
    assert '<path class="cause-sleep"' in page
    assert (tmp_path / "r.md").read_text() == done.stdout
    assert "sleep: `service.py:8`" in done.stdout
    profile = json.loads((tmp_path / "r.json").read_text())
    assert {"sleep", "held"} <= {frame["name"] for frame in profile["shared"]["frames"]}
    record = json.loads((tmp_path / "record.json").read_text())
    assert [each["path"] for each in record["endpoints"]] == ["/held"]
    written = {"report.html", "r.md", "r.json", "record.json"}
    assert {each.name for each in tmp_path.iterdir() if each.is_file()} == {"service.py", *written}


WITHOUT_JINJA = "import sys; sys.modules['jinja2'] = None; "
REFUSED = {
    "a page nowhere": (["--html=no/r.html"], "", ["--html 'no/r.html' cannot be written", "another path"]),
    "a summary nowhere": (["--markdown=no/r.md"], "", ["--markdown 'no/r.md' cannot be written"]),
    "a profile nowhere": (["--speedscope=no/r"], "", ["--speedscope 'no/r' cannot be written"]),
    "two in one": (["--html=r", "--markdown=./r"], "", ["--html and --markdown both name 'r'", "two paths"]),
    "a page without its extra": (["--html=r"], WITHOUT_JINJA, ["pip install 'freeloop[report]'"]),
}


@pytest.mark.parametrize(("options", "before", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_written_is_said_before_anything_is_started(
    tmp_path: Path, options: list[str], before: str, said: list[str]
) -> None:
    (tmp_path / "service.py").write_text("from pathlib import Path\nPath('was_started').touch()\n" + HELD)
    done = _audit(tmp_path, "service:app", *options, before=before)
    (line,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert line.startswith("freeloop: ")
    for words in said:
        assert words in line
    assert [each.name for each in tmp_path.iterdir()] == ["service.py"]


def test_other_reports_need_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    report = of_audit(AUDIT)
    assert renderer_of("markdown")(report).startswith("### freeloop")
    assert json.loads(renderer_of("speedscope")(report))["profiles"]
    with pytest.raises(UserError, match=r"pip install 'freeloop\[report\]'"):
        renderer_of("html")
