"""What worker processes need together for weights that they map: `python benchmarks/service_memory.py` (Linux).

Writes 500 MB of float32 weights into a temporary folder, has four processes load them as the reference service does
and read every one, and sums their PSS: resident memory in which a page shared by four counts a quarter for each.
Interpreters and numpy are included. Prints the ratio to one copy; 1.2 is the figure to stay below.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from reference_service import weights

PROCESSES = 4
SHAPE = (25_000, 5_000)

WORKER = """
import sys
from pathlib import Path
from reference_service import weights
layer = weights.load(Path(sys.argv[1]))
print(layer.sum(), flush=True)
sys.stdin.read()
"""


def pss_mb(pid: int) -> float:
    """Give the proportional set size of a process."""
    (kilobytes,) = re.findall(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(kilobytes) / 1024


def main() -> None:
    """Start the workers, wait until each has read everything, and sum."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.npy"
        np.save(path, np.ones(SHAPE, dtype=np.float32))
        (path.parent / weights.SUMS).write_text(f"{weights.sha256(path)}  {path.name}\n")
        command = [sys.executable, "-c", WORKER, str(path)]
        workers = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
            for _ in range(PROCESSES)
        ]
        for worker in workers:
            if worker.stdout:
                worker.stdout.readline()
        together_mb = sum(pss_mb(worker.pid) for worker in workers)
        for worker in workers:
            worker.communicate()
        one_mb = path.stat().st_size / 2**20
    print(f"{PROCESSES} processes: {together_mb:.0f} MB together for {one_mb:.0f} MB of weights")
    print(f"{together_mb / one_mb:.2f} × one copy")


if __name__ == "__main__":
    main()
