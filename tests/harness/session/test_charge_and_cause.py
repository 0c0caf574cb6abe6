"""What of a gap is charged, and why it was held: each by its evidence, on exact numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from freeloop.session.cause import classify, in_it_for
from freeloop.session.charge import charge
from freeloop.session.recording import Frame, Gap, Stack, Tick, Waits

if TYPE_CHECKING:
    from freeloop.session.cause import Cause

MS = 1_000_000
BEAT = 2 * MS
SELECTOR = Stack(0, 1, (Frame("/python/lib/selectors.py", 468, "select"),))
STARTING = Stack(
    0, 1, (Frame("/python/lib/threading.py", 327, "wait"), Frame("/python/lib/threading.py", 969, "start"))
)
USER = Stack(0, 1, (Frame("/srv/app.py", 5, "predict"),))


@dataclass(frozen=True)
class Case:
    """A loop that was 99 ms late (100 ms of wall time with a beat of 2 ms), in milliseconds of evidence."""

    cause: str
    charged: int
    cpu: int = 0
    runq: int = 0
    kernel: int = 0
    gc: int = 0
    slices: int = 1
    others_cpu: int | None = 0
    others_runq: int = 0
    app_cpu: int = 0
    elsewhere_cpu: int = 0
    steal: int = 0
    quota_cpus: float | None = None
    throttled: int = 0
    faults: int = 0
    calls: dict[str, int] = field(default_factory=dict[str, int])
    states: dict[str, int] = field(default_factory=dict[str, int])
    stacks: tuple[Stack, ...] = (USER,)


CASES = {
    "computing": Case("cpu", 100, cpu=100, calls={"running": 9}, states={"R": 9}),
    "computing beside a busy machine": Case("cpu", 40, cpu=40, runq=60, elsewhere_cpu=160),
    "kept from running by others alone": Case("host", 5, cpu=5, runq=95, elsewhere_cpu=200),
    "kept from running by the app's own threads": Case("saturation", 100, cpu=10, runq=90, app_cpu=190),
    "half the competition is the app's own": Case(
        "saturation", 55, cpu=10, runq=90, app_cpu=90, elsewhere_cpu=90
    ),
    "throttled by a quota that it used up itself": Case(
        "saturation", 99, cpu=20, runq=80, quota_cpus=0.2, throttled=80, elsewhere_cpu=100
    ),
    "throttled by a quota that others used up": Case(
        "cpu", 36, cpu=20, runq=80, quota_cpus=1.0, throttled=80, elsewhere_cpu=100
    ),
    "sleeping": Case("sleep", 100, calls={"sleep": 9}, states={"S": 9}),
    "reading a socket": Case("io", 100, calls={"call 45:wait_woken": 9}, states={"S": 9}),
    "waiting for a lock": Case("lock", 100, calls={"futex": 9}, states={"S": 9}, slices=2),
    "waiting for a lock while a thread computes": Case(
        "lock", 100, calls={"futex": 9}, slices=2, others_cpu=100, app_cpu=100
    ),
    "found waiting for the GIL": Case("gil", 100, calls={"gil": 9, "running": 20}, others_cpu=98, app_cpu=98),
    "waiting for a lock that is not the GIL": Case(
        "lock", 100, calls={"lock": 9}, slices=20, others_cpu=98, app_cpu=98
    ),
    "starting a thread that cannot have the GIL": Case(
        "gil", 100, calls={"lock": 9}, others_cpu=98, app_cpu=98, stacks=(STARTING,)
    ),
    "waiting for the GIL beside threads that need none": Case(
        "saturation", 100, calls={"gil": 9}, others_cpu=190, app_cpu=190
    ),
    "waiting for a child that may not run": Case("host", 0, calls={"spawn": 9}, elsewhere_cpu=200),
    "waiting for a fast disk": Case(
        "io", 100, cpu=60, kernel=50, calls={"call 74:folio_wait": 9}, states={"D": 9}
    ),
    "writing to memory": Case("cpu", 100, cpu=95, kernel=90, calls={"running": 9}),
    "reading its own pages from a fast disk": Case(
        "paging",
        100,
        cpu=60,
        kernel=55,
        calls={"fault": 9, "running": 30},
        states={"D": 9, "R": 30},
        faults=900,
    ),
    "asking for the GIL": Case("gil", 100, calls={"futex": 9}, slices=20, others_cpu=98, app_cpu=98),
    "behind its selector, asking for the GIL": Case(
        "gil", 100, calls={"futex": 9}, slices=3, others_cpu=98, app_cpu=98, stacks=(SELECTOR, SELECTOR, USER)
    ),
    "asking for a GIL whose holder may not run": Case(
        "gil", 40, calls={"futex": 9}, slices=20, others_cpu=40, others_runq=60, elsewhere_cpu=160
    ),
    "collecting garbage": Case("gc", 100, cpu=100, gc=80),
    "collecting garbage in another thread": Case("gc", 100, cpu=48, gc=50, others_cpu=52, calls={"gil": 9}),
    "computing for longer than that": Case("cpu", 100, cpu=55, gc=44, others_cpu=45, calls={"gil": 9}),
    "another thread's GIL for longer than that": Case(
        "gil", 100, cpu=20, gc=35, others_cpu=80, calls={"gil": 9}
    ),
    "reading its own pages": Case("paging", 100, calls={"fault": 9}, states={"D": 9}, faults=400),
    "reading its own pages inside a call": Case(
        "paging", 100, calls={"call 9:folio_wait": 9}, states={"D": 9}, faults=400
    ),
    "stopped by a signal": Case("host", 0, states={"T": 9}, calls={"call 1:do_signal_stop": 9}),
    "robbed by the hypervisor": Case("cpu", 60, cpu=60, states={"R": 9}, calls={"running": 9}, steal=40),
    "nothing known": Case("unknown", 100, others_cpu=None, stacks=()),
}


def _gap(case: Case) -> Gap:
    return Gap(
        pid=1,
        thread_id=1,
        start_ns=0,
        end_ns=101 * MS,
        late_ns=99 * MS,
        cpu_ns=case.cpu * MS,
        runq_ns=case.runq * MS,
        slices=case.slices,
        gc_ns=case.gc * MS,
        others_cpu_ns=None if case.others_cpu is None else case.others_cpu * MS,
        others_runq_ns=case.others_runq * MS,
        app_cpu_ns=case.app_cpu * MS,
        major_faults=case.faults,
        waits=Waits(case.calls, case.states),
        stacks=case.stacks,
        kernel_ns=case.kernel * MS,
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_cause_and_charge(case: Case) -> None:
    app_ns = (case.cpu + case.app_cpu) * MS
    tick = Tick(
        time_ns=101 * MS,
        period_ns=101 * MS,
        busy_ns=app_ns + case.elsewhere_cpu * MS,
        steal_ns=case.steal * MS,
        app_cpu_ns=app_ns,
        observer_late_ns=0,
        quota_cpus=case.quota_cpus,
        throttled_ns=case.throttled * MS,
    )
    gap = _gap(case)
    taken_apart = charge(gap, BEAT, [tick])
    assert taken_apart.wall_ns == 100 * MS
    assert taken_apart.charged_ns == pytest.approx(case.charged * MS, rel=0.02)
    assert classify(gap, taken_apart) == case.cause


def test_a_stall_has_its_cause_however_much_longer_the_host_took() -> None:
    gap = Gap(1, 1, 0, 1001 * MS, 999 * MS, 80 * MS, 920 * MS, 100, 0)
    tick = Tick(1001 * MS, 1001 * MS, 2000 * MS, 0, 80 * MS, 0)
    assert classify(gap, charge(gap, BEAT, [tick])) == "cpu"


@pytest.mark.parametrize(
    ("cause", "taken_while"),
    [("cpu", {"running"}), ("sleep", {"sleep"}), ("lock", {"lock", "futex"}), ("io", {"call 45:pipe_read"})],
)
def test_a_line_is_blamed_for_what_the_loop_did_there(cause: Cause, taken_while: set[str]) -> None:
    words = ("running", "sleep", "lock", "futex", "call 45:pipe_read", "gil", "")
    stacks = [replace(USER, waiting=waiting) for waiting in words]
    assert {stack.waiting for stack in in_it_for(cause, stacks)} == taken_while


def test_without_a_stack_of_the_kind_all_are_heard() -> None:
    assert in_it_for("sleep", [USER]) == [USER]


def test_without_schedstat_all_is_charged() -> None:
    gap = Gap(1, 1, 0, 101 * MS, 99 * MS, 100 * MS, None, None, 0)
    assert charge(gap, BEAT, []).charged_ns == 100 * MS
