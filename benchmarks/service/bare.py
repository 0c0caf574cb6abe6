"""The yardstick: the model alone, one process per core, no server."""

import math
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier

import numpy as np
from benchmarks.service.apps import TURNS, open_chosen
from loky import cpu_count
from threadpoolctl import threadpool_limits
from typing_extensions import Self

from reference_service.schemas import A_SEVEN
from reference_service.settings import Settings

CALIBRATION_S = 3

_together: list[Barrier] = []


@dataclass(frozen=True, slots=True)
class Bare:
    """What the model does when nothing is between it and the cores."""

    rps: float
    """Predictions per second of all processes together."""
    cpu_ms: float
    """CPU time of one prediction."""


class Cores:
    """A process per core, which rests until a model is measured."""

    def __init__(self) -> None:
        self._count: int = cpu_count()
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self._count, context, _meet_at, (context.Barrier(self._count),))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def bare(self, model_name: str, seconds: float) -> Bare:
        """Measure a model on all cores at once."""
        started = [self._pool.submit(_measured, model_name, seconds) for _ in range(self._count)]
        done = [future.result() for future in started]
        return Bare(sum(one.rps for one in done), sum(one.cpu_ms for one in done) / self._count)


def calibrate(cost_ms: float) -> None:
    """Have both models, in whatever process is started from now on, take so much CPU time for a prediction."""
    with Cores() as cores:
        views = Settings().views_per_axis * math.sqrt(cost_ms / cores.bare("numpy", CALIBRATION_S).cpu_ms)
        turns = TURNS * cost_ms / cores.bare("python", CALIBRATION_S).cpu_ms
    os.environ |= {"SERVICE_VIEWS_PER_AXIS": str(round(views)), "TURNS": str(round(turns))}


def _meet_at(barrier: Barrier) -> None:
    _together.append(barrier)


def _measured(model_name: str, seconds: float) -> Bare:
    """Predict for so long, from the moment at which every process is ready."""
    os.environ["MODEL"] = model_name
    with threadpool_limits(1, user_api="blas"):
        model = open_chosen(Settings())
        images = np.array([A_SEVEN["pixels"]], dtype=np.float32)
        model.probabilities(images)
        _together[0].wait()
        begin_s, begin_cpu_s = time.perf_counter(), time.process_time()
        done = 0
        while time.perf_counter() < begin_s + seconds:
            model.probabilities(images)
            done += 1
        cpu_s = time.process_time() - begin_cpu_s
        return Bare(done / (time.perf_counter() - begin_s), cpu_s / done * 1000)
