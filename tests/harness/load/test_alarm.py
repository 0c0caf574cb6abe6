"""Alarms ring, not before their moment, and not after they were closed; both kinds the same."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from freeloop.load.engine.alarm import Alarm, LoopTimer, alarm

if TYPE_CHECKING:
    from collections.abc import Callable

_NS_PER_MS = 1_000_000
_EARLY_BY_THE_LOOPS_ROUNDING_NS = 2 * _NS_PER_MS

_KINDS = pytest.mark.parametrize("make", [alarm, LoopTimer], ids=["finest", "loop"])


@_KINDS
def test_it_rings_at_its_moment_and_can_be_set_again(make: Callable[[Callable[[], None]], Alarm]) -> None:
    async def run() -> list[int]:
        rung: list[int] = []
        done = asyncio.get_running_loop().create_future()

        def ring() -> None:
            rung.append(time.monotonic_ns())
            if len(rung) == 1:
                bell.set(rung[0])  # has passed: rings at once
            elif len(rung) == 2:
                bell.set(moment_ns + 5 * _NS_PER_MS)
            else:
                done.set_result(None)

        bell = make(ring)
        moment_ns = time.monotonic_ns() + 3 * _NS_PER_MS
        bell.set(moment_ns)
        await done
        bell.close()
        return [at_ns - moment_ns for at_ns in rung]

    first, second, third = asyncio.run(run())
    assert first >= -_EARLY_BY_THE_LOOPS_ROUNDING_NS
    assert second >= first
    assert third >= 5 * _NS_PER_MS - _EARLY_BY_THE_LOOPS_ROUNDING_NS


@_KINDS
def test_a_closed_alarm_is_silent(make: Callable[[Callable[[], None]], Alarm]) -> None:
    async def run() -> bool:
        rung = False
        later = asyncio.get_running_loop().create_future()

        def ring() -> None:
            nonlocal rung
            rung = True

        closed = make(ring)
        closed.set(time.monotonic_ns())
        closed.close()
        closed.close()
        other = make(lambda: later.set_result(None))
        other.set(time.monotonic_ns() + _NS_PER_MS)
        await later
        other.close()
        return rung

    assert not asyncio.run(run())


@_KINDS
def test_setting_it_again_replaces_the_moment(make: Callable[[Callable[[], None]], Alarm]) -> None:
    async def run() -> int:
        done = asyncio.get_running_loop().create_future()
        bell = make(lambda: done.set_result(None))
        bell.set(time.monotonic_ns() + 600 * 1000 * _NS_PER_MS)
        bell.set(time.monotonic_ns() + _NS_PER_MS)
        await done
        bell.close()
        return 1

    assert asyncio.run(run()) == 1
