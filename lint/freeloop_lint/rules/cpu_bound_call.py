"""FL101, cpu-bound-call."""

from freeloop_lint.rules.base import TopicRule


class CpuBoundCall(TopicRule):
    """Find calls that compute for long on the event loop.

    ## What it does
    Flags numeric, image, audio, document, compression and crypto work in code that runs on the event loop,
    also when helpers in other modules do it.

    ## Why it blocks
    Computing is not waiting: until the result is there no other request, health check or timer runs.

    ## Example
    ```python
    @app.get("/mean")
    async def mean() -> float:
        return float((weights @ batch).mean())
    ```

    ## Use instead
    ```python
    @app.get("/mean")
    def mean() -> float:
        return float((weights @ batch).mean())
    ```

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the same where it changes what other requests see, or something else may count on a coroutine; in other
    functions `await asyncio.to_thread(...)`: the call runs in another thread, and other tasks run meanwhile.
    Not where the call holds the GIL: a thread does not free the loop then (FL301).

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL101"
    name = "cpu-bound-call"
    fix = "drop-async"
    topics = frozenset({"compute"})
    verb = "computes on the event loop"
    remedy = "make the endpoint `def`, or run it through `await asyncio.to_thread(...)`"
