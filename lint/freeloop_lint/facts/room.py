"""Room for the frames of deep recursion, taken once.

CPython from 3.11 on keeps the frames of Python functions in chunks of 16 kB. It maps a chunk when a call does not fit
into the last one, and unmaps it when that call returns (`push_chunk` and `_PyThreadState_PopFrame`, Python/pystate.c):
calls in a loop just above the edge of a chunk do so each time. Interpreting Netflix/dispatch mapped 3700 chunks, 25 of
530 ms (CPython 3.11.7, 2026-11-27). A function whose own frame is large gets a chunk in which those below have room.
"""

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

LARGE = 70_000
"""Words of a frame for which 1 MB is mapped: half of it is left. Only what is used takes memory."""


def with_room(call: "Callable[[], Result]") -> "Result":
    """Call a function that recurses deeply."""
    return call()


with_room.__code__ = with_room.__code__.replace(co_stacksize=LARGE)
