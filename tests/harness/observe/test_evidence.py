"""What is gathered of a gap: how the looks at the GIL's holder become votes."""

from __future__ import annotations

import pytest

from freeloop.observe.evidence import Evidence
from freeloop.session.recording import Stack

HOLDER, OTHER = 2, 3


@pytest.mark.parametrize(
    ("stacks", "looks", "counted"),
    [
        ([(HOLDER, 10)], 12, [12]),
        ([(HOLDER, 10), (HOLDER, 20), (HOLDER, 30)], 14, [5, 5, 4]),
        ([(HOLDER, 10), (HOLDER, 20)], 1, [1, 0]),
        (
            [(HOLDER, 4), (OTHER, 10), (HOLDER, 20)],
            12,
            [0, 0, 12],
        ),  # the first was before anyone wanted the GIL
        ([(OTHER, 10)], 12, [0]),
    ],
)
def test_each_look_at_a_holder_counts_once(
    stacks: list[tuple[int, int]], looks: int, counted: list[int]
) -> None:
    evidence = Evidence(since_ns=0)
    evidence.asked(5)
    evidence.other_stacks = [Stack(time_ns, thread_id, ()) for thread_id, time_ns in stacks]
    evidence.note_holder(HOLDER, looks)
    assert [stack.gil_looks for stack in evidence.other_stacks] == counted
