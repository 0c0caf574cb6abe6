"""Of an observer's recording, what belongs to a test: the gaps of the loops that ran in it, while they ran."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from freeloop.session.culprit import is_idle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.pytest_plugin.in_process.loops import Run
    from freeloop.session.recording import Gap, Recording

DEBUGGERS = tuple(f"{os.sep}{name}" for name in ("bdb.py", "pdb.py", "pydevd.py"))
"""Where a program stands while somebody looks at it."""


def of_runs(recording: Recording, runs: Sequence[Run]) -> Recording:
    """What a recording says of these runs; runs one after the other count as one loop."""
    lane_of = lanes(runs)
    gaps = [
        replace(gap, thread_id=lane_of[id(run)])
        for gap in recording.gaps
        for run in runs
        if run.thread_id == gap.thread_id
        and run.began_ns <= gap.start_ns
        and (run.ended_ns is None or gap.end_ns <= run.ended_ns)
    ]
    loops = [replace(recording.loops[-1], thread_id=lane) for lane in dict.fromkeys(lane_of.values())]
    return replace(recording, loops=tuple(loops), gaps=tuple(gaps))


def lanes(runs: Sequence[Run]) -> dict[int, int]:
    """For each run, by its id, the thread to count it under: as few as have never two runs at once."""
    free_at: dict[int, int | None] = {}
    found: dict[int, int] = {}
    for run in sorted(runs, key=lambda run: run.began_ns):
        free = (lane for lane, at in free_at.items() if at is not None and at <= run.began_ns)
        lane = next(free, run.thread_id)
        found[id(run)] = lane
        free_at[lane] = run.ended_ns
    return found


def is_the_test_s_own(gap: Gap) -> bool:
    """The program stood in a debugger; or a test without a loop kept the GIL from its application's."""
    if any(frame.path.endswith(DEBUGGERS) for stack in gap.stacks for frame in stack.frames):
        return True
    main = threading.main_thread().native_id
    others = {stack.thread_id for stack in gap.other_stacks}
    return gap.thread_id != main and others == {main} and all(map(is_idle, gap.stacks))
