"""What can be set from outside: variables of the environment, read once, by whoever makes the app."""

from pathlib import Path
from typing import Any, Literal

from loky import cpu_count  # knows of affinity, cpusets and the quota of a container
from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

WEIGHTS = Path(__file__).with_name("trained")

ARRIVAL_S = 10.0
"""From the connection, or the first byte of a request, to its last; and for a client to read on while an answer waits.
Arbitrary: a slow phone sends 64 kB in less."""

A_DAY_S = 86_400.0
MANY = 1024
"""More workers, threads or views than these are a slip of the pen. Arbitrary."""


def _share_of_cores(settings: dict[str, Any]) -> int:
    cores: int = cpu_count()
    return max(1, cores // int(settings["workers"]))


class Settings(BaseSettings):
    """Every setting, with the default that suits one worker which has the machine to itself."""

    model_config = SettingsConfigDict(
        frozen=True,
        allow_inf_nan=False,
        populate_by_name=True,
        alias_generator=lambda name: f"SERVICE_{name.upper()}",
    )

    host: str = Field(default="127.0.0.1", min_length=1)
    """Address to listen on; an empty one would be every address that there is."""

    port: int = Field(default=8000, ge=0, le=65535)
    """Port to listen on; 0 for any that is free."""

    workers: PositiveInt = Field(default=1, le=MANY, validation_alias="WEB_CONCURRENCY")
    """Processes that serve, and share the cores; uvicorn takes their number from the same variable."""

    weights: Path = WEIGHTS
    """Folder of the `.npy` files that `scripts/train.py` writes."""

    views_per_axis: PositiveInt = Field(default=61, le=MANY)
    """Shifted views of an image along each axis; a request costs this number squared."""

    inference: Literal["threads", "processes"] = "threads"
    """Where the model computes: in threads if it releases the GIL, else in as many model processes."""

    inference_threads: PositiveInt = Field(default_factory=_share_of_cores, le=MANY)
    """Requests computed at once by one worker.

    Keep workers × inference threads × BLAS threads = cores: more of any of them buys no throughput and
    costs the loop its turn.
    """

    blas_threads: PositiveInt = Field(default=1, le=MANY)
    """Threads that one matrix product uses."""

    queue: NonNegativeInt = 64
    """Requests that may wait for a thread of this worker; beyond it the answer is 503. 64 on a core wait 2 s."""

    deadline_s: PositiveFloat = Field(default=5, le=A_DAY_S)
    """Seconds from the moment a request asks for a thread to the moment it gives up."""

    drain_s: NonNegativeFloat = Field(default=0, le=A_DAY_S)
    """Seconds from SIGTERM, when `/ready` turns 503, to the end of accepting: what a load balancer needs to see it."""

    worker_timeout_s: PositiveFloat = Field(default=30, le=A_DAY_S)
    """Seconds for which a worker's event loop may be held, once it has loaded: then it is killed and replaced."""

    max_body_bytes: PositiveInt = 65536
    """Size of a request body beyond which it is refused; the largest batch takes 4 kB, an image in JSON 2 kB."""

    docs: bool = False
    """Whether `/docs` is served; it loads scripts from another host."""


VARIABLES = frozenset(str(field.validation_alias) for field in Settings.model_fields.values())
"""Names of all variables that are read."""
