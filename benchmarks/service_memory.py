"""What four worker processes of the service take for 500 MB of weights: `python -m benchmarks.service_memory` (Linux).

Starts `python -m reference_service` on four workers twice: with the weights that it ships with, of 1 MB, and with
layers 11,000 wide, of which each worker reads every byte as it checks and warms up. Sums the workers' PSS: resident
memory in which a page shared by four counts a quarter for each. Prints what the weights add, as a ratio to one copy;
1.2 is the figure to stay below, 4 what copies would take. What the workers take without any is printed beside it,
and what it is with the process that supervises them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from reference_service import weights
from reference_service.settings import WEIGHTS

WORKERS = 4
WIDE = 11_000
SHAPES = {"hidden_1": (65, WIDE), "hidden_2": (WIDE + 1, WIDE), "output": (WIDE + 1, 10)}
START_S = 120


def pss_mb(pid: int) -> float:
    """Give the proportional set size of a process."""
    (kilobytes,) = re.findall(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(kilobytes) / 1024


def workers_pss_mb(folder: Path) -> tuple[float, float]:
    """Sum what the workers take when all have loaded the weights of a folder, and give what their supervisor takes."""
    own = {"SERVICE_WEIGHTS": str(folder), "SERVICE_VIEWS_PER_AXIS": "1", "SERVICE_PORT": "0"}
    environment = os.environ | own | {"WEB_CONCURRENCY": str(WORKERS)}
    with tempfile.TemporaryFile() as log:
        command = [sys.executable, "-m", "reference_service"]
        server = subprocess.Popen(command, env=environment, stderr=log)  # noqa: S603 - our own
        try:
            end_s = time.monotonic() + START_S
            while (text := os.pread(log.fileno(), 1 << 16, 0)).count(b"startup complete") < WORKERS:
                if server.poll() is not None or time.monotonic() > end_s:
                    raise SystemExit("the service did not start")
                time.sleep(0.1)
            workers = re.findall(rb"Started server process \[(\d+)\]", text)
            return sum(pss_mb(int(pid)) for pid in workers), pss_mb(server.pid)
        finally:
            server.terminate()
            server.wait()


def main() -> None:
    """Measure with small weights and with large ones, and compare."""
    alone_mb, _ = workers_pss_mb(WEIGHTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for layer, shape in SHAPES.items():
            np.save(folder / f"{layer}.npy", np.full(shape, 1e-4, dtype=np.float32))
        files = sorted(folder.glob("*.npy"))
        lines = [f"{weights.sha256(path)}  {path.name}\n" for path in files]
        (folder / weights.SUMS).write_text("".join(lines))
        one_mb = sum(path.stat().st_size for path in files) / 2**20
        together_mb, supervisor_mb = workers_pss_mb(folder)
    added_mb = together_mb - alone_mb
    print(
        f"{WORKERS} workers: {alone_mb:.0f} MB without; {together_mb:.0f} MB with {one_mb:.0f} MB of weights"
    )
    print(f"the weights add {added_mb:.0f} MB, {added_mb / one_mb:.2f} × one copy; all together are")
    print(
        f"{together_mb / one_mb:.2f} × one copy, {(together_mb + supervisor_mb) / one_mb:.2f} × with their supervisor"
    )


if __name__ == "__main__":
    main()
