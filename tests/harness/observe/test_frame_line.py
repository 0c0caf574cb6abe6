"""The lines of instructions that have none of their own: 3.10 and 3.11 make such where a round of a loop ends."""

from __future__ import annotations

import dis
from types import CodeType

import pytest

from freeloop.agent.frame_line import line_without_own

ENDS_IN_IF = """
def work(rows):
    n = 0
    for row in rows:
        if row % 7 == 0:
            n += 1
    return n
"""
INNER = """
def work(rows):
    for row in rows:
        n = 0
        for cell in row:
            if cell:
                n += 1
        yield n
"""
LONG = "def work(rows):\n  for row in rows:\n" + "    f(row)\n" * 200 + "    if row:\n      g(row)\n"
COMPREHENSION = "work = lambda rows: [row for row in rows if row if rows if row]"
WITH = """
def work(rows):
    while True:
        with rows:
            if rows:
                break
"""


def _code(source: str) -> CodeType:
    return next(it for it in compile(source, "work.py", "exec").co_consts if isinstance(it, CodeType))


@pytest.mark.parametrize(
    ("source", "loop"), [(ENDS_IN_IF, 4), (INNER, 5), (LONG, 2)], ids=["ends in if", "inner", "long"]
)
def test_the_end_of_a_round_is_the_loop_s(source: str, loop: int) -> None:
    code = _code(source)
    ends = [i for i in dis.get_instructions(code) if i.opname in {"JUMP_BACKWARD", "JUMP_ABSOLUTE"}]
    assert line_without_own(code, ends[0].offset) == loop


@pytest.mark.parametrize("source", [ENDS_IN_IF, INNER, LONG, COMPREHENSION, WITH])
def test_every_instruction_has_a_line_of_the_function(source: str) -> None:
    code = _code(source)
    lines = {line for _, _, line in code.co_lines() if line is not None} | {code.co_firstlineno}
    assert {line_without_own(code, i.offset) for i in dis.get_instructions(code)} <= lines
