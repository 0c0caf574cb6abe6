"""What four worker processes of the service take for 500 MB of weights: `python -m benchmarks.service_memory` (Linux).

Starts `python -m reference_service` on four workers twice: with the weights that it ships with, of 1 MB, and with
500 MB, of which each worker reads every byte as it checks and warms up. Sums the PSS when the workers have answered
some requests: resident memory in which a page shared by five counts a fifth for each. Prints the workers' sum as a
ratio to one copy of the weights, interpreters, imports and all, for which 1.2 is the figure to stay below; and the same
with the supervisor that started them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import numpy as np

from reference_service import weights
from reference_service.schemas import A_SEVEN
from reference_service.settings import WEIGHTS

WORKERS = 4
WIDE = 11_145
SHAPES = {"hidden_1": (65, WIDE), "hidden_2": (WIDE + 1, WIDE), "output": (WIDE + 1, 10)}
REQUESTS = 40
START_S = 120


def pss_mb(pid: int) -> float:
    """Give the proportional set size of a process, in millions of bytes."""
    (kilobytes,) = re.findall(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(kilobytes) * 1024 / 1e6


def summed_pss_mb(folder: Path) -> tuple[float, float]:
    """Sum what the workers take that serve with the weights of a folder: alone, and with their supervisor."""
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
            (port,) = re.findall(rb"running on http://[^:]+:(\d+)", text)
            for _ in range(REQUESTS):  # each on a connection of its own, so that every worker gets some
                httpx.post(
                    f"http://127.0.0.1:{int(port)}/predict", json=A_SEVEN, timeout=60
                ).raise_for_status()
            workers = sum(pss_mb(int(pid)) for pid in re.findall(rb"Started server process \[(\d+)\]", text))
            return workers, workers + pss_mb(server.pid)
        finally:
            server.terminate()
            server.wait()


def main() -> None:
    """Measure with small weights and with large ones, and compare."""
    alone_mb, supervised_mb = summed_pss_mb(WEIGHTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for layer, shape in SHAPES.items():
            np.save(folder / f"{layer}.npy", np.full(shape, 1e-4, dtype=np.float32))
        files = sorted(folder.glob("*.npy"))
        lines = [f"{weights.sha256(path)}  {path.name}\n" for path in files]
        (folder / weights.SUMS).write_text("".join(lines))
        one_mb = sum(path.stat().st_size for path in files) / 1e6
        together_mb, all_mb = summed_pss_mb(folder)
    print(
        f"{WORKERS} workers: {alone_mb:.0f} MB with the weights of 1 MB, {supervised_mb:.0f} with the supervisor;"
    )
    print(f"{together_mb:.0f} MB with {one_mb:.0f} MB of weights, {all_mb:.0f} with the supervisor:")
    print(f"{together_mb / one_mb:.2f} × one copy, {all_mb / one_mb:.2f} × with the supervisor")


if __name__ == "__main__":
    main()
