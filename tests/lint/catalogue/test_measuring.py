"""What measures the catalogue says which of the libraries that it is told it knows not."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("numpi", "--only `numpi`: no such library is measured; did you mean `numpy`?"),
        ("qqq", "--only `qqq`: no such library is measured; benchmarks/catalogue has all"),
    ],
)
def test_a_library_that_is_not_measured_is_named(name: str, sentence: str) -> None:
    command = [sys.executable, "-m", "benchmarks.catalogue", "--only", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip().splitlines()[-1].endswith(sentence)) == (2, True)
