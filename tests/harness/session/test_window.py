"""A window cut out of a recording, and the recording's way through JSON."""

from __future__ import annotations

import pytest

from freeloop.session import codec
from freeloop.session.figures import loop_figures
from freeloop.session.recording import Account, Frame, Gap, LoopSeen, Recording, Stack, Tick, Waits
from freeloop.session.stall import Window

MS = 1_000_000
LOOP = LoopSeen(7, 7, "server", 2 * MS, 0, {"loop": "uvloop.Loop"})
STACK = Stack(5, 7, (Frame("/srv/app.py", 5, "predict"),))


def _held(start_ms: int, length_ms: int, *, line: int = 5, pid: int = 7) -> Gap:
    stack = Stack(5, 7, (Frame("/srv/app.py", line, "predict"),))
    end_ns = (start_ms + length_ms + 1) * MS
    return Gap(
        pid, pid, start_ms * MS, end_ns, (length_ms - 1) * MS, (length_ms - 1) * MS, 0, 1, 0, stacks=(stack,)
    )


def test_figures_of_a_window() -> None:
    recording = Recording((LOOP,), (_held(100, 100), _held(400, 300, line=9), _held(800, 100)))
    figures = loop_figures(recording, Window(0, 10_000 * MS))
    assert figures.held_share == pytest.approx(0.05)
    assert figures.lag.max_s == pytest.approx(0.3)
    assert figures.lag.p99_s == pytest.approx(0.2)
    assert [stall.count for stall in figures.stalls] == [1, 2]
    assert [stall.longest_s for stall in figures.stalls] == pytest.approx([0.3, 0.1])
    assert figures.stalls[0].culprit is not None
    assert figures.stalls[0].culprit.frame.line == 9


def test_a_stall_counts_only_inside_its_window() -> None:
    recording = Recording((LOOP,), (_held(0, 1000),))
    figures = loop_figures(recording, Window(500 * MS, 1500 * MS))
    assert figures.lag.max_s == pytest.approx(0.5, abs=0.002)
    assert figures.held_share == pytest.approx(0.5, abs=0.002)


def test_a_stall_that_outlasts_its_window_is_as_long_as_it_was() -> None:
    figures = loop_figures(Recording((LOOP,), (_held(500, 1000),)), Window(0, 1000 * MS))
    assert figures.lag.max_s == pytest.approx(1.0)
    assert figures.stalls[0].longest_s == figures.stalls[0].charged_s == pytest.approx(1.0)
    assert figures.held_share == pytest.approx(0.5, abs=0.002)


def test_loops_of_several_workers_are_pooled() -> None:
    other = LoopSeen(8, 8, "server", 2 * MS, 0, {})
    recording = Recording((LOOP, other), (_held(0, 1000),))
    assert loop_figures(recording, Window(0, 10_000 * MS)).held_share == pytest.approx(0.05)


def test_short_gaps_are_lag_but_no_stall() -> None:
    figures = loop_figures(Recording((LOOP,), (_held(0, 15),)), Window(0, 1000 * MS))
    assert figures.lag.max_s == pytest.approx(0.015)
    assert figures.stalls == ()
    assert figures.held_share == 0


def test_the_generator_s_own_loop_is_not_the_server_s() -> None:
    generator = LoopSeen(8, 8, "generator", 2 * MS, 0, {})
    figures = loop_figures(Recording((LOOP, generator), (_held(0, 500, pid=8),)), Window(0, 1000 * MS))
    assert figures.lag.max_s == 0


def test_a_recording_survives_json() -> None:
    gap = Gap(
        7,
        7,
        1,
        2,
        3,
        4,
        None,
        None,
        5,
        6,
        7,
        8,
        9,
        Waits({"futex": 3}, {"S": 3}),
        (STACK,),
        (STACK, STACK),
        open=True,
    )
    recording = Recording((LOOP,), (gap,), (Tick(1, 2, 3, 4, 5, 6),), Account(9, 1, ("x",), (gap,)))
    records: list[codec.Record] = [*recording.loops, *recording.gaps, *recording.ticks]
    lines = [codec.to_line(record) for record in records]
    assert codec.recording(lines).account is None
    assert recording.account is not None
    accounts = [codec.to_line(account) for account in (Account(8), recording.account)]
    assert codec.recording([*lines, *accounts]) == recording


def test_a_line_cut_short_is_left_out() -> None:
    line = codec.to_line(Tick(1, 2, 3, 4, 5, 6))
    assert codec.recording([line, line[:20]]).ticks == (Tick(1, 2, 3, 4, 5, 6),)
