"""What one endpoint leaves running is waited for, within bounds, on a fake clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, repeat

import pytest

from freeloop.audit import left_over
from freeloop.audit.left_over import LONGEST_S, LOOK_S, LeftOver


@dataclass
class FakeServer:
    """An application that uses, look by look, so many CPUs, and the clock that it is watched by."""

    cpus: list[float]
    now_s: float = 0.0
    used_ns: int = 0
    looks: int = field(default=0)

    def monotonic(self) -> float:
        """The time."""
        return self.now_s

    def sleep(self, seconds: float) -> None:
        """Let the application run for so long."""
        used = next(chain(self.cpus[self.looks : self.looks + 1], repeat(self.cpus[-1])))
        self.looks += 1
        self.now_s += seconds
        self.used_ns += round(used * seconds * 1e9)

    def process_cpu_ns(self, _pid: int) -> int:
        """What it has used by now."""
        return self.used_ns

    def descendants(self, pid: int) -> list[int]:
        """One process."""
        return [pid]


def _watched(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> LeftOver:
    monkeypatch.setattr(left_over, "time", server)
    monkeypatch.setattr(left_over, "procfs", server)
    return LeftOver(1)


@pytest.mark.parametrize(
    ("cpus", "looks"),
    [
        pytest.param([0.01, 0.01], 2, id="a resting application costs one look"),
        pytest.param([0.01, 1.0, 1.0, 0.02], 4, id="computing is waited for"),
        pytest.param([0.5, 0.55], 2, id="what it does at rest is no work"),
    ],
)
def test_the_next_endpoint_is_loaded_when_the_application_rests(
    cpus: list[float], looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = FakeServer(cpus)
    watched = _watched(server, monkeypatch)
    assert watched.is_over(lambda: None)
    assert watched.is_over(lambda: None)
    assert server.looks == looks


def test_work_without_end_is_said_once_and_then_taken_for_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    server = FakeServer([0.0, 1.0])
    watched = _watched(server, monkeypatch)
    assert watched.is_over(lambda: None)
    assert not watched.is_over(lambda: None)
    assert server.now_s == pytest.approx(LONGEST_S + 2 * LOOK_S, abs=2 * LOOK_S)
    assert watched.is_over(lambda: None)


def test_a_server_that_dies_meanwhile_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = _watched(FakeServer([0.0, 1.0]), monkeypatch)
    assert watched.is_over(lambda: None)

    def died() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        watched.is_over(died)
