"""Tests in this process, observed from beside it: which were quiet, and what the others' stalls were.

Most tests are quiet, and that can be read from the heartbeats alone; only for the others is the observer asked, whose
last word comes 50 ms later. Both see the same beats, and the verdict is that of an audit.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from freeloop.agent.proof_of_life import hold_the_loop
from freeloop.observe.client import ObserverProcess
from freeloop.observe.until import recorded_until
from freeloop.pytest_plugin.in_process.excerpt import is_the_test_s_own, of_runs
from freeloop.pytest_plugin.in_process.loops import INTERVAL_NS, NOT_KNOWN_NS, Loops, Run
from freeloop.pytest_plugin.in_process.notebook import Notebook
from freeloop.pytest_plugin.verdicts.judged import Judged, evidence_of, place_of
from freeloop.report.stall_lines import stall_line
from freeloop.report.subject import Subject
from freeloop.session.figures import loop_figures
from freeloop.session.life import missing_proofs
from freeloop.session.plain import to_plain
from freeloop.session.stall import THRESHOLD_S, Window
from freeloop.session.verdict import Budget, Verdict, judge
from freeloop.session_directory import session_directory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Self

    from freeloop.session.recording import Recording

MARGIN_NS = INTERVAL_NS
BEFORE_NS = 1_000_000_000
"""How long before a window ticks are kept for it: a stall that begins with it is charged by those around."""

START_TIMEOUT_S = 10.0
"""For the observer to begin. Arbitrary: without it tests run, and those that need it cannot be judged."""

PROOFS = 5
"""How often a proof of life is asked for, on a machine too busy to see the first. Arbitrary."""


class InProcess:
    """The agent on the loops of this process, and an observer beside it; use it as a context manager."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._began_ns = self._quiet_ns = 0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            session = stack.enter_context(session_directory())
            self._observer = stack.enter_context(ObserverProcess(session, os.getpid()))
            self._notebook = Notebook(session)
            self._loops = Loops(session)
            stack.callback(self._loops.leave)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def prove_life(self) -> None:
        """Follow loops from now on, and hold one of our own for a known time."""
        self._loops.follow()
        self._observer.wait_until_there(START_TIMEOUT_S)
        self._held = _hold_a_loop()

    def begin(self, budget: Budget) -> None:
        """A test's call phase begins."""
        limits_s = (THRESHOLD_S, budget.max_stall_s, budget.p99_s, budget.p999_s)
        shortest_ns = min(int(limit_s * 1e9) for limit_s in limits_s if limit_s is not None)
        # A stall is longer than its last beat is late, by part of an interval.
        self._quiet_ns = shortest_ns - MARGIN_NS
        self._loops.follow()  # uvloop may have been imported since
        self._loops.begin_window(self._quiet_ns)
        self._began_ns = time.monotonic_ns()

    def judge(self, test: str, budget: Budget) -> Judged | None:
        """The verdict on the call phase that ends now; None when no loop ran in it."""
        late_ns = self._loops.late_ns()
        window = Window(self._began_ns, time.monotonic_ns())
        runs = self._loops.runs()
        if self._loops.trouble:
            return Judged.undecided(test, self._loops.trouble)
        if not runs:
            return None
        if late_ns < self._quiet_ns:
            return _judged(test, Verdict("passed", "no stall"))
        return self._judge_recorded(test, budget, window, runs, 0 if late_ns == NOT_KNOWN_NS else late_ns)

    def _judge_recorded(
        self, test: str, budget: Budget, window: Window, runs: Sequence[Run], late_ns: int
    ) -> Judged:
        doubts = list(self._doubts)
        recording = self._recorded(window)
        if recording.account is None:
            doubts.append("the observer ended, or was kept from running")
        if not recording.loops:
            return Judged.undecided(test, "the observer ended, or was kept from running")
        seen = of_runs(recording, runs)
        if max((gap.late_ns for gap in seen.gaps), default=0) < late_ns - MARGIN_NS:
            doubts.append("the observer missed a stall, or was kept from running")
        seen = replace(seen, gaps=tuple(gap for gap in seen.gaps if not is_the_test_s_own(gap)))
        figures = loop_figures(seen, window)
        stalls = tuple(map(stall_line, figures.stalls))
        path, line = place_of(stalls)
        verdict = judge(figures, None, budget, tuple(doubts))
        return replace(
            _judged(test, verdict),
            longest_ms=round(figures.lag.max_s * 1e3, 3),
            held_share=round(figures.held_share, 4),
            evidence=evidence_of(stalls),
            path=path,
            line=line,
            subject=to_plain(
                Subject(
                    name=test,
                    status=verdict.status,
                    why=verdict.why,
                    longest_s=figures.lag.max_s,
                    held_share=figures.held_share,
                    max_stall_s=budget.max_stall_s,
                    figures=figures,
                    stalls=stalls,
                )
            ),
        )

    def _recorded(self, window: Window) -> Recording:
        return recorded_until(
            self._observer, window.end_ns, lambda: self._notebook.since(window.start_ns - BEFORE_NS)
        )

    @cached_property
    def _doubts(self) -> list[str]:
        """Whether the observer saw that a loop was held. Asked when a verdict rests on it, which most do not."""
        doubts = ["the observer ended, or was kept from running"]
        for attempt in range(PROOFS):
            held = _hold_a_loop() if attempt else self._held
            recording = self._recorded(held)
            if recording.loops:
                doubts = missing_proofs(recording, held)
                if not doubts:
                    break
        return doubts


def _hold_a_loop() -> Window:
    """Hold a loop of our own on this thread for a known time; returns when that was."""
    began_ns = time.monotonic_ns()
    loop = asyncio.SelectorEventLoop()
    try:
        loop.run_until_complete(_held())
    finally:
        loop.close()
    return Window(began_ns, time.monotonic_ns())


async def _held() -> None:
    """Hold the loop once the observer has had time to meet it."""
    await asyncio.sleep(0.02)
    hold_the_loop()
    await asyncio.sleep(0.01)


def _judged(test: str, verdict: Verdict) -> Judged:
    return Judged(test, "", verdict.status, verdict.why, longest_ms=0.0, held_share=0.0)
