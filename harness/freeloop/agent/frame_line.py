"""The line that a frame stands on, also where its instruction has none of its own."""

from __future__ import annotations

import sys
from opcode import EXTENDED_ARG, opmap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import CodeType, FrameType


def line_of(frame: FrameType) -> int:
    """The frame's line; that of the first statement where the call has only begun, and `def` is all it has seen."""
    line, code = frame.f_lineno, frame.f_code
    if line is None:
        return line_without_own(code, frame.f_lasti)
    if line != code.co_firstlineno or code.co_name.startswith("<"):
        return line
    return next((later for _, _, later in code.co_lines() if later is not None and later > line), line)


def line_without_own(code: CodeType, at: int) -> int:
    """The line of an instruction that has none: that of the loop whose rounds it ends, else the last one before it.

    Python 3.10 and 3.11 give none to the end of a round that ends in an `if`, where a loop lets go of the GIL.
    """
    at = _jumps_to(code.co_code, at)
    return [code.co_firstlineno, *(line for start, _, line in code.co_lines() if line and start <= at)][-1]


def _jumps_to(instructions: bytes, at: int) -> int:
    """Where an instruction jumps back to; its own place when it does not."""
    operation, distance, digits = instructions[at], instructions[at + 1], 1
    while instructions[at - 2 * digits] == EXTENDED_ARG:
        distance += instructions[at - 2 * digits + 1] << (8 * digits)
        digits += 1
    if sys.version_info < (3, 11):
        return 2 * distance if operation == opmap["JUMP_ABSOLUTE"] else at
    return at + 2 - 2 * distance if operation == opmap["JUMP_BACKWARD"] else at
