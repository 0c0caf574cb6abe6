"""The pipeline: discover, gather facts, interpret, collect what runs on the loop, ask the rules, order findings."""

import gc
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from freeloop_lint.assemble import Assembler
from freeloop_lint.catalogue.lookup import Catalogue
from freeloop_lint.contexts import frameworks, onloop
from freeloop_lint.discover import existing, project_root, python_files
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
    """A project, and the paths in it that are reported on (relative, with `/`; "" is all of it)."""

    root: Path
    wanted: tuple[str, ...]


def find_targets(names: Iterable[str], cwd: Path) -> list[Target]:
    """Group the paths of a command line by the project that they belong to."""
    grouped: dict[Path, list[str]] = {}
    for path in existing(names, cwd):
        root = project_root(path, cwd)
        relative = path.relative_to(root).as_posix()
        grouped.setdefault(root, []).append("" if relative == "." else relative)
    return [Target(root, tuple(wanted)) for root, wanted in grouped.items()]


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
    store = FactsStore(target.root if settings.cache else None)
    paths = dict.fromkeys(python_files(target.root, settings.exclude))
    paths.update(dict.fromkeys(name for name in target.wanted if (target.root / name).is_file()))
    gathered = Gatherer(target.root, paths, catalogue.roots, store).load()
    program = interpret(gathered, catalogue, settings)
    assembler = Assembler(target.root, cwd, settings, gathered.project, Planner(program))
    findings = assembler.findings(ask_rules(program, settings), target.wanted)
    problems = [
        Diagnostic(assembler.shown(path), line, problem)
        for path, (line, problem) in sorted(gathered.problems.items())
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
    on_loop, pooled = onloop.collect(machine, all_coroutines=settings.all_coroutines)
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
