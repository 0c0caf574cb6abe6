"""What a program asks of the machine it runs on."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROC = "the kernel writes a page of /proc, from memory"
LISTS = "pids net_connections net_if_addrs net_if_stats sensors_temperatures users disk_partitions"
STATES = "virtual_memory swap_memory disk_io_counters net_io_counters cpu_count cpu_times cpu_freq getloadavg boot_time"
OWN = "memory_info memory_percent num_threads cmdline status cpu_times ppid username threads"
CONNECTIONS = 100
KEPT = "name create_time exe"
"""A process object keeps these after the first call."""
WIDE = "open_files memory_maps memory_full_info children as_dict"


@subject("psutil", "psutil")
def _psutil() -> Iterator[Case]:
    psutil = import_module("psutil")
    processes = f"a machine of {10 * round(len(psutil.pids()) / 10)} processes"
    yield from each("psutil", processes, {name: getattr(psutil, name) for name in LISTS.split()})
    yield Case("psutil.process_iter", processes, lambda: list(psutil.process_iter(["name"])))
    yield from each("psutil", PROC, {name: getattr(psutil, name) for name in STATES.split()})
    asked = {
        "disk_usage": lambda: psutil.disk_usage("/"),
        "pid_exists": lambda: psutil.pid_exists(os.getpid()),
    }
    yield from each("psutil", PROC, asked)
    process, kind = psutil.Process(), "psutil.Process"
    yield from each(kind, PROC, {name: getattr(process, name) for name in OWN.split()})
    yield from each(kind, f"{PROC}; kept afterwards", {name: _new(psutil, name) for name in KEPT.split()})
    yield from each(kind, processes, {name: getattr(process, name) for name in WIDE.split()})


def _new(psutil: Any, name: str) -> Callable[[], object]:  # noqa: ANN401 - a library
    def call() -> object:
        return getattr(psutil.Process(), name)()

    return call


@subject("psutil.Process", "psutil")
def _connections() -> Iterator[Case]:
    process, kind = import_module("psutil").Process(), "psutil.Process"
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as held:
        for _ in range(CONNECTIONS):
            held.enter_context(socket.create_connection(server.getsockname()))
            held.enter_context(server.accept()[0])
        at = f"a process of {2 * CONNECTIONS} connections"
        yield Case(f"{kind}.net_connections", at, process.net_connections)
        yield Case(
            f"{kind}.connections", f"{at}, by its newer name `net_connections`", process.net_connections
        )


@subject("prometheus_client", "prometheus-client")
def _prometheus_client() -> Iterator[Case]:
    library = import_module("prometheus_client")
    registry = library.CollectorRegistry()
    counter = library.Counter("asked", "what was asked", ["place"], registry=registry)
    for number in range(250):
        counter.labels(f"/place/{number}").inc()
    at = "500 series"
    yield Case("prometheus_client.generate_latest", at, lambda: library.generate_latest(registry))
