"""The pipeline: discover, gather facts, interpret, collect what runs on the loop, ask the rules, order findings."""

import gc
import os
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from freeloop_lint.assemble import Assembler, is_wanted
from freeloop_lint.catalogue.lookup import Catalogue
from freeloop_lint.contexts import frameworks, models, onloop
from freeloop_lint.discover import existing, project_root, python_files
from freeloop_lint.errors import LintError
from freeloop_lint.facts.gather import Gathered, Gatherer
from freeloop_lint.facts.store import FactsStore
from freeloop_lint.findings import Diagnostic, Outcome, Statistics
from freeloop_lint.fix.plan import Planner
from freeloop_lint.interpret.machine import Machine
from freeloop_lint.rules import RULES
from freeloop_lint.rules.base import Candidate, Program
from freeloop_lint.settings import Settings


@dataclass(frozen=True, slots=True)
class Target:
    """A program, and the paths in it that are reported on (relative, with `/`; "" is all of it).

    `parts` are the projects that it is made of, relative to `root`: one, "", or those that paths of one
    command line belong to. The first keeps the cache. `texts` stand in for files, by path: what an editor has not
    saved yet.
    """

    root: Path
    wanted: tuple[str, ...]
    parts: tuple[str, ...] = ("",)
    texts: Mapping[str, bytes] = field(default_factory=dict[str, bytes])


def text_target(name: str, text: bytes, cwd: Path) -> Target:
    """Take a text for the content of the file of that name, which need not exist, in the program around it."""
    path = Path(os.path.normpath(cwd / name))
    if path.is_dir():
        raise LintError(f"--stdin-filename `{name}` is a folder; name the file that the text belongs to")
    root = project_root(path, cwd)
    relative = path.relative_to(root).as_posix()
    return Target(root, (relative,), texts={relative: text})


def find_targets(names: Iterable[str], cwd: Path) -> list[Target]:
    """Join the projects that the paths of a command line belong to into one program: they may import each other.

    Only folders without a common one above them, as on two drives, stay apart.
    """
    grouped: dict[Path, list[Path]] = {}
    for path in existing(names, cwd):
        grouped.setdefault(project_root(path, cwd), []).append(path)
    try:
        root = Path(os.path.commonpath(grouped))
    except ValueError:
        return [Target(root, _relative(paths, root)) for root, paths in grouped.items()]
    wanted = [path for paths in grouped.values() for path in paths]
    return [Target(root, _relative(wanted, root), _relative(grouped, root))]


def _relative(paths: Iterable[Path], root: Path) -> tuple[str, ...]:
    names = [path.relative_to(root).as_posix() for path in paths]
    return tuple("" if name == "." else name for name in names)


def check(target: Target, settings: Settings, cwd: Path) -> Outcome:
    """Lint one project."""
    with _no_collection():
        return _check(target, settings, cwd)


@contextmanager
def _no_collection() -> Generator[None]:
    """Suspend the cycle collector: trees and values are many objects and hardly any garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _check(target: Target, settings: Settings, cwd: Path) -> Outcome:
    catalogue = Catalogue(settings.catalogue)
    store = FactsStore(target.root / target.parts[0] if settings.cache else None)
    paths: dict[str, None] = {}
    for part in target.parts:
        prefix = f"{part}/" if part else ""
        paths.update((prefix + name, None) for name in python_files(target.root / part, settings.exclude))
    paths.update(dict.fromkeys(name for name in target.wanted if (target.root / name).is_file()))
    paths.update(dict.fromkeys(target.texts))
    with closing(
        Gatherer(target.root, paths, catalogue.roots, store, target.parts, texts=target.texts)
    ) as gatherer:
        gathered = gatherer.load()
        program = interpret(gathered, catalogue, settings)
        assembler = Assembler(
            target.root, cwd, settings, gathered.project, Planner(program), texts=target.texts
        )
        findings = assembler.findings(ask_rules(program, settings), target.wanted)
        gatherer.finish()
    problems = [
        Diagnostic(assembler.shown(path), line, problem)
        for path, (line, problem) in sorted(gathered.problems.items())
        if is_wanted(path, target.wanted)  # a file that nobody asked about blocks nobody's commit
    ]
    return Outcome(
        tuple(findings),
        tuple(problems),
        _statistics(gathered, program, assembler),
        tuple(assembler.unused),
    )


def interpret(gathered: Gathered, catalogue: Catalogue, settings: Settings) -> Program:
    """Run the program over abstract values and list what is on the loop."""
    project = gathered.project
    machine = Machine(project, catalogue)
    for path in project.files:
        machine.module(path)
    for number, ref in enumerate(project.functions):
        nested = "." in ref.fact.qualname and ref.cls < 0
        if ref.fact.registers and not nested:
            machine.run_writers([number], 1)
    frameworks.register_classes(machine)
    models.register_models(machine)
    on_loop, pooled = onloop.collect(
        machine,
        all_coroutines=settings.all_coroutines,
        pooled_too=any(settings.wants(code) for code in ("FL301", "FL302", "FL304")),
    )
    return Program(machine, tuple(on_loop), tuple(pooled))


def ask_rules(program: Program, settings: Settings) -> list[Candidate]:
    """Collect what the selected rules say."""
    return [candidate for rule in RULES if settings.wants(rule.code) for candidate in rule().check(program)]


def _statistics(gathered: Gathered, program: Program, assembler: Assembler) -> Statistics:
    summaries = [running.summary for running in program.on_loop]
    return Statistics(
        files=gathered.files,
        lines=gathered.lines,
        parsed=gathered.parsed,
        functions=len(gathered.project.functions),
        on_loop=len({running.key.number for running in program.on_loop}),
        in_pool=len({pooled.key.number for pooled in program.pooled}),
        calls_resolved=sum(summary.resolved for summary in summaries),
        calls_unresolved=sum(summary.unresolved for summary in summaries),
        suppressed=assembler.suppressed,
        below_severity=assembler.below,
    )


def merge(outcomes: Iterable[Outcome]) -> Outcome:
    """Join the outcomes of several projects."""
    merged = Outcome()
    for outcome in outcomes:
        numbers = {
            name: getattr(merged.statistics, name) + getattr(outcome.statistics, name)
            for name in Statistics.__dataclass_fields__
        }
        merged = replace(
            merged,
            findings=tuple(sorted((*merged.findings, *outcome.findings), key=lambda finding: finding.order)),
            diagnostics=(*merged.diagnostics, *outcome.diagnostics),
            statistics=Statistics(**numbers),
            unused_suppressions=(*merged.unused_suppressions, *outcome.unused_suppressions),
        )
    return merged
