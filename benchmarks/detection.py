"""The stall suite through the other detectors as well: `python -m benchmarks.detection`.

    python -m benchmarks.detection [--quick] [--tools NAME …] [--loops asyncio uvloop] [--out FILE]

Each application of tests/harness/apps/stalls is served by real uvicorn, once for each detector, with that detector on
(`benchmarks/detectors/tools.py`, threshold 50 ms, the stalls last 160 ms and more); each endpoint is asked a few
times from outside, with a pause between endpoints, and what was reported from the first request to the end of the
pause counts for that endpoint. freeloop's answers are those of `freeloop audit --format json`: half a second of two
users for each endpoint, and otherwise its defaults.

Counted in favour of the others: an endpoint is caught when anything was reported in its time; the line is right when
in any stack of any of those reports the innermost line of the application is a marked one, and the line of any
thread will do; for what a framework does on an endpoint's behalf any stack at all. freeloop's line and cause are those
of the heaviest stall that it names, and a stall that it calls inconclusive is not caught: `unsure`. No other tool
names a cause. Starvation is what the suite marks `gil` or `saturation`. A detector that changes what it watches
(blockbuster raises) makes requests fail: counted beside. With `--out` every endpoint's result is written down.

A tool that is blind for three seconds after a report (aiodebug) is waited for, beside the others, since it sleeps for
nine tenths of that time. 16 of the 97 endpoints took all tools two minutes, on two cores at a load average of 10
(November 2026), where nearly all of freeloop's verdicts were inconclusive. loopsentry needs Python 3.12. `--loops
asyncio` leaves out half, `--quick` takes two applications on asyncio.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "harness"))

from benchmarks.detectors.server import Server, Setup, reports_in, running
from benchmarks.detectors.tools import FREELOOP, NOTHING, THRESHOLD_S, TOOLS, Frame, Report, Tool
from stall_suite import APPS, LARGE_BODY, Case, cases

from freeloop.session.culprit import is_user_code

REQUESTS = 2
BEFORE_S = 0.05
AFTER_S = 0.15
"""Three times the threshold: a watchdog that looks every 50 ms has looked."""

QUICK_APPS = ("offloaded", "other_threads")
STARVATION = ("gil", "saturation")
BODIES = {"/large-body": LARGE_BODY}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one tool made of one endpoint."""

    name: str
    cause: str | None
    caught: bool
    unsure: bool = False
    right_line: bool = False
    right_cause: bool = False
    failed_requests: int = 0

    @property
    def is_starvation(self) -> bool:
        """Other threads kept the loop from the GIL or from a CPU."""
        return self.cause is not None and set(self.cause.split("|")) <= set(STARVATION)


def ask_all(tool: Tool, server: Server, of_app: list[Case]) -> dict[str, tuple[float, float, int]]:
    """Load each endpoint; when that began and ended, and how many requests failed."""
    windows: dict[str, tuple[float, float, int]] = {}
    _let_it_see(tool, server, 0)
    for case in of_app:
        seen = _files(server)
        time.sleep(BEFORE_S)
        began_s = time.time()
        statuses = [server.ask(case.path, BODIES.get(case.path)) for _ in range(REQUESTS)]
        time.sleep(AFTER_S)
        windows[case.path] = (began_s, time.time(), sum(status != 200 for status in statuses))  # noqa: PLR2004
        _let_it_see(tool, server, seen)
    return windows


def _files(server: Server) -> int:
    return len(list(server.folder.iterdir()))


def _let_it_see(tool: Tool, server: Server, files_before: int) -> None:
    """Wait while a tool that wrote something looks at nothing else."""
    while tool.blind_s and _files(server) > files_before:
        files_before = _files(server)
        time.sleep(tool.blind_s)


def judge(case: Case, window: tuple[float, float, int], reports: list[Report]) -> Outcome:
    """Say what the reports made in an endpoint's time are worth."""
    began_s, ended_s, failed = window
    stacks = [stack for each in reports if began_s <= each.at_s <= ended_s for stack in each.stacks]
    caught = any(began_s <= each.at_s <= ended_s for each in reports)
    right_line = any(_blames(stack, case) for stack in stacks)
    return Outcome(case.name, case.cause, caught, right_line=right_line, failed_requests=failed)


def _blames(stack: tuple[Frame, ...], case: Case) -> bool:
    own = [line for path, line in stack if Path(path).name == f"{case.app}.py"]
    return bool(stack) if case.in_library else bool(own) and own[-1] in case.lines


def run_tool(name: str, loop: str, app: str, of_app: list[Case]) -> list[Outcome]:
    """Serve one application with one tool on."""
    with tempfile.TemporaryDirectory() as folder:
        with running(Setup(name, loop, f"{app}:app", app_dir=str(APPS)), Path(folder)) as server:
            windows = ask_all(TOOLS[name], server, of_app)
        reports = reports_in(Path(folder))
    return [judge(case, windows[case.path], reports) for case in of_app]


def run_freeloop(loop: str, app: str, of_app: list[Case], seconds: float) -> list[Outcome]:
    """Audit one application from the command line."""
    command = [
        sys.executable,
        "-m",
        "freeloop",
        "audit",
        f"{app}:app",
        "--app-dir",
        str(APPS),
        "--loop",
        loop,
    ]
    command += ["--format", "json", "--duration", f"{seconds}s", "--warmup", "0.05s", "--concurrency", "2"]
    with tempfile.TemporaryDirectory() as folder:
        for case in of_app:
            if case.path in BODIES:
                body = Path(folder, case.path.strip("/"))
                body.write_bytes(BODIES[case.path])
                command += ["--data", f"POST {case.path}=@{body}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode not in {0, 1, 3}:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")
    record: dict[str, Any] = json.loads(done.stdout)
    found = {endpoint["path"]: endpoint for endpoint in record["endpoints"]}
    return [_judge_verdict(case, found[case.path]) for case in of_app]


def _judge_verdict(case: Case, endpoint: dict[str, Any]) -> Outcome:
    stalls: list[dict[str, Any]] = endpoint["stalls"]
    errors: dict[str, dict[str, Any]] = endpoint["errors"]
    right_line = right_cause = False
    if stalls:
        right_cause = stalls[0]["cause"] in (case.cause or "").split("|")
        culprit: dict[str, Any] | None = stalls[0]["culprit"]
        right_line = culprit is not None and _is_marked(culprit["path"], culprit["line"], case)
    return Outcome(
        case.name,
        case.cause,
        caught=endpoint["verdict"] == "failed",
        unsure=endpoint["verdict"] == "inconclusive",
        right_line=right_line,
        right_cause=right_cause,
        failed_requests=sum(int(error["count"]) for error in errors.values()),
    )


def _is_marked(path: str, line: int, case: Case) -> bool:
    if case.in_library:
        return "site-packages" in path or not is_user_code(path)
    return Path(path).name == f"{case.app}.py" and line in case.lines


def table(outcomes: dict[str, list[Outcome]]) -> None:
    """Print one line for each tool."""
    some = next(iter(outcomes.values()))
    stalls = sum(each.cause is not None for each in some)
    starved = sum(each.is_starvation for each in some)
    heads = {
        f"caught/{stalls}": 10,
        "right line": 11,
        "right cause": 12,
        f"starvation/{starved}": 14,
        "its line": 9,
        "unsure": 7,
        f"false/{len(some) - stalls}": 9,
        "requests failed": 16,
    }
    print(f"{'':14}" + "".join(f"{head:>{width}}" for head, width in heads.items()))
    for tool, all_of in outcomes.items():
        held = [each for each in all_of if each.cause is not None]
        starvation = [each for each in held if each.is_starvation]
        cells = [
            sum(each.caught for each in held),
            sum(each.caught and each.right_line for each in held),
            sum(each.caught and each.right_cause for each in held) if tool == FREELOOP else "none named",
            sum(each.caught for each in starvation),
            sum(each.caught and each.right_line for each in starvation),
            sum(each.unsure for each in all_of),
            sum(each.caught for each in all_of if each.cause is None),
            sum(each.failed_requests for each in all_of),
        ]
        print(
            f"{tool:14}"
            + "".join(f"{cell:>{width}}" for cell, width in zip(cells, heads.values(), strict=True))
        )


def measure(
    loop: str, tools: list[str], by_app: dict[str, list[Case]], seconds: float
) -> dict[str, list[Outcome]]:
    """Run all tools over all applications on one kind of loop: one after another, but for those that sleep most."""

    def run(tool: str) -> list[Outcome]:
        began_s = time.monotonic()
        found = [
            outcome
            for app, of_app in by_app.items()
            for outcome in (
                run_freeloop(loop, app, of_app, seconds)
                if tool == FREELOOP
                else run_tool(tool, loop, app, of_app)
            )
        ]
        took_s = time.monotonic() - began_s
        print(f"{tool} on {loop}: {took_s:.0f} s, load average {os.getloadavg()[0]:.1f}", file=sys.stderr)
        return found

    with ThreadPoolExecutor(1) as beside:
        sleepy = {tool: beside.submit(run, tool) for tool in tools if TOOLS[tool].blind_s}
        return {tool: sleepy[tool].result() if tool in sleepy else run(tool) for tool in tools}


def main() -> None:
    """Read the command line."""
    known = [tool for tool in TOOLS if tool != NOTHING]
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help=f"{', '.join(QUICK_APPS)} on asyncio")
    parser.add_argument("--loops", nargs="+", choices=("asyncio", "uvloop"), default=["asyncio", "uvloop"])
    parser.add_argument("--tools", nargs="+", choices=known, default=known)
    parser.add_argument("--apps", nargs="+", help="of tests/harness/apps/stalls; default: all")
    parser.add_argument("--seconds", type=float, default=0.5, help="freeloop's time for each endpoint")
    parser.add_argument("--out", type=Path, help="write every endpoint's result there, as JSON")
    given = parser.parse_args()
    chosen = given.apps or (QUICK_APPS if given.quick else None)
    by_app: dict[str, list[Case]] = {}
    for case in cases():
        if chosen is None or case.app in chosen:
            by_app.setdefault(case.app, []).append(case)
    tools = [tool for tool in given.tools if TOOLS[tool].is_installed]
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} CPUs, load average {os.getloadavg()[0]:.1f}; "
        f"threshold {THRESHOLD_S * 1000:.0f} ms, freeloop's budget 50 ms"
        + "".join(f"; {tool} is not installed" for tool in given.tools if tool not in tools)
    )
    everything: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for loop in ["asyncio"] if given.quick else given.loops:
        outcomes = measure(loop, tools, by_app, given.seconds)
        print(f"\n{loop}, load average {os.getloadavg()[0]:.1f}")
        table(outcomes)
        everything[loop] = {tool: [asdict(each) for each in found] for tool, found in outcomes.items()}
    if given.out is not None:
        given.out.write_text(json.dumps(everything, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
