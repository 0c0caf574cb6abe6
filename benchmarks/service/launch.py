"""The service, as `python -m reference_service` launches it, with the benchmark's model."""

import sys

from reference_service.__main__ import serve
from reference_service.settings import Settings

if __name__ == "__main__":
    sys.exit(serve("benchmarks.service.apps:service", Settings()))
