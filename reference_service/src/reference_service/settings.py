"""What can be set from outside, read from the environment once, by whoever makes the app."""

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveFloat, PositiveInt

WEIGHTS = Path(__file__).with_name("trained")


def usable_cores() -> int:
    """Count the cores that this process may be scheduled on: at least 1."""
    # os.cpu_count() reports the machine, not what taskset, a cpuset or a container left of it.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Settings(BaseModel):
    """Every setting, with the default that suits one process which has the machine to itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: Path = WEIGHTS
    """Folder of the `.npy` files that `scripts/train.py` writes."""

    views_per_axis: PositiveInt = 45
    """Shifted views of an image along each axis; a request costs this number squared."""

    inference: Literal["threads", "processes"] = "threads"
    """Where the model computes: in threads if it releases the GIL, else in as many processes."""

    inference_threads: PositiveInt = Field(default_factory=usable_cores)
    """Requests computed at once by one process.

    Keep processes × inference threads × BLAS threads = cores: more of any of them buys no throughput and
    costs the loop its turn.
    """

    blas_threads: PositiveInt = 1
    """Threads that one matrix product uses."""

    queue: NonNegativeInt = 64
    """Requests that may wait for a thread; beyond it the answer is 503. 64 on two cores wait for a second."""

    deadline_s: PositiveFloat = 5
    """Seconds from the moment a request asks for a thread to the moment it gives up."""

    max_body_bytes: PositiveInt = 65536
    """Size of a request body beyond which it is refused, unread; an image of any spelling takes 2 kB."""

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read `SERVICE_…`, and share the cores out among `WEB_CONCURRENCY` processes.

        uvicorn takes its number of worker processes from the same variable.
        """
        processes = int(os.environ.get("WEB_CONCURRENCY", "1"))
        given: dict[str, object] = {"inference_threads": max(1, usable_cores() // processes)}
        for name in cls.model_fields:
            if text := os.environ.get(f"SERVICE_{name.upper()}"):
                given[name] = text
        return cls.model_validate(given)
