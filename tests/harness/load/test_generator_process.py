"""The generator as a process: its pipe, its end, and the end of its parent."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from freeloop.load import GeneratorDied, LoadGenerator, Progress, RequestSpec, RunCommand, client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DEADLINE_S = 30


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        del format, args


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def _command(port: int, duration_s: float = 0.2) -> RunCommand:
    request = RequestSpec("GET", "/")
    return RunCommand("127.0.0.1", port, (request,), 2, duration_s=duration_s, warmup_s=0.0)


@pytest.mark.slow
def test_one_process_carries_out_several_runs(port: int) -> None:
    with LoadGenerator() as generator:
        for _ in range(2):
            result = generator.run(_command(port))
            assert result.requests == result.statuses["200"] >= 2
            assert result.errors == {}


@pytest.mark.slow
def test_progress_is_told_where_it_is_asked_for(port: int) -> None:
    told: list[Progress] = []
    with LoadGenerator() as generator:
        result = generator.run(replace(_command(port), warmup_s=0.1, progress_s=0.01), told.append)
    assert result.requests >= 2
    assert told[0].total_s == pytest.approx(0.3)
    assert {progress.phase for progress in told} <= {"warm-up", "load", "drain"}
    assert [progress.elapsed_s for progress in told] == sorted(progress.elapsed_s for progress in told)


@pytest.mark.slow
def test_the_agent_beats_on_the_generators_loop_where_a_session_is_given(port: int, tmp_path: Path) -> None:
    with LoadGenerator(str(tmp_path)) as generator:
        generator.run(_command(port))
        pid = generator.pid
    assert [path.name for path in tmp_path.glob("*.ring")] == [f"generator-{pid}-{pid}.ring"]


@pytest.mark.slow
def test_a_refused_command_says_why(port: int) -> None:
    with LoadGenerator() as generator:
        broken = RunCommand("127.0.0.1", port, (RequestSpec("GET", "/", (("X", "a\nb"),)),))
        with pytest.raises(GeneratorDied, match="line break"):
            generator.run(broken)


@pytest.mark.slow
def test_a_generator_that_is_killed_says_so(port: int) -> None:
    with LoadGenerator() as generator:
        os.kill(generator.pid, signal.SIGKILL)
        with pytest.raises(GeneratorDied, match="died"):
            generator.run(_command(port))


@pytest.mark.slow
def test_a_generator_that_falls_silent_is_given_up_and_killed(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_REPLY_GRACE_S", 0)
    with LoadGenerator() as generator:
        process = generator._running()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - to see it end
        os.kill(generator.pid, signal.SIGSTOP)
        with pytest.raises(GeneratorDied, match="did not reply in time"):
            generator.run(replace(_command(port), drain_s=0.1))
        assert process.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_a_generator_that_does_not_quit_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_QUIT_GRACE_S", 0.01)
    with LoadGenerator() as generator:
        process = generator._running()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - to see it end
        os.kill(generator.pid, signal.SIGSTOP)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_closing_ends_the_process_in_the_middle_of_a_run(port: int) -> None:
    with LoadGenerator() as generator:
        process = generator._running()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - to see it end
        assert process.stdin is not None
        process.stdin.write(json.dumps(_command(port, duration_s=600).to_json()).encode() + b"\n")
    assert process.returncode is not None


@pytest.mark.slow
def test_nothing_but_replies_is_on_standard_output() -> None:
    commands = b'{"command": "fly"}\nnonsense\n[]\n{"command": "run"}\n{"command": "quit"}\n'
    finished = subprocess.run(
        [sys.executable, "-m", "freeloop.load.generator"],
        input=commands,
        capture_output=True,
        timeout=_DEADLINE_S,
        check=True,
    )
    replies = [json.loads(line) for line in finished.stdout.splitlines()]
    assert [reply["ok"] for reply in replies] == [False, False, False, False, True]
    assert replies[0]["error"] == "unknown command 'fly': valid are run and quit"
    assert finished.stderr == b""


@pytest.mark.slow
def test_the_end_of_its_input_ends_the_process() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "freeloop.load.generator"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_DEADLINE_S,
        check=True,
    )
    assert finished.stdout == b""


_PARENT = """
import sys, time
from freeloop.load import LoadGenerator
with LoadGenerator() as generator:
    print(generator.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waiting for another's child needs a pidfd (Linux)")
def test_a_generator_outlives_its_parent_by_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        descriptor = os.pidfd_open(int(parent.stdout.readline()))
        try:
            parent.kill()
            ended, _, _ = select.select([descriptor], [], [], _DEADLINE_S)
        finally:
            os.close(descriptor)
    assert ended
