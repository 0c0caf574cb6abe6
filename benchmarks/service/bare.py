"""The yardstick: the model alone, one process per core, no server."""

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier

import numpy as np
from benchmarks.service.apps import open_chosen
from loky import cpu_count
from threadpoolctl import threadpool_limits

from reference_service.schemas import A_SEVEN
from reference_service.settings import Settings

_together: list[Barrier] = []


def bare_rps(model_name: str, seconds: float) -> float:
    """Give the predictions per second of all processes together."""
    cores: int = cpu_count()
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(cores)
    with ProcessPoolExecutor(cores, context, _meet_at, (barrier,)) as pool:
        started = [pool.submit(_rate_rps, model_name, seconds) for _ in range(cores)]
        return sum(future.result() for future in started)


def _meet_at(barrier: Barrier) -> None:
    _together.append(barrier)


def _rate_rps(model_name: str, seconds: float) -> float:
    """Predict for so long, from the moment at which every process is ready."""
    os.environ["MODEL"] = model_name
    with threadpool_limits(1, user_api="blas"):
        model = open_chosen(Settings())
        images = np.array([A_SEVEN["pixels"]], dtype=np.float32)
        model.probabilities(images)
        _together[0].wait()
        begin_s = time.perf_counter()
        done = 0
        while time.perf_counter() < begin_s + seconds:
            model.probabilities(images)
            done += 1
        return done / (time.perf_counter() - begin_s)
