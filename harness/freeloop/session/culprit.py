"""Which line held the loop: the user's own innermost frame, by majority over the stacks of a stall.

Several stacks, because one lies: the first may be taken a moment too early, with the loop still in its
selector. User code is what is neither the standard library, nor installed in site-packages, nor freeloop's;
when a stack holds nothing else, its innermost frame that is not the loop's own machinery stands in.
"""

from __future__ import annotations

import os
import sysconfig
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from freeloop.session.recording import Frame, Stack

_OWN = str(Path(__file__).resolve().parents[1]) + os.sep
_STANDARD_LIBRARY = tuple(
    f"{path}{os.sep}" for path in (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")) if path
)
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_MACHINERY = (f"{os.sep}asyncio{os.sep}", f"{os.sep}selectors.py", f"{os.sep}uvicorn{os.sep}", _OWN)
# Outside of these frames stands who started the loop, not what it runs.
_LOOP_RUNS = (
    (f"{os.sep}asyncio{os.sep}events.py", "_run"),
    (f"{os.sep}asyncio{os.sep}base_events.py", "_run_once"),
    (f"{os.sep}asyncio{os.sep}base_events.py", "run_forever"),
    (f"{os.sep}asyncio{os.sep}runners.py", "run"),
    (f"{os.sep}uvloop{os.sep}__init__.py", "run"),
    (f"{os.sep}in_process{os.sep}loops.py", "run_forever"),
)


@dataclass(frozen=True, slots=True)
class Culprit:
    """The frame to blame, and the Python function that it was calling (None when it was in C, or computing)."""

    frame: Frame
    callee: str | None


def is_user_code(path: str) -> bool:
    """Neither standard library, nor installed, nor built in, nor freeloop."""
    if path.startswith("<") or any(part in path for part in _INSTALLED):
        return False
    return not path.startswith((*_STANDARD_LIBRARY, _OWN))


def culprit_of(stack: Stack) -> Culprit | None:
    """Whom one stack accuses; None when the loop was in its own machinery, as when it waits for events."""
    frames = on_the_loop(stack)
    for inner, frame in zip((None, *frames), frames, strict=False):
        if is_user_code(frame.path) and not _passes_on(frame, inner):
            return Culprit(frame, inner.function if inner else None)
    if frames and not _is_machinery(frames[0].path):
        return Culprit(frames[0], None)
    return None


def is_idle(stack: Stack) -> bool:
    """The loop was in its selector, or on its way out of it."""
    if not stack.frames:
        return False
    frames = on_the_loop(stack)  # none at all on a loop whose selector is C
    return not frames or frames[0].path.endswith(f"{os.sep}selectors.py")


def is_starting_a_thread(stack: Stack) -> bool:
    """The loop was in Thread.start, which returns when the new thread has begun to run."""
    innermost = stack.frames[:3]  # Condition.wait, Event.wait, Thread.start
    return any(f.function == "start" and f.path.endswith(f"{os.sep}threading.py") for f in innermost)


def on_the_loop(stack: Stack) -> tuple[Frame, ...]:
    """The frames of the callback that the loop was running, without those of who runs the loop."""
    for depth, frame in enumerate(stack.frames):
        if any(frame.path.endswith(path) and frame.function == function for path, function in _LOOP_RUNS):
            return stack.frames[:depth]
    return stack.frames


def majority(stacks: Iterable[Stack]) -> Culprit | None:
    """The culprit that most stacks name; of equals the first named."""
    accused = [culprit for culprit in map(culprit_of, stacks) if culprit is not None]
    if not accused:
        return None
    frame = Counter(culprit.frame for culprit in accused).most_common(1)[0][0]
    callees: Sequence[str | None] = [culprit.callee for culprit in accused if culprit.frame == frame]
    return Culprit(frame, Counter(callees).most_common(1)[0][0])


def _passes_on(frame: Frame, inner: Frame | None) -> bool:
    """A middleware that awaits the application that it wraps: what holds the loop in there is not its doing."""
    return inner is not None and frame.function == inner.function == "__call__"


def _is_machinery(path: str) -> bool:
    return any(part in path for part in _MACHINERY)
