"""`python -m reference_service`: real processes, started, asked, killed and stopped."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from reference_service.schemas import A_SEVEN

pytestmark = pytest.mark.slow

DEADLINE_S = 180
"""For anything at all to happen on a busy machine; arbitrary."""


class Server:
    """Two workers on a free port, and what they write."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "reference_service"]
        # About 0.1 s a request: time enough for all to arrive before the first is answered.
        own = {"SERVICE_INFERENCE_THREADS": "1", "SERVICE_VIEWS_PER_AXIS": "131", "SERVICE_DEADLINE_S": "60"}
        environment = os.environ | own | {"WEB_CONCURRENCY": "2", "SERVICE_PORT": "0"}
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)  # noqa: S603
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        if self.process.stderr:
            with self.process.stderr as stderr:
                self.lines.extend(line.rstrip() for line in iter(stderr.readline, ""))

    def seen(self, pattern: str) -> list[str]:
        """Give what the pattern's group matched, line by line."""
        return re.findall(pattern, "\n".join(self.lines))

    def stop(self) -> int:
        """Ask it to stop, as a container's runtime does, and give its exit code."""
        self.process.terminate()
        code = self.process.wait(DEADLINE_S)
        self._reader.join()
        return code


def until(happened: Callable[[], bool]) -> None:
    end_s = time.monotonic() + DEADLINE_S
    while not happened():
        assert time.monotonic() < end_s, "it did not happen"
        time.sleep(0.01)


@pytest.fixture
def server() -> Generator[Server, None, None]:
    server = Server()
    try:
        until(lambda: len(server.seen("Application startup complete")) == 2)
        yield server
    finally:
        server.stop()


def url_of(server: Server) -> str:
    return server.seen(r"running on (http://\S+)")[0]


def test_prints_its_plan_and_replaces_a_killed_worker(server: Server) -> None:
    assert server.seen(r"cores: 2 processes × 1 inference threads; 1\.2 MB of weights")
    victim = int(server.seen(r"Started server process \[(\d+)\]")[0])

    os.kill(victim, signal.SIGKILL)

    until(lambda: len(server.seen("Application startup complete")) == 3)
    assert httpx.get(f"{url_of(server)}/ready").status_code == 200


def test_a_stop_loses_no_accepted_request(server: Server) -> None:
    url = url_of(server)

    def predict(_: int) -> int:
        return httpx.post(f"{url}/predict", json=A_SEVEN, timeout=DEADLINE_S).status_code

    with ThreadPoolExecutor(12) as clients:
        answers = [clients.submit(predict, number) for number in range(12)]
        until(lambda: any(answer.done() for answer in answers))
        code = server.stop()

    assert [answer.result() for answer in answers] == [200] * 12
    assert code == 0


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("SERVICE_WEIGHTS", "nowhere", r"nowhere/SHA256SUMS: No such file or directory"),
        ("SERVICE_QUEUE", "-1", r"SERVICE_QUEUE: Input should be greater than or equal to 0"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_1(name: str, value: str, line: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "reference_service"]
    environment = os.environ | {"SERVICE_PORT": "0", name: value}
    done = subprocess.run(  # noqa: S603
        command,
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )

    assert done.returncode == 1
    assert re.fullmatch(line, done.stderr.strip())
