"""The pipeline: discover, gather facts, judge the program unless the cache knows it, choose what was asked for."""

import gc
import os
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from freeloop_lint.cache.outcomes import Outcomes, Verdicts, key_of
from freeloop_lint.catalogue.lookup import Catalogue
from freeloop_lint.discover import (
    NOTEBOOK,
    existing,
    inner_projects,
    is_excluded,
    may_keep_cache,
    project_files,
    project_root,
    shown,
)
from freeloop_lint.errors import LintError
from freeloop_lint.facts.newer import explained
from freeloop_lint.facts.room import with_room
from freeloop_lint.facts.store import Records
from freeloop_lint.findings import Diagnostic, Finding, Outcome, Statistics
from freeloop_lint.gather import Gathered, Gatherer
from freeloop_lint.program.modules import Modules
from freeloop_lint.settings import Settings

_LEAVE_OUT = "name it in `exclude` of [tool.freeloop.lint]"


class Target(NamedTuple):
    """A program, and the paths in it that are reported on (relative, with `/`; "" is all of it).

    `parts` are the projects that it is made of, relative to `root`: one, "", or those that paths of one
    command line belong to. The first keeps the cache. `texts` stand in for files, by path: what an editor has not
    saved yet.
    """

    root: Path
    wanted: tuple[str, ...]
    parts: tuple[str, ...] = ("",)
    texts: Mapping[str, bytes] = MappingProxyType({})


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


def check(
    target: Target, settings: Settings, cwd: Path, *, tell: Callable[[str], None] = lambda _: None
) -> Outcome:
    """Lint one project; `tell` hears which stage begins."""
    with _no_collection():
        return with_room(lambda: _check(target, settings, cwd, tell))


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


def _check(target: Target, settings: Settings, cwd: Path, tell: Callable[[str], None]) -> Outcome:
    catalogue = Catalogue(settings.catalogue)
    if settings.force_exclude:
        wanted = [path for path in target.wanted if not is_excluded(path, settings.exclude)]
        target = target._replace(wanted=tuple(wanted))
    first = target.root / next(iter(target.parts))
    folder = first if settings.cache and may_keep_cache(first, cwd) else None
    tell(f"looking for Python files in {target.root}")
    paths, notebooks = _paths(target, settings)
    parts = target.parts if len(target.parts) > 1 else inner_projects(first, paths)
    modules = Modules(paths, catalogue.roots, target.root.name, parts)
    tell(f"reading files: {len(paths)}")
    with closing(Gatherer(target.root, modules, paths, Records(folder), target.texts)) as gatherer:
        gathered = gatherer.load()
        outcomes = Outcomes(folder)
        key = _key(target, settings, cwd, gathered)
        verdicts = outcomes.get(key)
        if verdicts is None:
            tell(f"following calls in files: {len(gathered.records)}")
            from freeloop_lint.judge import judge  # noqa: PLC0415 - half of the time of a run that finds its answer in the cache

            verdicts = judge(
                gathered.project(), catalogue, target.root, cwd, settings=settings, texts=target.texts
            )
            outcomes.put(key, verdicts)
        tell("checking the syntax of the other files")
        gatherer.finish()
    outcome = _outcome(verdicts, gathered, target, cwd, notebooks)
    fixable = {finding.path for finding in outcome.findings if finding.fix is not None}
    return outcome._replace(
        findings=_with_uses(outcome.findings, target, cwd, modules),
        digests={path: gatherer.digests[shown(cwd / path, target.root)] for path in fixable},
    )


def _with_uses(
    findings: tuple[Finding, ...], target: Target, cwd: Path, modules: Modules
) -> tuple[Finding, ...]:
    """Call no fix safe of a function that others use, in whatever file. No part of what the cache keeps."""
    if not any(finding.fix is not None and finding.fix.safe for finding in findings):
        return findings
    from freeloop_lint.fix.safety.uses import Uses  # noqa: PLC0415 - only when something can be fixed

    everything = Settings(exclude=())
    return Uses(target.root, cwd, _paths(target, everything)[0], target.texts, modules).doubt(findings)


def _paths(target: Target, settings: Settings) -> tuple[list[str], list[str]]:
    """List the program's Python files, and apart from them its notebooks, which are only counted."""
    paths: dict[str, None] = {}
    for part in target.parts:
        prefix = f"{part}/" if part else ""
        paths.update((prefix + name, None) for name in project_files(target.root / part, settings.exclude))
    paths.update(dict.fromkeys(name for name in target.wanted if (target.root / name).is_file()))
    paths.update(dict.fromkeys(target.texts))
    notebooks = [path for path in paths if path.endswith(NOTEBOOK)]
    for path in notebooks:
        del paths[path]
    return list(paths), notebooks


def _key(target: Target, settings: Settings, cwd: Path, gathered: Gathered) -> bytes:
    """Name all that findings follow from: the way of looking, the files there are, what those that matter say."""
    look = (
        target.root,
        cwd,
        gathered.modules.parts,
        sorted(gathered.modules.files),
        settings._replace(exclude=(), force_exclude=False, cache=True),
    )
    return key_of((*look, *((path, record.identity) for path, record in gathered.records.items())))


def _outcome(
    verdicts: Verdicts, gathered: Gathered, target: Target, cwd: Path, notebooks: list[str]
) -> Outcome:
    """Choose what was asked for."""

    def asked(path: str) -> bool:  # a file that nobody asked about blocks nobody's commit
        return is_wanted(path, target.wanted)

    problems = [
        Diagnostic(
            shown(target.root / path, cwd),
            line,
            explained(problem, "" if path in target.texts else _LEAVE_OUT),
            column,
        )
        for path, (line, column, problem) in sorted(gathered.problems.items())
        if asked(path)
    ]
    return Outcome(
        tuple([finding for paths, finding in verdicts.findings if any(map(asked, paths))]),
        tuple(problems),
        verdicts.statistics._replace(
            asked=sum(map(asked, gathered.paths)),
            notebooks=sum(map(asked, notebooks)),
            files=len(gathered.paths),
            lines=gathered.lines,
            parsed=gathered.parsed,
            suppressed=sum(number for path, number in verdicts.suppressed.items() if asked(path)),
            below_severity=sum(number for path, number in verdicts.below.items() if asked(path)),
        ),
        tuple([item for path, item in verdicts.unused if asked(path)]),
    )


def is_wanted(path: str, wanted: tuple[str, ...]) -> bool:
    """Whether the path is one of those asked for, or below one; an empty name is everything."""
    return any(not name or path == name or path.startswith(f"{name}/") for name in wanted)


def merge(outcomes: Iterable[Outcome]) -> Outcome:
    """Join the outcomes of several projects."""
    merged = Outcome()
    for outcome in outcomes:
        merged = Outcome(
            findings=tuple(sorted((*merged.findings, *outcome.findings), key=lambda finding: finding.order)),
            diagnostics=(*merged.diagnostics, *outcome.diagnostics),
            statistics=Statistics(*map(sum, zip(merged.statistics, outcome.statistics, strict=True))),
            unused_suppressions=(*merged.unused_suppressions, *outcome.unused_suppressions),
            digests={**merged.digests, **outcome.digests},
        )
    return merged
