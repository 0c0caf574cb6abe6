"""Which thread is inside one call into C, from its CPU time, voluntary switches and major faults, look by look."""

from __future__ import annotations

import pytest

from freeloop.observe import procfs
from freeloop.observe.inside_c import InsideC
from freeloop.observe.procfs import SchedStat, ThreadStat
from freeloop.observe.waiting import Waiting

STACK_THREAD, WATCHED = 1, 2


class WantsTheGil(Waiting):
    """The stack thread, all the time."""

    def __init__(self) -> None: ...

    def of(self, thread_id: int) -> str:
        """What it is in now."""
        assert thread_id == STACK_THREAD
        return "gil"


@pytest.mark.parametrize(
    ("looks", "is_inside"),
    [
        ([(0, 7, 0), (7, 7, 0)], False),  # not for long enough
        ([(0, 7, 0), (8, 7, 0)], True),
        ([(0, 7, 0), (6, 8, 0), (9, 8, 0)], False),  # it let go of the GIL
        ([(0, 7, 0), (6, 8, 0), (9, 8, 0), (14, 8, 0)], True),  # and has been inside since
        ([(0, 7, 3), (6, 57, 53), (16, 150, 146)], True),  # each switch a page that was read
        ([(0, 7, 3), (6, 57, 53), (16, 151, 146)], True),  # the last is being read
        ([(0, 7, 3), (6, 57, 53), (14, 150, 146)], False),  # not for twice as long
        ([(0, 7, 3), (8, 59, 53), (22, 150, 144)], False),  # let go of twice between pages
        (
            [(0, 7, 3), (8, 55, 53), (16, 96, 94), (17, 98, 94)],
            False,
        ),  # pages without a switch excuse none later
        ([(0, 8, 3), (8, 57, 53), (16, 150, 146)], True),  # one was being read at the first look
    ],
)
def test_a_thread_that_goes_to_sleep_only_for_pages_is_inside_a_call(
    looks: list[tuple[int, int, int]],
    is_inside: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = {"look": 0}

    def schedstat(_pid: int, _thread_id: int) -> SchedStat:
        return SchedStat(looks[now["look"]][0] * 1_000_000, 0, 0)

    def voluntary_switches(_pid: int, _thread_id: int) -> int:
        return looks[now["look"]][1]

    def thread_stat(_pid: int, _thread_id: int) -> ThreadStat:
        return ThreadStat("R", looks[now["look"]][2], 0)

    for replacement in (schedstat, voluntary_switches, thread_stat):
        monkeypatch.setattr(procfs, replacement.__name__, replacement)
    inside_c = InsideC(0, STACK_THREAD, WantsTheGil())
    found: list[int] = []
    for now["look"] in range(len(looks)):
        found = inside_c.among([WATCHED])
    assert found == ([WATCHED] if is_inside else [])
