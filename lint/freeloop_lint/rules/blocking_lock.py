"""FL206, blocking-lock."""

from freeloop_lint.interpret.summary import Event
from freeloop_lint.rules.base import TopicRule


class BlockingLock(TopicRule):
    """Find waits for threads, their locks, queues and results.

    ## What it does
    Flags waiting for thread locks, futures, queues and threads, also step by step: `for job in as_completed(jobs)`.

    ## Why it blocks
    Whoever holds the lock may need the loop to let go of it: at best slow, at worst a deadlock.

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
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
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
