"""How a process ended, in words."""

from __future__ import annotations

import signal


def how_it_ended(code: int) -> str:
    """Name the exit code, or the signal where it is negative."""
    if code >= 0:
        return f"exit code {code}"
    # Real-time signals have no names.
    return f"signal {next((each.name for each in signal.Signals if each == -code), -code)}"
