"""What a rule is, and the rules that differ only in the topics they name."""

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from freeloop_lint.catalogue.model import Cost
from freeloop_lint.contexts.onloop import POOL, Origin, Pooled, Running
from freeloop_lint.contexts.tables import THREAD_IF_TOLD
from freeloop_lint.interpret.machine import Machine
from freeloop_lint.interpret.summary import Event, Sink, Step
from freeloop_lint.program.project import Project
from freeloop_lint.rules.advice import Remedy, read
from freeloop_lint.rules.between import in_class_body
from freeloop_lint.rules.remedy import OUT_OF_CLASS, holds_gil, moved, remedy, without_gil
from freeloop_lint.rules.sentence import sentence


class Program(NamedTuple):
    """The one object that rules are given."""

    machine: Machine
    on_loop: tuple[Running, ...]
    pooled: tuple[Pooled, ...]


class Candidate(NamedTuple):
    """What a rule has to say about one event, before suppression and severity are looked at.

    `number` is the function that the event is in, -1 at the top of a module. `apart` says that the remedy is another
    than that of all other codes, so that none of them may stand for this one at the same entry. `spared` says why
    it counts one class less: what waits is little. `origin` is how that function comes
    to run on the loop, where that is more than that a framework calls it.
    """

    code: str
    name: str
    number: int
    context: str
    event: Event
    message: str
    help: Remedy
    apart: bool = False
    spared: str = ""
    origin: Origin | None = None


class Rule:
    """One code. Docstrings of rules are their documentation pages."""

    code: ClassVar[str]
    name: ClassVar[str]
    since: ClassVar[str] = "0.1"
    fix: ClassVar[str] = "none"
    preview: ClassVar[bool] = False
    """Asked only when selected by its whole code, until its precision is known (STYLE 44)."""

    def check(self, program: Program) -> Iterator[Candidate]:
        """Give the candidates of this rule."""
        raise NotImplementedError


class EventRule(Rule):
    """A rule over the blocking calls of functions on the loop, chosen by `wants`."""

    verb: ClassVar[str]
    remedy: ClassVar[str]
    apart: ClassVar[bool] = False

    def wants(self, event: Event) -> bool:
        """Claim that an event is this rule's."""
        raise NotImplementedError

    def check(self, program: Program) -> Iterator[Candidate]:
        """Give one candidate for each entry and sink."""
        for running in program.on_loop:
            for events in running.summary.events.values():
                for event in events:
                    if self.wants(event):
                        yield self.candidate(program.machine, running, event)

    def candidate(self, machine: Machine, running: Running, event: Event) -> Candidate:
        """Word one event."""
        project, number, context = machine.project, running.key.number, running.context
        message = sentence(event, self.verb)
        fact = project.functions[number].fact if number >= 0 else None
        told = any((running.key, role) in machine.roots for role in THREAD_IF_TOLD)
        said = self._help(project, event)
        if fact is not None and in_class_body(event, fact, project):
            said = said._replace(before=OUT_OF_CLASS)
        help_ = moved(said, event, context, fact, thread_if_told=told)
        return Candidate(
            self.code,
            self.name,
            number,
            context,
            event,
            message,
            help_,
            self.apart,
            running.spared,
            running.origin,
        )

    def _help(self, project: Project, event: Event) -> Remedy:
        if holds_gil(event.sink):
            return without_gil(event, in_thread=False)
        if event.iterates and len(event.chain) > 1 and event.sink.cost.topic != "lock":
            return read(self.remedy)
        return remedy(event, event.sink.cost.remedy or self.remedy, project)


class TopicRule(EventRule):
    """A rule over the catalogue's topics."""

    topics: ClassVar[frozenset[str]]

    def wants(self, event: Event) -> bool:
        """Claim events of the rule's topics that are not driven by a loop."""
        return event.sink.cost.topic in self.topics and not event.iterates


def at_name(machine: Machine, number: int, call: str, cost: Cost) -> Event:
    """Make an event of what a framework does around a function: it stands at the function's name."""
    ref = machine.project.functions[number]
    fact = ref.fact
    keyword = "async def " if fact.is_async else "def "
    position = (fact.line, fact.column, fact.line, fact.column + len(keyword) + len(fact.name))
    sink = Sink(ref.path, position, call, call, cost)
    return Event(position, call, sink, (Step(ref.path, fact.line, fact.qualname),))


def context_at(machine: Machine, number: int) -> str:
    """Say where an endpoint runs: what a framework does around it runs on the loop all the same."""
    return "endpoint" if machine.project.functions[number].fact.is_async else POOL
