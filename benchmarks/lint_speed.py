"""How fast the linter reads code, cold and warm, beside other linters on the same copy in the same run.

    python benchmarks/lint_speed.py [PATH ...]        (default: the standard library of this Python)

Each PATH is copied, Python files only, because the cache is written beside the code and one file is changed: the one
that most others import, and one that none does. All copies are one program. A run is a process of its own, so start-up
is in every figure, with the bytecode that Python keeps for whoever installs the linter, whatever
`PYTHONDONTWRITEBYTECODE` says here. Each figure is the median of its runs. CPU is the user and system time of the
process and of those it started; on a busy machine compare CPU and ratios, not the wall clock. "Peak" is the memory of
the largest process; the linter starts up to eight more to parse (see `facts/workers.py`), each smaller.
"lines" is what a run printed: a tool that says nothing may have read nothing, and one that shows a traceback ends
the benchmark. Other tools are run if they are found on PATH or in `--tools`:

    pip install ruff flake8 flake8-async ty-async python-vibe-guard

ty-async and python-vibe-guard follow calls (FIELD.md 1); evloop-lint and blockpath are not in the package index
(2026-11-22). A tool that takes longer than `--limit` is stopped, and its rate is an upper bound.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from freeloop_lint.program.modules import Modules

SKIPPED = {"site-packages", "__pycache__", ".git", ".venv", "node_modules"}
CALL = "\n\nasync def added_by_the_benchmark_{}():\n    return 1\n"
"""What the changed file gains: async code, so that its facts are made anew."""
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
IMPORT = re.compile(r"^\s*(?:from\s+(\.*)([\w.]*)\s+import|import\s+([\w.]+))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """One process: CPU and wall time, the largest process, whether it ended by itself, and lines printed."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    ended: bool
    said: int

    def rate(self, kloc: float) -> str:
        """Write a rate per second of CPU and of wall time."""
        sign = " " if self.ended else "<"
        return f"{sign}{kloc / self.cpu_s:8.1f} {sign}{kloc / self.wall_s:8.1f}"


def copy(paths: Sequence[Path], target: Path) -> tuple[int, int]:
    """Copy Python files; gives how many files and lines."""
    files = lines = 0
    for number, root in enumerate(paths):
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if name not in SKIPPED]
            for name in names:
                source = Path(folder, name)
                if name.endswith(".py") and source.is_file():
                    data = source.read_bytes()
                    place = target / f"{number}_{root.name}" / source.relative_to(root)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(data)
                    files += 1
                    lines += data.count(b"\n")
    return files, lines


def run(command: Sequence[str], folder: Path, limit_s: float) -> Run:
    """Run a command to its end or to the limit."""
    start = time.perf_counter()
    output = tempfile.TemporaryFile()  # noqa: SIM115 - closed below; a pipe could fill up
    process = subprocess.Popen(  # noqa: S603 - the linters that are compared
        command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, env=ENVIRONMENT
    )
    ended = True
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG if ended else 0)
        wall_s = time.perf_counter() - start
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            break
        if wall_s > limit_s:
            ended = False
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.005)
    cpu_s = usage.ru_utime + usage.ru_stime
    with output:
        output.seek(0)
        said = output.read()
    if b"Traceback (most recent call last)" in said or (ended and process.returncode not in {0, 1, 2}):
        raise SystemExit(f"`{' '.join(command)}` crashed:\n{said[-2000:].decode(errors='replace')}")
    return Run(cpu_s, wall_s, usage.ru_maxrss / 1024, ended, said.count(b"\n"))


def typical(
    command: Sequence[str], folder: Path, limit_s: float, rounds: int, changed: Path | None = None
) -> Run:
    """Take medians of several runs, changing a file before each if one is given; one that is stopped runs once."""
    found: list[Run] = []
    for number in range(rounds):
        if changed is not None:
            changed.write_bytes(changed.read_bytes() + CALL.format(number).encode())
        found.append(run(command, folder, limit_s))
        if not found[-1].ended:
            break
    return Run(
        median(one.cpu_s for one in found),
        median(one.wall_s for one in found),
        max(one.peak_mb for one in found),
        found[-1].ended,
        found[-1].said,
    )


def by_imports(folder: Path) -> list[tuple[Path, int]]:
    """List the files that hold async code or are imported, with how many files import each, the fewest first."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
    modules = Modules(paths, frozenset())
    imported: Counter[str] = Counter()
    for path in paths:
        text = (folder / path).read_text(encoding="utf-8", errors="replace")
        if "async def" in text:
            imported[path] += 0
        for dots, module, plain in set(IMPORT.findall(text)):
            where = modules.resolve(module or plain, len(dots), path)
            if where is not None and where != path and not where.endswith("/"):
                imported[where] += 1
    return [(folder / path, count) for path, count in sorted(imported.items(), key=lambda item: item[1])]


def rivals(tools: str) -> dict[str, list[str]]:
    """List the commands of other linters that are installed."""
    places = os.pathsep.join((tools, str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    wanted = {
        "ruff ASYNC": ["ruff", "check", "--isolated", "--no-cache", "--select", "ASYNC", "--quiet", "."],
        "flake8-async": ["flake8", "--isolated", "--jobs", "1", "--select", "ASYNC", "."],
        "ty-async": ["ty-async", ".", "--async200-stdlib", "--async200-transitive"],
        "python-vibe-guard": ["pyvibe", "."],
    }
    found: dict[str, list[str]] = {}
    for name, (program, *rest) in wanted.items():
        where = shutil.which(program, path=places)
        if where is not None:
            found[name] = [where, *rest]
    return found


def report(name: str, one: Run, kloc: float, cold: Run) -> None:
    """Print a line of the table."""
    ratio = one.cpu_s / cold.cpu_s
    print(
        f"{name:32}{one.cpu_s:8.2f}{one.wall_s:8.2f} {one.rate(kloc)} {one.peak_mb:8.0f} {ratio:9.2f} {one.said:7}",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[Path(sysconfig.get_path("stdlib"))])
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, of which the median counts [3]")
    parser.add_argument(
        "--limit", type=float, default=120, help="seconds after which a tool is stopped [120]"
    )
    parser.add_argument("--tools", default="", help="a folder with the programs of other linters")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, lines = copy([path.resolve() for path in options.paths], folder)
        (folder / "pyproject.toml").touch()
        kloc = lines / 1000
        load = " ".join(f"{figure:.1f}" for figure in os.getloadavg())
        python = ".".join(map(str, sys.version_info[:3]))
        print(f"{files} files, {kloc:.1f} kLOC; Python {python}, {os.cpu_count()} CPUs, load {load}")
        heads = f"{'CPU s':>8}{'wall s':>8} {'kLOC/CPU s':>9} {'kLOC/s':>9} {'peak MB':>8} {'CPU/cold':>9}"
        print(f"{'':32}{heads} {'lines':>7}")
        lint = [sys.executable, "-m", "freeloop_lint", "--isolated", "."]
        limit_s = max(options.limit, 600.0)
        run([*lint, "--no-cache"], folder, limit_s)  # leaves the bytecode
        cold = typical([*lint, "--no-cache"], folder, limit_s, options.rounds)
        report("freeloop lint, cold", cold, kloc, cold)
        run(lint, folder, limit_s)
        report("freeloop lint, nothing changed", typical(lint, folder, limit_s, options.rounds), kloc, cold)
        ranked = by_imports(folder)
        for place in (0, -1) if ranked else ():
            changed, count = ranked[place]
            title = f"changed: one imported by {count}"
            report(title, typical(lint, folder, limit_s, options.rounds, changed), kloc, cold)
        for title, command in rivals(options.tools).items():
            report(title, typical(command, folder, options.limit, options.rounds), kloc, cold)


if __name__ == "__main__":
    main()
