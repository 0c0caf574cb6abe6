"""`python -m reference_service`: real processes, started, asked, killed and stopped."""

import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from reference_service.optional.supervisor import authority
from reference_service.schemas import A_SEVEN, A_SEVEN_BYTES, BATCH

pytestmark = pytest.mark.slow

BODY = json.dumps(A_SEVEN).encode()

DEADLINE_S = 180
"""For anything at all to happen on a busy machine; arbitrary."""


class Server:
    """Two workers on a free port, and what they write."""

    def __init__(self, temporary: Path, module: str = "reference_service", **settings: str) -> None:
        command = [sys.executable, "-m", module]
        # About 0.1 s a request: time enough for all to arrive before the first is answered.
        own = {"SERVICE_INFERENCE_THREADS": "1", "SERVICE_VIEWS_PER_AXIS": "131", "SERVICE_DEADLINE_S": "60"}
        own["SERVICE_WORKER_TIMEOUT_S"] = "3"
        environment = (
            os.environ
            | own
            | {"WEB_CONCURRENCY": "2", "SERVICE_PORT": "0", "TMPDIR": str(temporary)}
            | settings
        )
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
        return re.findall(pattern, "\n".join(self.lines), re.MULTILINE)

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


def run(module: str = "reference_service", /, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Start a service that cannot, and wait for its end."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", module],
        env=os.environ | {"SERVICE_PORT": "0"} | settings,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


@pytest.fixture
def server(tmp_path: Path) -> Generator[Server, None, None]:
    server = Server(tmp_path)
    try:
        until(lambda: len(server.seen("Application startup complete")) == 2)
        yield server
    finally:
        server.stop()


def url_of(server: Server) -> str:
    return server.seen(r"running on (http://\S+)")[0]


def predict(url: str) -> int:
    """Ask for a prediction on a connection of its own; give the status."""
    return httpx.post(f"{url}/predict", json=A_SEVEN, timeout=DEADLINE_S).status_code


def pids_of_workers(server: Server) -> list[int]:
    return [int(pid) for pid in server.seen(r"Started server process \[(\d+)\]")]


def sockets_of(pid: int) -> int:
    """Count the open sockets of a process."""
    descriptors = Path(f"/proc/{pid}/fd").iterdir()
    return sum(str(descriptor.readlink()).startswith("socket:") for descriptor in descriptors)


def listeners_on(port: int) -> int:
    """Count the sockets that listen on a port of 127.0.0.1."""
    local = f"0100007F:{port:04X} 00000000:0000 0A"
    return Path("/proc/net/tcp").read_text().count(local)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
def test_a_worker_that_dies_or_hangs_is_replaced(
    server: Server, tmp_path: Path, number: signal.Signals
) -> None:
    victim = pids_of_workers(server)[0]
    gauges = f"*/gauge_livesum_{victim}.db"
    until(lambda: predict(url_of(server)) == 200 and bool(list(tmp_path.glob(gauges))))

    os.kill(victim, number)

    until(lambda: len(server.seen("Application startup complete")) == 3)
    assert httpx.get(f"{url_of(server)}/ready").status_code == 200
    assert not list(tmp_path.glob(gauges))
    why = r"was ended by signal 9 \(Killed\)" if number == signal.SIGKILL else r"held its loop for 4 s"
    assert server.seen(rf"WARNING \S+ (worker {victim} {why}: it is replaced)$")


ODD = """
import os, sys, threading
import numpy as np
from reference_service import __main__ as launcher
from reference_service.main import create_app
from reference_service.settings import Settings

class Model:
    def probabilities(self, images):
        if images.max() == 16:
            os._exit(3)  # as uvicorn does when it cannot start
        threading.Event().wait()

def opened(_):
    return Model()

app = create_app(Settings(), opened)
if __name__ == "__main__":
    launcher.ARRIVAL_S = 0
    sys.exit(launcher.serve("odd:app", Settings()))
"""


@pytest.fixture
def odd(tmp_path: Path, request: pytest.FixtureRequest) -> Generator[Server, None, None]:
    """One worker with a model that ends its process, or never answers."""
    (tmp_path / "odd.py").write_text(ODD)
    settings = {"PYTHONPATH": str(tmp_path), "WEB_CONCURRENCY": "1", "SERVICE_DEADLINE_S": "1"}
    settings["SERVICE_INFERENCE"] = getattr(request, "param", "threads")
    server = Server(tmp_path, "odd", **settings)
    try:
        until(lambda: len(server.seen("Application startup complete")) == 1)
        yield server
    finally:
        server.stop()


def test_a_worker_that_ends_as_one_that_cannot_start_is_replaced(odd: Server) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        predict(url_of(odd))

    until(lambda: len(odd.seen("Application startup complete")) == 2)
    assert odd.seen("(ended with exit code 3: it is replaced)")


@pytest.mark.parametrize("odd", ["threads", "processes"], indirect=True)
def test_a_model_that_does_not_answer_is_not_ready_and_not_waited_for_without_end(odd: Server) -> None:
    url = url_of(odd)
    blank = {"pixels": [[0] * 8] * 8}

    asked = httpx.post(f"{url}/predict", json=blank, timeout=DEADLINE_S)
    ready, alive = httpx.get(f"{url}/ready"), httpx.get(f"{url}/health")

    assert (asked.status_code, alive.status_code) == (503, 200)
    assert (ready.status_code, ready.json()) == (503, {"detail": "the model does not answer"})
    (worker,) = pids_of_workers(odd)
    children = Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
    assert odd.stop() == 0
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
    assert odd.seen(r"(worker \d+ did not stop within 2 s: it is killed)$")


def test_connections_that_are_kept_open_are_spread_over_the_workers(server: Server) -> None:
    address = httpx.URL(url_of(server))
    port = address.port or 0
    until(lambda: listeners_on(port) == 2)
    workers = pids_of_workers(server)
    before = [sockets_of(pid) for pid in workers]
    with ExitStack() as connections:
        for _ in range(64):
            connections.enter_context(socket.create_connection((address.host, port)))
        until(lambda: sum(map(sockets_of, workers)) == sum(before) + 64)

        # Each goes to either by chance; fewer than 8 of 64 would be one run in ten thousand million.
        assert min(sockets_of(pid) - few for pid, few in zip(workers, before, strict=True)) >= 8


def test_a_second_service_on_the_port_is_refused(server: Server) -> None:
    address = httpx.URL(url_of(server))
    done = run(SERVICE_PORT=str(address.port))

    assert done.returncode == 1
    assert done.stderr.strip().endswith(f"127.0.0.1:{address.port}: Address already in use")


def test_workers_end_when_their_supervisor_is_killed(server: Server) -> None:
    workers = pids_of_workers(server)

    server.process.kill()

    until(lambda: len(server.seen("Finished server process")) == 2)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_a_worker_that_takes_long_to_stop_finishes_what_it_has(server: Server) -> None:
    url = url_of(server)
    batch = A_SEVEN_BYTES * BATCH  # several seconds, and the loop of a worker may be silent for three
    headers = {"content-type": "application/octet-stream"}
    with ThreadPoolExecutor() as clients:
        answer = clients.submit(
            httpx.post, f"{url}/predict/batch", content=batch, headers=headers, timeout=DEADLINE_S
        )
        until(lambda: "inference_unfinished 1.0" in httpx.get(f"{url}/metrics").text)
        for pid in pids_of_workers(server):
            os.kill(pid, signal.SIGTERM)

    assert answer.result().status_code == 200
    until(lambda: len(server.seen("Application startup complete")) == 4)


def test_a_client_that_hangs_up_in_a_pipeline_leaves_no_traceback(server: Server) -> None:
    address = httpx.URL(url_of(server))
    head = f"POST /predict HTTP/1.1\r\nhost: a\r\ncontent-length: {len(BODY)}\r\n"
    request = f"{head}content-type: application/json\r\n\r\n".encode() + BODY
    with socket.create_connection((address.host, address.port or 0)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
        connection.sendall(request * 4)
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")

    # 200, or 400 where the reset was heard before the body was read.
    until(lambda: len(server.seen("path=/predict status=")) >= 2)

    assert server.stop() == 0
    assert not server.seen("Traceback|ERROR")


def test_a_stop_loses_no_accepted_request(server: Server) -> None:
    url = url_of(server)

    with ThreadPoolExecutor(12) as clients:
        answers = [clients.submit(predict, url) for _ in range(12)]
        until(lambda: any(answer.done() for answer in answers))
        code = server.stop()

    assert [answer.result() for answer in answers] == [200] * 12
    assert code == 0


def test_a_stop_is_heard_while_it_imports(tmp_path: Path) -> None:
    """Not by the kernel's default, which spares process 1 of a container."""
    (tmp_path / "uvicorn.py").write_text("import signal, sys\nsignal.raise_signal(15)\nsys.exit('deaf')")

    done = run(PYTHONPATH=str(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")


def test_what_keeps_it_from_starting_is_one_line_and_exit_code_1() -> None:
    done = run(SERVICE_WEIGHTS="nowhere")

    assert (done.returncode, done.stderr) == (1, "nowhere/SHA256SUMS: No such file or directory\n")


SERVE = """
import sys, tempfile
from reference_service.__main__ import serve
from reference_service.settings import Settings

tempfile._candidate_tempdir_list = list
sys.exit(serve("reference_service.main:app", Settings()))
"""


def test_a_missing_folder_for_what_is_temporary_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "nowhere_to_write.py").write_text(SERVE)

    done = run("nowhere_to_write", PYTHONPATH=str(tmp_path))

    assert (done.returncode, done.stderr) == (1, "TMPDIR: No usable temporary directory found in []\n")


@pytest.mark.parametrize(("host", "written"), [("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80")])
def test_an_address_is_written_as_in_a_url(host: str, written: str) -> None:
    assert authority(host, 80) == written
