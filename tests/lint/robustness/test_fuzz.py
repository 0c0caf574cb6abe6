"""Programs made by chance end in findings or in silence, never in an exception."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzz import grown, look, mutate

CASES = Path(__file__).parent.parent / "cases"
"""Small files of every context: their mutants are nearer to what the interpreter knows than any other code."""


@pytest.fixture(autouse=True)
def room() -> Iterator[None]:
    """Give the stack that the command gives."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(12_000)
    yield
    sys.setrecursionlimit(limit)


@pytest.mark.parametrize("seed", range(0, 60, 10))
def test_grown(seed: int) -> None:
    for number in range(seed, seed + 10):
        sources = grown(number)
        assert look(sources) == len(sources)


@pytest.mark.parametrize("seed", range(0, 60, 10))
def test_mutants(seed: int) -> None:
    paths = sorted(CASES.rglob("*.py"))
    for number in range(seed, seed + 10):
        chance = random.Random(number)  # noqa: S311 - no secret
        look([mutate(chance.choice(paths).read_bytes(), chance) for _ in range(3)])
