"""Requests for an application under test, and the process that fires them.

    plan (requests as data) → command → generator process → result (plain numbers)

The plan is made by `freeloop.load.planning`, a package of its own: what fires requests need not import it.

Nothing here prints and nothing here judges: what the figures mean is the verdict's business.
"""

from __future__ import annotations

from freeloop.load.client import GeneratorDied, LoadGenerator
from freeloop.load.command import RunCommand
from freeloop.load.latency import Lateness, percentile
from freeloop.load.progress import Progress
from freeloop.load.request import RequestSpec
from freeloop.load.result import ErrorCount, LoadResult, OwnLag

__all__ = [
    "ErrorCount",
    "GeneratorDied",
    "Lateness",
    "LoadGenerator",
    "LoadResult",
    "OwnLag",
    "Progress",
    "RequestSpec",
    "RunCommand",
    "percentile",
]
