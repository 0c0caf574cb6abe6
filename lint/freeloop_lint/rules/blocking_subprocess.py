"""FL205, blocking-subprocess."""

from freeloop_lint.rules.base import TopicRule


class BlockingSubprocess(TopicRule):
    """Find waits for other programs.

    ## What it does
    Flags running and waiting for other programs.

    ## Why it blocks
    Starting a process takes milliseconds, waiting for it as long as it runs.

    ## Example
    ```python
    async def probe():
        subprocess.run(["ffprobe", path])
    ```

    ## Use instead
    ```python
    async def probe():
        process = await asyncio.create_subprocess_exec("ffprobe", path)
        await process.wait()
    ```

    ## Fix safety
    Safe: `async def` becomes `def` when nothing in the body needs the loop and only the framework calls it.
    Unsafe: the same where it changes what other requests see, or something else may count on a coroutine; in other
    functions `await asyncio.to_thread(...)`: the call runs in another thread, and other tasks run meanwhile.

    ## Known misses
    Receivers whose type cannot be inferred, and libraries that the catalogue does not describe.
    """

    code = "FL205"
    name = "blocking-subprocess"
    fix = "drop-async"
    topics = frozenset({"subprocess"})
    verb = "waits for a process on the event loop"
    remedy = "make the endpoint `def`, or run it through `await asyncio.to_thread(...)`"
