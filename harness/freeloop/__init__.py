"""freeloop keeps Python's event loop free: measure who holds it, and hold a service to a budget."""

__version__ = "0.1.0"
