"""Stalls of one culprit as they are shown: with the source of its line, and with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.report.source_line import callee_on, display_path, source_of
from freeloop.session.cause import ADVICE
from freeloop.session.culprit import is_user_code
from freeloop.session.result import CulpritLine, StallLine

if TYPE_CHECKING:
    from freeloop.session.stall import StallGroup

OF_A_LIBRARY = (
    "a library computes here, on the loop even for a `def` endpoint: smaller bodies or answers, "
    "or parse and encode bytes in a thread of the endpoint's own"
)
"""For work of installed code that no line of the application called, such as FastAPI's reading of a body."""


def stall_line(group: StallGroup) -> StallLine:
    """Make a group of stalls ready to show."""
    culprit = None
    if group.culprit is not None:
        frame = group.culprit.frame
        culprit = CulpritLine(
            path=display_path(frame.path),
            line=frame.line,
            function=frame.function,
            source=source_of(frame.path, frame.line),
            callee=group.culprit.callee or callee_on(frame.path, frame.line),
        )
    return StallLine(
        cause=group.cause,
        count=group.count,
        wall_s=group.wall_s,
        charged_s=group.charged_s,
        longest_s=group.longest_s,
        culprit=culprit,
        advice=_advice(group),
    )


def _advice(group: StallGroup) -> str:
    is_of_a_library = group.culprit is not None and not is_user_code(group.culprit.frame.path)
    return OF_A_LIBRARY if is_of_a_library and group.cause == "cpu" else ADVICE[group.cause]
