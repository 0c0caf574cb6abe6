"""Model processes, for a model that holds the GIL: `SERVICE_INFERENCE=processes`.

A thread that waits for another process holds no GIL, so the loop is free whatever the model does. Endpoints and
inference threads stay as they are: each thread has a process to itself while it asks. A process that dies takes down
the request that it computed, answered by 503; another is started, again and again until it has loaded. `/ready` says
no while there is none.
"""

import logging
import multiprocessing
import os
import signal
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import Empty, SimpleQueue
from threading import Event, Thread

import numpy as np
from threadpoolctl import threadpool_limits

from reference_service.errors import BusyError
from reference_service.model import OpenModel
from reference_service.settings import Settings
from reference_service.threads import step_back
from reference_service.weights import Matrix, WeightsError, told

logger = logging.getLogger(__name__)

# Not forked: a copy of a process with threads inherits their locks as they were.
SPAWN = multiprocessing.get_context("spawn")

LOOK_S = 1.0
"""From one look at the processes to the next: a dead one is replaced no sooner, so that none dies in a circle."""


class ModelProcesses:
    """A `Model` that asks as many processes as there are inference threads."""

    def __init__(self, settings: Settings, open_model: OpenModel) -> None:
        self._settings, self._open_model = settings, open_model
        self._free: SimpleQueue[Connection] = SimpleQueue()
        self._processes = [self._start() for _ in range(settings.inference_threads)]
        if not all(process.is_alive() for process in self._processes):
            raise WeightsError("a process could not load the model")
        self._closing = Event()
        self._keeper = Thread(target=self._keep, name="keeper of the model processes")
        self._keeper.start()

    def are_loaded(self) -> bool:
        """Whether any process can answer."""
        return any(process.is_alive() for process in self._processes)

    def probabilities(self, images: Matrix) -> Matrix:
        """Wait, without the GIL, for a process to answer."""
        patience_s = self._settings.deadline_s if self.are_loaded() else 0
        try:
            while (connection := self._free.get(timeout=patience_s)).poll():
                pass  # what has not been asked says only that it is dead
        except Empty:
            raise BusyError("the model is not loaded") from None
        try:
            connection.send(images)
            answer: Matrix | Exception = connection.recv()
        except (EOFError, OSError) as error:
            raise BusyError("the process that computed this died") from error
        self._free.put(connection)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """End the processes, which no thread asks any more."""
        self._closing.set()
        self._keeper.join()
        while not self._free.empty():
            self._free.get().close()
        for process in self._processes:
            process.join()

    def _keep(self) -> None:
        while not self._closing.wait(LOOK_S):
            try:
                for place, process in enumerate(self._processes):
                    if not process.is_alive():
                        # A negative code is the signal that ended it: -9 where memory ran out.
                        logger.warning(
                            "model process %s ended with code %s: it is replaced",
                            process.pid,
                            process.exitcode,
                        )
                        self._processes[place] = self._start()
            except OSError:  # noqa: PERF203 - no memory, say, or no descriptor: there may be some in a second
                traceback.print_exc()

    def _start(self) -> SpawnProcess:
        """Start a process, and wait until it can be asked or is dead."""
        ours, theirs = SPAWN.Pipe()
        with theirs:  # closed here, so that the end of the process is the end of what we read
            process = SPAWN.Process(target=_serve, args=(theirs, self._settings, self._open_model))
            process.start()
        try:
            ours.recv()
            self._free.put(ours)
        except EOFError:
            process.join()
        return process


def _serve(parent: Connection, settings: Settings, open_model: OpenModel) -> None:
    """Compute in this process, one request after another, for as long as its parent listens."""
    for number in (signal.SIGINT, signal.SIGTERM):  # sent to all at once: the parent is not done with it
        signal.signal(number, signal.SIG_IGN)
    threadpool_limits(settings.blas_threads, user_api="blas")
    step_back()
    # It may compute without end, and whoever waited for that was killed.
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        model = open_model(settings)
    except Exception as error:  # noqa: BLE001 - of whatever kind: the model is not loaded
        sys.exit(told(error))
    answer: Matrix | Exception | None = None
    with suppress(EOFError, OSError):
        while True:
            parent.send(answer)
            images = parent.recv()
            try:
                answer = np.asarray(model.probabilities(images), dtype=np.float32)
            except BaseException as error:  # noqa: BLE001 - the caller's to handle
                traceback.print_exc()
                answer = RuntimeError(told(error))  # itself it may be made so that it cannot be sent


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)
