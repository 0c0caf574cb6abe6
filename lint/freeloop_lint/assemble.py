"""Candidates to findings: the best witness of each entry, columns in characters, suppressions, order.

Of several sinks behind one entry the dearest becomes the finding, after selection and severity have been looked
at, so that a vague one never hides a sure one; the others are listed with it. Calls on what a call gives, such as
`Template(text).render()`, are one entry where they are of one code: a reviewer writes one comment about the line.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from freeloop_lint.contexts.onloop import HANDED_OVER, Origin
from freeloop_lint.discover import is_excluded, shown
from freeloop_lint.facts.form import Position
from freeloop_lint.facts.lower import decode
from freeloop_lint.facts.record import OURS
from freeloop_lint.findings import SEVERITIES, ChainStep, CostFigure, Diagnostic, Entry, Finding, Place
from freeloop_lint.fix.plan import DROP_ASYNC, Planner
from freeloop_lint.interpret.frame import is_long_load
from freeloop_lint.interpret.summary import Step, rank
from freeloop_lint.program.project import Project
from freeloop_lint.rules.advice import PROCESS, THREAD, USE, fitted, kept, worded
from freeloop_lint.rules.base import Candidate
from freeloop_lint.settings import Settings
from freeloop_lint.suppressions import Suppression, find_suppressions

_LOWER = {"high": "medium", "medium": "low", "low": "low"}


class Assembler:
    """Works for one project; keeps the text of files that have findings."""

    def __init__(
        self,
        root: Path,
        cwd: Path,
        settings: Settings,
        project: Project,
        planner: Planner,
        *,
        texts: Mapping[str, bytes],
    ) -> None:
        self.texts = texts
        self.planner = planner
        self.root = root
        self.cwd = cwd
        self.settings = settings
        self.project = project
        self.suppressed: Counter[str] = Counter()
        self.below: Counter[str] = Counter()
        self._lines: dict[str, list[str]] = {}
        self._comments: dict[str, list[Suppression]] = {}
        self._used: dict[tuple[str, Suppression], set[str]] = defaultdict(set)

    def shown(self, path: str) -> str:
        """Write a path relative to the working directory."""
        return shown(self.root / path, self.cwd)

    def findings(self, candidates: Iterable[Candidate]) -> list[tuple[tuple[str, ...], Finding]]:
        """Choose, silence, word and sort; each with the paths of its files below the root: see `Verdicts`."""
        floor = SEVERITIES.index(self.settings.min_severity)
        grouped: dict[tuple[str, Position, bool], dict[tuple[str, Position], Candidate]] = {}
        for candidate in candidates:
            path = candidate.event.chain[0].path
            sink = candidate.event.sink
            if self._is_ignored(path, candidate.code):
                continue
            group = grouped.setdefault((path, candidate.event.position, candidate.apart), {})
            known = group.get((sink.path, sink.position))
            if known is None or rank(candidate.event) < rank(known.event):
                group[sink.path, sink.position] = candidate
        chained: dict[tuple[str, tuple[int, int], int, str], list[Candidate]] = {}
        for (path, position, _), group in grouped.items():
            heard = [c for c in group.values() if not self._silenced(path, position, c.code)]
            kept = [c for c in heard if SEVERITIES.index(severity(c)) >= floor]
            if len(kept) < len(heard):
                self.below[path] += len(heard) - len(kept)
            if kept:
                best = min(kept, key=_order)
                chained.setdefault((path, position[:2], best.number, best.code), []).extend(kept)
        found: list[tuple[tuple[str, ...], Finding]] = []
        for (path, *_), kept in chained.items():
            kept.sort(key=_order)
            best = kept[0]
            step = best.origin.step if best.origin and best.context in HANDED_OVER else None
            found.append(((path, step.path) if step else (path,), self._finding(path, kept)))
        return sorted(found, key=lambda item: item[1].order)

    def _is_ignored(self, path: str, code: str) -> bool:
        return any(
            code.startswith(ignored) and is_excluded(path, [pattern])
            for pattern, ignored in self.settings.per_file_ignores
        )

    def _silenced(self, path: str, position: Position, code: str) -> bool:
        for comment in self._suppressions(path):
            if comment.first <= position[2] and position[0] <= comment.line and comment.covers(code):
                self._used[path, comment].add(code)
                self.suppressed[path] += 1
                return True
        return False

    def unused(self) -> list[tuple[str, Diagnostic]]:
        """List what silences nothing in comments for this linter, whether there is something to silence or not."""
        return [
            (path, Diagnostic(self.shown(path), comment.line, why, comment.column))
            for path, whose in sorted(self.project.comments.items())
            if whose == OURS
            for comment in self._suppressions(path)
            for why in (*comment.problems, *self._idle(path, comment))
        ]

    def _idle(self, path: str, comment: Suppression) -> Iterator[str]:
        """Say which codes of a comment silence nothing, if findings of them were asked for."""
        used = self._used[path, comment]
        if comment.everything:
            asked = not (self.settings.select or self.settings.ignore)
            if asked and not used and comment.own:
                yield f"this `{comment.written}` suppresses nothing"
        for code in sorted(comment.codes - used):
            if self.settings.wants(code):
                yield f"`{code}` in this `{comment.written}` suppresses nothing"

    def _suppressions(self, path: str) -> list[Suppression]:
        if path not in self.project.comments:
            return []
        if path not in self._comments:
            self._comments[path] = find_suppressions("\n".join(self._text(path)))
        return self._comments[path]

    def _text(self, path: str) -> list[str]:
        if path not in self._lines:
            try:
                data = self.texts[path] if path in self.texts else (self.root / path).read_bytes()
                self._lines[path] = re.split(r"\r\n?|\n", decode(data))
            except (OSError, SyntaxError):
                self._lines[path] = []
        return self._lines[path]

    def _column(self, path: str, line: int, offset: int) -> int:
        """Turn a byte offset into a column in characters, from 1."""
        lines = self._text(path)
        if line > len(lines) or lines[line - 1].isascii():
            return offset + 1
        return len(lines[line - 1].encode()[:offset].decode(errors="ignore")) + 1

    def _finding(self, path: str, kept: list[Candidate]) -> Finding:
        best = kept[0]
        event, sink = best.event, best.event.sink
        line, column, end_line, end_column = event.position
        fact = self.project.functions[best.number].fact if best.number >= 0 else None
        cost = sink.cost
        function, defined = (fact.qualname, fact.line) if fact else (event.chain[0].function, line)
        origin = best.origin or Origin(Step(path, defined, function), best.context)
        return Finding(
            code=best.code,
            name=best.name,
            message=best.message,
            severity=severity(best),
            confidence="medium" if sink.seldom else "high",
            path=self.shown(path),
            line=line,
            column=self._column(path, line, column),
            end_line=end_line,
            end_column=self._column(path, end_line, end_column),
            context=best.context,
            function=function,
            function_line=defined,
            sink=self._sink(best),
            chain=tuple(map(self._step, event.chain)),
            entry=Entry(*self._step(origin.root), origin.context),
            started=None if origin.step is None else self._step(origin.step),
            cost=CostFigure(cost.ms, cost.at, cost.evidence, cost.source),
            gil=cost.gil,
            help=self._help(best),
            others=tuple(self._sink(other) for other in kept[1:]),
            fix=self.planner.note(best),
            lowered=_lowered(best),
        )

    def _help(self, candidate: Candidate) -> str:
        refusal = self.planner.refusal(candidate)
        fix = self.planner.note(candidate)
        remedy = fitted(
            candidate.help,
            may_be_def=self.planner.drop(candidate.number) is not None,
            fixed=fix is not None and fix.kind == DROP_ASYNC.kind,
        )
        kinds = {way.kind for way in remedy.ways}
        handed = not kinds.isdisjoint({THREAD, PROCESS}) or candidate.event.sink.thread_unsafe
        stays = self.planner.stays(candidate) if handed or USE in kinds else None
        if stays is not None and (handed or not stays.awaits):
            remedy = kept(remedy, stays)
        said = worded(remedy, candidate.context)
        return f"{said} ({refusal})" if refusal else said

    def _step(self, step: Step) -> ChainStep:
        return ChainStep(self.shown(step.path), step.line, step.function)

    def _sink(self, candidate: Candidate) -> Place:
        sink = candidate.event.sink
        line, column = sink.position[:2]
        return Place(self.shown(sink.path), line, self._column(sink.path, line, column), sink.call)


def _order(candidate: Candidate) -> tuple[object, ...]:
    return (rank(candidate.event), candidate.code)


def severity(candidate: Candidate) -> str:
    """Class of a candidate: its cost's, or one lower; low for what is made once, and quickly."""
    sink = candidate.event.sink
    if sink.once and sink.cost.kind == "load" and not is_long_load(sink.cost):
        return "low"
    usual = sink.cost.severity
    return _LOWER[usual] if _lowered(candidate) else usual


def _lowered(candidate: Candidate) -> str:
    """Say why a candidate counts less than its cost: most calls do not pay it, or little waits."""
    sink = candidate.event.sink
    if sink.failing:
        return "only after an error"
    if sink.once:
        return "most calls find it done"
    return candidate.spared
