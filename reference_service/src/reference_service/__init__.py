"""Reads handwritten digits over HTTP: a CPU-bound model behind FastAPI that leaves the event loop free."""
