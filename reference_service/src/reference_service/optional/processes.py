"""The model in processes of its own, for one that holds the GIL: `SERVICE_INFERENCE=processes`.

A thread that waits for another process holds no GIL, so the loop is free whatever the model does. The endpoint
and its workers stay as they are: as many threads wait as processes compute. A process that dies takes down the
requests of all of them, answered by 503; the next request finds new ones.
"""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from threadpoolctl import threadpool_limits

from reference_service.errors import BusyError
from reference_service.model import Model, OpenModel
from reference_service.settings import Settings
from reference_service.weights import Matrix


class InProcesses:
    """A `Model` that asks as many processes as there are inference threads."""

    def __init__(self, settings: Settings, open_model: OpenModel) -> None:
        self._settings, self._open_model = settings, open_model
        self._lock = threading.Lock()
        self._pool = self._open()

    def probabilities(self, images: Matrix) -> Matrix:
        """Wait, without the GIL, for a process to answer."""
        pool = self._pool
        try:
            return pool.submit(_probabilities, images).result()
        except BrokenProcessPool as error:
            with self._lock:
                # Of all the threads that saw it break, one replaces it.
                self._pool = self._open() if self._pool is pool else self._pool
            raise BusyError("the process that computed this died") from error

    def close(self) -> None:
        """Let running work end, then the processes."""
        self._pool.shutdown()

    def _open(self) -> ProcessPoolExecutor:
        settings, context = self._settings, multiprocessing.get_context("spawn")
        # Not forked: a copy of a process with threads inherits their locks as they were.
        pool = ProcessPoolExecutor(settings.inference_threads, context, _begin, (settings, self._open_model))
        pool.submit(os.getpid).result()  # the model can be loaded
        return pool


_own_model: list[Model] = []


def _begin(settings: Settings, open_model: OpenModel) -> None:
    """Make this process compute for its parent, and for as long as that lives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(settings.blas_threads, user_api="blas")
    # A parent that is killed closes no pipe that its other children hold open too: nobody would tell this one.
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _own_model.append(open_model(settings))


def _die_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def _probabilities(images: Matrix) -> Matrix:
    return _own_model[0].probabilities(images)
