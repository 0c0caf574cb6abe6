"""Stalls of one culprit as they are shown: with the source of its line, and with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.report.source_line import callee_on, display_path, source_of
from freeloop.session.cause import ADVICE
from freeloop.session.result import CulpritLine, StallLine

if TYPE_CHECKING:
    from freeloop.session.stall import StallGroup


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
        advice=ADVICE[group.cause],
    )
