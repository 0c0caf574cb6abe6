"""What documents show is what commands print."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "generated_blocks.py"


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


def test_the_readme_s_first_screen_holds_the_command_and_its_failing_output() -> None:
    first_screen = (ROOT / "README.md").read_text().splitlines()[:40]
    assert any("freeloop audit stalling:app" in line for line in first_screen)
    assert any(line.startswith("FAILED GET /key") for line in first_screen)


def test_the_changelog_s_newest_version_is_the_package_s() -> None:
    from freeloop import __version__  # noqa: PLC0415

    headings = [line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## [")]
    assert headings[0].startswith(f"## [{__version__}]")
