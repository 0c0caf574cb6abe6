"""The HTML report: one file that holds all it needs, runs no script and asks no network for anything.

Charts are SVG stretched to the width of the page, with their labels as HTML on top, so that text has its size on every
screen; colours are CSS variables, so that they follow light and dark. Whatever comes from the application is escaped by
the template engine, which comes with `freeloop[report]`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.errors import UserError
from freeloop.report.headline import ORDER, made_up_sentences
from freeloop.report.html.flame import flame_of
from freeloop.report.html.spectrum import spectrum_of
from freeloop.report.html.timeline import timeline_of
from freeloop.session.cause import MEANING
from freeloop.session.verdict import shortened
from freeloop.version import __version__

if TYPE_CHECKING:
    from freeloop.report.subject import Report, Subject

OPEN = 5
"""Subjects whose details are open when the page is: the worst that ask for something. Arbitrary."""


def check_installed() -> None:
    """Raise UserError when the extra that the page needs is not there."""
    if find_spec("jinja2") is None:
        raise UserError("an HTML report needs jinja2: pip install 'freeloop[report]'")


def render(report: Report) -> str:
    """The page."""
    check_installed()
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - an extra

    from freeloop.report.html.filters import FILTERS  # noqa: PLC0415 - needs it too

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= FILTERS
    subjects = report.worst_first
    return environment.get_template("page.html.jinja").render(
        report=report,
        subjects=[subject for subject in subjects if not _is_quiet(subject)],
        quiet=[subject for subject in subjects if _is_quiet(subject)],
        has_traffic=any(subject.traffic is not None for subject in subjects),
        statuses=[each for each in ORDER if any(s.status == each and not _is_quiet(s) for s in subjects)],
        opened=OPEN,
        version=__version__,
        causes=sorted({stall.cause for subject in subjects for stall in subject.stalls}),
        meaning=MEANING,
        timeline_of=timeline_of,
        spectrum_of=spectrum_of,
        flame_of=flame_of,
        made_up_sentences=made_up_sentences,
        shortened=shortened,
    )


def _is_quiet(subject: Subject) -> bool:
    """A test of which there is nothing to show."""
    return subject.status == "passed" and subject.figures is None
