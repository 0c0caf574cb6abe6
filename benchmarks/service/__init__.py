"""The reference service beside its twins: `python -m benchmarks.service`."""
