"""What documents show is what commands print."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "generated_blocks.py"
_spec = importlib.util.spec_from_file_location("generated_blocks", SCRIPT)
assert _spec is not None
assert _spec.loader is not None
_script = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_script)
masked = _script.masked


@pytest.mark.slow
def test_generated_blocks_are_up_to_date() -> None:
    """Numbers aside. A machine too busy for a verdict is shown as such, and cannot be compared."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if "INCONCLUSIVE" in done.stdout:
        pytest.skip(f"inconclusive on this machine, now: {done.stdout}")
    assert done.returncode == 0, done.stdout + done.stderr


ONE_CULPRIT = """\
8 users, 5 s each; budget: longest stall 50 ms

FAILED GET /key  longest stall 901 ms, 50 ms allowed
  clients   15 requests  2.3/s  p50 n/a     p99 n/a     max 3.49 s
  cpu: 2 stalls, 1.07 s in all, longest 901 ms
    app.py:6 in key
    help: make the endpoint a plain `def`

app: 1 failed
"""
TWO_CULPRITS = """\
8 users, 5 s each; budget: longest stall 50 ms

FAILED GET /key  longest stall 1.2 s, 50 ms allowed
  clients   9 requests  12/s  p50 3 ms     p99 < 3 ms     max 49 s
  failed     3 × timeout: no answer
  cpu: 1 stall, 1.07 s in all, longest 1.07 s
    app.py:6 in key
    help: make the endpoint a plain `def`
  gil: 1 stall, 20 ms in all, longest 20 ms
    other.py:9 in work
    help: a thread is not enough here

app: 1 failed
"""


def test_what_a_busy_machine_changes_is_not_compared() -> None:
    assert masked(ONE_CULPRIT) == masked(TWO_CULPRITS)


@pytest.mark.parametrize(
    ("words", "others"),
    [("FAILED", "PASSED"), ("cpu", "sleep"), ("app.py", "api.py"), ("5 s each", "3 s each")],
)
def test_what_matters_is_compared(words: str, others: str) -> None:
    assert masked(ONE_CULPRIT) != masked(ONE_CULPRIT.replace(words, others))


def test_the_readme_s_first_screen_holds_the_command_and_its_failing_output() -> None:
    first_screen = (ROOT / "README.md").read_text().splitlines()[:40]
    assert any("freeloop audit stalling:app" in line for line in first_screen)
    assert any(line.startswith("FAILED GET /key") for line in first_screen)


def test_the_changelog_s_newest_version_is_the_package_s() -> None:
    from freeloop import __version__  # noqa: PLC0415

    headings = [line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## [")]
    assert headings[0].startswith(f"## [{__version__}]")
