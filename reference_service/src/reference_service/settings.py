"""What can be set from outside, read from the environment once, by whoever makes the app."""

import os
from dataclasses import dataclass, field
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights")


def usable_cores() -> int:
    """Count the cores that this process may be scheduled on: at least 1."""
    # os.cpu_count() reports the machine, not what taskset, a cpuset or a container left of it.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting, with the default that suits one process which has the machine to itself."""

    weights: Path = WEIGHTS
    """Folder of the `.npy` files that `scripts/train.py` writes."""

    views_per_axis: int = 45
    """Shifted views of an image along each axis; a request costs this number squared."""

    inference_threads: int = field(default_factory=usable_cores)
    """Requests computed at once by one process.

    Keep processes × inference threads × BLAS threads = cores: more of any of them buys no throughput and
    costs the loop its turn.
    """

    blas_threads: int = 1
    """Threads that one matrix product uses."""

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read `SERVICE_…`, and share the cores out among `WEB_CONCURRENCY` processes.

        uvicorn takes its number of worker processes from the same variable.
        """
        processes = int(os.environ.get("WEB_CONCURRENCY", "1"))
        threads = os.environ.get("SERVICE_INFERENCE_THREADS", max(1, usable_cores() // processes))
        return cls(
            weights=Path(os.environ.get("SERVICE_WEIGHTS", cls.weights)),
            views_per_axis=int(os.environ.get("SERVICE_VIEWS_PER_AXIS", cls.views_per_axis)),
            inference_threads=int(threads),
            blas_threads=int(os.environ.get("SERVICE_BLAS_THREADS", cls.blas_threads)),
        )
