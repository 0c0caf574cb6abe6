"""What is kept of a window's time: where it belongs, bounded, and whole after a way through JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from freeloop.session.course import INTERVALS, SLOTS, STACKS, Quantile, slots, spectrum
from freeloop.session.figures import LoopFigures, loop_figures
from freeloop.session.plain import from_plain, to_plain
from freeloop.session.recording import Frame, Gap, LoopSeen, Recording, Stack, Waits
from freeloop.session.stall import Window

MS = 1_000_000
SECOND = Window(5_000 * MS, 6_000 * MS)
LOOP = LoopSeen(7, 7, "server", 2 * MS, 0, {"loop": "uvloop.Loop"})
OUTER = Frame("/srv/app.py", 3, "predict")
INNER = Frame("/srv/model.py", 9, "classify")
RUN = Frame("/usr/lib/python3/asyncio/events.py", 80, "_run")


def _gap(start_ms: float, length_ms: float, *stacks: Stack) -> Gap:
    start_ns = int(start_ms * MS)
    return Gap(
        pid=7,
        thread_id=7,
        start_ns=start_ns,
        end_ns=start_ns + int((length_ms + 1) * MS),
        late_ns=int((length_ms - 1) * MS),
        cpu_ns=int((length_ms - 1) * MS),
        runq_ns=0,
        slices=1,
        gc_ns=0,
        waits=Waits({"running": 3}),
        stacks=stacks,
    )


def _stack(*frames: Frame) -> Stack:
    return Stack(5, 7, frames, "running")


def test_a_stall_is_kept_with_its_moment_its_length_and_its_culprit() -> None:
    figures = loop_figures(Recording((LOOP,), (_gap(5_200, 100, _stack(INNER, OUTER, RUN)),)), SECOND)
    (held,) = figures.course.held
    assert (held.at_s, held.cause, held.is_stall, held.culprit) == (0.2, "cpu", True, INNER)
    assert held.wall_s == held.charged_s == pytest.approx(0.1)
    assert figures.course.length_s == 1.0


def test_a_short_interval_is_kept_and_is_no_stall() -> None:
    figures = loop_figures(Recording((LOOP,), (_gap(5_200, 15),)), SECOND)
    assert [each.is_stall for each in figures.course.held] == [False]
    assert figures.course.stacks == ()


def test_a_stall_s_time_is_shared_by_its_stacks_outermost_first_and_without_who_runs_the_loop() -> None:
    stacks = (_stack(INNER, OUTER, RUN), _stack(INNER, OUTER, RUN), _stack(OUTER, RUN), _stack(OUTER, RUN))
    figures = loop_figures(Recording((LOOP,), (_gap(5_200, 100, *stacks),)), SECOND)
    held_s = {each.frames: each.held_s for each in figures.course.stacks}
    assert held_s == pytest.approx({(OUTER, INNER): 0.05, (OUTER,): 0.05})


@pytest.mark.parametrize(
    ("set_off_by", "named"),
    [((INNER, INNER, OUTER), INNER), ((INNER, OUTER, None), None), ((INNER, OUTER), None), ((None,), None)],
)
def test_collections_are_one_group_with_the_line_that_sets_off_most(
    set_off_by: tuple[Frame | None, ...], named: Frame | None
) -> None:
    gaps = tuple(
        replace(_gap(5_000 + 200 * at, 100, *([_stack(frame, RUN)] if frame else ())), gc_ns=90 * MS)
        for at, frame in enumerate(set_off_by)
    )
    (group,) = loop_figures(Recording((LOOP,), gaps), SECOND).stalls
    assert (group.cause, group.count) == ("gc", len(set_off_by))
    assert (group.culprit.frame if group.culprit else None) == named


@pytest.mark.parametrize(
    ("cpu_ms", "blamed"),
    [(95, INNER), (3, OUTER)],
    ids=[
        "in the loop's thread, which wanted the GIL for a moment too",
        "in another, and the loop waited for the GIL",
    ],
)
def test_a_collection_is_blamed_on_the_thread_that_it_ran_in(cpu_ms: int, blamed: Frame) -> None:
    gap = replace(
        _gap(5_200, 100, _stack(INNER, RUN)),
        gc_ns=90 * MS,
        cpu_ns=cpu_ms * MS,
        waits=Waits({"gil": 3}),
        other_stacks=(Stack(5, 8, (OUTER,)),),
    )
    (group,) = loop_figures(Recording((LOOP,), (gap,)), SECOND).stalls
    assert group.cause == "gc"
    assert group.culprit is not None
    assert group.culprit.frame == blamed


def test_a_stall_of_which_no_stack_was_had_is_in_the_flame_graph_too() -> None:
    figures = loop_figures(Recording((LOOP,), (_gap(5_200, 100),)), SECOND)
    assert [(each.frames, round(each.held_s, 6)) for each in figures.course.stacks] == [((), 0.1)]


def test_of_many_intervals_and_stacks_the_heaviest_are_kept_and_the_others_counted() -> None:
    count = INTERVALS + 50
    gaps = tuple(
        _gap(5_000 + 100 * number, 30 + number / 10, _stack(replace(INNER, line=number)))
        for number in range(count)
    )
    course = loop_figures(Recording((LOOP,), gaps), Window(5_000 * MS, 5_000 * MS + count * 100 * MS)).course
    assert len(course.held) == INTERVALS
    assert course.held_left_out == 50
    assert [each.at_s for each in course.held] == sorted(each.at_s for each in course.held)
    assert min(each.wall_s for each in course.held) == pytest.approx(0.035)
    assert len(course.stacks) == STACKS
    assert course.stacks_left_out_s == pytest.approx(sum(0.03 + n / 10_000 for n in range(count - STACKS)))


def test_requests_are_kept_by_the_moment_that_they_were_meant_for() -> None:
    due_ns = [SECOND.start_ns - 1, SECOND.start_ns, SECOND.start_ns + 1, SECOND.end_ns - 1]
    first, last = slots(due_ns, [3 * MS, 1 * MS, 2 * MS, 9 * MS], SECOND)
    assert (first.count, first.median_s, first.longest_s) == (3, 0.002, 0.003)
    assert (last.count, last.median_s, last.longest_s) == (1, 0.009, 0.009)
    assert first.at_s < 1 / SLOTS
    assert last.at_s > 1 - 1 / SLOTS


def test_a_hundred_thousand_requests_take_no_more_room_than_a_thousand() -> None:
    due_ns = range(SECOND.start_ns, SECOND.end_ns, 10_000)
    assert len(due_ns) == 100_000
    kept = slots(due_ns, [5] * len(due_ns), SECOND)
    assert len(kept) == SLOTS
    assert sum(slot.count for slot in kept) == 100_000


def test_a_spectrum_ends_where_percentiles_are_no_longer_known() -> None:
    curve = spectrum(lambda percentile: percentile / 100 if percentile <= 99 else None)
    assert curve[0] == Quantile(0.0, 0.0)
    assert curve[-1] == Quantile(99.0, 0.99)


def test_figures_survive_json() -> None:
    figures = loop_figures(
        Recording((LOOP,), (_gap(5_200, 100, _stack(INNER, OUTER)), _gap(5_500, 15))), SECOND
    )
    assert figures.course.held
    assert figures.stalls
    assert from_plain(LoopFigures, json.loads(json.dumps(to_plain(figures)))) == figures
