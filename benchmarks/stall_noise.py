"""The stall suite beside busy loops that hold every core, again and again: does noise change a verdict?

    python -m benchmarks.stall_noise [--rounds 5] [--hogs 4] [--loop asyncio uvloop] [--app NAME …]

No control may fail and no stall pass; inconclusive counts as neither, and should stay below a tenth. Prints each
wrong verdict when it happens, then the counts and the round's time; exit 1 when a verdict was wrong. The rounds take
turns with the loops.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "harness"))

from benchmarks.busy_loops import busy_loops
from stall_suite import audit, cases, complaint, endpoint_of

NOISY_LOAD_S = 0.6
"""Longer than in the tests: beside the busy loops an endpoint has a third of a core. Enough for two stalls."""

WAITING_APP = "waiting"
WAITING_LOAD_S = 0.4
"""Its endpoints hold the loop and need no core: enough for three stalls."""


def _round(apps: set[str], loop: str, counts: Counter[str]) -> None:
    audit.cache_clear()
    for case in cases():
        if case.app not in apps:
            continue
        seconds = WAITING_LOAD_S if case.app == WAITING_APP else NOISY_LOAD_S
        endpoint = endpoint_of(audit(case.app, loop, seconds), case)
        status = endpoint.verdict.status
        kind = "control" if case.cause is None else "stall"
        counts[f"{kind} {status}"] += 1
        if status == ("failed" if case.cause is None else "passed"):
            counts["wrong"] += 1
            print(f"WRONG {case.name}: {endpoint.verdict.why}; {endpoint.stalls}", flush=True)
        elif status == "failed" and (wrong := complaint(endpoint, case)):
            counts["wrong cause or line"] += 1
            print(f"{wrong}: {case.name}: {endpoint.stalls[:2]}", flush=True)
        elif status == "inconclusive":
            print(f"inconclusive {case.name}: {endpoint.verdict.why}", flush=True)


def main() -> int:
    """Run and count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hogs", type=int, default=4)
    parser.add_argument("--loop", nargs="*", default=["asyncio", "uvloop"])
    parser.add_argument("--app", nargs="*", default=sorted({case.app for case in cases()}))
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    with busy_loops(given.hogs):
        for number in range(1, given.rounds + 1):
            loop, began_s = given.loop[number % len(given.loop)], time.monotonic()
            _round(set(given.app), loop, counts)
            took_s = time.monotonic() - began_s
            print(f"after round {number} ({loop}, {took_s:.0f} s): {dict(counts)}", flush=True)
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
