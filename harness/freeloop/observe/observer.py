"""The observer's process: `python -m freeloop.observe.observer SESSION ROOT_PID`.

Wakes every 2 ms, finds the rings in the session's directory, follows each loop, samples the machine, and
appends what it saw to a file, one record a line, flushed at once: an observer that is killed leaves
everything up to then, and gives no account, which tells the reader.

Commands come in on standard input, a word a line: `proof` asks each server loop for a proof of life, `account` has
the observer say how far it has come. It ends with its standard input, and so with the run, even one that was killed.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import IO

from freeloop.agent.ring import RingReader
from freeloop.observe import procfs
from freeloop.observe.cgroup import quota_of
from freeloop.observe.loop_watch import LoopWatch
from freeloop.session import codec
from freeloop.session.recording import Account, Tick

WAKE_S = 0.002
TICK_NS = 50_000_000
"""How often the machine is sampled, and children are looked for."""


class Observer:
    """All loops of one run."""

    def __init__(self, session: Path, root_pid: int, out: IO[str]) -> None:
        self._session = session
        self._root_pid = root_pid
        self._out = out
        self._watches: dict[str, LoopWatch] = {}
        self._announced: set[str] = set()
        self._pids: list[int] = []
        self._changed_ns = 0
        self._trouble: list[str] = []
        self._machine = procfs.machine_time()
        self._quota = quota_of(root_pid)
        self._app_ns = 0
        self._ticked_ns = time.monotonic_ns()
        self._latest_ns = 0
        self._is_asked = False

    def run(self, commands: int) -> None:
        """Do what comes in on the file descriptor `commands`, and observe until its other end is closed."""
        due_ns = time.monotonic_ns()
        while True:
            ready, _, _ = select.select([commands], [], [], WAKE_S)
            now_ns = time.monotonic_ns()
            self._latest_ns = max(self._latest_ns, now_ns - due_ns)
            if ready:
                words = os.read(commands, 4096).split()
                if not words:
                    return
                self._obey(words)
            self._find_rings()
            self._look(now_ns)
            if now_ns - self._ticked_ns >= TICK_NS:
                self._tick(now_ns)
            due_ns = time.monotonic_ns() + int(WAKE_S * 1e9)

    def _obey(self, words: list[bytes]) -> None:
        self._is_asked = self._is_asked or b"account" in words
        if b"proof" in words:
            for watch in self._watches.values():
                if watch.ring.description["role"] == "server":
                    watch.ring.ask_for_proof_of_life()

    def _look(self, now_ns: int) -> None:
        for name, watch in self._watches.items():
            for gap in watch.look(now_ns):
                self._write(gap)
            if name not in self._announced and (seen := watch.seen()) is not None:
                self._announced.add(name)
                self._write(seen)

    def _find_rings(self) -> None:
        """Follow the loops that are new, and let go of those whose ring is gone."""
        changed_ns = self._session.stat().st_mtime_ns
        if changed_ns == self._changed_ns:
            return
        self._changed_ns = changed_ns
        names = {path.name for path in self._session.glob("*.ring")}
        for name in names - self._watches.keys():
            self._follow(name)
        for name in self._watches.keys() - names:
            self._let_go(name)

    def _follow(self, name: str) -> None:
        try:
            self._watches[name] = LoopWatch(RingReader(str(self._session / name)), self._app_cpu_ns)
        except FileNotFoundError:
            return  # a loop that was over before it was met
        except (OSError, ValueError) as error:
            self._trouble.append(f"{name}: {error}")

    def _let_go(self, name: str) -> None:
        """A loop that will not beat again: a test's, since a server's ring stays until the run is over."""
        watch = self._watches.pop(name)
        for gap in watch.look(time.monotonic_ns()):
            self._write(gap)
        if name not in self._announced and (seen := watch.seen()) is not None:
            self._write(seen)
        self._announced.discard(name)
        watch.close()

    def _tick(self, now_ns: int) -> None:
        self._changed_ns = 0  # the directory's time is coarse: two changes may have the same
        self._pids = procfs.descendants(self._root_pid)
        machine, app_ns = procfs.machine_time(), self._app_cpu_ns()
        quota = quota_of(self._root_pid)
        if machine is not None and self._machine is not None:
            self._write(
                Tick(
                    time_ns=now_ns,
                    period_ns=now_ns - self._ticked_ns,
                    busy_ns=machine.busy_ns - self._machine.busy_ns,
                    steal_ns=machine.steal_ns - self._machine.steal_ns,
                    app_cpu_ns=max(0, app_ns - self._app_ns),
                    observer_late_ns=self._latest_ns,
                    cpus=os.cpu_count() or 1,
                    quota_cpus=quota.cpus if quota else None,
                    throttled_ns=quota.throttled_ns - self._quota.throttled_ns
                    if quota and self._quota
                    else 0,
                )
            )
        self._machine, self._app_ns, self._ticked_ns, self._latest_ns = machine, app_ns, now_ns, 0
        self._quota = quota
        if self._is_asked:  # now, since what is charged to a gap is known from the ticks around it
            self._is_asked = False
            self._give_account(now_ns)

    def _app_cpu_ns(self) -> int:
        return sum(procfs.process_cpu_ns(pid) or 0 for pid in self._pids)

    def _give_account(self, now_ns: int) -> None:
        open_gaps = (watch.unfinished(now_ns) for watch in self._watches.values())
        self._write(
            Account(
                time_ns=now_ns,
                lost_beats=sum(watch.take_lost_beats() for watch in self._watches.values()),
                trouble=tuple(self._trouble),
                unfinished=tuple(gap for gap in open_gaps if gap is not None),
            )
        )

    def _write(self, record: codec.Record) -> None:
        self._out.write(codec.to_line(record))
        self._out.flush()


def main() -> None:
    """Observe the session named on the command line."""
    session, root_pid = Path(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run ends us by closing our standard input
    gc.disable()  # nothing here makes cycles, and a collection would be a blind moment
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)  # where allowed, see stalls live on a busy machine too
    try:
        with (session / codec.FILE_NAME).open("w", encoding="utf-8") as out:
            Observer(session, root_pid, out).run(sys.stdin.fileno())
    except OSError as error:
        sys.exit(f"{error.strerror or error}: see that {session.parent} has room")


if __name__ == "__main__":
    main()
