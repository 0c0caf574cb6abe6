"""`python -m reference_service`: as many worker processes as there are cores to use, and all that follows from it.

The threads are shared out, the weights are checked before any worker starts, and workers get the time to load
that loading was measured to take. A wrong setting or file is one line and exit code 1: with workers, uvicorn
itself would exit with 0.
"""

import argparse
import copy
import os
import sys
import time
from typing import Any

import uvicorn
import uvicorn.config
from loky import cpu_count  # knows of affinity, cpusets and the quota of a container
from pydantic import ValidationError

from reference_service.model import DigitClassifier
from reference_service.settings import Settings
from reference_service.weights import WeightsError

LOGGING: dict[str, Any] = copy.deepcopy(uvicorn.config.LOGGING_CONFIG)
"""uvicorn's own, and one line of `key=value` for each request on standard output."""

LOGGING["formatters"]["bare"] = {"format": "%(message)s"}
LOGGING["handlers"]["requests"] = {
    "class": "logging.StreamHandler",
    "formatter": "bare",
    "stream": "ext://sys.stdout",
}
LOGGING["loggers"]["reference_service.requests"] = {
    "handlers": ["requests"],
    "level": "INFO",
    "propagate": False,
}


def main() -> None:
    """Read the command line, check, and serve until a signal."""
    parser = argparse.ArgumentParser(
        prog="python -m reference_service", description="Serve the digit reader."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--workers", type=int, help="processes (default: WEB_CONCURRENCY, or one per usable core)"
    )
    arguments = parser.parse_args()
    cores: int = cpu_count()
    processes: int = max(1, arguments.workers or int(os.environ.get("WEB_CONCURRENCY", cores)))
    # Inherited by the workers, which make their settings from it.
    os.environ["WEB_CONCURRENCY"] = str(processes)
    os.environ.setdefault("SERVICE_INFERENCE_THREADS", str(max(1, cores // processes)))
    try:
        settings = Settings.from_environment()
        model, load_s = measured_load(settings)
    except ValidationError as error:
        names = ["_".join(map(str, problem["loc"])).upper() for problem in error.errors()]
        wrong = [problem["msg"] for problem in error.errors()]
        sys.exit("\n".join(f"SERVICE_{name}: {what}" for name, what in zip(names, wrong, strict=True)))
    except WeightsError as error:
        sys.exit(str(error))
    size_mb = sum(layer.nbytes for layer in model.layers) / 1e6
    plan = f"{cores} cores: {processes} processes × {settings.inference_threads} inference threads"
    print(f"{plan}; {size_mb:.1f} MB of weights, mapped once for all", file=sys.stderr, flush=True)  # noqa: T201
    uvicorn.run(
        "reference_service.main:app",
        host=arguments.host,
        port=arguments.port,
        workers=processes,
        access_log=False,  # `envelope.py` writes its own
        log_config=LOGGING,
        server_header=False,
        # A worker that is silent for so long is killed; it is silent while a load holds the GIL. 10 is arbitrary.
        timeout_worker_healthcheck=max(5, round(10 * load_s)),
    )


def measured_load(settings: Settings) -> tuple[DigitClassifier, float]:
    """Load the model as each worker will; give it and the seconds that it took."""
    begin_s = time.perf_counter()
    model = DigitClassifier.load(settings.weights, views_per_axis=settings.views_per_axis)
    model.warm_up()
    return model, time.perf_counter() - begin_s


if __name__ == "__main__":
    main()
