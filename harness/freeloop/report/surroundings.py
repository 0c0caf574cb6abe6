"""What a record says of the machine, the server and the host, so that unlike runs are not compared."""

from __future__ import annotations

import os
import platform
from datetime import datetime, timezone
from importlib import metadata
from typing import TYPE_CHECKING

from freeloop.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.serve import ServerSettings
    from freeloop.session.figures import LoopFigures
    from freeloop.session.recording import Recording


def machine() -> dict[str, object]:
    """This machine, and the moment. `cpus` are those that this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "system": platform.system(),
        "release": platform.release(),
        "architecture": platform.machine(),
        "cpus": usable,
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "freeloop": __version__,
        "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


def server(settings: ServerSettings, recording: Recording) -> dict[str, object]:
    """The server that was audited."""
    loops = [loop for loop in recording.loops if loop.role == "server"]
    first = loops[0].description if loops else {}
    return {
        "server": f"{settings.server} {_version(settings.server)}",
        "loop": first.get("loop"),
        "python": first.get("python"),
        "workers": settings.workers,
        "beat_ms": loops[0].interval_ns / 1e6 if loops else None,
        "packages": {name: _version(name) for name in ("fastapi", "starlette", "uvloop", "httptools")},
    }


def host(recording: Recording, figures: Sequence[LoopFigures]) -> dict[str, object]:
    """What others did on the machine meanwhile, and how far the observer was kept from its own work."""
    period_ns = sum(tick.period_ns for tick in recording.ticks)
    cpus = os.cpu_count() or 1
    busy_ns = sum(max(0, tick.busy_ns - tick.app_cpu_ns) for tick in recording.ticks)
    steal_ns = sum(tick.steal_ns for tick in recording.ticks)
    return {
        "stolen_share": round(max((each.host_share for each in figures), default=0.0), 4),
        "stolen_longest_ms": round(max((each.host_longest_s for each in figures), default=0.0) * 1e3, 1),
        "others_cpu_share": round(busy_ns / period_ns / cpus, 4) if period_ns else None,
        "hypervisor_share": round(steal_ns / period_ns / cpus, 4) if period_ns else None,
        "observer_late_ms": round(
            max((tick.observer_late_ns for tick in recording.ticks), default=0) / 1e6, 1
        ),
        "trouble": list(recording.account.trouble) if recording.account else ["the observer was cut short"],
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
