"""Measures the catalogue's CPU entries; `python -m benchmarks.catalogue --help` says how to run it."""
