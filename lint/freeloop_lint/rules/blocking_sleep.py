"""FL201, blocking-sleep."""

from freeloop_lint.rules.base import TopicRule


class BlockingSleep(TopicRule):
    """Find sleeps that hold the event loop.

    ## What it does
    Flags `time.sleep` and calls that sleep inside.

    ## Why it blocks
    A sleeping thread serves nobody; an awaited sleep gives the loop back.

    ## Example
    ```python
    async def retry():
        time.sleep(1)
    ```

    ## Use instead
    ```python
    async def retry():
        await asyncio.sleep(1)
    ```

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the same where it changes what other requests see, or something else may count on a coroutine; in other
    functions `await asyncio.sleep(...)`, or `await asyncio.to_thread(...)` of what sleeps: other tasks run meanwhile.

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL201"
    name = "blocking-sleep"
    fix = "drop-async"
    topics = frozenset({"sleep"})
    verb = "sleeps on the event loop"
    remedy = "make the endpoint `def`, or run it through `await asyncio.to_thread(...)`"
