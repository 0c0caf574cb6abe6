"""The model in processes of its own, for one that holds the GIL: `SERVICE_INFERENCE=processes`.

A thread that waits for another process holds no GIL, so the loop is free whatever the model does. The endpoint
and its workers stay as they are: as many threads wait as processes compute. A process that dies takes down the
requests of all of them, answered by 503; the next request finds new ones.
"""

import functools
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from threadpoolctl import threadpool_limits

from reference_service.model import DigitClassifier
from reference_service.settings import Settings
from reference_service.weights import Matrix
from reference_service.workers import BusyError


class InProcesses:
    """A `Model` that asks as many processes as there are inference threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._pool = self._open()

    def probabilities(self, image: Matrix) -> Matrix:
        """Wait, without the GIL, for a process to answer."""
        pool = self._pool
        try:
            return pool.submit(
                _probabilities, self._settings.weights, self._settings.views_per_axis, image
            ).result()
        except BrokenProcessPool as error:
            self._replace(pool)
            raise BusyError("the process that computed this died") from error

    def warm_up(self) -> None:
        """Start the processes and wait for the first to have loaded the model."""
        self._pool.submit(_model, self._settings.weights, self._settings.views_per_axis).result()

    def close(self) -> None:
        """Let running work end, then the processes."""
        self._pool.shutdown()

    def _open(self) -> ProcessPoolExecutor:
        # Not forked: a copy of a process with threads inherits their locks as they were.
        return ProcessPoolExecutor(
            self._settings.inference_threads,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._settings,),
        )

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            # Of all the threads that saw it break, one replaces it.
            if self._pool is broken:
                self._pool = self._open()


@functools.cache
def _model(weights: Path, views_per_axis: int) -> DigitClassifier:
    model = DigitClassifier.load(weights, views_per_axis=views_per_axis)
    model.warm_up()
    return model


def _begin(settings: Settings) -> None:
    """Make this process compute for its parent, and for as long as that lives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(settings.blas_threads, user_api="blas")
    # A parent that is killed closes no pipe that its other children hold open too: nobody would tell this one.
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _model(settings.weights, settings.views_per_axis)


def _die_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def _probabilities(weights: Path, views_per_axis: int, image: Matrix) -> Matrix:
    return _model(weights, views_per_axis).probabilities(image)
