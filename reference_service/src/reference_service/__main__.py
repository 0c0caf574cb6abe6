"""`python -m reference_service`: as many workers (processes) as there are cores to use, and all that follows from it.

The threads are shared out, and the weights are checked before any worker starts. A wrong setting or file is one
line and exit code 1.
"""

import logging
import os
import signal
import sys
import tempfile

# Before anything that takes time: process 1 of a container is not sent what nobody has said to handle.
if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit())
# Before numpy is imported: its threads would not survive the fork. `lifespan.py` sets how many a worker has.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import uvicorn
from loky import cpu_count

from reference_service.optional.check import check_model, checked_settings
from reference_service.optional.supervisor import authority, supervise
from reference_service.settings import ARRIVAL_S, Settings


def main() -> None:
    """Check, and serve until a signal."""
    # Inherited by the workers, which make their settings from it.
    os.environ.setdefault("WEB_CONCURRENCY", str(cpu_count()))
    settings = checked_settings()
    sys.exit(check_model(settings) or serve("reference_service.main:app", settings))


def serve(app: str, settings: Settings) -> int | str:
    """Serve an app until a signal; give the exit code, or what stands in the way."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.INFO)
    try:
        temporary = tempfile.TemporaryDirectory()
    except OSError as error:
        return f"TMPDIR: {error.strerror}"
    with temporary as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # before `metrics.py` is imported
        # For what is on its way when accepting ends: to arrive, and to be answered.
        grace_s = int(ARRIVAL_S + settings.deadline_s)
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            http="reference_service.optional.protocol:LimitedProtocol",
            ws="none",
            access_log=False,  # `envelope.py` writes its own
            log_config=None,  # the workers are copies of a process that has its own
            timeout_graceful_shutdown=grace_s,
            server_header=False,
        )
        try:
            # A second more: to see that the time is over, and to go.
            return supervise(
                config, timeout_s=settings.worker_timeout_s, grace_s=settings.drain_s + grace_s + 1
            )
        except OSError as error:
            return f"{authority(settings.host, settings.port)}: {error.strerror}"


if __name__ == "__main__":
    main()
