"""FL105, sync-iteration."""

from freeloop_lint.interpret.summary import Event
from freeloop_lint.program.project import Project
from freeloop_lint.rules.advice import Remedy, read
from freeloop_lint.rules.base import EventRule
from freeloop_lint.rules.between import is_in_generator

_STREAMED = read(
    "step through it by `iterate_in_threadpool`, or hand the generator itself to `StreamingResponse`"
)
"""What to do in a generator, which passes on what it is given."""


class SyncIteration(EventRule):
    """Find loops that drive a blocking generator.

    ## What it does
    Flags `for`, `next`, `list` and the like over a generator whose body blocks, in code that runs on the event loop.
    Where a plain function does so, its call has the code of what blocks: a thread can be handed it.

    ## Why it blocks
    Calling a generator function does nothing; each step of the loop over it does the work, on the loop's thread.

    ## Example
    ```python
    async def stream():
        for token in model.generate(prompt):
            yield token
    ```

    ## Use instead
    ```python
    def stream():
        yield from model.generate(prompt)

    StreamingResponse(stream())
    ```

    ## Fix safety
    Not fixed: where the generator should run is a decision.

    ## Known misses
    Iterators that cross an untyped container.
    """

    code = "FL105"
    name = "sync-iteration"
    verb = "runs on the event loop, step by step"
    remedy = (
        "do it in a function that is called through `await asyncio.to_thread(...)`, "
        "or step through it by `iterate_in_threadpool`"
    )

    def wants(self, event: Event) -> bool:
        """Claim events that a loop drives, but waits for other threads, which FL206 claims."""
        return event.iterates and event.sink.cost.topic != "lock"

    def _help(self, project: Project, event: Event) -> Remedy:
        usual = super()._help(project, event)
        return _STREAMED if usual == read(self.remedy) and is_in_generator(event, project) else usual
