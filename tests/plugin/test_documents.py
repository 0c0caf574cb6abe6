"""What docs/pytest*.md show is run as it stands there, and names what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from noise import skip_if_noisy

from freeloop.pytest_plugin.settings.arguments import AuditArguments
from freeloop.pytest_plugin.settings.reference import lines

DOCS = sorted((Path(__file__).resolve().parents[2] / "docs").glob("pytest*.md"))
EXAMPLE = re.compile(
    r"<!-- test: (?P<outcome>\w+)(, run with (?P<options>.*))? -->\n```python\n(?P<code>.*?)```\n", re.DOTALL
)
EXAMPLES = [
    pytest.param(found, id=f"{path.stem}-{number}")
    for path in DOCS
    for number, found in enumerate(EXAMPLE.finditer(path.read_text(encoding="utf-8")))
]
SERVICE = """
import time
from fastapi import FastAPI
app = FastAPI()

@app.get("/health")
async def health() -> str:
    return "well"

@app.post("/predict")
def predict() -> int:
    time.sleep(0.01)
    return 1
"""


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_does_what_the_document_says(pytester: pytest.Pytester, example: re.Match[str]) -> None:
    service = pytester.mkpydir("myservice")
    (service / "main.py").write_text(SERVICE)
    pytester.makepyfile(example["code"])
    result = pytester.runpytest_subprocess(*(example["options"] or "").split())
    skip_if_noisy(result.stdout.str())
    assert set(result.parseoutcomes()) - {"warnings", "warning"} == {example["outcome"]}


def test_every_example_in_python_is_run() -> None:
    blocks = sum(path.read_text(encoding="utf-8").count("```python") for path in DOCS)
    assert len(EXAMPLES) == blocks


def test_every_argument_of_the_fixtures_is_described() -> None:
    text = (DOCS[0].parent / "pytest.md").read_text(encoding="utf-8")
    table = "\n".join(line.partition(" | ")[0] for line in text.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`(\w+)`", table)) >= set(AuditArguments.__annotations__)


def test_every_setting_is_in_the_reference() -> None:
    text = (DOCS[0].parent / "pytest-options.md").read_text(encoding="utf-8")
    assert "\n".join(lines()) in text
