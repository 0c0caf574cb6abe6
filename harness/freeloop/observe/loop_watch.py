"""Follow one event loop from outside: its beats, and what was seen of its thread while it was held.

Which gaps there were follows from the ring alone, so an observer that is itself kept from running misses none
and measures each to the nanosecond. What it sees live, between beats, is evidence: stacks, waits, the CPU time
of other threads. Two sources, one never standing in for the other.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from freeloop.observe import procfs
from freeloop.observe.evidence import Evidence
from freeloop.observe.gil_holder import GilHolder
from freeloop.observe.inside_c import InsideC
from freeloop.observe.stack_dump import StackDumps
from freeloop.observe.stack_request import StackRequests
from freeloop.observe.waiting import Waiting
from freeloop.session.recording import Gap, LoopSeen, Stack, Waits

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop.agent.ring import Beat, RingReader

OPEN_AFTER_NS = 10_000_000
"""Begin to gather evidence when the loop is this late: half the default stall threshold, so that a stall just
above it has been looked at. Later than any beat of a healthy loop on an idle machine."""

STACK_EVERY_NS = 10_000_000
MANY_STACKS = 10
"""After so many stacks of one stall the pace is slowed tenfold: the majority is long decided. Arbitrary."""

GIL_DENIED_NS = 10_000_000
"""Of code that runs Python any thread has the GIL after a switch interval, 5 ms by default. One that has asked for
twice as long, and still waits, is kept from it by a thread that does not let go."""

LAST_ANSWER_NS = 5_000_000
"""How long to wait for the answer to a request that the end of a stall overtook. Arbitrary."""

BUSY_SHARE = 0.05
"""A thread on a CPU for at least this share of the time between two looks may be the one that holds the GIL. Beside
busy loops on every core a thread that never sleeps had 15 %; threads that wait have less than 1 %."""


@dataclass(frozen=True, slots=True)
class _Before:
    """Counters at the last moment that the loop was known to be free."""

    process_cpu_ns: int | None
    app_cpu_ns: int
    major_faults: int
    kernel_ns: int


class LoopWatch:
    """One ring, its process and its loop thread.

    `app_cpu_ns` gives the CPU time of the whole application so far.
    """

    def __init__(self, ring: RingReader, app_cpu_ns: Callable[[], int]) -> None:
        self.ring = ring
        self.pid, self.thread_id = ring.pid, ring.thread_id
        self._lost_beats = 0
        self._app_cpu_ns = app_cpu_ns
        self._waiting = Waiting(self.pid)
        self._last: Beat | None = None
        self._before = self._counters()
        self._evidence: Evidence | None = None
        description = ring.description
        self._dumps = StackDumps(
            self.pid, str(description["stack_file"]), int(str(description["stack_signal"]))
        )
        self._requests = StackRequests(str(description["ask_file"]), str(description["answer_file"]))
        self._stack_thread_id = int(str(description["stack_thread"]))
        self._inside_c = InsideC(self.pid, self._stack_thread_id, self._waiting)
        self._gil_holder = GilHolder(self.pid, self._waiting)

    def seen(self) -> LoopSeen | None:
        """Who this is; None before the first beat."""
        if self._last is None:
            return None
        return LoopSeen(
            self.pid,
            self.thread_id,
            str(self.ring.description["role"]),
            self.ring.interval_ns,
            self._last.time_ns,
            self.ring.description,
        )

    def look(self, now_ns: int) -> list[Gap]:
        """Read new beats, gather evidence if the loop is held, return the gaps that ended."""
        beats, lost = self.ring.new_beats()
        self._lost_beats += lost
        if lost:
            self._last = None
        gaps = [gap for gap in map(self._on_beat, beats) if gap is not None]
        if beats:
            self._before = self._counters()
        elif self._last is not None and not self.ring.stopped():
            late_ns = now_ns - self._last.time_ns - self.ring.interval_ns
            if late_ns > OPEN_AFTER_NS:
                self._gather(now_ns)
        return gaps

    def unfinished(self, now_ns: int) -> Gap | None:
        """The gap that is still open, if there is one."""
        if self._last is None or self.ring.stopped():
            return None
        late_ns = now_ns - self._last.time_ns - self.ring.interval_ns
        if late_ns <= self.ring.interval_ns:
            return None
        if not procfs.is_alive(self.pid):  # it died: silence is no stall
            return None
        now = procfs.schedstat(self.pid, self.thread_id)
        cpu_ns = now.cpu_ns if now else self._last.cpu_ns
        runq_ns, slices = (now.runq_ns, now.slices) if now else (None, None)
        beat = self._last._replace(time_ns=now_ns, cpu_ns=cpu_ns, runq_ns=runq_ns, slices=slices)
        return self._gap(self._last, beat, late_ns, is_open=True)

    def take_lost_beats(self) -> int:
        """How many were overwritten, since the last call, before they could be read."""
        lost, self._lost_beats = self._lost_beats, 0
        return lost

    def close(self) -> None:
        """Let go of the files."""
        self.ring.close()
        self._dumps.close()
        self._requests.close()

    def _on_beat(self, beat: Beat) -> Gap | None:
        last, self._last = self._last, beat
        if last is None:
            return None
        late_ns = beat.time_ns - last.time_ns - self.ring.interval_ns
        if late_ns <= self.ring.interval_ns:
            return None
        return self._gap(last, beat, late_ns, is_open=False)

    def _gap(self, last: Beat, beat: Beat, late_ns: int, *, is_open: bool) -> Gap:
        evidence, self._evidence = self._evidence, None
        if evidence is None or not last.time_ns <= evidence.since_ns <= beat.time_ns:
            evidence = Evidence(0)
        else:
            self._complete(evidence)
        now, before = self._counters(), self._before
        cpu_ns = max(0, beat.cpu_ns - last.cpu_ns)
        caught = bool(evidence.since_ns)
        others_cpu_ns = None
        if caught and now.process_cpu_ns is not None and before.process_cpu_ns is not None:
            others_cpu_ns = max(0, now.process_cpu_ns - before.process_cpu_ns - cpu_ns)
        return Gap(
            pid=self.pid,
            thread_id=self.thread_id,
            start_ns=last.time_ns,
            end_ns=beat.time_ns,
            late_ns=late_ns,
            cpu_ns=cpu_ns,
            runq_ns=_difference(beat.runq_ns, last.runq_ns),
            slices=_difference(beat.slices, last.slices),
            gc_ns=beat.gc_ns - last.gc_ns,
            others_cpu_ns=others_cpu_ns,
            others_runq_ns=evidence.others_runq_ns if caught else None,
            app_cpu_ns=max(0, now.app_cpu_ns - before.app_cpu_ns - cpu_ns) if caught else None,
            major_faults=max(0, now.major_faults - before.major_faults) if caught else 0,
            waits=Waits(dict(evidence.waits), dict(evidence.states)),
            stacks=tuple(evidence.stacks),
            other_stacks=tuple(evidence.other_stacks),
            open=is_open,
            kernel_ns=max(0, now.kernel_ns - before.kernel_ns) if caught else None,
        )

    def _gather(self, now_ns: int) -> None:
        if self._evidence is None:
            self._evidence = Evidence(now_ns)
        evidence = self._evidence
        evidence.waiting = self._waiting.of(self.thread_id)
        evidence.waits[evidence.waiting] += 1
        if evidence.waiting == "lock":
            evidence.locks_since_asked += 1
        asked_ns = self._requests.asked_ns
        if asked_ns is not None and self._waiting.of(self._stack_thread_id) == "gil":
            self._gil_holder.look()
            if evidence.waiting == "lock" and now_ns - asked_ns >= GIL_DENIED_NS:
                evidence.blame_the_gil()
        stat = procfs.thread_stat(self.pid, self.thread_id)
        if stat is not None:
            evidence.states[stat.state] += 1
        self._take_stacks(evidence, now_ns)

    def _take_stacks(self, evidence: Evidence, now_ns: int) -> None:
        """Ask the stack thread; while it waits for the GIL, signal the threads that are inside C."""
        throughout = evidence.waiting if evidence.waiting == evidence.asked_waiting else ""
        self._keep(evidence, self._requests.poll(now_ns), now_ns, throughout)
        self._sort_in(evidence, self._dumps.poll(now_ns), "running")
        if now_ns < evidence.next_stack_ns:
            return
        if not evidence.first_seen:
            evidence.first_seen = evidence.last_seen = self._other_threads()
            evidence.looked_ns = now_ns
            self._inside_c.reset()
        if self._requests.asked_ns is None:
            self._inside_c.reset()
            self._requests.ask(now_ns)
            evidence.asked(now_ns)
            self._gil_holder.asked(self._threads_of(evidence))
        elif not self._dumps.is_idle or not (inside := self._inside_c.among(self._threads_of(evidence))):
            return
        else:
            self._dumps.ask(inside[len(evidence.other_stacks) % len(inside)], now_ns)
        slowed = 10 if len(evidence.stacks) > MANY_STACKS else 1
        evidence.next_stack_ns = now_ns + STACK_EVERY_NS * slowed

    def _threads_of(self, evidence: Evidence) -> tuple[int, ...]:
        return (self.thread_id, *evidence.last_seen)

    def _keep(self, evidence: Evidence, answered: list[Stack], now_ns: int, waiting: str) -> None:
        """Of an answer, keep the stacks of the loop, of who had the GIL and of who was most on a CPU since the last."""
        if not answered:
            return
        holder, looks = self._gil_holder.found() or (None, 0)
        kept = {self.thread_id, self._busiest_since(evidence, now_ns), holder}
        for stack in answered:
            if stack.thread_id in kept:
                self._sort_in(evidence, stack, waiting)
        if holder is not None:
            evidence.note_holder(holder, looks)

    def _sort_in(self, evidence: Evidence, stack: Stack | None, waiting: str) -> None:
        """Add a stack, unless it was asked for in an earlier gap and is read only now.

        `waiting` is what the loop was in from the asking to the answer.
        """
        if stack is None or stack.time_ns < evidence.since_ns:
            return
        if stack.thread_id == self.thread_id:
            evidence.stacks.append(replace(stack, waiting=waiting))
        else:
            evidence.other_stacks.append(stack)

    def _complete(self, evidence: Evidence) -> None:
        """Take what came in between the last look at a gap and its end."""
        # A signal's handler runs before the thread can beat again: a dump of the loop is whole by now. The stack
        # thread may have had the GIL just before the loop had it.
        self._sort_in(evidence, self._dumps.take(), "running")
        now_ns = time.monotonic_ns()
        deadline_ns = now_ns + LAST_ANSWER_NS
        answered = self._requests.poll(now_ns)
        while not answered and not evidence.stacks and now_ns < deadline_ns:
            time.sleep(0.0005)
            now_ns = time.monotonic_ns()
            answered = self._requests.poll(now_ns)
        self._keep(evidence, answered, now_ns, "")
        if evidence.first_seen:
            evidence.last_seen = {**evidence.last_seen, **self._other_threads()}

    def _other_threads(self) -> dict[int, procfs.SchedStat]:
        return {
            thread_id: stat
            for thread_id in procfs.thread_ids(self.pid)
            if thread_id != self.thread_id and (stat := procfs.schedstat(self.pid, thread_id)) is not None
        }

    def _busiest_since(self, evidence: Evidence, now_ns: int) -> int | None:
        """Which other thread was on a CPU most since the last look, if any was for a good part of it."""
        seen, last = self._other_threads(), evidence.last_seen
        ran_ns = {
            thread_id: stat.cpu_ns - (last[thread_id].cpu_ns if thread_id in last else 0)
            for thread_id, stat in seen.items()
        }
        since_ns, evidence.looked_ns = evidence.looked_ns, now_ns
        evidence.first_seen = {**seen, **evidence.first_seen}
        evidence.last_seen = seen
        ran_ns.pop(self._stack_thread_id, None)
        busiest = max(ran_ns, key=lambda thread_id: ran_ns[thread_id], default=None)
        if busiest is None or ran_ns[busiest] <= BUSY_SHARE * (now_ns - since_ns):
            return None
        return busiest

    def _counters(self) -> _Before:
        stat = procfs.thread_stat(self.pid, self.thread_id)
        return _Before(
            procfs.process_cpu_ns(self.pid),
            self._app_cpu_ns(),
            stat.major_faults if stat else 0,
            stat.kernel_ns if stat else 0,
        )


def _difference(later: int | None, earlier: int | None) -> int | None:
    return None if later is None or earlier is None else max(0, later - earlier)
