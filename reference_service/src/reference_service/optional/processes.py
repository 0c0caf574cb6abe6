"""The model in processes of its own, for one that holds the GIL: `SERVICE_INFERENCE=processes`.

A thread that waits for another process holds no GIL, so the loop is free whatever the model does. The endpoint
and its workers stay as they are: each thread has a process to itself while it asks. A process that dies takes down the
request that it computed, answered by 503, and another takes its place.
"""

import multiprocessing
import signal
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue

from threadpoolctl import threadpool_limits

from reference_service.errors import BusyError
from reference_service.model import OpenModel
from reference_service.settings import Settings
from reference_service.weights import Matrix

# Not forked: a copy of a process with threads inherits their locks as they were.
SPAWN = multiprocessing.get_context("spawn")


class InProcesses:
    """A `Model` that asks as many processes as there are inference threads."""

    def __init__(self, settings: Settings, open_model: OpenModel) -> None:
        self._settings, self._open_model = settings, open_model
        self._free: SimpleQueue[Connection] = SimpleQueue()
        for _ in range(settings.inference_threads):
            self._free.put(self._start())

    def probabilities(self, images: Matrix) -> Matrix:
        """Wait, without the GIL, for a process to answer."""
        process = self._free.get()
        try:
            process.send(images)
            answer: Matrix | Exception = process.recv()
        except (EOFError, OSError) as error:
            with suppress(EOFError):  # if it dies before it has loaded, the next request finds it dead
                process = self._start()
            raise BusyError("the process that computed this died") from error
        finally:
            self._free.put(process)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """End the processes, which no thread asks any more."""
        for _ in range(self._settings.inference_threads):
            self._free.get().close()
        for process in multiprocessing.active_children():
            process.join()

    def _start(self) -> Connection:
        ours, theirs = SPAWN.Pipe()
        with theirs:  # closed here, so that the end of the process is the end of what we read
            SPAWN.Process(target=_serve, args=(theirs, self._settings, self._open_model)).start()
        ours.recv()  # it has loaded
        return ours


def _serve(parent: Connection, settings: Settings, open_model: OpenModel) -> None:
    """Compute in this process, one request after another, for as long as its parent listens."""
    for number in (signal.SIGINT, signal.SIGTERM):  # sent to all at once: the parent is not done with it
        signal.signal(number, signal.SIG_IGN)
    threadpool_limits(settings.blas_threads, user_api="blas")
    model = open_model(settings)
    answer: Matrix | Exception | None = None
    with suppress(EOFError, OSError):
        while True:
            parent.send(answer)
            images = parent.recv()
            try:
                answer = model.probabilities(images)
            except Exception as error:  # noqa: BLE001 - the caller's to handle
                traceback.print_exc()  # is not sent
                answer = error
