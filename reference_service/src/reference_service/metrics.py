"""What `/metrics` tells Prometheus: of all workers together, whichever of them is asked.

`python -m reference_service` names a folder in `PROMETHEUS_MULTIPROC_DIR` before it starts them; each keeps its
figures in a file there, and an answer adds the files up. Without the variable a process speaks for itself.
"""

import os
from threading import Lock

from prometheus_client import REGISTRY, CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Histogram("http_request_seconds", "Requests, from header to end of answer.", ["route", "status"])
UNFINISHED = Gauge(
    "inference_unfinished", "Requests in queue or thread, given up or not.", multiprocess_mode="livesum"
)
WAITED_FOR = Gauge(
    "inference_waited_for", "Those that a caller still waits for.", multiprocess_mode="livesum"
)

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
"""Read once, as prometheus_client does."""

ONE_AT_A_TIME = Lock()
"""To write the figures holds the GIL: for many at once, in as many threads, the loop would wait its turn."""


def exposition() -> bytes:
    """Write all figures in Prometheus's text format: a few milliseconds of reading files."""
    registry = CollectorRegistry() if FOLDER else REGISTRY
    if FOLDER:
        MultiProcessCollector(registry)
    with ONE_AT_A_TIME:
        return generate_latest(registry)
