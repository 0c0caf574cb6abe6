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
from freeloop.session.life import missing_proofs
from freeloop.session.stall import Window

if TYPE_CHECKING:
    from pathlib import Path

    from freeloop.agent.heartbeat import Heartbeat

PATIENCE_S = 30.0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["asyncio", "uvloop"])
def test_a_loop_in_a_thread_proves_to_be_alive(kind: str, tmp_path: Path) -> None:
    pytest.importorskip(kind)
    loop: asyncio.AbstractEventLoop = import_module(kind).new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asked_ns = time.monotonic_ns()
    try:
        heartbeat = asyncio.run_coroutine_threadsafe(_install(str(tmp_path)), loop).result()
        with ObserverProcess(tmp_path, os.getpid()) as observer:
            assert observer.wait_for_loops(1, PATIENCE_S)
            observer.ask_for_proof_of_life()
            deadline_s = time.monotonic() + PATIENCE_S
            while _missing(observer, asked_ns) and time.monotonic() < deadline_s:
                time.sleep(0.05)
            assert not _missing(observer, asked_ns)
        loop.call_soon_threadsafe(heartbeat.stop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
    (seen,) = observer.recording().loops
    assert seen.thread_id == thread.native_id


async def _install(session: str) -> Heartbeat:
    heartbeat = install(asyncio.get_running_loop(), session, role="server")
    assert heartbeat is not None
    return heartbeat


def _missing(observer: ObserverProcess, asked_ns: int) -> list[str]:
    return missing_proofs(observer.recording(), Window(asked_ns, time.monotonic_ns()))
