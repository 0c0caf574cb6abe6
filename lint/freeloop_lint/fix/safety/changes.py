"""Why a function may count on its turn on the loop: what it changes that its other calls, or its caller, see.

On the loop requests take turns, in threads they run side by side. Files count, settings of the process, and objects
that outlive the call, by whatever name, followed through the functions that it calls. A call that is not understood is
taken for harmless, since most of what a service calls keeps to itself.
"""

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from freeloop_lint.fix.safety.body import MAY_CHANGE, WATCHED, Body, needs_lock
from freeloop_lint.fix.safety.callees import NOTHING, Effect
from freeloop_lint.fix.safety.origins import OLDER, Names
from freeloop_lint.fix.safety.threads import set_at_start
from freeloop_lint.fix.safety.walks import Filled
from freeloop_lint.interpret.calling.binding import has_receiver
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import Func, Key, Lambda, Returns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freeloop_lint.facts.form import Position
    from freeloop_lint.interpret.machine import Machine

FRAMES = 7
"""Functions inside each other that are looked into: as many as the longest chain has (`summary.CHAIN_LIMITS`)."""


class Reading:
    """Looks into functions after the program has been run, each once."""

    reads: ClassVar[type[Body]] = Body

    def __init__(self, machine: "Machine") -> None:
        self.machine = machine
        self.known: dict[Key, Effect] = {}
        self.active: list[Key] = []

    def effect(self, key: Key) -> Effect:
        """Give what running `key` does, as `reads` reads it."""
        if key in self.known:
            return self.known[key]
        if key in self.active or len(self.active) >= FRAMES:
            return NOTHING
        self.active.append(key)
        try:
            found = self.known[key] = self.reads(self.machine, key, self.effect).effect()
        finally:
            self.active.pop()
        return found


class Changes(Reading):
    """Reads what functions change."""

    def __init__(self, machine: "Machine", roles: "Mapping[int, set[str]]") -> None:
        super().__init__(machine)
        self.filled = Filled(machine, roles)

    def reason(self, key: Key) -> str:
        """Say why a function that the framework calls may count on its turn; empty when nothing is seen to."""
        found = self.effect(key)
        own = {param.name for param in self.machine.project.functions[key.number].fact.params} - self.older(
            key
        )
        changed = [needs_lock(label) for name, label in found.fills.items() if name not in own]
        walked = (
            MAY_CHANGE.format(label)
            for (name, titles), label in (*found.walks.items(), *found.answers.items())
            if name not in own and self.filled.has(titles)
        )
        return found.reason or next(chain(changed, walked), "")

    @cached_property
    def at_start(self) -> str:
        """What start-up has set for its own thread, said as a reason not to leave that; empty when nothing is seen."""
        call = set_at_start(self.machine, self.filled.only_starts)
        return f"in a thread: what `{call}` has set at start-up does not hold there" if call else ""

    def older(self, key: Key) -> set[str]:
        """List the parameters of such a function that are given what outlives the call."""
        ref = self.machine.project.functions[key.number]
        receives = has_receiver(ref.fact, ref.cls, "") and ref.fact.name != "__init__"
        found = {ref.fact.params[0].name} if receives else set[str]()
        if key in self.active:
            return found
        self.active.append(key)
        frame = self.machine.outer_frame(key.number)
        for param in ref.fact.params:
            nodes = [node for node in (param.annotation, param.default) if node is not None]
            given = [item for node in nodes for item in evaluate(frame, node) if isinstance(item, Returns)]
            if any(self._gives_older(part) for item in given for part in item.by):
                found.add(param.name)
        self.active.pop()
        return found

    def _gives_older(self, dependency: object) -> bool:
        if isinstance(dependency, Lambda):
            _, body, _, home = self.machine.lambdas[dependency.number]
            return OLDER in Names(home, (), lambda _: None).of(body).itself
        if not isinstance(dependency, Func):
            return False
        key = Key(dependency.number, dependency.env, dependency.bound)
        gives = self.effect(key).gives.itself
        return OLDER in gives or bool(gives & self.older(key))

    def changed(self, key: Key, made: "Position") -> str:
        """Name what a function does to change what it makes by the call at a place; empty when nothing is seen to."""
        return Body(self.machine, key, self.effect, made).effect().fills.get(WATCHED, "")

    def outlives(self, key: Key, name: str) -> bool:
        """Claim that a name of a function stands for what outlives the call."""
        body = Body(self.machine, key, self.effect)
        body.effect()
        origin = body.names.of_name(name).itself
        return OLDER in origin or bool(origin & self.older(key))
