"""Measure the catalogue's CPU and load entries, and write the figures where the linter reads them.

    python -m benchmarks.catalogue [--only numpy cv2] [--dry-run]

Each library runs in a process of its own, so that one that crashes, starts threads or changes settings spoils no
other. Libraries that are not installed are named and keep the figures of the last run, as do cases whose GIL share
could not be told on too busy a machine. Only entries that have a cost are written: what a data file says is free in
itself (`json.dumps`, whose argument decides) is measured for the table alone. Exit 1 when a case crashed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib import import_module
from typing import cast

from benchmarks.catalogue.case import SUBJECTS, Subject
from benchmarks.catalogue.measure import measure, one_thread

from freeloop_lint.catalogue.lookup import DATA, Catalogue
from freeloop_lint.errors import nearest

AREAS = (
    *("standard", "formats", "compression", "pickles", "secrets", "signatures", "machine"),
    *("clients", "answers", "sites", "documents", "office", "sheets", "pages", "markup", "strings"),
    *("languages", "pipelines", "topics", "splitters"),
    *("pictures", "images", "features", "filters", "detectors", "recognition", "codes", "faces"),
    *("videos", "film", "scans", "meshes", "plots", "sound", "speech"),
    *("estimators", "learning", "samples", "neighbours", "graphs", "geometry"),
    *("arrays", "science", "solvers", "frames", "tables", "partitions"),
    *("tensors", "layers", "vision", "waves", "tokens", "flows", "networks", "engines"),
    "renamed",
)
OUT = DATA / "measured.json"
LONGEST_S = 1800
"""After this much time a library is given up; what it had measured till then is kept."""

Record = dict[str, object]


def digits(ms: float) -> float:
    """Keep two significant digits: the third changes from run to run."""
    return float(f"{ms:.2g}")


def version(subject: Subject) -> str:
    """Read the library's version, or Python's for the standard library."""
    return (
        importlib.metadata.version(subject.distribution)
        if subject.distribution
        else platform.python_version()
    )


def run_subject(subject: Subject) -> None:
    """Measure one library in this process; print a JSON line per case."""
    today = dt.datetime.now(tz=dt.timezone.utc).date().isoformat()
    for case in subject.cases():
        record: Record = {"name": case.name, "at": case.at, "version": version(subject), "date": today}
        try:
            figures = measure(case.call)
        except Exception as problem:  # noqa: BLE001 - any library may raise anything; the run goes on and says so
            record["error"] = f"{type(problem).__name__}: {problem}"
        else:
            record |= {"ms": digits(figures.ms), "gil": figures.gil, "released": figures.released}
        print(json.dumps(record), flush=True)


def run_apart(subject: Subject) -> list[Record]:
    """Measure one library in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.catalogue", "--here", subject.module]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as late:
        return [*read(late.stdout), {"name": subject.module, "error": f"took more than {LONGEST_S} s"}]
    records = read(done.stdout)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        records.append({"name": subject.module, "error": last})
    return records


def read(output: str | bytes | None) -> list[Record]:
    """Read the lines that a library's process printed; bytes, the last of them cut, if it was given up."""
    lines = (output.decode() if isinstance(output, bytes) else output or "").splitlines()
    return [cast("Record", json.loads(line)) for line in lines if line.startswith("{") and line.endswith("}")]


def installed(subject: Subject) -> bool:
    """Claim that the library can be imported, by its metadata."""
    try:
        version(subject)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def row(record: Record) -> str:
    """Render one line of the table."""
    if "error" in record:
        return f"{record['name']:<62} {record['error']}"
    part = record["released"]
    share = "      ?" if part is None else f"{100 * float(str(part)):5.0f} %"
    return f"{record['name']:<62} {record['ms']:>9} ms  released {share}  {record['gil']:<8}  {record['at']}"


def priced() -> frozenset[str]:
    """List the catalogue's entries that have a cost, by name."""
    catalogue = Catalogue()
    catalogue.read_all()
    functions = {name for name, entry in catalogue.functions.items() if entry.cost}
    methods = {
        f"{cls.name}.{name}"
        for cls in catalogue.classes.values()
        for name, entry in cls.methods
        if entry.cost
    }
    return frozenset(functions | methods)


def write(records: list[Record], known_names: frozenset[str]) -> None:
    """Join the figures with those of earlier runs, sorted."""
    before = cast("dict[str, Record]", json.loads(OUT.read_text(encoding="utf-8"))) if OUT.exists() else {}
    known = {name: record for name, record in before.items() if name in known_names}
    for record in records:
        if record.get("gil") and record["name"] in known_names:
            known[str(record["name"])] = {key: record[key] for key in ("ms", "at", "gil", "version", "date")}
    OUT.write_text(
        json.dumps(dict(sorted(known.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def measured(names: list[str]) -> list[Subject]:
    """List the libraries of those names, with what is below them."""
    only = tuple(f"{name}." for name in names)
    return [subject for subject in SUBJECTS if f"{subject.module}.".startswith(only)]


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", default=[], help="import names of libraries")
    parser.add_argument("--dry-run", action="store_true", help="print the table, write nothing")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    one_thread()
    for area in AREAS:
        import_module(f"benchmarks.catalogue.{area}")
    if arguments.here:
        with tempfile.TemporaryDirectory() as folder:  # some libraries write where they are run
            os.chdir(folder)
            run_subject(next(subject for subject in SUBJECTS if subject.module == arguments.here))
            os.chdir(os.sep)
        return 0
    for name in arguments.only:
        if not measured([name]):
            near = nearest(name, [subject.module for subject in SUBJECTS], "benchmarks/catalogue has all")
            parser.error(f"--only `{name}`: no such library is measured; {near}")
    chosen = measured(arguments.only) if arguments.only else SUBJECTS
    crashed = False
    names = priced()
    for subject in chosen:
        if not installed(subject):
            print(f"{subject.module:<62} not installed")
            continue
        records = run_apart(subject)
        crashed |= any("error" in record for record in records)
        print(*(row(record) for record in records), sep="\n", flush=True)
        if not arguments.dry_run:
            write(records, names)
    return int(crashed)


if __name__ == "__main__":
    sys.exit(main())
