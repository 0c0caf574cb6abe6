"""The stalls as a profile for speedscope: who was on the stack while the loop was held, and for how long.

One profile for each subject that had a stall; a sample is a stack, its weight the charged time. Below each stack's
first frame stands the cause. The format is that of https://www.speedscope.app/file-format-schema.json.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from freeloop.version import __version__

if TYPE_CHECKING:
    from freeloop.report.subject import Report, Subject
    from freeloop.session.recording import Frame

SCHEMA = "https://www.speedscope.app/file-format-schema.json"


def render(report: Report) -> str:
    """The file, as JSON."""
    frames = _Frames()
    profiles = [_profile(subject, frames) for subject in report.subjects if _has_stacks(subject)]
    document = {
        "$schema": SCHEMA,
        "name": f"{report.title}: stalls of the event loop",
        "exporter": f"freeloop@{__version__}",
        "activeProfileIndex": 0,
        "profiles": profiles or [_sampled("no stall", [], [])],
        "shared": {"frames": frames.described},
    }
    return json.dumps(document, separators=(",", ":")) + "\n"


class _Frames:
    """Every frame once, by its number."""

    def __init__(self) -> None:
        self.described: list[dict[str, object]] = []
        self._numbers: dict[Frame | str, int] = {}

    def number(self, frame: Frame | str) -> int:
        """The number of a frame, or of a heading that is none."""
        if frame not in self._numbers:
            self._numbers[frame] = len(self.described)
            self.described.append(
                {"name": frame}
                if isinstance(frame, str)
                else {"name": frame.function, "file": frame.path, "line": frame.line}
            )
        return self._numbers[frame]


def _has_stacks(subject: Subject) -> bool:
    return subject.figures is not None and bool(subject.figures.course.stacks)


def _profile(subject: Subject, frames: _Frames) -> dict[str, object]:
    stacks = subject.figures.course.stacks if subject.figures is not None else ()
    samples = [
        [frames.number(each) for each in (stack.cause, *(stack.frames or ("no stack could be had",)))]
        for stack in stacks
    ]
    name = f"{subject.within} {subject.name}".strip()
    return _sampled(name, samples, [round(stack.held_s, 6) for stack in stacks])


def _sampled(name: str, samples: list[list[int]], weights: list[float]) -> dict[str, object]:
    return {
        "type": "sampled",
        "name": name,
        "unit": "seconds",
        "startValue": 0,
        "endValue": round(sum(weights), 6),
        "samples": samples,
        "weights": weights,
    }
