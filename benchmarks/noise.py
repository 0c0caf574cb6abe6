"""The same audits, again and again, beside busy loops that hold every core: who is fooled?

    python -m benchmarks.noise [--runs 20] [--hogs 4]

The blocking twin must never pass and the reference service never fail; inconclusive counts as neither. Prints a
verdict per run and the counts; exit 1 when either was fooled.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from benchmarks.busy_loops import busy_loops

from freeloop.audit import AuditSettings, run_audit
from freeloop.serve import ServerSettings
from freeloop.session.verdict import Budget

EXAMPLES = str(Path(__file__).resolve().parents[1] / "examples")
BUDGET = Budget(max_stall_s=0.050)
SUBJECTS = {
    "blocking_twin.app:app": "passed",
    "reference_service.main:app": "failed",
}
"""Each application and the verdict that would be wrong."""


def main() -> int:
    """Run and count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--hogs", type=int, default=4)
    given = parser.parse_args()
    counts: dict[str, Counter[str]] = {app: Counter() for app in SUBJECTS}
    with busy_loops(given.hogs):
        for run in range(1, given.runs + 1):
            for app in SUBJECTS:
                server = ServerSettings(app, app_dir=EXAMPLES)
                result = run_audit(
                    AuditSettings(server, BUDGET, select=("POST /predict",), duration_s=3.0, warmup_s=0.5)
                )
                counts[app][result.status] += 1
                why = result.endpoints[0].verdict.why
                print(f"{run:3d}  {app:28s} {result.status:13s} {why}", flush=True)
    fooled = 0
    for app, wrong in SUBJECTS.items():
        fooled += counts[app][wrong]
        print(f"{app}: {dict(counts[app])}, of {given.runs} runs beside {given.hogs} busy loops")
    return 1 if fooled else 0


if __name__ == "__main__":
    sys.exit(main())
