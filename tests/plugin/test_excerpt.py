"""Which of an observer's recording belongs to a test, and what of that is charged to it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from freeloop.pytest_plugin.in_process.excerpt import is_the_test_s_own, lanes, of_runs
from freeloop.pytest_plugin.in_process.loops import Run
from freeloop.pytest_plugin.in_process.notebook import Notebook
from freeloop.session import codec
from freeloop.session.recording import Frame, Gap, LoopSeen, Recording, Stack, Tick

if TYPE_CHECKING:
    from pathlib import Path

MAIN = threading.main_thread().native_id or 0
ELSEWHERE = MAIN + 1
LOOP = LoopSeen(1, MAIN, "server", 3, 0, {})


def _gap(
    start_ns: int,
    end_ns: int,
    thread_id: int = MAIN,
    stacks: tuple[Stack, ...] = (),
    other_stacks: tuple[Stack, ...] = (),
) -> Gap:
    late_ns = end_ns - start_ns
    return Gap(1, thread_id, start_ns, end_ns, late_ns, 0, 0, 0, 0, stacks=stacks, other_stacks=other_stacks)


@pytest.mark.parametrize(
    ("gap", "is_kept"),
    [
        (_gap(10, 20), True),
        (_gap(12, 18), True),
        (_gap(5, 15), False),
        (_gap(20, 30), False),
        (_gap(20, 40), False),
        (_gap(35, 90), True),
        (_gap(12, 18, ELSEWHERE), False),
    ],
)
def test_the_silence_between_two_loops_of_a_thread_is_no_gap(gap: Gap, is_kept: bool) -> None:  # noqa: FBT001 - a case
    runs = [Run(MAIN, 10, 20), Run(MAIN, 30, None)]
    assert bool(of_runs(Recording(loops=(LOOP,), gaps=(gap,)), runs).gaps) is is_kept


def test_a_loop_of_a_thread_that_was_never_announced_counts() -> None:
    """Its ring had been another thread's, and the observer had not come by before it was over."""
    seen = of_runs(Recording(loops=(LOOP,), gaps=(_gap(12, 18, ELSEWHERE),)), [Run(ELSEWHERE, 10, 20)])
    assert [loop.thread_id for loop in seen.loops] == [ELSEWHERE]
    assert [gap.thread_id for gap in seen.gaps] == [ELSEWHERE]


@pytest.mark.parametrize(
    ("spans", "count"),
    [
        ([(0, 10), (10, 20), (20, 30)], 1),
        ([(0, 10), (5, 20), (20, 30)], 2),
        ([(0, None), (5, 20), (20, 30)], 2),
        ([(0, None), (0, None), (20, 30)], 3),
    ],
)
def test_loops_that_run_one_after_the_other_count_as_one(
    spans: list[tuple[int, int | None]], count: int
) -> None:
    runs = [Run(number, began, ended) for number, (began, ended) in enumerate(spans)]
    assert len(set(lanes(runs).values())) == count


def _stack(path: str, function: str, thread_id: int = MAIN) -> Stack:
    return Stack(0, thread_id, (Frame(path, 1, function), Frame("/lib/asyncio/events.py", 1, "_run")))


WORK, IDLE = _stack("/app.py", "work"), _stack("/lib/selectors.py", "select")


@pytest.mark.parametrize(
    ("gap", "is_own"),
    [
        (_gap(0, 9, stacks=(WORK,)), False),
        (_gap(0, 9, stacks=(WORK, _stack("/lib/pdb.py", "interaction"))), True),
        (_gap(0, 9, stacks=(_stack("/site-packages/debugpy/_vendored/pydevd/pydevd.py", "wait"),)), True),
        (_gap(0, 9, ELSEWHERE, stacks=(IDLE,), other_stacks=(_stack("/t.py", "test"),)), True),
        (_gap(0, 9, ELSEWHERE, stacks=(WORK,), other_stacks=(_stack("/t.py", "test"),)), False),
        (_gap(0, 9, ELSEWHERE, stacks=(IDLE,), other_stacks=(_stack("/t.py", "job", 5),)), False),
        (_gap(0, 9, MAIN, stacks=(IDLE,), other_stacks=(_stack("/t.py", "job", 5),)), False),
    ],
)
def test_a_debugger_and_the_test_s_own_thread_are_not_charged(gap: Gap, is_own: bool) -> None:  # noqa: FBT001 - a case
    assert is_the_test_s_own(gap) is is_own


def test_a_notebook_is_read_piece_by_piece(tmp_path: Path) -> None:
    notebook, path = Notebook(tmp_path), tmp_path / "observed.jsonl"
    assert notebook.since(0) == Recording()
    tick = codec.to_line(Tick(50, 50, 0, 0, 0, 0))
    path.write_text(codec.to_line(LOOP) + codec.to_line(_gap(0, 40)) + tick[:20])
    assert [gap.end_ns for gap in notebook.since(0).gaps] == [40]
    with path.open("a") as file:
        file.write(tick[20:])
    later = notebook.since(40)
    assert (later.loops, later.gaps) == ((LOOP,), ())
    assert [each.time_ns for each in later.ticks] == [50]
