"""An app of the benchmark, as `python -m reference_service` launches it: `python -m benchmarks.service.launch APP`."""

import sys

from reference_service.__main__ import serve
from reference_service.settings import Settings

if __name__ == "__main__":
    sys.exit(serve(f"benchmarks.service.apps:{sys.argv[1]}", Settings()))
