"""A machine too busy for a verdict: the one thing that a test may be excused by, and only in these words."""

from __future__ import annotations

import re

import pytest

_NOISE = re.compile(
    r"but the machine was busy with other work|but other programs used|the machine kept the loop from running"
    r"|proof of life: a stall of \d+ ms was injected|the observer (ended|missed a stall), or was kept from running"
    r"|heartbeats were lost: the observer was kept|the load generator itself was kept from running"
)


def skip_if_noisy(said: str) -> None:
    """Skip where freeloop says that the machine, not the test, made a run inconclusive."""
    found = _NOISE.search(said)
    if found is not None:
        pytest.skip(f"inconclusive on this machine, now: {found.group()}")
