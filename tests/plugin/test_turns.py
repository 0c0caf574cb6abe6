"""Measurements take turns, and one that has its turn does not wait for itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from filelock import FileLock, Timeout

from freeloop.pytest_plugin.turns import Turns

if TYPE_CHECKING:
    from pathlib import Path


def test_a_turn_within_a_turn_waits_for_nothing_and_ends_with_the_outer(tmp_path: Path) -> None:
    """As an audit has its own in a test that has one already."""
    path = tmp_path / "lock"
    worker = SimpleNamespace(workerinput={"freeloop_turns": str(path)})
    turns = Turns(cast("pytest.Config", worker))
    other = FileLock(path, timeout=0, is_singleton=False)
    with turns.mine():
        with turns.mine():
            pass
        with pytest.raises(Timeout), other:
            pass
    with other:
        pass
