"""What is younger than the running Python is read with every line and column in its place."""

import ast

import pytest

from freeloop_lint.facts.older import rewritten

SOURCES = [
    "def f[\n\n    T,\n](x): pass",
    "def f[T,\n\n# all\n\n](\n  x,\n): pass",
    "class A[\n\n  T: int\n]: pass",
    "class A[\n\n  T\n] (B): pass",
    "type X[\n\n T\n] = list[T]",
    "type X[T] = list[T]",
    "try: pass\nexcept A,B: pass",
    "try: pass\nexcept (A), (B): pass",
    "try: pass\nexcept* A(1, 2)[3, 4],\\\n  B: pass",
    "try: pass\nexcept (\n  A\n), B: pass",
]


@pytest.mark.parametrize("source", SOURCES)
def test_lines_stay(source: str) -> None:
    text = rewritten(f"{source}\nx = 1")
    assert text is not None
    assert [len(line) for line in text.split("\n")] == [len(line) for line in f"{source}\nx = 1".split("\n")]
    assert ast.parse(text).body[-1].lineno == source.count("\n") + 2


@pytest.mark.parametrize("source", ["try: pass\nexcept A, B as e: pass", "try: pass\nexcept (A, B): pass"])
def test_what_is_no_younger_stays(source: str) -> None:
    assert rewritten(source) is None
