"""A loop that runs in a thread other than the main one is followed like any other."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from freeloop.agent.install import install
from freeloop.observe.client import ObserverProcess
from freeloop.observe.until import recorded_until
from freeloop.session.life import missing_proofs
from freeloop.session.stall import Window

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from freeloop.agent.heartbeat import Heartbeat
    from freeloop.session.recording import Gap

PATIENCE_S = 30.0


@pytest.fixture(params=["asyncio", "uvloop"])
def loop(request: pytest.FixtureRequest) -> Generator[asyncio.AbstractEventLoop, None, None]:
    kind: str = request.param
    pytest.importorskip(kind)
    loop: asyncio.AbstractEventLoop = import_module(kind).new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def observer(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Generator[ObserverProcess, None, None]:
    heartbeat = asyncio.run_coroutine_threadsafe(_install(str(tmp_path)), loop).result()
    with ObserverProcess(tmp_path, os.getpid()) as observer:
        assert observer.wait_for_loops(1, PATIENCE_S)
        yield observer
    loop.call_soon_threadsafe(heartbeat.stop)


@pytest.mark.slow
def test_a_loop_in_a_thread_proves_to_be_alive(observer: ObserverProcess) -> None:
    asked_ns = time.monotonic_ns()
    observer.ask_for_proof_of_life()
    deadline_s = time.monotonic() + PATIENCE_S
    while _missing(observer, asked_ns) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert not _missing(observer, asked_ns)
    (seen,) = observer.recording().loops
    assert seen.thread_id != threading.main_thread().native_id


@pytest.mark.slow
def test_a_loop_that_is_still_held_is_recorded_up_to_now(
    loop: asyncio.AbstractEventLoop, observer: ObserverProcess
) -> None:
    release = threading.Event()
    loop.call_soon_threadsafe(release.wait)
    deadline_s = time.monotonic() + PATIENCE_S
    gaps: tuple[Gap, ...] = ()
    while not any(gap.open for gap in gaps) and time.monotonic() < deadline_s:
        gaps = recorded_until(observer, time.monotonic_ns()).gaps
    release.set()
    assert any(gap.open for gap in gaps)


async def _install(session: str) -> Heartbeat:
    heartbeat = install(asyncio.get_running_loop(), session, role="server")
    assert heartbeat is not None
    return heartbeat


def _missing(observer: ObserverProcess, asked_ns: int) -> list[str]:
    return missing_proofs(observer.recording(), Window(asked_ns, time.monotonic_ns()))
