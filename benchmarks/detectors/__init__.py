"""Servers with one detector of stalls switched on, for benchmarks that compare freeloop with the others."""
