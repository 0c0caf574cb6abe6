"""Who held the GIL, from what was seen of the threads while another wanted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from freeloop.observe import procfs
from freeloop.observe.gil_holder import GilHolder
from freeloop.observe.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOOKS = 3


class Seen(Waiting):
    """Threads as a table: what each is in at each look, and how often it has gone to sleep by then."""

    def __init__(self, threads: Mapping[int, tuple[Sequence[str], Sequence[int]]]) -> None:
        self.threads = threads
        self.look = 0

    def of(self, thread_id: int) -> str:
        """What it is in now."""
        return self.threads[thread_id][0][self.look]

    def voluntary_switches(self, _pid: int, thread_id: int) -> int:
        """How often it has gone to sleep by now."""
        return self.threads[thread_id][1][self.look]


RUNS, WANTS, SLEEPS = "running", "gil", "call 7:poll"


@pytest.mark.parametrize(
    ("threads", "holder"),
    [
        pytest.param({2: ([RUNS] * 3, [5, 5, 6])}, (2, 2), id="it ran, and slept when it let go"),
        pytest.param({2: ([RUNS] * 3, [5, 5, 5])}, None, id="it ran on: it did not have it"),
        pytest.param(
            {2: ([RUNS] * 3, [5, 5, 5]), 3: ([RUNS] * 3, [9, 9, 10])},
            (3, 2),
            id="beside one that computes without",
        ),
        pytest.param(
            {2: ([RUNS, WANTS, WANTS], [5, 6, 7]), 3: ([WANTS, RUNS, RUNS], [9, 9, 10])},
            (3, 1),
            id="the last of two",
        ),
        pytest.param({2: ([SLEEPS, RUNS, RUNS], [5, 5, 6])}, None, id="who sleeps does not have it"),
    ],
)
def test_the_holder_is_who_ran_and_let_go(
    threads: Mapping[int, tuple[Sequence[str], Sequence[int]]],
    holder: tuple[int, int] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = Seen(threads)
    monkeypatch.setattr(procfs, "voluntary_switches", seen.voluntary_switches)
    watched = GilHolder(1, seen)
    watched.asked(threads)
    for look in range(LOOKS - 1):
        seen.look = look
        watched.look()
    seen.look = LOOKS - 1
    assert watched.found() == holder
