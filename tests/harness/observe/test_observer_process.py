"""The observer as a process of its own."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from freeloop.observe.client import ObserverProcess
from freeloop.observe.until import recorded_until

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_an_observer_gives_an_account_each_time_that_it_is_asked(tmp_path: Path) -> None:
    with ObserverProcess(tmp_path, os.getpid()) as observer:
        accounts = [recorded_until(observer, time.monotonic_ns()).account for _ in range(2)]
    first, second = (account.time_ns if account is not None else 0 for account in accounts)
    assert 0 < first < second
    assert not observer.recording().last_words


@pytest.mark.slow
def test_an_observer_that_is_gone_gives_none(tmp_path: Path) -> None:
    with ObserverProcess(tmp_path, os.getpid()) as observer:
        assert recorded_until(observer, time.monotonic_ns()).account is not None
        os.kill(observer.pid, signal.SIGKILL)
        assert recorded_until(observer, time.monotonic_ns()).account is None


@pytest.mark.slow
def test_an_observer_whose_disk_is_full_says_so(tmp_path: Path) -> None:
    (tmp_path / "observed.jsonl").symlink_to("/dev/full")
    with ObserverProcess(tmp_path, os.getpid()) as observer:
        observer.ask_for_account()
        os.waitid(os.P_PID, observer.pid, os.WEXITED | os.WNOWAIT)
        (tmp_path / "observed.jsonl").unlink()
        recording = recorded_until(observer, time.monotonic_ns())
    assert recording.account is None
    assert "No space left on device: see that" in recording.last_words
