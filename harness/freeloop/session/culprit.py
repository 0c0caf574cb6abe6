"""Which line held the loop: the user's own innermost frame, by majority over the stacks of a stall.

Several stacks, because one lies: the first may be taken a moment too early, with the loop still in its
selector. User code is what is neither the standard library, nor installed in site-packages, nor freeloop's;
when a stack holds nothing else, the innermost frame of an installed package stands in, and else the innermost.
"""

from __future__ import annotations

import os
import sysconfig
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.session.recording import Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from freeloop.session.recording import Stack

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
    return next(iter(_accused_by(stack)), None)


def _accused_by(stack: Stack) -> list[Culprit]:
    """Whom one stack accuses, innermost first; after the first those that called it."""
    frames = without_own(on_the_loop(stack))
    users = _calls_from(is_user_code, frames)
    if users or not frames or _is_machinery(frames[0].path):
        return users
    return _calls_from(_is_installed, frames)[:1] or [Culprit(frames[0], None)]


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
    """The culprit that most stacks agree on, each with its weight; of equals the first named.

    Where no innermost function is named by half of them, the work is spread over several: whoever called these is
    asked, from the inside out, and the line is where most of the calls were made.
    """
    accused = [(named, stack.weight) for stack in stacks if (named := _accused_by(stack))]
    deepest = max((len(named) for named, _ in accused), default=0)
    for callers in range(deepest):
        votes = Counter[Culprit]()
        functions = Counter[tuple[str, str]]()
        for named, weight in accused:
            culprit = named[min(callers, len(named) - 1)]
            votes[culprit] += weight
            functions[_function(culprit)] += weight
        function, most = functions.most_common(1)[0]
        if most * 2 > functions.total() or callers == deepest - 1:
            return _commonest({c: count for c, count in votes.items() if _function(c) == function})
    return None


def of_users(stacks: Sequence[Stack]) -> Sequence[Stack]:
    """Those with a frame of the user's, all if none has: a thread that is done already waits for its next task."""
    return [stack for stack in stacks if any(is_user_code(frame.path) for frame in stack.frames)] or stacks


def _function(culprit: Culprit) -> tuple[str, str]:
    return culprit.frame.path, culprit.frame.function


def _commonest(votes: Mapping[Culprit, int]) -> Culprit:
    """The line that most votes name, and what it mostly called."""
    lines = Counter[Frame]()
    for culprit, count in votes.items():
        lines[culprit.frame] += count
    frame = lines.most_common(1)[0][0]
    return max((culprit for culprit in votes if culprit.frame == frame), key=lambda culprit: votes[culprit])


def _calls_from(is_wanted: Callable[[str], bool], frames: tuple[Frame, ...]) -> list[Culprit]:
    return [
        Culprit(frame, inner.function if inner else None)
        for inner, frame in zip((None, *frames), frames, strict=False)
        if is_wanted(frame.path) and not _passes_on(frame, inner)
    ]


def without_own(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """Without the agent's innermost: it is told of each garbage collection, wherever that happens."""
    return next((frames[depth:] for depth, frame in enumerate(frames) if not frame.path.startswith(_OWN)), ())


def _is_installed(path: str) -> bool:
    return any(part in path for part in _INSTALLED) and not _is_machinery(path)


def _passes_on(frame: Frame, inner: Frame | None) -> bool:
    """A middleware that awaits the application that it wraps: what holds the loop in there is not its doing."""
    return inner is not None and frame.function == inner.function == "__call__"


def _is_machinery(path: str) -> bool:
    return any(part in path for part in _MACHINERY)
