"""Passed, failed or inconclusive: one sentence from the figures and a budget.

Failed needs certainty that the application broke the budget, passed that it kept it; what lies between is
inconclusive and says why. Charged time is what counts, so a busy machine alone can neither fail a run nor, by
leaving the application no time to be slow in, pass it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from freeloop.bounds import check_limit, check_share
from freeloop.session.figures import ErrorKind
from freeloop.units import format_lag, format_seconds, format_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop.session.cause import Cause
    from freeloop.session.figures import LoopFigures, Traffic

Status = Literal["passed", "failed", "inconclusive"]

HOST_SHARE = 0.75
"""Beyond this share of the loops' time taken by the host, a budget that was kept proves little: less than a
quarter of the run was the application's. Arbitrary; four busy loops on two cores take 20 to 60 % (2026-11-22,
`benchmarks/noise.py`)."""

DOUBT = 2.0
"""On a machine that was busy, or may have been, only a limit exceeded by this factor is surely broken: shared caches
and hyperthreads stretch CPU time itself by up to about two."""

BUSY_HOST_SHARE = 0.05
BUSY_ELSEWHERE = 0.25
"""The machine counts as busy when it took this share of the loops' time, or when programs other than the
application and its load kept this share of the CPUs busy. Arbitrary."""

FEWEST_REQUESTS = 5
"""With fewer answers, too little of the endpoint's code has run to say that it is clean. Arbitrary."""

GENERATOR_LATE_S = 0.2
"""A generator that is later than this loads less than it was told to: its silence proves nothing. Arbitrary."""

EXAMPLE_CHARACTERS = 100
"""How much of a failed answer stands in a sentence. Arbitrary; the whole is among the result's errors."""

_NEXT_STEPS = {
    "limit of open files": "raise it, or take fewer users (--concurrency)",
    "Invalid host header": "name one that is allowed: --header 'Host: api.example.com'",
    "http_429": "a rate limiter answered: switch it off for the audit",
    "http_409": "the load repeats one request: make a body for each by a function, as DATA of a --hook file",
    "http_404": "name it with values that exist, as '/items/7', or make them in a --hook file",
    "http_4": "give what it asks for with --header, --data or --hook",
    "http_5": "mend what it raises, or give what it needs with --header, --data or --hook",
    "": "see that it answers when it runs alone, or give what it needs with --header, --data or --hook",
}
"""By words in an error's kind or example, the first that fit: what to do about an endpoint that answers nothing, or
next to nothing."""

_OWN_CAUSES: tuple[Cause, ...] = ("cpu", "io", "sleep", "lock", "gil")
"""Causes that are the application's, however busy the machine."""

_SHARED_CAUSES: tuple[Cause, ...] = ("saturation", "gc", "paging")
"""Causes that depend on who else wants the CPUs, the caches and the memory as well."""

LITTLE_HOST_SHARE = 0.25
"""A host that never took more than this share of the longest stall did not bring it about. Arbitrary: an application
that saturates two cores by itself loses 6 to 10 % to the observer and the load (2026-11-27); beside four busy loops,
two thirds."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits that a run must keep; None is no limit. All apply to charged time.

    `max_stall_s` bounds the longest stall, `p99_s` and `p999_s` the lag, `held_share` (0 to 1) the share of
    time in stalls. The default bounds the longest stall alone, at 100 ms: a full garbage collection of an
    ordinary service takes 50 to 75 ms (two cores, 2026-11-22), and with eight users, work of 13 ms on the loop
    is beyond it.
    """

    max_stall_s: float | None = 0.100
    p99_s: float | None = None
    p999_s: float | None = None
    held_share: float | None = None

    def __post_init__(self) -> None:
        """Refuse a limit that no run can be held to; UserError says which."""
        check_limit("max_stall", self.max_stall_s)
        check_limit("p99", self.p99_s)
        check_limit("p999", self.p999_s)
        check_share("held", self.held_share)


@dataclass(frozen=True, slots=True)
class Breach:
    """One limit that was exceeded."""

    limit: str
    observed: float
    allowed: float
    sentence: str

    @property
    def is_beyond_doubt(self) -> bool:
        """Exceeded so far that a busy machine does not explain it."""
        return self.observed > self.allowed * DOUBT


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` is one sentence: the limit and what was observed, or what made the run inconclusive."""

    status: Status
    why: str


def judge(
    figures: LoopFigures, traffic: Traffic | None, budget: Budget, doubts: tuple[str, ...] = ()
) -> Verdict:
    """The verdict on one endpoint, or on a test, which has no traffic.

    `doubts` are reasons found elsewhere not to trust the run.
    """
    silent = _answers_nothing(traffic) or _only_redirects(traffic) if traffic is not None else None
    if doubts:
        return Verdict("inconclusive", silent or doubts[0])
    breaches = list(_breaches(figures, budget))
    busy = busy_with(figures, traffic)
    certain = [
        breach for breach in breaches if busy is None or (breach.is_beyond_doubt and _is_explained(figures))
    ]
    if certain:
        return Verdict("failed", certain[0].sentence)
    if silent is not None:
        return Verdict("inconclusive", silent)
    if breaches:
        return Verdict("inconclusive", f"{breaches[0].sentence}, but {busy}")
    return _passed_or_not(figures, traffic, budget)


def busy_with(figures: LoopFigures, traffic: Traffic | None) -> str | None:
    """How the machine was busy with other work, as far as that can be told; None when it was not."""
    if not figures.sees_the_host:
        return "this system does not tell whether other programs kept the loop waiting"
    if figures.host_share >= BUSY_HOST_SHARE:
        return f"the machine was busy with other work for {format_share(figures.host_share)} of the time"
    generator_cpus = traffic.generator_cpus if traffic is not None else 0.0
    elsewhere = max(0.0, figures.elsewhere_cpus - generator_cpus) / figures.cpus
    if elsewhere >= BUSY_ELSEWHERE:
        return f"other programs used {format_share(elsewhere)} of the machine"
    return None


def _is_explained(figures: LoopFigures) -> bool:
    """Whether the longest stall has a culprit, and a cause that other programs cannot have brought about."""
    longest = max(figures.stalls, key=lambda stall: stall.longest_s, default=None)
    if longest is None or longest.culprit is None:
        return False
    left_alone = figures.host_longest_s <= LITTLE_HOST_SHARE * longest.longest_s
    return longest.cause in _OWN_CAUSES or (longest.cause in _SHARED_CAUSES and left_alone)


def _passed_or_not(figures: LoopFigures, traffic: Traffic | None, budget: Budget) -> Verdict:
    doubt = _too_little_load(traffic) if traffic is not None else None
    if doubt is not None:
        return Verdict("inconclusive", doubt)
    if figures.host_share > HOST_SHARE:
        taken = format_share(figures.host_share)
        return Verdict("inconclusive", f"the machine kept the loop from running for {taken} of the time")
    limits = [
        (budget.max_stall_s, figures.lag.max_s, "longest stall"),
        (budget.p99_s, figures.lag.p99_s, "p99"),
        (budget.p999_s, figures.lag.p999_s, "p99.9"),
    ]
    for limit, observed, name in limits:
        # No percentile is above the longest.
        if limit is not None and observed is None and figures.lag.max_s > limit:
            return Verdict("inconclusive", f"the run was too short to know the {name} of lag: give it longer")
    longest = format_lag(figures.lag.max_s, figures.resolution_s)
    return Verdict("passed", f"longest stall {longest}{_allowed(budget)}")


def _answers_nothing(traffic: Traffic) -> str | None:
    """That every request failed, the commonest way first, and what to do; None when it is not so."""
    if not traffic.answers_nothing:
        return None
    kind, error = next(iter(traffic.errors.items()), ("", ErrorKind(0, "none was answered in time")))
    share = f", {error.count} of them so" if len(traffic.errors) > 1 else ""
    failed = f"every one of {traffic.requests} requests failed{share}"
    return f"{failed}: {shortened(error.example)}; {_next_step(kind, error)}"


def _next_step(kind: str, error: ErrorKind) -> str:
    said = f"{kind}: {error.example}"
    return next(step for words, step in _NEXT_STEPS.items() if words in said)


def _only_redirects(traffic: Traffic) -> str | None:
    """That every answer leads elsewhere, and what to do; None when it is not so."""
    if not traffic.only_redirects:
        return None
    where = f" to {shortened(traffic.redirected_to)}" if traffic.redirected_to else ""
    return (
        f"each of {traffic.redirects} answers is a redirect{where}: log in with --header or --hook, "
        "or name the endpoint that it leads to"
    )


def shortened(text: str) -> str:
    """On one line, and not the whole of a long answer."""
    line = " ".join(text.split())
    return line if len(line) <= EXAMPLE_CHARACTERS else f"{line[:EXAMPLE_CHARACTERS]}…"


def _too_little_load(traffic: Traffic) -> str | None:
    """Why the load proves nothing, if so."""
    if traffic.answered_well < FEWEST_REQUESTS:
        kind, error = next(iter(traffic.errors.items()), ("", None))
        if error is None:
            return (
                f"too few requests were answered to judge by, {traffic.answered_well} of at least {FEWEST_REQUESTS}: "
                "give a longer --duration, or more users (--concurrency)"
            )
        said = f"{error.count} × {kind}: {shortened(error.example)}; {_next_step(kind, error)}"
        return f"only {traffic.answered_well} of {traffic.requests} requests were answered well; {said}"
    if traffic.generator_late_s > GENERATOR_LATE_S:
        late = format_seconds(traffic.generator_late_s)
        return f"the load generator itself was kept from running, by {late} at p99"
    return None


def _allowed(budget: Budget) -> str:
    return f", {format_seconds(budget.max_stall_s)} allowed" if budget.max_stall_s is not None else ""


def _breaches(figures: LoopFigures, budget: Budget) -> Iterator[Breach]:
    """The limits that were exceeded, the longest stall first."""
    observed_and_allowed = [
        ("longest stall", figures.lag.max_s, budget.max_stall_s, format_seconds),
        ("p99 of lag", figures.lag.p99_s, budget.p99_s, format_seconds),
        ("p99.9 of lag", figures.lag.p999_s, budget.p999_s, format_seconds),
        ("share of time held", figures.held_share, budget.held_share, format_share),
    ]
    for name, observed, allowed, text in observed_and_allowed:
        if observed is not None and allowed is not None and observed > allowed:
            yield Breach(name, observed, allowed, f"{name} {text(observed)}, {text(allowed)} allowed")
