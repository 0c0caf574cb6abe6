"""The stall suite as data: what each application in `apps/stalls` should show, and the audit that shows it.

On a line to blame stands `# stall: PATH CAUSE`; a path may have several such lines, when the time is spent on
each of them; of several causes, as in `gil|saturation`, each is true. `(library)` after the cause: no line of
the application holds the loop; the framework does it on behalf of the endpoint that the mark stands on, and a
frame of a library is to blame. Paths below /free must be left alone.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.audit import AuditSettings, run_audit
from freeloop.serve import ServerSettings
from freeloop.session.verdict import Budget

if TYPE_CHECKING:
    from freeloop.session.result import AuditResult, CulpritLine, EndpointResult

APPS = Path(__file__).parent / "apps" / "stalls"
MARK = re.compile(r"# stall: (?P<path>\S+) (?P<cause>[\w|]+)(?P<library> \(library\))?$")
ROUTE = re.compile(r'^@app\.\w+\("(?P<path>[^"]+)"\)')
NO_APPLICATION = {"work", "long_calls"}

LOAD_S = 0.4
# Flat, so that parsing it makes no containers for the garbage collector to count.
LARGE_BODY = json.dumps([str(i) for i in range(2_000_000)]).encode()


@dataclass(frozen=True)
class Case:
    """One endpoint. `cause` is None for what must be left alone."""

    app: str
    path: str
    cause: str | None
    lines: frozenset[int]
    in_library: bool

    @property
    def name(self) -> str:
        """Application and path."""
        return f"{self.app}{self.path}"


def cases() -> list[Case]:
    """Every endpoint of every application, in order."""
    return [
        case
        for file in sorted(APPS.glob("*.py"))
        if file.stem not in NO_APPLICATION
        for case in _cases_of(file.stem, file.read_text(encoding="utf-8").splitlines())
    ]


def _cases_of(app: str, source: list[str]) -> list[Case]:
    marks = [(found, number) for number, line in enumerate(source, start=1) if (found := MARK.search(line))]
    paths = [found["path"] for line in source if (found := ROUTE.match(line))]
    return [
        Case(
            app,
            path,
            next((found["cause"] for found, _ in marks if found["path"] == path), None),
            frozenset(number for found, number in marks if found["path"] == path),
            any(found["library"] for found, _ in marks if found["path"] == path),
        )
        for path in paths
    ]


@cache
def audit(app: str, loop: str, seconds: float = LOAD_S) -> AuditResult:
    """Audit one application of the suite; once per session."""
    server = ServerSettings(f"{app}:app", app_dir=str(APPS), loop=loop)
    data = {"POST /large-body": LARGE_BODY} if app == "framework" else {}
    budget = Budget(max_stall_s=0.050)
    return run_audit(
        AuditSettings(server, budget, concurrency=2, duration_s=seconds, warmup_s=0.05, data=data)
    )


def endpoint_of(result: AuditResult, case: Case) -> EndpointResult:
    """The endpoint that a case is about."""
    return next(endpoint for endpoint in result.endpoints if endpoint.path == case.path)


def complaint(endpoint: EndpointResult, case: Case) -> str | None:
    """What is wrong with a result, in a few words; None when it is as the case says."""
    if case.cause is None:
        return "false alarm" if endpoint.verdict.status == "failed" else None
    if not endpoint.stalls or endpoint.verdict.status == "passed":
        return "missed"
    heaviest = endpoint.stalls[0]
    if heaviest.cause not in case.cause.split("|"):
        return f"cause {heaviest.cause}"
    return None if _is_to_blame(heaviest.culprit, case) else "line"


def _is_to_blame(culprit: CulpritLine | None, case: Case) -> bool:
    if culprit is None:
        return False
    if case.in_library:
        return "site-packages" in culprit.path
    return Path(culprit.path).parent.name == APPS.name and culprit.line in case.lines
