"""The verdict on one test or endpoint, as plain data: it travels with its test's report, from xdist's workers too."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from freeloop.report.headline import Outcome
    from freeloop.report.subject import Subject
    from freeloop.session.result import EndpointResult, StallLine
    from freeloop.session.verdict import Status

EVIDENCE_LINES = 10
_PREFIX = "freeloop"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a test, or on an endpoint that a test audited. `endpoint` is empty for the test itself.

    Milliseconds; `path` and `line` are the heaviest culprit's, or those of the test. `allowed` is the entry of the
    allow-list that excuses it; `again` how often it was measured again before it could be judged; `subject` the plain
    values of the `Subject` that reports show, where there is more to show than this.
    """

    test: str
    endpoint: str
    status: Status
    why: str
    longest_ms: float
    held_share: float
    evidence: tuple[str, ...] = ()
    path: str = ""
    line: int = 0
    allowed: str = ""
    again: int = 0
    subject: dict[str, Any] | None = None

    @classmethod
    def undecided(cls, test: str, why: str) -> Judged:
        """A test of which nothing was measured."""
        return cls(test, "", "inconclusive", why, 0.0, 0.0)

    @property
    def name(self) -> str:
        """What was judged."""
        return f"{self.test} {self.endpoint}".strip()

    @property
    def outcome(self) -> Outcome:
        """The verdict, or that it is allowed: it broke its budget, or could not be judged, and may."""
        return "allowed" if self.allowed and self.status != "passed" else self.status

    def numbered(self, number: int) -> Judged:
        """The same; from the second on its endpoint bears a number."""
        if number == 1 or not self.endpoint:
            return self
        return replace(self, endpoint=f"{self.endpoint} ({number})")

    @property
    def sentence(self) -> str:
        """The verdict, after the endpoint that it is about."""
        return f"{self.endpoint}: {self.reason}" if self.endpoint else self.reason

    @property
    def reason(self) -> str:
        """Why it was judged so, how often it was measured, and what allows it."""
        tries = f" (measured {self.again + 1} times)" if self.again else ""
        allowed = f"; allowed by {self.allowed!r}" if self.outcome == "allowed" else ""
        return f"{self.why}{tries}{allowed}"

    def properties(self) -> list[tuple[str, object]]:
        """What JUnit's report says of it."""
        prefix = f"{_PREFIX} {self.endpoint}".strip()
        return [
            (f"{prefix} verdict", self.outcome),
            (f"{prefix} why", self.why),
            (f"{prefix} longest stall ms", self.longest_ms),
        ]

    def text(self, verbosity: int) -> str:
        """The sentence and its evidence: none with -q, up to ten lines by default, all with -vv."""
        if verbosity < 0:
            return self.sentence
        lines = accumulate(len(culprit.splitlines()) for culprit in self.evidence)
        shown = len(self.evidence) if verbosity > 1 else sum(line <= EVIDENCE_LINES for line in lines)
        hidden = len(self.evidence) - shown
        more = [f"  {hidden} more below them with -vv"] if hidden else []
        return "\n".join((self.sentence, *self.evidence[:shown], *more))


def is_property(name: str) -> bool:
    """Whether a property of a test is one of ours."""
    return name.startswith(f"{_PREFIX} ")


def of_endpoint(test: str, endpoint: EndpointResult, again: int, subject: Subject) -> Judged:
    """What an audit says of one endpoint; `subject` is the same, as reports show it."""
    from freeloop.session.plain import to_plain  # noqa: PLC0415 - few test runs need it

    status, why = endpoint.verdict.status, endpoint.verdict.why
    if status == "inconclusive" and endpoint.answers_nothing:
        status = "failed"  # not the machine's doing, and no other day will judge it
    path, line = place_of(endpoint.stalls)
    return Judged(
        test=test,
        endpoint=f"{endpoint.method} {endpoint.path}",
        status=status,
        why=why,
        longest_ms=round(endpoint.figures.lag.max_s * 1e3, 3),
        held_share=round(endpoint.figures.held_share, 4),
        evidence=evidence_of(endpoint.stalls),
        path=path,
        line=line,
        again=again,
        subject=to_plain(subject),
    )


def evidence_of(stalls: Iterable[StallLine]) -> tuple[str, ...]:
    """All culprits, each as the lines that are shown of it."""
    from freeloop.report.text import stall_sentences  # noqa: PLC0415 - few test runs need it

    return tuple(indent("\n".join(stall_sentences(stall)), "  ") for stall in stalls)


def place_of(stalls: Iterable[StallLine]) -> tuple[str, int]:
    """Path and line of the heaviest culprit; empty and 0 when there is none. The path holds from every folder."""
    culprit = next((stall.culprit for stall in stalls if stall.culprit is not None), None)
    return (str(Path.cwd() / culprit.path), culprit.line) if culprit is not None else ("", 0)


def attach(report: pytest.TestReport, all_judged: Iterable[Judged]) -> None:
    """Have what was judged travel with a report."""
    report.freeloop = [asdict(each) for each in all_judged]  # type: ignore[attr-defined]


def attached(report: object) -> list[Judged]:
    """What was judged, and came with a report."""
    given: list[dict[str, Any]] = getattr(report, "freeloop", [])
    return [replace(Judged(**each), evidence=tuple(each["evidence"])) for each in given]
