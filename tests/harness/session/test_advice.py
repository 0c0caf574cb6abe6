"""What is advised against a stall, by its cause and by whose line held the loop."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import fastapi.routing
import pytest

from freeloop.report.stall_lines import OF_A_LIBRARY, stall_line
from freeloop.session.cause import ADVICE
from freeloop.session.culprit import Culprit
from freeloop.session.recording import Frame
from freeloop.session.stall import StallGroup

if TYPE_CHECKING:
    from freeloop.session.cause import Cause


@pytest.mark.parametrize(
    ("path", "cause", "advice"),
    [
        ("/srv/app.py", "cpu", ADVICE["cpu"]),
        (fastapi.routing.__file__, "cpu", OF_A_LIBRARY),
        (json.__file__, "cpu", OF_A_LIBRARY),
        (fastapi.routing.__file__, "io", ADVICE["io"]),
        (None, "cpu", ADVICE["cpu"]),
    ],
)
def test_a_def_endpoint_is_no_remedy_for_what_a_library_does(
    path: str | None, cause: Cause, advice: str
) -> None:
    culprit = Culprit(Frame(path, 5, "run"), None) if path is not None else None
    assert stall_line(StallGroup(cause, culprit, 1, 0.2, 0.2, 0.2)).advice == advice
