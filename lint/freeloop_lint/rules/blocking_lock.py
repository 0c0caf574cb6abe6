"""FL206, blocking-lock."""

from freeloop_lint.interpret.summary import Event
from freeloop_lint.rules.base import TopicRule


class BlockingLock(TopicRule):
    """Find waits for threads, their events, queues and results.

    ## What it does
    Flags waiting for threads and processes, and for their futures, queues, events, conditions and barriers, also step
    by step: `for job in as_completed(jobs)`. Taking a lock or a semaphore is silent: a free one costs nothing, and one
    that guards a few assignments is free soon. What is done under it is flagged as anywhere else.

    ## Why it blocks
    Whoever is waited for may need the loop to get there: at best slow, at worst a deadlock.

    ## Example
    ```python
    async def result():
        return future.result()
    ```

    ## Use instead
    ```python
    async def result():
        return await asyncio.wrap_future(future)
    ```

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the same where it changes what other requests see, or something else may count on a coroutine; in other
    functions `await asyncio.to_thread(...)`: the call runs in another thread, and other tasks run meanwhile.

    ## Known misses
    A `threading.Lock` that another thread holds over blocking work: the loop that takes it waits as long. Receivers
    whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL206"
    name = "blocking-lock"
    fix = "drop-async"
    topics = frozenset({"lock"})
    verb = "waits for others on the event loop"
    remedy = "use asyncio's own primitive, or wait in a thread"

    def wants(self, event: Event) -> bool:
        """Claim waits, also those that a loop drives: no generator is to be handed on, other threads are at work."""
        return event.sink.cost.topic in self.topics
