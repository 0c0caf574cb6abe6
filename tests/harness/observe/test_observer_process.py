"""The observer as a process of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from freeloop.observe.client import ObserverProcess

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_an_observer_that_was_told_to_stop_says_so(tmp_path: Path) -> None:
    with ObserverProcess(tmp_path, os.getpid()) as observer:
        pass
    assert observer.recording().end is not None
    assert not observer.recording().last_words


@pytest.mark.slow
def test_an_observer_whose_disk_is_full_says_so(tmp_path: Path) -> None:
    (tmp_path / "observed.jsonl").symlink_to("/dev/full")
    with ObserverProcess(tmp_path, os.getpid()) as observer:
        pass
    (tmp_path / "observed.jsonl").unlink()
    assert observer.recording().end is None
    assert "No space left on device: see that" in observer.recording().last_words
