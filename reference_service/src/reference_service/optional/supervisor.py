"""The workers: processes, copies of one that has imported everything, each with a socket of its own on the same port.

uvicorn starts workers anew, so that each imports for itself, and has them accept from one socket: whoever wakes takes
all connections that wait, and clients that keep theirs stay with it. The README has what both cost.
"""

import asyncio
import gc
import logging
import multiprocessing
import os
import signal
import socket
import time

import uvicorn
from uvicorn.config import STARTUP_FAILURE

FORK = multiprocessing.get_context("fork")
LOOK_S = 1.0
"""From one look at the workers to the next: a dead one is replaced no sooner, so that none dies in a circle."""

logger = logging.getLogger(__name__)


class Worker:
    """A process that serves, and how long its loop has been silent."""

    def __init__(self, config: uvicorn.Config) -> None:
        self._config = config
        self._beats = FORK.RawValue("L", 0)
        self._beats_seen = 0
        self._silent_s = 0.0
        self._process = FORK.Process(target=self._serve, args=(os.getpid(),))
        self._process.start()

    @property
    def could_not_start(self) -> bool:
        """Whether it ended for a reason that every other will have: a model may use the same exit code later."""
        return self._process.exitcode == STARTUP_FAILURE and not self._beats.value

    def is_well(self, timeout_s: float) -> bool:
        """Tell whether it lives and was heard of, and end it if not; to be asked every `LOOK_S` seconds."""
        beats = self._beats.value
        # Counted, not timed: a machine that was suspended has heard of nobody. And not before it has loaded.
        self._silent_s = self._silent_s + LOOK_S if beats == self._beats_seen and beats else 0.0
        self._beats_seen = beats
        held = self._silent_s > timeout_s
        if held:
            self._process.kill()
            self._process.join()
        if not self._process.is_alive():
            why = f"held its loop for {self._silent_s:g} s" if held else ended(self._process.exitcode)
            logger.warning("worker %d %s: it is replaced", self._process.pid, why)
            # Not before `metrics.py`: imported, it looks once for the folder that it keeps figures in.
            from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415  # pyright: ignore[reportUnknownVariableType]

            mark_process_dead(self._process.pid)  # what it computed is not computed any more: its gauges go
        return self._process.is_alive()

    def _serve(self, supervisor: int) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        server = uvicorn.Server(self._config)

        def beat() -> None:
            self._beats.value += 1
            server.should_exit |= os.getppid() != supervisor  # killed, it could end nobody
            # Not uvicorn's own timer, which ends before the stop does.
            asyncio.get_running_loop().call_later(LOOK_S / 2, beat)

        async def begin() -> None:
            if not self._beats.value:
                beat()

        self._config.callback_notify, self._config.timeout_notify = begin, 0
        # It listens when the lifespan has begun: until then the kernel gives connections to others.
        server.run([bound(self._config.host, self._config.port)])


def ended(code: int | None) -> str:
    """Say how a process ended, which is by a signal when its exit code is negative."""
    if code and code < 0:
        return f"was ended by signal {-code} ({signal.strsignal(-code)})"
    return f"ended with exit code {code}"


def bound(host: str, port: int, *, shared: bool = True) -> socket.socket:
    """Bind a socket; of shared ones that listen, the kernel picks one by a hash of the client's address and port."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, shared)
    listener.bind((host, port))
    return listener


def authority(host: str, port: int) -> str:
    """Write an address as it stands in a URL."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def supervise(config: uvicorn.Config, *, timeout_s: float, grace_s: float) -> int:
    """Keep `config.workers` processes serving until SIGTERM or SIGINT, and give the exit code.

    One that dies, or whose loop is silent for `timeout_s` seconds, is replaced; one that cannot start ends all.
    After a signal they have `grace_s` seconds to end, in which a model that hangs does not.
    Raises `OSError` when somebody listens on the port.
    """
    with bound(config.host, config.port, shared=False) as port:
        port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        config.port = port.getsockname()[1]
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            config.load()
            gc.freeze()  # a collection would write to every object, and so copy every page
            logger.info("running on http://%s", authority(config.host, config.port))
            workers = [Worker(config) for _ in range(config.workers)]
            while not any(worker.could_not_start for worker in workers):
                workers = [worker if worker.is_well(timeout_s) else Worker(config) for worker in workers]
                time.sleep(LOOK_S)
        except KeyboardInterrupt:
            return 0
        else:
            return 1
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            children = multiprocessing.active_children()
            for child in children:
                child.terminate()
            end_s = time.monotonic() + grace_s
            for child in children:
                child.join(max(0.0, end_s - time.monotonic()))
                if child.is_alive():
                    logger.warning("worker %d did not stop within %g s: it is killed", child.pid, grace_s)
                    child.kill()
                    child.join()
