"""Judge a program: interpret it, collect what runs on the loop, ask the rules, word what they say."""

from collections.abc import Mapping
from pathlib import Path

from freeloop_lint.assemble import Assembler
from freeloop_lint.cache.outcomes import Verdicts
from freeloop_lint.catalogue.lookup import Catalogue
from freeloop_lint.contexts import frameworks, models, onloop
from freeloop_lint.findings import Statistics
from freeloop_lint.fix.plan import Planner
from freeloop_lint.interpret.machine import Machine
from freeloop_lint.program.project import Project
from freeloop_lint.rules import RULES
from freeloop_lint.rules.base import Candidate, Program
from freeloop_lint.settings import Settings


def judge(
    project: Project,
    catalogue: Catalogue,
    root: Path,
    cwd: Path,
    *,
    settings: Settings,
    texts: Mapping[str, bytes],
) -> Verdicts:
    """Give what is to be said of a whole program below `root`; `texts` stand in for files."""
    program = interpret(project, catalogue, settings)
    assembler = Assembler(root, cwd, settings, project, Planner(program), texts=texts)
    findings = assembler.findings(ask_rules(program, settings))
    return Verdicts(
        tuple(findings),
        tuple(assembler.unused()),
        dict(assembler.suppressed),
        dict(assembler.below),
        _statistics(program),
    )


def interpret(project: Project, catalogue: Catalogue, settings: Settings) -> Program:
    """Run the program over abstract values and list what is on the loop."""
    machine = Machine(project, catalogue)
    machine.run_modules()
    for number, ref in enumerate(project.functions):
        nested = "." in ref.fact.qualname and ref.cls < 0
        if ref.fact.registers and not nested:
            machine.run_writers([number], 1)
    frameworks.register_classes(machine)
    frameworks.register_entered(machine)
    models.register_models(machine)
    on_loop, pooled = onloop.collect(
        machine,
        all_coroutines=settings.all_coroutines,
        pooled_too=any(settings.wants(code) for code in ("FL301", "FL302", "FL304")),
        loads_too=settings.wants("FL103"),
    )
    return Program(machine, tuple(on_loop), tuple(pooled))


def ask_rules(program: Program, settings: Settings) -> list[Candidate]:
    """Collect what the selected rules say."""
    return [candidate for rule in RULES if settings.wants(rule.code) for candidate in rule().check(program)]


def _statistics(program: Program) -> Statistics:
    summaries = [running.summary for running in program.on_loop]
    return Statistics(
        functions=len(program.machine.project.functions),
        on_loop=len({running.key.number for running in program.on_loop}),
        in_pool=len({pooled.key.number for pooled in program.pooled}),
        calls_resolved=sum(summary.resolved for summary in summaries),
        calls_unresolved=sum(summary.unresolved for summary in summaries),
    )
