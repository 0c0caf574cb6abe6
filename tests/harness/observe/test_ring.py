"""The counters of a ring, read by one process while another writes them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from freeloop.agent.ring import COUNT_AT, PROOF_AT, RingReader, RingWriter, publish

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = 300_000
READER = """
import sys
from freeloop.agent.ring import RingReader
ring = RingReader(sys.argv[1])
print("reads", flush=True)
seen, counts = 0, int(sys.argv[2])
while seen < counts:
    beats, lost = ring.new_beats()
    seen += len(beats) + lost
assert seen == counts, f"{seen} beats of {counts}"
"""


def test_a_count_is_never_seen_half_written(tmp_path: Path) -> None:
    path = str(tmp_path / "server-1-1.ring")
    ring = RingWriter(path, interval_ns=6_000_000, thread_id=1, description={}, capacity=4)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, path, str(COUNTS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "reads\n"
    for count in range(COUNTS + 1):
        publish(ring.memory, COUNT_AT, count)
    _, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors


def test_a_proof_is_asked_for_by_counting(tmp_path: Path) -> None:
    path = str(tmp_path / "server-1-1.ring")
    ring = RingWriter(path, interval_ns=6_000_000, thread_id=1, description={})
    reader = RingReader(path)
    for _ in range(300):
        reader.ask_for_proof_of_life()
    assert int.from_bytes(ring.memory[PROOF_AT : PROOF_AT + 8], "little") == 300
