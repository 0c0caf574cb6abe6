"""Applications for pytester, beside the tests that audit them."""

from __future__ import annotations

import pytest

APP = """
import asyncio
import time
from fastapi import FastAPI
app = FastAPI()

@app.get("/held")
async def held() -> None:
    time.sleep(0.3)  # far beyond the limit of the tests

@app.get("/slow")
async def slow() -> None:
    await asyncio.sleep(0.25)

@app.get("/free")
def free() -> None:
    time.sleep(0.01)
"""


@pytest.fixture
def pytester(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A pytest without Hypothesis's plugin: no test here needs it, and starting it takes longer than most of them."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")
    return pytester


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with an application, and freeloop's plugin as an installed user has it."""
    pytester.makepyfile(service=APP)
    return pytester
