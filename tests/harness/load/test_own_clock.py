"""The generator's own beats, on a clock of plain numbers."""

from __future__ import annotations

from freeloop.load.engine.own_clock import PERIOD_NS, OwnClock


def test_a_stall_counts_as_every_beat_that_it_swallowed() -> None:
    clock = OwnClock(start_ns=0, end_ns=10 * PERIOD_NS)
    clock.note(0)
    clock.note(3 * PERIOD_NS)
    assert list(clock.lateness_ns) == [0, 2 * PERIOD_NS, PERIOD_NS, 0]


def test_a_beat_that_came_early_by_the_clocks_rounding_is_on_time() -> None:
    clock = OwnClock(start_ns=1000, end_ns=10 * PERIOD_NS)
    clock.note(900)
    clock.note(1000 + PERIOD_NS + 7)
    assert list(clock.lateness_ns) == [0, 7]


def test_no_beat_is_due_after_the_end() -> None:
    clock = OwnClock(start_ns=0, end_ns=2 * PERIOD_NS)
    clock.note(100 * PERIOD_NS)
    assert list(clock.lateness_ns) == [100 * PERIOD_NS, 99 * PERIOD_NS]
