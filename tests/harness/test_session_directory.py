"""At the end of a run's directory, whoever belongs to the run has ended, and nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from freeloop.session_directory import session_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEADLINE_S = 60


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Give what starts a process with a session of its own, as a daemon has, and more in its environment."""
    with ExitStack() as stack:

        def start_one(**environment: str) -> subprocess.Popen[bytes]:
            environment = {**os.environ, **environment}
            process = subprocess.Popen(
                ["/bin/sh", "-c", "exec sleep 773"], env=environment, start_new_session=True
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start_one


def test_who_has_the_run_in_its_environment_ends_with_it(
    start: Callable[..., subprocess.Popen[bytes]],
) -> None:
    with session_directory() as another:
        with session_directory() as path:
            its = start(FREELOOP_SESSION=str(path))
            others = [start(FREELOOP_SESSION=str(another)), start(FOLDER=str(path))]
        assert its.wait(DEADLINE_S) == -signal.SIGKILL
        assert [other.poll() for other in others] == [None, None]
        assert not path.exists()
